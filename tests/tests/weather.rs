//! Every operation in every weather: whatever becomes of a request on its way to the seller, the
//! operation happens there once, is paid once on both sides, and in the end both sides agree. With
//! a seller that is an Onsell and with one that knows none of our extensions.

use onsell_domain::{Amount, OperationKind};
use onsell_tests::{Fate, Twin, text, twins};
use onsell_wire::Node;

/// Rounds of work and of asking after which nothing may be left to do.
const ROUNDS_MAX: usize = 12;
/// Rounds after that, in which nothing may happen any more.
const QUIET_ROUNDS: usize = 1;
/// How long the first pause between two rounds is, so that what is looked up soon is looked up
/// while the lost request may still arrive; each pause is twice the one before.
const PAUSE_SECONDS: i64 = 3;
/// The vendor's number of ispmanager Pro.
const PRO: &str = "55228";

/// One kind of operation.
struct Case {
    /// What it is at the seller as well.
    kind: OperationKind,
    /// The function at the seller whose request meets the weather.
    function: &'static str,
    /// What a service must have been through before, from its order on; none for the order itself.
    before: Option<fn(&Twin, &str)>,
    /// Asks for it, with the service's number where there is one.
    begin: fn(&Twin, &str) -> Node,
    /// What the customer pays for it and what the reseller pays.
    paid: (&'static str, &'static str),
    /// Whether the service's card before and after it shows it.
    shows: fn(&Node, &Node) -> bool,
}

impl Case {
    /// A copy that the network makes of another request is done twice by a seller without order
    /// keys, and nobody can keep it from that.
    fn is_safe_to_repeat(&self) -> bool {
        use OperationKind::{Close, Resume, SetParam, Suspend};
        matches!(self.kind, Suspend | Resume | SetParam | Close)
    }
}

const CASES: [Case; 9] = [
    Case {
        kind: OperationKind::Open,
        function: "soft.order.param",
        before: None,
        // Bound to no address, which would tell the seller that it has this one already.
        begin: |twin, _| twin.try_order(""),
        paid: ("8.00", "6.00"),
        shows: |_, after| text(after, "status") == "2",
    },
    Case {
        kind: OperationKind::Prolong,
        function: "service.prolong",
        before: Some(|_, _| ()),
        begin: |twin, service| {
            let parameters = [("elid", service), ("period", "1"), ("sok", "ok")];
            twin.customer_calls("service.prolong", &parameters)
        },
        paid: ("8.00", "6.00"),
        shows: |before, after| text(after, "expiredate") > text(before, "expiredate"),
    },
    Case {
        kind: OperationKind::Suspend,
        function: "soft.suspend",
        before: Some(|_, _| ()),
        begin: suspend,
        paid: ("0.00", "0.00"),
        shows: |_, after| text(after, "status") == "3",
    },
    Case {
        kind: OperationKind::Resume,
        function: "soft.resume",
        before: Some(|twin, service| {
            suspend(twin, service);
            fair_weather(twin, service);
        }),
        begin: resume,
        paid: ("0.00", "0.00"),
        shows: |_, after| text(after, "status") == "2",
    },
    Case {
        kind: OperationKind::SetParam,
        function: "soft.edit",
        before: Some(|_, _| ()),
        begin: |twin, service| edit(twin, service, ("licname", "renamed")),
        paid: ("0.00", "0.00"),
        shows: |_, after| text(after, "licname") == "renamed",
    },
    Case {
        kind: OperationKind::SetParam,
        function: "soft.edit",
        before: Some(|_, _| ()),
        begin: |twin, service| edit(twin, service, ("ip", &format!("198.51.100.{service}"))),
        paid: ("0.00", "0.00"),
        shows: |_, after| text(after, "ip").starts_with("198.51.100."),
    },
    Case {
        kind: OperationKind::NewKey,
        function: "soft.edit",
        before: Some(|_, _| ()),
        begin: |twin, service| edit(twin, service, ("clicked_button", "newkey")),
        paid: ("0.00", "0.00"),
        shows: |before, after| text(after, "lickey") != text(before, "lickey"),
    },
    Case {
        kind: OperationKind::ChangeTariff,
        function: "service.changepricelist",
        before: Some(|_, _| ()),
        begin: |twin, service| {
            let offered = twin.customer_calls("service.changepricelist", &[("elid", service)]);
            let tariff = offered.child("slist").and_then(|list| list.child("val"));
            let tariff = tariff.and_then(|value| value.attribute("key"));
            twin.change_tariff(service, tariff.expect("another tariff is offered"))
        },
        // The rest of the term is the whole of it.
        paid: ("4.00", "3.00"),
        shows: |before, after| text(after, "pricelist") != text(before, "pricelist"),
    },
    Case {
        kind: OperationKind::Close,
        function: "soft.delete",
        before: Some(|_, _| ()),
        begin: delete,
        paid: ("0.00", "0.00"),
        shows: |_, after| text(after, "status") == "4",
    },
];

