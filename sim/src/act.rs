//! Carries out the moves of people: customers, and the staff of both.

use crate::moves::{Change, Fate, Move, Side, Who};
use crate::process::{Process, refusal, text};
use crate::template::{CUSTOMERS, TARIFFS, pay, template};
use crate::world::World;
use onsell_wire::Node;

/// How far two looks of calm days are apart: a day, and an hour more, so that each comes at another
/// hour.
const DAY_SECONDS: i64 = 90_000;

/// Carries out one move and checks every invariant after each of its steps.
pub fn carry_out(world: &mut World, one: Move) {
    match one {
        Move::Order {
            customer,
            tariff,
            year,
            address,
            auto_renew,
        } => order(world, customer, tariff, year, address, auto_renew),
        Move::OrderAgain(which) => order_again(world, which),
        Move::Change(who, which, change) => change_here(world, who, which, change),
        Move::SellerChange(which, change) => change_there(world, which, change),
        Move::Start(which) => start(world, which),
        Move::SendAnyway(which) => send_anyway(world, which),
        Move::SellerPrice(tariff, price) => seller_price(world, tariff, price),
        Move::Pay(customer, amount) => {
            let index = usize::from(customer) % CUSTOMERS.len();
            world.tell(&format!("customer {} pays {amount}", index + 1));
            let account = &template().customers[index];
            pay(&world.reseller, account, &format!("{amount}.00"));
        }
        Move::PaySeller(amount) => {
            world.tell(&format!("the reseller pays {amount} to the seller"));
            pay(&world.seller, &template().account, &format!("{amount}.00"));
        }
        Move::Begin(work) => {
            world.begin(work);
        }
        Move::Go(which, fate, seams) => {
            let count = world.tasks.len();
            if let Some(index) = place(which, count) {
                world.go(count - 1 - index, fate, usize::from(seams));
            }
        }
        Move::LateArrives(which) => late_arrives(world, which),
        Move::Crash(side, fate) => {
            let mark = if fate == Fate::Late {
                "; what it had sent is still on its way"
            } else {
                ""
            };
            world.tell(&format!("the {} dies and starts again{mark}", name(side)));
            world.crash(side, fate);
        }
        Move::Pass(seconds) => {
            world.tell(&format!("{seconds} seconds pass"));
            world.pass(i64::from(seconds));
        }
        Move::Days(days) => {
            world.tell(&format!("{days} calm days pass"));
            for _ in 0..days {
                world.calm();
                world.pass(DAY_SECONDS);
            }
            world.calm();
        }
        Move::Calm => {
            world.tell("both do what there is to do");
            world.calm();
        }
    }
    world.look();
}

/// Which of so many.
fn place(which: u8, count: usize) -> Option<usize> {
    (count > 0).then(|| usize::from(which) % count)
}

fn name(side: Side) -> &'static str {
    match side {
        Side::Reseller => "reseller",
        Side::Seller => "seller",
    }
}

fn address_of(number: u8) -> String {
    format!("192.0.2.{number}")
}

/// An order as its customer remembers it.
#[derive(Debug, Clone)]
pub struct Order {
    customer: usize,
    key: String,
    tariff: String,
    period: &'static str,
    address: String,
    auto_renew: bool,
}

fn order(world: &mut World, who: u8, tariff: u8, year: bool, address: u8, auto_renew: bool) {
    let tariffs = &template().tariffs;
    let order = Order {
        customer: usize::from(who) % CUSTOMERS.len(),
        key: format!("order-{}", world.orders.len()),
        tariff: tariffs[usize::from(tariff) % tariffs.len()].clone(),
        period: if year { "12" } else { "1" },
        address: address_of(address),
        auto_renew,
    };
    world.orders.push(order);
    send_order(world, world.orders.len() - 1, "orders a license for");
}

fn order_again(world: &mut World, which: u8) {
    if let Some(index) = place(which, world.orders.len()) {
        send_order(world, index, "sends again the order for");
    }
}

