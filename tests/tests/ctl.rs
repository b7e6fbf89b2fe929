//! The binary from outside: `onsell ctl` with and beside a running server, how a server ends, and
//! what is left of orders when it is killed in the middle of them.

mod installation;

use installation::{Folder, binary, wait_for};
use onsell_domain::{Amount, Secret};
use onsell_modules::billmanager::{CallError, SellerClient};
use onsell_modules::{HttpTransport, Transport};
use onsell_wire::{Node, Params};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The tariff that is ordered, and its price for a month.
const LITE: &str = "55227";
const PRICE: &str = "6.00";
const PAID: &str = "6000.00";
const PASSWORD: &str = "a password";
/// How long somebody waits for news.
const WAIT: Duration = Duration::from_secs(25);

/// A fresh installation that sells, on SQLite.
struct House {
    folder: Folder,
}

/// How a command ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl House {
    fn new() -> Self {
        let house = Self {
            folder: Folder::fresh("ctl"),
        };
        let ended = house.run(&["init", "--preset", "ispmanager"]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        house.ok(&["pricelist.resume", &format!("elid={LITE}")]);
        house
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.folder.command(binary()).args(arguments))
    }

    fn ctl(&self, arguments: &[&str]) -> Ended {
        self.run(&[&["ctl"], arguments].concat())
    }

    /// What a call that must succeed prints.
    fn ok(&self, arguments: &[&str]) -> String {
        let ended = self.ctl(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.err);
        assert_eq!(ended.err, "", "{arguments:?}");
        ended.out
    }

    /// A customer who has paid.
    fn customer(&self, name: &str) {
        let (name, password) = (format!("username={name}"), format!("passwd={PASSWORD}"));
        let told = ["account.edit", "name=A", &name, &password, "sok=ok"];
        let account = field(&self.ok(&told), "id");
        let account = format!("account={account}");
        let amount = format!("amount={PAID}");
        let told = self.ok(&["payment.add", &account, &amount, "sok=ok"]);
        let payment = format!("elid={}", field(&told, "payment_id"));
        self.ok(&["payment.setpaid", &payment]);
    }

    fn serve(&self) -> Server {
        Server::start(self)
    }
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().expect("it can be started");
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// The value in a line `name=value`.
fn field(text: &str, name: &str) -> String {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("no {name}: {text}"))
        .to_owned()
}

/// A running server. It is killed when nobody ended it.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(house: &House) -> Self {
        let log = house.folder.path().join("serve.log");
        let mut command = house.folder.command(binary());
        command.arg("serve").env("ONSELL_LISTEN", "127.0.0.1:0");
        command.stderr(File::create(&log).expect("a file"));
        let process = command.spawn().expect("it can be started");
        let mut server = Self {
            process,
            address: String::new(),
        };
        server.address = wait_for("the server serves", || {
            let text = std::fs::read_to_string(&log).expect("it is there");
            let has_ended = server.process.try_wait().expect("a child").is_some();
            assert!(!has_ended, "the server ended: {text}");
            let line = text.lines().find(|line| line.contains(" serving "))?;
            let (_, address) = line.split_once("address=")?;
            // A line is whole once the next begins.
            text.ends_with('\n').then(|| address.to_owned())
        });
        server
    }

    fn client(&self, name: &str) -> SellerClient {
        let transport: Arc<dyn Transport> = Arc::new(HttpTransport::new("test"));
        let url = format!("http://{}/billmgr", self.address);
        SellerClient::new(&url, name, Secret::from(PASSWORD), transport)
    }

    fn signal(&self, name: &str) {
        let process = self.process.id().to_string();
        let status = Command::new("kill").args([name, &process]).status();
        assert!(status.expect("kill can be started").success());
    }

    /// The exit code of the server that was told to end.
    fn code(mut self) -> Option<i32> {
        let process = &mut self.process;
        wait_for("the server ends", || process.try_wait().expect("a child")).code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is only buried.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn call(
    client: &SellerClient,
    function: &str,
    parameters: &[(&str, &str)],
) -> Result<Node, CallError> {
    let mut params = Params::default();
    params.set("func", function);
    for (name, value) in parameters {
        params.push(*name, *value);
    }
    client.call(params)
}

/// The rows of a list.
fn rows(client: &SellerClient, function: &str) -> Vec<Node> {
    let list = call(client, function, &[]).unwrap_or_else(|error| panic!("{function}: {error}"));
    list.children_of("elem").cloned().collect()
}

fn text<'a>(node: &'a Node, name: &str) -> &'a str {
    node.text_of(name)
        .unwrap_or_else(|| panic!("no {name} in {node:?}"))
}