fn suspend(twin: &Twin, service: &str) -> Node {
    twin.customer_calls("soft.suspend", &[("elid", service)])
}

fn resume(twin: &Twin, service: &str) -> Node {
    twin.customer_calls("soft.resume", &[("elid", service)])
}

fn delete(twin: &Twin, service: &str) -> Node {
    twin.customer_calls("soft.delete", &[("elid", service)])
}

fn edit(twin: &Twin, service: &str, what: (&str, &str)) -> Node {
    twin.customer_calls("soft.edit", &[("elid", service), what, ("sok", "ok")])
}

/// What a seller can do, and whether it is an Onsell.
const SELLERS: [Option<&str>; 3] = [None, Some("itemevent batch"), Some("")];

/// A service in the middle of an operation, and what was before.
struct Begun {
    service: String,
    before: Node,
}

/// Brings a service to where the operation can begin, unless the operation makes it.
fn prepare(twin: &Twin, case: &Case, ip: &str) -> String {
    let Some(before) = case.before else {
        return ip.to_owned();
    };
    let service = twin.order(ip);
    fair_weather(twin, &service);
    before(twin, &service);
    service
}

fn begin(twin: &Twin, case: &Case, prepared: &str) -> Begun {
    let before = match case.before {
        Some(_) => twin.card(prepared),
        None => Node::new("doc"),
    };
    let answer = (case.begin)(twin, prepared);
    assert!(answer.child("error").is_none(), "{answer:?}");
    let service = match case.before {
        Some(_) => prepared.to_owned(),
        None => text(&answer, "id").to_owned(),
    };
    Begun { service, before }
}

/// Lets the operations meet the fate, and everybody work until it is over.
fn weather(twin: &Twin, case: &Case, fate: Fate, prepared: &[String]) -> Vec<Begun> {
    twin.wire.plan(case.function, fate);
    let mut begun = vec![begin(twin, case, &prepared[0])];
    if fate == Fate::Exchanged {
        std::thread::scope(|threads| {
            threads.spawn(|| twin.work());
            twin.wire.wait_until_held();
            begun.push(begin(twin, case, &prepared[1]));
            twin.work();
        });
    } else {
        twin.work();
    }
    if fate == Fate::Late {
        twin.wire.let_late_arrive();
    }
    for one in &begun {
        settle(twin, &one.service);
    }
    begun
}

/// Nothing is lost, so that one round is enough.
fn fair_weather(twin: &Twin, service: &str) {
    twin.work();
    twin.check_event();
    assert!(twin.operation(service).is_none());
}

/// Works and asks until the service is at rest, and a little longer.
fn settle(twin: &Twin, service: &str) {
    let mut quiet = 0;
    for round in 0..ROUNDS_MAX {
        twin.work();
        let report = twin.check_event();
        assert!(report.problems.is_empty(), "{report:?}");
        if twin.operation(service).is_none() {
            quiet += 1;
        }
        if quiet > QUIET_ROUNDS {
            return;
        }
        twin.clock.advance_seconds(PAUSE_SECONDS << round);
    }
    panic!("not at rest: {:?}", twin.operation(service));
}