fn send_order(world: &mut World, index: usize, verb: &str) {
    let order = world.orders[index].clone();
    let auto_renew = if order.auto_renew {
        order.period
    } else {
        "null"
    };
    let answer = world.reseller.call(
        Some(CUSTOMERS[order.customer]),
        "soft.order.param",
        &[
            ("pricelist", &order.tariff),
            ("period", order.period),
            ("licname", &order.key),
            ("ip", &order.address),
            ("autoprolong", auto_renew),
            ("orderkey", &order.key),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ],
    );
    let line = format!(
        "customer {} {verb} {} (tariff {}, {} months, automatic renewal {auto_renew})",
        order.customer + 1,
        order.address,
        order.tariff,
        order.period
    );
    if let Some(refusal) = refusal(&answer) {
        refused(world, &line, &refusal);
        return;
    }
    let service = text(&answer, "id");
    world.tell(&format!("{line}: service {service}"));
    if let Ok(service) = service.parse()
        && !world
            .known
            .orders
            .iter()
            .any(|(known, _)| *known == service)
    {
        world.known.orders.push((service, order.key));
    }
}

fn refused(world: &mut World, line: &str, refusal: &str) {
    world.tell(&format!("{line}: refused, {refusal}"));
    world.nothing_panicked(refusal);
}

/// A service at the reseller, and who its customer is.
fn service_of(world: &World, which: u8) -> Option<(i64, &'static str)> {
    let services = &world.reading.reseller.services;
    let index = place(which, services.len())?;
    let service = services.values().nth(index)?;
    let key = service.order_key.as_ref()?;
    let order = world.orders.iter().find(|order| order.key == *key)?;
    Some((service.id, CUSTOMERS[order.customer]))
}

fn change_here(world: &mut World, who: Who, which: u8, change: Change) {
    let Some((service, customer)) = service_of(world, which) else {
        return;
    };
    let (user, actor) = match who {
        Who::Customer => (Some(customer), "the customer"),
        Who::Staff => (None, "the reseller's staff"),
    };
    let tariffs = &template().tariffs;
    let request = Request::of(change, service, tariffs.iter().map(String::as_str));
    let answer = request.send(&world.reseller, user);
    let line = format!("{actor}: {} (service {service})", words(change));
    if let Some(refusal) = refusal(&answer) {
        refused(world, &line, &refusal);
        return;
    }
    world.tell(&line);
    match change {
        Change::Delete => {
            world.known.closings.insert(service);
        }
        Change::Renew { .. } => {
            let inner = answer.child("doc");
            let end = inner.and_then(|inner| inner.text_of("newexpiredate"));
            let end = end.and_then(|end| end.parse().ok());
            world.known.renewals.push((service, end));
        }
        _ => {}
    }
}

fn change_there(world: &mut World, which: u8, change: Change) {
    let licenses = &world.reading.seller.services;
    let Some(index) = place(which, licenses.len()) else {
        return;
    };
    let Some(license) = licenses.keys().nth(index).copied() else {
        return;
    };
    let tariffs = TARIFFS.iter().map(|(number, ..)| *number);
    let answer = Request::of(change, license, tariffs).send(&world.seller, None);
    let line = format!("the seller's staff: {} (license {license})", words(change));
    match refusal(&answer) {
        Some(refusal) => refused(world, &line, &refusal),
        None => world.tell(&line),
    }
}

fn words(change: Change) -> String {
    match change {
        Change::Suspend => "stop it".to_owned(),
        Change::Resume => "let it run again".to_owned(),
        Change::Rename(number) => format!("call it name-{number}"),
        Change::Address(number) => format!("move it to {}", address_of(number)),
        Change::NewKey => "a new key".to_owned(),
        Change::Delete => "close it".to_owned(),
        Change::Tariff(number) => format!("move it to tariff {number}"),
        Change::Renew { year: true } => "renew it for a year".to_owned(),
        Change::Renew { year: false } => "renew it for a month".to_owned(),
        Change::AutoRenew(true) => "switch its automatic renewal on".to_owned(),
        Change::AutoRenew(false) => "switch its automatic renewal off".to_owned(),
    }
}

