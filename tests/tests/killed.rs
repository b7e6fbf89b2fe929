//! A vendor and a provider, each a process of its own, are killed again and again while customers
//! order and pay. Whatever was answered is there afterwards, once on both sides, and all money
//! agrees. The moments come from a seed; a failing test tells it, and `ONSELL_TEST_SEED` repeats
//! it.

mod house;
mod installation;

use house::{House, LITE, PAID, PASSWORD, Server, call, client, field, text};
use installation::{binary, wait_for};
use onsell_domain::Amount;
use onsell_modules::billmanager::{CallError, SellerClient};
use onsell_store::testing::Fresh;
use onsell_store::{Location, Options, Store, Tx, expense, hour_total, service_count};
use onsell_wire::Node;
use std::collections::{HashMap, HashSet};
use std::net::TcpListener;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the vendor takes for a month, and what the provider takes.
const COST: &str = "6.00";
const PRICE: &str = "8.00";
/// What a customer pays at a time.
const PAYMENT: &str = "10.00";
/// How often somebody is killed.
const KILLS: usize = 8;
/// Orders between two kills at most.
const ORDERS_MAX: u64 = 20;
/// The provider's customers, and how many orders each places at once.
const CUSTOMERS: [&str; 3] = ["anna", "boris", "clara"];
const THREADS: usize = 2;
/// The provider's user at the vendor, and a customer of the vendor's own.
const RESELLER: &str = "reseller";
const DIRECT: &str = "dmitri";
/// Between two calls of somebody, so that the load is one of people.
const BREATH: Duration = Duration::from_millis(5);

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    /// From the environment, else another one each time.
    fn new() -> Self {
        let seed = std::env::var("ONSELL_TEST_SEED").ok();
        let seed = seed.map(|text| text.parse().expect("ONSELL_TEST_SEED is a number"));
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let seed = seed.unwrap_or_else(|| since.map_or(1, |since| since.as_nanos() as u64));
        eprintln!("ONSELL_TEST_SEED={seed}");
        Self(seed)
    }

    /// A number below another one.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ (mixed >> 27)) % end
    }
}

/// One system: its installation, and its server while one runs.
struct Side {
    house: House,
    location: Location,
    server: Option<Server>,
}

impl Side {
    fn new(name: &str, database: Option<Fresh>, port: u16) -> Self {
        let location = database.as_ref().map(|fresh| fresh.location.clone());
        let mut house = House::fresh(name, database);
        house.listen = format!("127.0.0.1:{port}");
        let file = Location::Sqlite(house.path().join("onsell.db"));
        Self {
            location: location.unwrap_or(file),
            house,
            server: None,
        }
    }

    fn kill(&mut self) {
        let server = self.server.take().expect("it runs");
        server.signal("-KILL");
        assert_eq!(server.code(), None, "it was killed");
    }

    /// Starts the server; sometimes it is killed already while it starts.
    fn start(&mut self, dice: &mut Dice) {
        if dice.below(3) == 0 {
            let mut command = self.house.command(binary());
            command
                .arg("serve")
                .env("ONSELL_LISTEN", &self.house.listen);
            let started = command.stderr(Stdio::null()).spawn();
            let mut process = started.expect("it can be started");
            std::thread::sleep(Duration::from_millis(dice.below(80)));
            process.kill().expect("it can be killed");
            process.wait().expect("it is dead");
        }
        self.server = Some(self.house.serve());
    }

    fn end(&mut self) {
        let server = self.server.take().expect("it runs");
        server.signal("-TERM");
        assert_eq!(server.code(), Some(0));
        let store = Store::open(&self.location, Options::default()).expect("nobody has it");
        let audit = store.read(|tx| expense::audit(tx)).expect("the ledger");
        assert_eq!(audit, (0, 0), "the ledger does not add up");
        let counts = store
            .read(|tx| service_count::audit(tx).and_then(|n| Ok((n, hour_total::audit(tx)?))))
            .expect("the counts");
        assert_eq!(counts, (0, 0), "services or hours are miscounted");
        store.close();
    }
}