/// How often a kind of operation was done on a license at the vendor.
fn done_there(twin: &Twin, license: &Node, kind: OperationKind) -> i64 {
    const DONE: &str =
        "SELECT COUNT(*) FROM operation WHERE service = $1 AND kind = $2 AND state = 'done'";
    let id: i64 = text(license, "id").parse().expect("a number");
    let rows = twin.vendor.engine().read(move |scope| {
        let rows = scope.tx.rows(DONE, &[id.into(), kind.name().into()])?;
        let row = rows.into_iter().next().ok_or(onsell_store::Error::Stale)?;
        Ok(row.read().next()?)
    });
    rows.expect("operations can be counted")
}

/// Both sides tell the same of a service.
fn agree(card: &Node, license: &Node) {
    for field in ["status", "licname", "ip", "lickey"] {
        assert_eq!(text(card, field), text(license, field), "{field}");
    }
    let end = text(license, "real_expiredate");
    assert_eq!(text(card, "expiredate"), end, "the end");
}

/// The balances of the customer and of the reseller; nothing may be reserved.
fn balances(twin: &Twin) -> (Amount, Amount) {
    let of = |(balance, reserved): (String, String)| {
        assert_eq!(reserved, "0.00");
        Amount::parse(&balance).expect("an amount")
    };
    (
        of(Twin::funds(&twin.provider, &twin.customer)),
        of(Twin::funds(&twin.vendor, &twin.reseller)),
    )
}

/// The operation happened once, was paid once, and both sides agree.
fn look(twin: &Twin, case: &Case, one: &Begun) {
    let card = twin.card(&one.service);
    assert!((case.shows)(&one.before, &card), "not shown: {card:?}");
    let license = twin.license(&one.service).expect("the vendor has it");
    agree(&card, &license);
    assert_eq!(done_there(twin, &license, case.kind), 1);
    assert!(twin.task(&one.service).is_none());
}

fn every_case(seller: Option<&'static str>) {
    twins(|twin| {
        if let Some(features) = seller {
            twin.estrange(features);
        }
        twin.import(PRO, "12.00");
        twin.pay_provider("1000.00");
        twin.pay_vendor("1000.00");
        let mut services = 0;
        let fates = Fate::ALL.into_iter().chain(Fate::OUT_OF_ORDER);
        for (fate, case) in fates.flat_map(|fate| CASES.iter().map(move |case| (fate, case))) {
            if fate == Fate::Twice && seller.is_some() && !case.is_safe_to_repeat() {
                continue;
            }
            let story = format!("{:?} at a seller {seller:?}, {fate:?}", case.kind);
            let _told = Told(&story);
            let prepared: Vec<String> = (0..if fate == Fate::Exchanged { 2 } else { 1 })
                .map(|_| {
                    services += 1;
                    prepare(twin, case, &format!("192.0.2.{services}"))
                })
                .collect();
            let before = balances(twin);
            let begun = weather(twin, case, fate, &prepared);
            for one in &begun {
                look(twin, case, one);
            }
            assert_eq!(
                twin.licenses().len(),
                services,
                "one license for each order"
            );
            let after = balances(twin);
            let count = begun.len() as i64;
            let paid = |text: &str| {
                let amount = Amount::parse(text).expect("an amount");
                amount.times(count).expect("little money")
            };
            let spent = |before: Amount, after: Amount| before.checked_sub(after).ok();
            assert_eq!(
                spent(before.0, after.0),
                Some(paid(case.paid.0)),
                "customer"
            );
            assert_eq!(
                spent(before.1, after.1),
                Some(paid(case.paid.1)),
                "reseller"
            );
            if seller == SELLERS[2] && case.kind != OperationKind::Close {
                // Whoever is not told of changes asks for each service that lives.
                for one in &begun {
                    delete(twin, &one.service);
                    fair_weather(twin, &one.service);
                }
            }
        }
    });
}

/// Says which story failed.
struct Told<'a>(&'a str);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("in the story of {}", self.0);
        }
    }
}

#[test]
fn every_operation_happens_once_at_an_onsell() {
    every_case(SELLERS[0]);
}