/// Everything `ctl` can be asked here: how it ends, and what begins each stream.
fn ctl_answers(house: &House) {
    let check = |arguments: &[&str], code: i32, out: &str, err: &str| {
        let ended = house.ctl(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.err);
        for (told, expect) in [(&ended.out, out), (&ended.err, err)] {
            assert_eq!(told.is_empty(), expect.is_empty(), "{arguments:?}: {told}");
            assert!(told.contains(expect), "{arguments:?}: {told}");
        }
    };
    let elid = format!("elid={LITE}");
    check(&["pricelist.resume", &elid], 0, "OK", "");
    check(&["pricelist"], 0, "id=55227 name=\"ispmanager 6 Lite\"", "");
    check(&["whoami", "out=xml"], 0, " name=\"root\" ", "");
    check(
        &["-o", "xml", "whoami"],
        0,
        "<doc lang=\"en\" func=\"whoami\"",
        "",
    );
    check(&["-o", "bjson", "whoami"], 0, "{\"func\":\"whoami\"", "");
    check(
        &["-m", "billmgr", "whoami", "out=json"],
        0,
        "{\"doc\":{",
        "",
    );
    check(&["whoami", "lang=ru", "out=xml"], 0, "lang=\"ru\"", "");
    // An error: in text a failure, in a document an answer.
    let refusal = "Insufficient privileges to perform the 'no.such' function";
    check(&["no.such"], 1, "", refusal);
    check(&["no.such"], 1, "", "ERROR: access");
    check(&["no.such", "out=xml"], 0, "<error type=\"access\"", "");
    check(
        &["no.such", "out=bjson"],
        0,
        "{\"error\":{\"type\":\"access\"",
        "",
    );
    check(&["pricelist.resume"], 1, "", "ERROR: value(elid)");
    let no_seller = "ERROR: value(processingmodule)";
    check(&["pricelist.sync", &elid], 1, "", no_seller);
    check(
        &["pricelist.sync", "elid=1"],
        1,
        "",
        "ERROR: missed(pricelist)",
    );
    // What never reaches a function.
    check(
        &["-o", "pdf", "whoami"],
        1,
        "",
        "use text, xml, json or bjson",
    );
    check(&["-m", "vmmgr", "whoami"], 1, "", "only billmgr");
    check(&["whoami", "elid"], 1, "", "NAME=VALUE");
    check(&[], 2, "", "Usage:");
}

#[test]
fn ctl_is_the_same_without_and_beside_a_server() {
    let house = House::new();
    ctl_answers(&house);
    let server = house.serve();
    assert_eq!(
        house.run(&["serve"]).code,
        Some(1),
        "a second server is refused"
    );
    ctl_answers(&house);
    server.signal("-KILL");
    assert_eq!(server.code(), None);
    // The socket of the dead server is still there, and nobody listens.
    assert!(house.folder.path().join("onsell.sock").exists());
    ctl_answers(&house);
}

#[test]
fn several_calls_at_once_wait_for_each_other() {
    let house = House::new();
    let all_succeed = || {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..3 {
                        house.ok(&["checkevent"]);
                    }
                });
            }
        });
    };
    all_succeed();
    let server = house.serve();
    all_succeed();
    server.signal("-TERM");
    assert_eq!(server.code(), Some(0));
}