/// A port outside of those that connections going out may take while its server is dead.
fn free_port(dice: &mut Dice) -> u16 {
    loop {
        let port = 10_000 + dice.below(9_000) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Both systems and what their customers need to know.
struct Town {
    vendor: Side,
    provider: Side,
    accounts: Vec<String>,
    tariff: String,
    /// The password of the provider's administrator.
    password: String,
}

impl Town {
    fn new(dice: &mut Dice, databases: [Option<Fresh>; 2]) -> Self {
        let [first, second] = databases;
        let mut vendor = Side::new("vendor", first, free_port(dice));
        vendor.house = House::vendor(vendor.house);
        vendor.house.customer(RESELLER);
        vendor.house.customer(DIRECT);
        vendor.server = Some(vendor.house.serve());
        let provider = Side::new("provider", second, free_port(dice));
        let house = &provider.house;
        let ended = house.run(&["init"]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        let mut words = ended.out.split_whitespace();
        words.find(|word| *word == "password");
        let password = words.next().expect("the first password").to_owned();
        let url = format!("url=http://{}", vendor.house.listen);
        let secret = format!("password={PASSWORD}");
        let user = format!("username={RESELLER}");
        let told = ["processing.edit", "module=BILLmanager", "itemtype=soft"];
        let told = [&told[..], &[&url, &user, &secret, "name=V", "sok=ok"]].concat();
        let module = field(&house.ok(&told), "id");
        let module = format!("processingmodule={module}");
        let lite = format!("pricelist={LITE}");
        let tariff = field(
            &house.ok(&["pricelist.import", &module, &lite, "sok=ok"]),
            "id",
        );
        let elid = format!("elid={tariff}");
        let price = format!("price_1={PRICE}");
        house.ok(&["pricelist.edit", &elid, &price, "sok=ok"]);
        house.ok(&["pricelist.resume", &elid]);
        let accounts = CUSTOMERS.map(|name| house.customer(name)).to_vec();
        let mut town = Self {
            vendor,
            provider,
            accounts,
            tariff,
            password,
        };
        town.provider.server = Some(town.provider.house.serve());
        town
    }

    fn client(&self, name: &str) -> SellerClient {
        let side = match name {
            RESELLER | DIRECT => &self.vendor,
            _ => &self.provider,
        };
        client(&side.house.listen, name, PASSWORD)
    }

    fn staff(&self) -> SellerClient {
        client(&self.provider.house.listen, "admin", &self.password)
    }

    /// Somebody is killed as soon as enough orders were answered since the last time, and starts
    /// again.
    fn kill_and_start(&mut self, dice: &mut Dice, placed: &AtomicUsize) {
        let enough = placed.load(Ordering::SeqCst) + 1 + dice.below(ORDERS_MAX) as usize;
        wait_for("orders are placed", || {
            (placed.load(Ordering::SeqCst) >= enough).then_some(())
        });
        std::thread::sleep(Duration::from_millis(dice.below(20)));
        let who = dice.below(3);
        let mut dead: Vec<&mut Side> = Vec::new();
        if who != 0 {
            self.vendor.kill();
            dead.push(&mut self.vendor);
        }
        if who != 1 {
            self.provider.kill();
            dead.push(&mut self.provider);
        }
        std::thread::sleep(Duration::from_millis(dice.below(100)));
        for side in dead {
            side.start(dice);
        }
    }

    /// Staff press Start on everything and ask for events until nothing is left to do.
    fn settle(&self) {
        let staff = self.staff();
        let lapse = Lapse::of(&self.provider.location);
        wait_for("every operation comes to its end", || {
            lapse.let_leases_run_out();
            let open = rows(&staff, "runningoperation");
            for operation in &open {
                // One that is at work or has ended meanwhile cannot be started, which is as well.
                let _ = call(
                    &staff,
                    "runningoperation.start",
                    &[("elid", text(operation, "id"))],
                );
            }
            call(&staff, "checkevent", &[]).expect("an answer");
            std::thread::sleep(BREATH * 10);
            open.is_empty().then_some(())
        });
        lapse.close();
    }
}

/// On PostgreSQL the lease of a process that died ends by time, since another node might hold it.
/// Here time is let pass for all of them: safety never rests on a lease.
struct Lapse(Option<Store>);

impl Lapse {
    fn of(location: &Location) -> Self {
        Self(match location {
            Location::Postgres(_) => Some(
                Store::open(location, Options::default()).expect("the database has many nodes"),
            ),
            Location::Sqlite(_) => None,
        })
    }

    fn let_leases_run_out(&self) {
        const RUN_OUT: &str = "UPDATE operation SET due_at = 0 WHERE state = 'running'";
        if let Some(store) = &self.0 {
            let done = store.write(0, |tx: &mut dyn Tx| tx.exec(RUN_OUT, &[]));
            done.expect("the leases can be written");
        }
    }

    fn close(self) {
        if let Some(store) = self.0 {
            store.close();
        }
    }
}

/// The rows of a list.
fn rows(client: &SellerClient, function: &str) -> Vec<Node> {
    let list = call(client, function, &[]).unwrap_or_else(|error| panic!("{function}: {error}"));
    list.children_of("elem").cloned().collect()
}

/// What its sender knows of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// Answered with this number.
    Answered(String),
    /// Sent, and the answer never came.
    Lost,
    /// Certainly not sent.
    NotSent,
}

fn known(answer: Result<Node, CallError>, what: &str) -> Known {
    match answer {
        Ok(answer) => Known::Answered(answer.text_of("id").unwrap_or_default().to_owned()),
        Err(CallError::Lost(_)) => Known::Lost,
        Err(CallError::NotSent(_)) => Known::NotSent,
        Err(CallError::Fault(fault)) => panic!("{what} is refused: {fault}"),
    }
}

/// Orders until it is told to stop; what is known of each order by its reference.
fn shop(
    client: &SellerClient,
    tariff: &str,
    prefix: &str,
    is_over: &AtomicBool,
    placed: &AtomicUsize,
) -> Vec<(String, Known)> {
    let mut orders = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        let reference = format!("{prefix}-{}", orders.len());
        let parameters = [
            ("pricelist", tariff),
            ("period", "1"),
            ("licname", &reference),
            ("remoteid", &reference),
            ("skipbasket", "on"),
            ("clicked_button", "finish"),
            ("sok", "ok"),
        ];
        let answer = call(client, "soft.order.param", &parameters);
        let known = known(answer, &reference);
        if matches!(known, Known::Answered(_)) {
            placed.fetch_add(1, Ordering::SeqCst);
        }
        orders.push((reference, known));
        std::thread::sleep(BREATH);
    }
    orders
}

/// A payment as the cashier knows it.
struct Paid {
    account: String,
    note: String,
    entered: Known,
    credited: Known,
}

/// Enters and credits payments until it is told to stop.
fn take_money(staff: &SellerClient, accounts: &[String], is_over: &AtomicBool) -> Vec<Paid> {
    let mut payments: Vec<Paid> = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        let account = &accounts[payments.len() % accounts.len()];
        let note = format!("payment {}", payments.len());
        let told = [
            ("account", account.as_str()),
            ("amount", PAYMENT),
            ("note", &note),
            ("sok", "ok"),
        ];
        let entered = known(call(staff, "payment.add", &told), &note);
        let credited = match &entered {
            Known::Answered(id) => known(call(staff, "payment.setpaid", &[("elid", id)]), &note),
            _ => Known::NotSent,
        };
        payments.push(Paid {
            account: account.clone(),
            note,
            entered,
            credited,
        });
        std::thread::sleep(BREATH);
    }
    payments
}

