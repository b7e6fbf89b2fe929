//! A vendor and a provider that resells, on fresh databases.

use crate::Wire;
use onsell_domain::{Timestamp, parse_reference};
use onsell_engine::install::{Installing, install};
use onsell_engine::seams::{ManualClock, Random, SystemRandom};
use onsell_engine::{Engine, EventMode, Seal, Setup, check_event, expire, operate};
use onsell_modules::{HttpTransport, Transport};
use onsell_panel::{Options, Panel};
use onsell_sim::chance::SeededRandom;
use onsell_store::testing::Fresh;
use onsell_store::{Copied, Store, expense, hour_total, need, service_count, statement};
use onsell_wire::{Format, Node, Params, decode_xml};
use std::path::Path;
use std::sync::Arc;

/// 2026-01-10, noon UTC.
const BEGIN: i64 = 1_768_046_400_000_000;
/// The vendor's number of ispmanager Lite.
pub const LITE: &str = "55227";
const RESELLER: &str = "reseller@provider.example";
const PASSWORD: &str = "a password";

/// The two systems.
pub struct Twin {
    /// The one that sells.
    pub vendor: Panel,
    /// The one that resells.
    pub provider: Panel,
    /// What is between them.
    pub wire: Arc<Wire>,
    /// The time of both.
    pub clock: Arc<ManualClock>,
    /// The reseller's account at the vendor.
    pub reseller: String,
    /// The customer's account at the provider.
    pub customer: String,
    /// The provider's number of the imported tariff.
    pub tariff: String,
    databases: [Fresh; 2],
}

/// Runs a test with twins on SQLite and with twins on PostgreSQL.
pub fn twins(test: impl Fn(&Twin)) {
    for fresh in [Fresh::sqlite, Fresh::postgres] {
        let twin = Twin::open([fresh(), fresh()]);
        test(&twin);
        twin.audit();
        twin.close();
    }
}

fn by_chance() -> Arc<dyn Random> {
    Arc::new(SystemRandom::new())
}

fn panel(
    store: Store,
    (clock, random): (&Arc<ManualClock>, Arc<dyn Random>),
    transport: Arc<dyn Transport>,
    preset: Option<&str>,
) -> Panel {
    let panel = open(store, (clock, random), transport);
    let told = Installing {
        provider: "Provider".to_owned(),
        currency: None,
        zone: "UTC".to_owned(),
        preset: preset.map(str::to_owned),
        administrator: "admin".to_owned(),
    };
    install(panel.engine(), &told).expect("a fresh database can be filled");
    panel
}

fn open(
    store: Store,
    (clock, random): (&Arc<ManualClock>, Arc<dyn Random>),
    transport: Arc<dyn Transport>,
) -> Panel {
    let engine = Engine::new(Setup {
        store,
        clock: Arc::<ManualClock>::clone(clock),
        random,
        transport,
        seal: Seal::new(&[7; Seal::KEY_BYTES]),
    })
    .expect("an engine over a database");
    Panel::new(engine, Options::default())
}