#[test]
fn without_an_installation_ctl_says_what_to_do() {
    let folder = Folder::fresh("ctl");
    let ended = ended(folder.command(binary()).args(["ctl", "whoami"]));
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    assert!(ended.err.contains("onsell init"), "{}", ended.err);
}

#[test]
fn the_binary_answers_to_the_name_mgrctl() {
    let house = House::new();
    let link = house.folder.path().join("mgrctl");
    std::os::unix::fs::symlink(binary(), &link).expect("a link");
    let mgrctl = |arguments: &[&str]| ended(house.folder.command(&link).args(arguments));
    let called = mgrctl(&["-m", "billmgr", "-o", "xml", "whoami"]);
    assert_eq!((called.code, called.err.as_str()), (Some(0), ""));
    assert_eq!(called.out, house.ok(&["-o", "xml", "whoami"]));
    let refused = mgrctl(&["-m", "billmgr", "no.such"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""));
}

#[test]
fn checkevent_without_sellers_changes_nothing() {
    let house = House::new();
    house.customer("anna");
    let state = || {
        let lists = [
            "account",
            "payment",
            "soft",
            "task",
            "runningoperation",
            "processing",
        ];
        lists.map(|list| house.ok(&[list]))
    };
    let before = state();
    let beside = |server: Option<Server>| {
        for _ in 0..2 {
            let told = house.ok(&["checkevent"]);
            let told: Vec<String> = ["sellers", "events", "changed"]
                .map(|name| field(&told, name))
                .to_vec();
            assert_eq!(told, ["0", "0", "0"]);
        }
        assert_eq!(state(), before);
        drop(server);
    };
    beside(None);
    beside(Some(house.serve()));
}

#[test]
fn a_signal_ends_the_server_cleanly() {
    let house = House::new();
    house.customer("anna");
    for name in ["-TERM", "-INT"] {
        let server = house.serve();
        let client = server.client("anna");
        let feed = call(&client, "itemevent", &[]).expect("an answer");
        let newest = text(&feed, "newest").to_owned();
        let waiter = std::thread::spawn(move || {
            let wait = WAIT.as_secs().to_string();
            call(&client, "itemevent", &[("after", &newest), ("wait", &wait)])
        });
        let address = server.address.clone();
        let client = server.client("anna");
        call(&client, "whoami", &[]).expect("an answer beside the waiter");
        let told = Instant::now();
        server.signal(name);
        assert_eq!(server.code(), Some(0), "{name}");
        assert!(
            told.elapsed() < WAIT / 2,
            "the server waits for its waiters"
        );
        // Whoever waited for news is told that there are none, unless he came with the signal.
        match waiter.join().expect("a thread") {
            Ok(feed) => assert_eq!(feed.children_of("elem").count(), 0),
            Err(error) => assert!(!matches!(error, CallError::Fault(_)), "{error}"),
        }
        assert!(std::net::TcpStream::connect(&address).is_err());
        assert!(!house.folder.path().join("onsell.sock").exists());
    }
}

/// What became of an order as far as its customer knows.
enum Known {
    /// Answered with this service.
    Placed(String),
    /// Sent, and the answer never came.
    Lost,
    /// Certainly not sent.
    NotSent,
}

/// Orders until the server is gone; what is known of each order by its reference.
fn order_on(client: &SellerClient, prefix: &str, placed: &AtomicUsize) -> Vec<(String, Known)> {
    let mut orders = Vec::new();
    for number in 0.. {
        let reference = format!("{prefix}-{number}");
        let parameters = [
            ("pricelist", LITE),
            ("period", "1"),
            ("licname", &reference),
            ("remoteid", &reference),
            ("skipbasket", "on"),
            ("clicked_button", "finish"),
            ("sok", "ok"),
        ];
        let known = match call(client, "soft.order.param", &parameters) {
            Ok(answer) => {
                placed.fetch_add(1, Ordering::SeqCst);
                Known::Placed(text(&answer, "id").to_owned())
            }
            Err(CallError::Lost(_)) => Known::Lost,
            Err(CallError::NotSent(_)) => Known::NotSent,
            Err(CallError::Fault(fault)) => panic!("{reference} is refused: {fault}"),
        };
        let is_answered = matches!(known, Known::Placed(_));
        orders.push((reference, known));
        if !is_answered {
            break;
        }
    }
    orders
}