#[test]
fn every_operation_happens_once_at_a_seller_without_order_keys() {
    every_case(SELLERS[1]);
}

#[test]
fn every_operation_happens_once_at_a_seller_without_a_feed() {
    every_case(SELLERS[2]);
}

/// Two operations after each other whose requests would undo each other: the request of the first
/// is lost on the way and arrives after everything else.
struct Reversal {
    /// The function whose request is late.
    function: &'static str,
    /// What a service must have been through before.
    before: fn(&Twin, &str),
    first: fn(&Twin, &str) -> Node,
    second: fn(&Twin, &str) -> Node,
    /// Whether a card shows the second.
    shows: fn(&Node) -> bool,
}

const REVERSALS: [Reversal; 3] = [
    Reversal {
        function: "soft.suspend",
        before: |_, _| (),
        first: suspend,
        second: resume,
        shows: |card| text(card, "status") == "2",
    },
    Reversal {
        function: "soft.resume",
        before: |twin, service| {
            suspend(twin, service);
            fair_weather(twin, service);
        },
        first: resume,
        second: suspend,
        shows: |card| text(card, "status") == "3",
    },
    Reversal {
        function: "soft.edit",
        before: |_, _| (),
        first: |twin, service| edit(twin, service, ("licname", "first")),
        second: |twin, service| edit(twin, service, ("licname", "second")),
        shows: |card| text(card, "licname") == "second",
    },
];

#[test]
fn what_was_asked_for_last_holds_although_an_earlier_request_is_late() {
    /// When the late request arrives, in seconds after its client gave it up: just before the
    /// seller would give it up too.
    const ARRIVES: i64 = 55;
    twins(|twin| {
        for (number, reversal) in REVERSALS.iter().enumerate() {
            let _told = Told(reversal.function);
            let service = twin.order(&format!("192.0.2.{}", number + 1));
            fair_weather(twin, &service);
            (reversal.before)(twin, &service);
            twin.wire.plan(reversal.function, Fate::Late);
            (reversal.first)(twin, &service);
            let mut is_second_asked = false;
            for _ in 0..ARRIVES {
                twin.work();
                twin.check_event();
                if twin.operation(&service).is_none() && !is_second_asked {
                    (reversal.second)(twin, &service);
                    is_second_asked = true;
                }
                twin.clock.advance_seconds(1);
            }
            twin.wire.let_late_arrive();
            settle(twin, &service);
            if !is_second_asked {
                (reversal.second)(twin, &service);
                settle(twin, &service);
            }
            let card = twin.card(&service);
            assert!(
                (reversal.shows)(&card),
                "undone: {}",
                text(&card, "item_status")
            );
            agree(&card, &twin.license(&service).expect("the vendor has it"));
        }
    });
}

/// What the seller decides arrives, whatever becomes of the questions after it.
#[test]
fn a_change_at_the_seller_arrives_in_every_weather() {
    for features in [None, Some("itemevent"), Some("")] {
        twins(|twin| {
            if let Some(features) = features {
                twin.estrange(features);
            }
            let service = twin.order("192.0.2.1");
            fair_weather(twin, &service);
            let license = twin.license(&service).expect("the vendor has it");
            let there = text(&license, "id");
            for (question, fate) in ["itemevent", "soft", "soft.edit"]
                .iter()
                .flat_map(|question| Fate::ALL.map(|fate| (*question, fate)))
            {
                let story = format!("{question} at a seller {features:?}, {fate:?}");
                let _told = Told(&story);
                twin.wire.forget_plans();
                for (verb, status) in [("suspend", "3"), ("resume", "2")] {
                    twin.vendor_staff(&format!("soft.{verb}"), &[("elid", there)]);
                    twin.wire.plan(question, fate);
                    // Whoever could not ask says so, and asks again.
                    twin.check_event();
                    let report = twin.check_event();
                    assert!(report.problems.is_empty(), "{report:?}");
                    assert_eq!(text(&twin.card(&service), "status"), status);
                }
            }
        });
    }
}