impl Twin {
    /// Twins on two fresh databases.
    pub fn open(databases: [Fresh; 2]) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(BEGIN)));
        let nowhere: Arc<dyn Transport> = Arc::new(HttpTransport::new("test"));
        let random = [by_chance(), by_chance()];
        Self::open_with(databases, clock, random, nowhere)
    }

    /// Twins that are the same whenever they are opened.
    pub fn open_alike(databases: [Fresh; 2]) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(BEGIN)));
        let nowhere: Arc<dyn Transport> = Arc::new(HttpTransport::new("test"));
        let seeded = |seed| -> Arc<dyn Random> { Arc::new(SeededRandom::new(seed)) };
        Self::open_with(databases, clock, [seeded(1), seeded(2)], nowhere)
    }

    /// Twins whose vendor buys from somebody as well.
    fn open_with(
        databases: [Fresh; 2],
        clock: Arc<ManualClock>,
        [here, there]: [Arc<dyn Random>; 2],
        outward: Arc<dyn Transport>,
    ) -> Self {
        let preset = Some("ispmanager");
        let vendor = panel(databases[0].open(), (&clock, here), outward, preset);
        let wire = Arc::new(Wire::to(vendor.clone(), Arc::clone(&clock)));
        let transport: Arc<dyn Transport> = Arc::<Wire>::clone(&wire);
        let provider = panel(databases[1].open(), (&clock, there), transport, None);
        for tariff in ["55239", LITE, "55230"] {
            root(&vendor, "pricelist.resume", &[("elid", tariff)]);
        }
        let reseller = customer(&vendor, RESELLER);
        let module = connect(&provider, "soft");
        let tariff = import(&provider, &module, LITE, "8.00");
        let customer = customer(&provider, "customer@example.com");
        let twin = Self {
            vendor,
            provider,
            wire,
            clock,
            reseller,
            customer,
            tariff,
            databases,
        };
        twin.pay_vendor("100.00");
        twin.pay_provider("200.00");
        twin
    }

    /// The provider imports another tariff of the vendor, which switches it on, and sells it for a
    /// monthly price; its number there.
    pub fn import(&self, tariff: &str, price: &str) -> String {
        self.vendor_staff("pricelist.resume", &[("elid", tariff)]);
        import(&self.provider, "1", tariff, price)
    }

    /// What the provider's customer signs in with.
    pub fn customer_authinfo(&self) -> String {
        format!("customer@example.com:{PASSWORD}")
    }

    /// What the vendor's reseller signs in with.
    pub fn reseller_authinfo(&self) -> String {
        format!("{RESELLER}:{PASSWORD}")
    }

    /// Calls the provider as its customer.
    pub fn customer_calls(&self, function: &str, parameters: &[(&str, &str)]) -> Node {
        call(&self.provider, function, "customer@example.com", parameters)
    }

    /// Calls the vendor as the reseller.
    pub fn reseller_calls(&self, function: &str, parameters: &[(&str, &str)]) -> Node {
        call(&self.vendor, function, RESELLER, parameters)
    }

    /// Calls the provider as its machine's administrator; the call must succeed.
    pub fn provider_staff(&self, function: &str, parameters: &[(&str, &str)]) -> Node {
        root(&self.provider, function, parameters)
    }

    /// Calls the provider as its machine's administrator; whatever is answered.
    pub fn try_provider_staff(&self, function: &str, parameters: &[(&str, &str)]) -> Node {
        local(&self.provider, function, parameters)
    }

    /// Calls the vendor as its machine's administrator; whatever is answered.
    pub fn try_vendor_staff(&self, function: &str, parameters: &[(&str, &str)]) -> Node {
        local(&self.vendor, function, parameters)
    }

    /// Sells a product type at the vendor and resells it at the provider; the provider's number of
    /// its only tariff.
    pub fn sell(&self, type_name: &str) -> String {
        self.sell_of("license", type_name)
    }

    /// The same, where the vendor's staff do the work by hand.
    pub fn sell_by_hand(&self, type_name: &str) -> String {
        self.sell_of("manual", type_name)
    }

    /// Resells a tariff that the vendor has for a product type; its number at the provider.
    pub fn resell(&self, type_name: &str, tariff: &str, price: &str) -> String {
        self.vendor_staff("pricelist.resume", &[("elid", tariff)]);
        let module = connect(&self.provider, type_name);
        import(&self.provider, &module, tariff, price)
    }

    fn sell_of(&self, module_kind: &str, type_name: &str) -> String {
        let tariff = offer(&self.vendor, module_kind, type_name, "6.00");
        let module = connect(&self.provider, type_name);
        import(&self.provider, &module, &tariff, "8.00")
    }

    /// The provider forgets how far it read the vendor's events; with an epoch, it believes that it
    /// read another feed.
    pub fn rewind(&self, epoch: Option<&str>) {
        const REWIND: &str = "UPDATE seller SET cursor = 0";
        const ANOTHER: &str = "UPDATE seller SET epoch = 'another'";
        let sql = if epoch.is_some() { ANOTHER } else { REWIND };
        let rewound = self
            .provider
            .engine()
            .write(None, move |scope| Ok(scope.tx.exec(sql, &[])?));
        assert_eq!(rewound.expect("the seller's row can be written"), 1);
    }

    /// From now on the seller is one that was written by somebody else and has these features.
    pub fn estrange(&self, features: &'static str) {
        self.wire.be_a_stranger(features);
        let done = self.provider.engine().write(None, move |scope| {
            for row in onsell_store::seller::list(scope.tx)? {
                onsell_store::seller::set_features(scope.tx, row.id, features)?;
            }
            Ok(())
        });
        done.expect("the seller's row can be changed");
    }

    /// Copies the provider's database while it is open.
    pub fn back_up(&self, file: &Path) {
        onsell_store::backup(&self.databases[1].location, file).expect("it can be copied");
    }

    /// Puts a copy in the place of the provider's database.
    pub fn restore(&mut self, file: &Path, copied: Copied) {
        self.provider.engine().store().close();
        let location = &self.databases[1].location;
        onsell_store::restore(file, location, copied, true).expect("it can be restored");
        let transport: Arc<dyn Transport> = Arc::<Wire>::clone(&self.wire);
        self.provider = open(
            self.databases[1].open(),
            (&self.clock, by_chance()),
            transport,
        );
    }

    /// Calls the vendor as its machine's administrator; the call must succeed.
    pub fn vendor_staff(&self, function: &str, parameters: &[(&str, &str)]) -> Node {
        root(&self.vendor, function, parameters)
    }

    /// The customer orders a license; its number.
    pub fn order(&self, ip: &str) -> String {
        let answer = self.try_order(ip);
        assert!(answer.child("error").is_none(), "{answer:?}");
        text(&answer, "id").to_owned()
    }

    /// The customer orders a license; whatever is answered.
    pub fn try_order(&self, ip: &str) -> Node {
        let parameters = [
            ("pricelist", self.tariff.as_str()),
            ("period", "1"),
            ("licname", "srv.example.com"),
            ("ip", ip),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        self.customer_calls("soft.order.param", &parameters)
    }

    /// The card of a service at the provider.
    pub fn card(&self, service: &str) -> Node {
        self.customer_calls("soft.edit", &[("elid", service)])
    }

    /// The unfinished operation of a service at the provider.
    pub fn operation(&self, service: &str) -> Option<Node> {
        let list = self.provider_staff("runningoperation", &[]);
        list.children_of("elem")
            .find(|row| is_about(row, service))
            .cloned()
    }

    /// The open task of a service at the provider.
    pub fn task(&self, service: &str) -> Option<Node> {
        let list = self.provider_staff("task", &[]);
        list.children_of("elem")
            .find(|row| is_about(row, service))
            .cloned()
    }

    /// The reseller's licenses at the vendor, closed ones included.
    pub fn licenses(&self) -> Vec<Node> {
        let list = self.reseller_calls("soft", &[("closed", "on"), ("filter", "on")]);
        list.children_of("elem").cloned().collect()
    }

    /// The vendor's side of a service.
    pub fn license(&self, service: &str) -> Option<Node> {
        let prefix = &self.provider.engine().installation().prefix;
        let ours = |row: &Node| {
            let found = parse_reference(prefix, text(row, "remoteid"));
            found.is_some_and(|id| id.to_string() == service)
        };
        self.licenses().into_iter().find(ours)
    }

    /// The provider works on what is due.
    pub fn work(&self) {
        operate::work_off(self.provider.engine()).expect("due operations are worked on");
    }

    /// The provider runs the jobs that ask other systems, except for events.
    pub fn ask_others(&self) {
        let engine = self.provider.engine();
        engine.step_sellers(EventMode::Off).expect("they are asked");
    }

    /// The provider asks for events.
    pub fn check_event(&self) -> check_event::Report {
        check_event::check_all(self.provider.engine()).expect("the sellers are asked")
    }

    /// Time passes, then both look at what time brought.
    pub fn pass_seconds(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
        for panel in [&self.provider, &self.vendor] {
            expire::run(panel.engine()).expect("expiries are looked at");
        }
    }

    /// Time passes and the provider works and asks, until nothing is left to do.
    pub fn heal(&self) {
        for _ in 0..8 {
            self.clock.advance_seconds(200);
            self.work();
            self.check_event();
        }
    }

    /// A payment of the customer.
    pub fn pay_provider(&self, amount: &str) {
        pay(&self.provider, &self.customer, amount);
    }

    /// A payment of the reseller.
    pub fn pay_vendor(&self, amount: &str) {
        pay(&self.vendor, &self.reseller, amount);
    }

    /// Balance and reserved of the only wallet of an account.
    pub fn funds(panel: &Panel, account: &str) -> (String, String) {
        let id = account.parse().expect("an account's number");
        let wallets = panel
            .engine()
            .read(move |scope| Ok(onsell_store::wallet::of_account(scope.tx, id)?));
        let wallet = wallets.expect("wallets can be read").remove(0);
        (
            wallet.funds.balance.to_string(),
            wallet.funds.reserved.to_string(),
        )
    }

    /// The customer and the reseller must have exactly this, and nothing of it held.
    #[track_caller]
    pub fn must_have(&self, customer: &str, reseller: &str) {
        let free = |balance: &str| (balance.to_owned(), "0.00".to_owned());
        let found = Self::funds(&self.provider, &self.customer);
        assert_eq!(found, free(customer), "the customer");
        let found = Self::funds(&self.vendor, &self.reseller);
        assert_eq!(found, free(reseller), "the reseller");
    }

    /// Both ledgers must add up.
    pub fn audit(&self) {
        for panel in [&self.vendor, &self.provider] {
            let audit = panel.engine().read(|scope| Ok(expense::audit(scope.tx)?));
            assert_eq!(
                audit.expect("the ledger can be read"),
                (0, 0),
                "a ledger does not add up"
            );
            let counts = panel.engine().read(|scope| {
                let services = service_count::audit(scope.tx)?;
                let (hours, tasks) = (hour_total::audit(scope.tx)?, need::audit(scope.tx)?);
                Ok((services, hours, tasks, statement::audit(scope.tx)?))
            });
            assert_eq!(
                counts.expect("the counts can be read"),
                (0, 0, 0, 0),
                "services, hours, tasks or statements are miscounted"
            );
        }
    }

    /// Lets both databases go.
    pub fn close(&self) {
        self.provider.engine().store().close();
        self.vendor.engine().store().close();
    }
}

