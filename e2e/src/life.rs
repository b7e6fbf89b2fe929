//! A provider with some life behind it, for the pictures: three weeks of orders and payments, and
//! work that waits, is held for funds, went wrong, or wants a person.

use crate::shop::{Servers, Shop, rows};
use crate::world::{CUSTOMER, HOST, World, account, call, pay, text};
use onsell::instance::Caller;
use onsell_engine::EventMode;
use std::time::{Duration, Instant};

/// How often the scheduler asks for events, and a moment more.
const POLL_SECONDS: i64 = 301;
const DAY_SECONDS: i64 = 24 * 3600;
/// How long it may take until nothing is open any more.
const PATIENCE: Duration = Duration::from_secs(20);
/// Who buys besides the customer of the tests.
const CLIENTS: [&str; 6] = [
    "Blue Harbor Hosting",
    "Cedar Studio",
    "Delta Web Works",
    "Evergreen Shop",
    "Fjord Media",
    "Granite Labs",
];
/// How many licenses are ordered on each day.
const ORDERS: [usize; 20] = [1, 2, 1, 3, 2, 0, 1, 2, 3, 1, 4, 2, 1, 0, 3, 2, 4, 3, 2, 3];

/// A provider in the middle of its work.
pub struct Life {
    /// The world it is in.
    pub world: World,
    /// What it sells.
    pub shop: Shop,
    /// Its servers.
    pub servers: Servers,
    /// A server that runs, with its panel.
    pub server: String,
    /// A license that is active.
    pub license: String,
    /// A license that waits for the vendor.
    pub waiting: String,
    /// The operation that does.
    pub operation: String,
}

impl Life {
    /// Lives it.
    pub fn lived() -> Self {
        let mut world = World::new(EventMode::Off);
        let shop = Shop::open(&world);
        let servers = shop.with_servers(&world);
        let clients: Vec<Caller> = CLIENTS.iter().map(|name| client(&world, name)).collect();
        let customer = world.provider.caller(CUSTOMER.0, CUSTOMER.1);
        let license = shop.order(&customer, &shop.lite, "shop.example.com", "192.0.2.10");
        let server = servers.order(&customer, "vps.example.com", 1);
        settle(&world);
        for (day, count) in ORDERS.iter().enumerate() {
            for order in 0..*count {
                let number = day * 7 + order;
                let client = &clients[number % clients.len()];
                let tariff = if number.is_multiple_of(3) {
                    &shop.pro
                } else {
                    &shop.lite
                };
                let name = format!("web{number}.example.net");
                shop.order(client, tariff, &name, &format!("198.51.100.{number}"));
            }
            settle(&world);
            world.clock.advance_seconds(DAY_SECONDS);
        }
        servers.order(&customer, "build.example.com", 0);
        settle(&world);
        // From now on the scheduler asks by itself, and what is ordered after it did so waits.
        let working = world.provider.work_again(2, EventMode::Poll);
        working.expect("threads can be started");
        shop.order(&customer, &shop.lite, "blog.example.com", "192.0.2.12");
        until(&world, "the vendor has the order", |states| {
            states == ["waiting"]
        });
        world.clock.advance_seconds(POLL_SECONDS);
        until(&world, "the scheduler has asked", <[String]>::is_empty);
        let waiting = Self::trouble(&world, &shop, &customer, &clients);
        let operation = operation_of(&world, &waiting);
        Self {
            world,
            shop,
            servers,
            server,
            license,
            waiting,
            operation,
        }
    }

    /// An address with `{server}`, `{vps}`, `{license}`, `{waiting}` and `{operation}` filled in.
    pub fn filled_in(&self, address: &str) -> String {
        let numbers = [
            ("{server}", &self.server),
            ("{vps}", &self.servers.tariff),
            ("{license}", &self.license),
            ("{waiting}", &self.waiting),
            ("{operation}", &self.operation),
        ];
        let address = address.to_owned();
        numbers.iter().fold(address, |address, (name, number)| {
            address.replace(name, number)
        })
    }

    /// What is open in the end; the license that waits.
    fn trouble(world: &World, shop: &Shop, customer: &Caller, clients: &[Caller]) -> String {
        let waiting = shop.order(customer, &shop.pro, "mail.example.com", "192.0.2.11");
        shop.order(&clients[0], &shop.lite, "db.example.net", "203.0.113.5");
        // What the vendor does not sell any more, it refuses.
        call(
            &world.vendor.staff(),
            "pricelist.suspend",
            &[("elid", HOST)],
        );
        shop.order(&clients[1], &shop.host, "shared.example.net", "203.0.113.6");
        let dedicated = Shop::by_hand(world);
        let server = [
            ("pricelist", dedicated.as_str()),
            ("period", "1"),
            ("domain", "rack.example.net"),
            ("ostempl", "Debian-12"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        call(&clients[2], "dedic.order.param", &server);
        until(world, "the vendor has the orders", |states| {
            let count = |wanted: &str| states.iter().filter(|state| *state == wanted).count();
            count("waiting") >= 2 && count("running") + count("ready") == 0
        });
        world.drain();
        for (client, number) in clients.iter().zip(20..23) {
            let name = format!("new{number}.example.net");
            shop.order(client, &shop.pro, &name, &format!("203.0.113.{number}"));
        }
        until(world, "orders are held", |states| {
            states.iter().filter(|state| *state == "held").count() == 3
        });
        world.relay.set_closed(true);
        waiting
    }
}

fn client(world: &World, name: &str) -> Caller {
    let staff = world.provider.staff();
    let word = name.split(' ').next().unwrap_or_default().to_lowercase();
    let login = format!("{word}@example.net");
    let account = account(&staff, name, (&login, "a password"));
    pay(&staff, &account, "400.00");
    world.provider.caller(&login, "a password")
}

/// The operation that is open on a service.
fn operation_of(world: &World, service: &str) -> String {
    let open = rows(&world.provider.staff(), "runningoperation");
    let row = open.iter().find(|row| row.text_of("item") == Some(service));
    row.map(|row| text(row, "id")).unwrap_or_default()
}

/// The states of what is open at the provider.
fn states(world: &World) -> Vec<String> {
    let open = rows(&world.provider.staff(), "runningoperation");
    let state = |row: &onsell_wire::Node| {
        let status = row.child("status")?;
        status.attribute("orig").map(str::to_owned)
    };
    open.iter().filter_map(state).collect()
}

/// Asks for events until nothing is open.
fn settle(world: &World) {
    until(world, "nothing is open", <[String]>::is_empty);
}

fn until(world: &World, what: &str, is_so: impl Fn(&[String]) -> bool) {
    let until = Instant::now() + PATIENCE;
    loop {
        let states = states(world);
        if is_so(&states) {
            return;
        }
        if what == "nothing is open" {
            world.check_event();
        }
        assert!(Instant::now() < until, "in vain: {what}: {states:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