/// Every order that was answered is there once, none is there twice, and each is active with a key
/// of its own; the services by number.
fn look_at_orders(client: &SellerClient, orders: &[(String, Known)]) -> HashMap<String, Node> {
    let services = rows(client, "soft");
    let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
    for service in &services {
        let ids = found.entry(text(service, "remoteid")).or_default();
        ids.push(text(service, "id"));
        assert_eq!(text(service, "status"), "2", "{service:?}");
    }
    let keys: HashSet<&str> = services.iter().map(|row| text(row, "lickey")).collect();
    assert!(keys.len() == services.len() && !keys.contains(""));
    let mut expected = 0;
    for (reference, known) in orders {
        let ids = found.get(reference.as_str()).map_or(&[][..], Vec::as_slice);
        match known {
            Known::Answered(id) => assert_eq!(ids, [id.as_str()], "{reference}"),
            Known::Lost => assert!(ids.len() <= 1, "{reference}: {ids:?}"),
            Known::NotSent => assert!(ids.is_empty(), "{reference}: {ids:?}"),
        }
        expected += ids.len();
    }
    assert_eq!(services.len(), expected, "services that nobody ordered");
    let by_number = |row: Node| (text(&row, "id").to_owned(), row);
    services.into_iter().map(by_number).collect()
}

/// Every payment that was answered is there once; how much was credited to each account.
fn look_at_payments(staff: &SellerClient, payments: &[Paid]) -> HashMap<String, i64> {
    let listed = rows(staff, "payment");
    let mut credited: HashMap<String, i64> = HashMap::new();
    for payment in payments {
        let is_it = |row: &&Node| row.text_of("note") == Some(&payment.note);
        let found: Vec<&Node> = listed.iter().filter(is_it).collect();
        let ids: Vec<&str> = found.iter().map(|row| text(row, "id")).collect();
        let note = &payment.note;
        match &payment.entered {
            Known::Answered(id) => assert_eq!(ids, [id.as_str()], "{note}"),
            Known::Lost => assert!(ids.len() <= 1, "{note}: {ids:?}"),
            Known::NotSent => assert!(ids.is_empty(), "{note}: {ids:?}"),
        }
        let is_paid = |row: &&Node| {
            let status = row.child("status");
            status.and_then(|status| status.attribute("orig")) == Some("4")
        };
        let is_paid = found.iter().any(is_paid);
        match &payment.credited {
            Known::Answered(_) => assert!(is_paid, "{note} was credited"),
            Known::Lost => {}
            Known::NotSent => assert!(!is_paid, "{note} was not credited"),
        }
        *credited.entry(payment.account.clone()).or_default() += i64::from(is_paid);
    }
    credited
}