/// Three in a row: a source sells to the vendor what the vendor sells to the provider.
pub struct Chain {
    /// Where it begins.
    pub source: Panel,
    /// The vendor and the provider.
    pub twin: Twin,
    /// The vendor's account at the source.
    pub buyer: String,
    /// The provider's number of the tariff that all three sell.
    pub tariff: String,
    _database: Fresh,
}

impl Chain {
    /// A chain on three fresh databases that sells a license of the type `softexternal`.
    pub fn open(databases: [Fresh; 3]) -> Self {
        let [first, second, third] = databases;
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(BEGIN)));
        let nowhere: Arc<dyn Transport> = Arc::new(HttpTransport::new("test"));
        let source = panel(first.open(), (&clock, by_chance()), nowhere, None);
        let tariff = offer(&source, "license", "softexternal", "5.00");
        let buyer = customer(&source, RESELLER);
        let wire: Arc<dyn Transport> = Arc::new(Wire::to(source.clone(), Arc::clone(&clock)));
        let twin = Twin::open_with([second, third], clock, [by_chance(), by_chance()], wire);
        let module = connect(&twin.vendor, "softexternal");
        let tariff = import(&twin.vendor, &module, &tariff, "6.00");
        let module = connect(&twin.provider, "softexternal");
        let tariff = import(&twin.provider, &module, &tariff, "8.00");
        Self {
            source,
            twin,
            buyer,
            tariff,
            _database: first,
        }
    }

    /// A payment of the vendor at the source.
    pub fn pay_source(&self, amount: &str) {
        pay(&self.source, &self.buyer, amount);
    }

    /// The vendor works and asks, then the provider.
    pub fn pass(&self) {
        operate::work_off(self.twin.vendor.engine()).expect("the vendor works");
        check_event::check_all(self.twin.vendor.engine()).expect("the source is asked");
        self.twin.work();
        self.twin.check_event();
    }

    /// Lets all databases go.
    pub fn close(&self) {
        self.twin.audit();
        self.twin.close();
        self.source.engine().store().close();
    }
}