/// Every order that was acknowledged is there once, none is there twice, and the money agrees.
fn look_at_orders(server: &Server, customer: &str, orders: &[(String, Known)]) -> usize {
    let client = server.client(customer);
    let services = rows(&client, "soft");
    let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
    for service in &services {
        let ids = found.entry(text(service, "remoteid")).or_default();
        ids.push(text(service, "id"));
        assert_eq!(text(service, "status"), "2");
    }
    let keys: HashSet<&str> = services.iter().map(|row| text(row, "lickey")).collect();
    assert!(keys.len() == services.len() && !keys.contains(""));
    let mut expected = 0;
    for (reference, known) in orders {
        let ids = found.get(reference.as_str()).map_or(&[][..], Vec::as_slice);
        match known {
            Known::Placed(id) => assert_eq!(ids, [id.as_str()], "{reference}"),
            Known::Lost => assert!(ids.len() <= 1, "{reference}: {ids:?}"),
            Known::NotSent => assert!(ids.is_empty(), "{reference}: {ids:?}"),
        }
        expected += ids.len();
    }
    assert_eq!(services.len(), expected, "services that nobody ordered");

    let amount = |text: &str| Amount::parse(text).expect(text);
    let charged = rows(&client, "expense");
    assert_eq!(charged.len(), services.len());
    assert!(charged.iter().all(|row| text(row, "amount") == PRICE));
    let spent = amount(PRICE)
        .times(charged.len() as i64)
        .expect("little money");
    let left = amount(PAID).checked_sub(spent).expect("little money");
    let wallet = &rows(&client, "dashboard.info")[0];
    let in_euro = |amount: Amount| format!("{} EUR", amount.two_digits());
    assert_eq!(text(wallet, "balance"), in_euro(left));
    assert_eq!(text(wallet, "available"), in_euro(left));
    assert_eq!(text(wallet, "reserved"), "0.00 EUR");
    services.len()
}

#[test]
fn orders_survive_a_killed_server_exactly_once() {
    /// After how many answers the server is killed, time after time.
    const KILLED_AFTER: [usize; 4] = [3, 17, 40, 80];
    /// Threads that order for each customer.
    const THREADS: usize = 3;
    let house = House::new();
    let customers = ["anna", "boris"];
    for customer in customers {
        house.customer(customer);
    }
    let mut orders: [Vec<(String, Known)>; 2] = Default::default();
    for (round, enough) in KILLED_AFTER.into_iter().enumerate() {
        let server = house.serve();
        let placed = AtomicUsize::new(0);
        let clients = customers.map(|name| {
            let client = server.client(name);
            // The password is checked once, so that the kill meets orders and not that.
            call(&client, "whoami", &[]).expect("an answer");
            client
        });
        let told = &placed;
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..customers.len() * THREADS)
                .map(|thread| {
                    let client = &clients[thread % customers.len()];
                    let prefix = format!("{round}-{thread}");
                    scope.spawn(move || order_on(client, &prefix, told))
                })
                .collect();
            wait_for("orders are placed", || {
                (placed.load(Ordering::SeqCst) >= enough).then_some(())
            });
            server.signal("-KILL");
            for (thread, orderer) in threads.into_iter().enumerate() {
                let made = orderer.join().expect("a thread");
                orders[thread % customers.len()].extend(made);
            }
        });
        assert_eq!(server.code(), None, "it was killed");
        let server = house.serve();
        let mut services = 0;
        for (customer, orders) in customers.iter().zip(&orders) {
            services += look_at_orders(&server, customer, orders);
        }
        assert!(services >= enough);
        server.signal("-TERM");
        assert_eq!(server.code(), Some(0));
    }
    let list = house.ok(&["runningoperation"]);
    assert_eq!(list.trim(), "", "nothing is left to do");
}