/// What was paid less what was bought is what is left, and nothing is reserved.
fn look_at_money(client: &SellerClient, services: usize, price: &str, payments: i64) {
    let amount = |text: &str| Amount::parse(text).expect("an amount");
    let times = |text: &str, count: i64| amount(text).times(count).expect("little money");
    let expenses = rows(client, "expense");
    assert_eq!(expenses.len(), services, "one expense for each service");
    assert!(expenses.iter().all(|row| text(row, "amount") == price));
    let paid = amount(PAID).checked_add(times(PAYMENT, payments));
    let left = paid.and_then(|paid| paid.checked_sub(times(price, services as i64)));
    let left = format!("{} EUR", left.expect("little money").two_digits());
    let wallet = &rows(client, "dashboard.info")[0];
    assert_eq!(text(wallet, "balance"), left);
    assert_eq!(text(wallet, "available"), left);
    assert_eq!(text(wallet, "reserved"), "0.00 EUR");
}

/// The number of the provider's service that the vendor's customer calls so:
/// `<prefix><number>-<random>`, where the prefix ends in `-`.
fn number_in(reference: &str) -> &str {
    let mut parts = reference.rsplit('-');
    parts.next();
    parts.next().unwrap_or_default()
}

/// The provider's services and the vendor's licenses are the same, one for one, key by key.
fn look_at_licenses(reseller: &SellerClient, services: &HashMap<String, Node>) {
    let licenses = rows(reseller, "soft");
    let mut seen = HashSet::new();
    for license in &licenses {
        let reference = text(license, "remoteid");
        let service = services.get(number_in(reference));
        let service = service.unwrap_or_else(|| panic!("nobody ordered {reference}"));
        assert!(seen.insert(text(service, "id")), "twice: {reference}");
        assert_eq!(text(service, "lickey"), text(license, "lickey"));
        assert_eq!(text(service, "expiredate"), text(license, "expiredate"));
    }
    assert_eq!(licenses.len(), services.len());
}

fn kill_again_and_again(databases: [Option<Fresh>; 2]) {
    let mut dice = Dice::new();
    let mut town = Town::new(&mut dice, databases);
    let (placed, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let shoppers: Vec<&str> = [CUSTOMERS.repeat(THREADS), vec![DIRECT]].concat();
    let clients: Vec<SellerClient> = shoppers.iter().map(|name| town.client(name)).collect();
    let (cashier, accounts) = (town.staff(), town.accounts.clone());
    let tariff = town.tariff.clone();
    let mut orders: HashMap<&str, Vec<(String, Known)>> = HashMap::new();
    let payments = std::thread::scope(|threads| {
        let (placed, is_over) = (&placed, &is_over);
        let shopping: Vec<_> = shoppers
            .iter()
            .zip(&clients)
            .enumerate()
            .map(|(number, (name, client))| {
                let tariff = if *name == DIRECT { LITE } else { &tariff };
                let prefix = format!("{name}-{number}");
                threads.spawn(move || shop(client, tariff, &prefix, is_over, placed))
            })
            .collect();
        let paying = threads.spawn(|| take_money(&cashier, &accounts, is_over));
        let _end = End(is_over);
        for _ in 0..KILLS {
            town.kill_and_start(&mut dice, placed);
        }
        is_over.store(true, Ordering::SeqCst);
        for (name, shopper) in shoppers.iter().zip(shopping) {
            let placed = shopper.join().expect("a shopper");
            orders.entry(name).or_default().extend(placed);
        }
        paying.join().expect("the cashier")
    });
    town.settle();

    let credited = look_at_payments(&town.staff(), &payments);
    let mut services = HashMap::new();
    for (name, account) in CUSTOMERS.iter().zip(&town.accounts) {
        let client = town.client(name);
        let found = look_at_orders(&client, &orders[name]);
        let paid = credited.get(account).copied().unwrap_or_default();
        look_at_money(&client, found.len(), PRICE, paid);
        services.extend(found);
    }
    let reseller = town.client(RESELLER);
    look_at_licenses(&reseller, &services);
    look_at_money(&reseller, services.len(), COST, 0);
    let direct = town.client(DIRECT);
    let found = look_at_orders(&direct, &orders[DIRECT]);
    look_at_money(&direct, found.len(), COST, 0);
    assert!(services.len() + found.len() >= KILLS);
    town.provider.end();
    town.vendor.end();
}

/// Lets everybody go home, also when a test fails in the middle.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn killed_systems_keep_every_promise_on_sqlite() {
    kill_again_and_again([None, None]);
}

#[test]
fn killed_systems_keep_every_promise_on_postgres() {
    kill_again_and_again([Some(Fresh::postgres()), Some(Fresh::postgres())]);
}