/// The text of a child that must be there.
pub fn text<'a>(node: &'a Node, name: &str) -> &'a str {
    node.text_of(name)
        .unwrap_or_else(|| panic!("no {name} in {node:?}"))
}

fn is_about(row: &Node, service: &str) -> bool {
    let item = row.child("item");
    item.is_some_and(|item| item.attribute("orig").unwrap_or(&item.text) == service)
}

fn params(function: &str, parameters: &[(&str, &str)]) -> Params {
    let mut params = Params::default();
    params.set("func", function);
    for (name, value) in parameters {
        params.push(*name, *value);
    }
    params
}

fn call(panel: &Panel, function: &str, user: &str, parameters: &[(&str, &str)]) -> Node {
    let mut params = params(function, parameters);
    params.set("authinfo", format!("{user}:{PASSWORD}"));
    decode_xml(&panel.call_local(params, Format::Xml)).expect("an answer is a document")
}

fn local(panel: &Panel, function: &str, parameters: &[(&str, &str)]) -> Node {
    let answer = panel.call_local(params(function, parameters), Format::Xml);
    decode_xml(&answer).expect("an answer is a document")
}

fn root(panel: &Panel, function: &str, parameters: &[(&str, &str)]) -> Node {
    let answer = local(panel, function, parameters);
    assert!(answer.child("error").is_none(), "{function}: {answer:?}");
    answer
}