/// A change as it is called, at either side.
struct Request {
    function: &'static str,
    parameters: Vec<(&'static str, String)>,
}

impl Request {
    fn of<'a>(change: Change, service: i64, tariffs: impl Iterator<Item = &'a str>) -> Self {
        let edit = |name, value: String| ("soft.edit", vec![(name, value)]);
        let (function, mut parameters) = match change {
            Change::Suspend => ("soft.suspend", vec![]),
            Change::Resume => ("soft.resume", vec![]),
            Change::Delete => ("soft.delete", vec![]),
            Change::Rename(number) => edit("licname", format!("name-{number}")),
            Change::Address(number) => edit("ip", address_of(number)),
            Change::NewKey => edit("clicked_button", "newkey".to_owned()),
            Change::AutoRenew(on) => edit("autoprolong", if on { "on" } else { "null" }.to_owned()),
            Change::Renew { year } => {
                let period = if year { "12" } else { "1" };
                ("service.prolong", vec![("period", period.to_owned())])
            }
            Change::Tariff(number) => {
                let tariffs: Vec<&str> = tariffs.collect();
                let tariff = tariffs[usize::from(number) % tariffs.len()];
                let parameters = vec![
                    ("pricelist", tariff.to_owned()),
                    ("skipbasket", "on".to_owned()),
                ];
                ("service.changepricelist", parameters)
            }
        };
        parameters.push(("elid", service.to_string()));
        parameters.push(("sok", "ok".to_owned()));
        Self {
            function,
            parameters,
        }
    }

    fn send(&self, process: &Process, user: Option<&str>) -> Node {
        let parameters: Vec<(&str, &str)> = self
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        process.call(user, self.function, &parameters)
    }
}

fn seller_price(world: &mut World, tariff: u8, price: u16) {
    let (number, ..) = TARIFFS[usize::from(tariff) % TARIFFS.len()];
    let parameters = [
        ("elid", number.to_owned()),
        ("price_1", format!("{price}.00")),
        ("price_12", format!("{price}0.00")),
        ("sok", "ok".to_owned()),
    ];
    let request = Request {
        function: "pricelist.edit",
        parameters: parameters.to_vec(),
    };
    let answer = request.send(&world.seller, None);
    let line = format!("the seller's staff: tariff {number} costs {price} a month");
    match refusal(&answer) {
        Some(refusal) => refused(world, &line, &refusal),
        None => world.tell(&line),
    }
}

/// An operation that has not come to its end.
fn operation_of(world: &World, which: u8) -> Option<i64> {
    let operations = world.reading.reseller.operations.values();
    let unfinished: Vec<i64> = operations
        .filter(|operation| !operation.is_finished())
        .map(|operation| operation.id)
        .collect();
    place(which, unfinished.len()).map(|index| unfinished[index])
}

fn start(world: &mut World, which: u8) {
    if let Some(operation) = operation_of(world, which) {
        press_start(world, operation);
    }
}

fn send_anyway(world: &mut World, which: u8) {
    if let Some(operation) = operation_of(world, which)
        && press(
            world,
            "runningoperation.sendanyway",
            "Send anyway",
            operation,
        )
    {
        world.known.sent_anyway.insert(operation);
    }
}

/// Staff press Start at an operation.
pub fn press_start(world: &mut World, operation: i64) {
    press(world, "runningoperation.start", "Start", operation);
}

/// Staff press a button; whether that was taken.
fn press(world: &mut World, function: &str, button: &str, operation: i64) -> bool {
    let elid = operation.to_string();
    let answer = world.reseller.call(None, function, &[("elid", &elid)]);
    let line = format!("staff press {button} at operation {operation}");
    let refusal = refusal(&answer);
    let is_taken = refusal.is_none();
    match refusal {
        Some(refusal) => refused(world, &line, &refusal),
        None => world.tell(&line),
    }
    is_taken
}

fn late_arrives(world: &mut World, which: u8) {
    let late = world.network.late().len();
    let Some(index) = place(which, late) else {
        return;
    };
    if let Some(sending) = world.network.late_arrives(index) {
        let line = format!(
            "the {} that was given up arrives at the seller",
            sending.function
        );
        world.tell(&line);
    }
}