fn customer(panel: &Panel, name: &str) -> String {
    let parameters = [
        ("name", name),
        ("email", name),
        ("username", name),
        ("passwd", PASSWORD),
        ("sok", "ok"),
    ];
    text(&root(panel, "account.edit", &parameters), "id").to_owned()
}

/// A tariff of a product type and its own module, on sale for a month; its number.
fn offer(panel: &Panel, module_kind: &str, type_name: &str, price: &str) -> String {
    let module = [
        ("module", module_kind),
        ("itemtype", type_name),
        ("name", type_name),
        ("department", "1"),
        ("sok", "ok"),
    ];
    let module = root(panel, "processing.edit", &module);
    let tariff = [
        ("processingmodule", text(&module, "id")),
        ("name", type_name),
        ("sok", "ok"),
    ];
    let tariff = text(&root(panel, "pricelist.add", &tariff), "id").to_owned();
    let price = [("elid", tariff.as_str()), ("price_1", price), ("sok", "ok")];
    root(panel, "pricelist.edit", &price);
    root(panel, "pricelist.resume", &[("elid", &tariff)]);
    tariff
}

/// A module of the provider for a product type, on its account at the vendor.
fn connect(provider: &Panel, type_name: &str) -> String {
    let parameters = [
        ("module", "BILLmanager"),
        ("itemtype", type_name),
        ("url", "http://vendor.example"),
        ("username", RESELLER),
        ("password", PASSWORD),
        ("name", "Vendor"),
        ("department", "1"),
        ("sok", "ok"),
    ];
    text(&root(provider, "processing.edit", &parameters), "id").to_owned()
}

fn import(provider: &Panel, module: &str, tariff: &str, price: &str) -> String {
    let parameters = [
        ("processingmodule", module),
        ("pricelist", tariff),
        ("sok", "ok"),
    ];
    let tariff = text(&root(provider, "pricelist.import", &parameters), "id").to_owned();
    let parameters = [("elid", tariff.as_str()), ("price_1", price), ("sok", "ok")];
    root(provider, "pricelist.edit", &parameters);
    root(provider, "pricelist.resume", &[("elid", &tariff)]);
    tariff
}

fn pay(panel: &Panel, account: &str, amount: &str) {
    let parameters = [("account", account), ("amount", amount), ("sok", "ok")];
    let payment = root(panel, "payment.add", &parameters);
    root(panel, "payment.setpaid", &[("elid", text(&payment, "id"))]);
}
