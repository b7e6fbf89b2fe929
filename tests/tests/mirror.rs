//! Everything that the vendor's staff and jobs can change of a service arrives at the provider
//! after one `checkevent`: fact by fact, once while an operation of our own is at work and once
//! without, with waiting, with polling only, with three modules of three product types on one
//! account, and with somebody else who drains the feed.

use onsell_domain::Timestamp;
use onsell_engine::seams::Clock;
use onsell_engine::{EventMode, expire};
use onsell_store::testing::Fresh;
use onsell_tests::{Fate, Twin, text};
use onsell_wire::Node;
use std::time::{Duration, Instant};

/// How long a change may be on its way while the provider waits for events.
const PATIENCE: Duration = Duration::from_secs(20);

/// A service with its counterpart.
struct Pair {
    type_name: &'static str,
    here: String,
    there: String,
}

impl Pair {
    fn function(&self, verb: &str) -> String {
        format!("{}.{verb}", self.type_name)
    }

    fn card(&self, twin: &Twin) -> Node {
        twin.provider_staff(&self.function("edit"), &[("elid", &self.here)])
    }

    /// Calls a function of the vendor's staff about the service there.
    fn staff(&self, twin: &Twin, verb: &str, parameters: &[(&str, &str)]) {
        let mut all = vec![("elid", self.there.as_str()), ("sok", "ok")];
        all.extend_from_slice(parameters);
        twin.vendor_staff(&self.function(verb), &all);
    }

    fn there(&self, twin: &Twin) -> Node {
        twin.vendor_staff(&self.function("edit"), &[("elid", &self.there)])
    }

    /// Ends it at the vendor, as the job does at the end of its time.
    fn run_out(&self, twin: &Twin) {
        let yesterday = [
            ("elid", self.there.as_str()),
            ("expiredate", "2026-01-09"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("service.setexpiredate", &yesterday);
        expire::run(twin.vendor.engine()).expect("expiries are looked at");
    }
}

/// Something that the vendor changes, and how it is seen at the provider.
struct Fact {
    name: &'static str,
    change: fn(&Twin, &Pair),
    arrived: fn(&Twin, &Pair) -> bool,
    /// Whether it is about the name, so that our own operation has to be about something else.
    is_name: bool,
}

const fn fact(
    name: &'static str,
    change: fn(&Twin, &Pair),
    arrived: fn(&Twin, &Pair) -> bool,
) -> Fact {
    Fact {
        name,
        change,
        arrived,
        is_name: false,
    }
}

fn stopped(twin: &Twin, pair: &Pair, why: &str) -> bool {
    let card = pair.card(twin);
    text(&card, "status") == "3" && text(&card, "upstream_status") == why
}

const FACTS: &[Fact] = &[
    Fact {
        is_name: true,
        ..fact(
            "name",
            |twin, pair| pair.staff(twin, "edit", &[("licname", "renamed")]),
            |twin, pair| text(&pair.card(twin), "licname") == "renamed",
        )
    },
    fact(
        "address",
        |twin, pair| pair.staff(twin, "edit", &[("ip", "198.51.100.99")]),
        |twin, pair| text(&pair.card(twin), "ip") == "198.51.100.99",
    ),
    fact(
        "key",
        |twin, pair| pair.staff(twin, "edit", &[("clicked_button", "newkey")]),
        |twin, pair| text(&pair.card(twin), "lickey") == text(&pair.there(twin), "lickey"),
    ),
    fact(
        "a later end",
        |twin, pair| {
            let end = [("elid", pair.there.as_str()), ("expiredate", "2026-04-01")];
            twin.vendor_staff("service.setexpiredate", &end);
        },
        |twin, pair| {
            let card = pair.card(twin);
            text(&card, "upstream_expiredate") == "2026-04-01"
                && text(&card, "expiredate") == "2026-02-10"
        },
    ),
    fact(
        "an earlier end",
        |twin, pair| {
            let end = [("elid", pair.there.as_str()), ("expiredate", "2026-01-20")];
            twin.vendor_staff("service.setexpiredate", &end);
        },
        |twin, pair| {
            let card = pair.card(twin);
            text(&card, "upstream_expiredate") == "2026-01-20"
                && text(&card, "expiredate") == "2026-02-10"
                && has_problem(twin, &pair.here, "service_shortened")
        },
    ),
    fact(
        "a stop by an employee",
        |twin, pair| pair.staff(twin, "suspend", &[]),
        |twin, pair| stopped(twin, pair, "3_employeesuspend"),
    ),
    fact(
        "a stop because of abuse",
        |twin, pair| pair.staff(twin, "suspend", &[("reason", "abuse")]),
        |twin, pair| stopped(twin, pair, "3_abusesuspend"),
    ),
    fact(
        "a stop by the job at the end",
        |twin, pair| pair.run_out(twin),
        |twin, pair| stopped(twin, pair, "3_autosuspend"),
    ),
    fact(
        "a stop by the reseller in the vendor's own pages",
        |twin, pair| {
            let answer = twin.reseller_calls(&pair.function("suspend"), &[("elid", &pair.there)]);
            assert!(answer.child("error").is_none(), "{answer:?}");
        },
        |twin, pair| stopped(twin, pair, "3"),
    ),
    fact(
        "a resumption",
        |twin, pair| {
            pair.staff(twin, "suspend", &[]);
            twin.check_event();
            pair.staff(twin, "resume", &[]);
        },
        |twin, pair| {
            let card = pair.card(twin);
            text(&card, "status") == "2" && text(&card, "upstream_status") == "2"
        },
    ),
    fact(
        "a closing by staff",
        |twin, pair| pair.staff(twin, "delete", &[]),
        |twin, pair| {
            text(&pair.card(twin), "status") == "4"
                && has_problem(twin, &pair.here, "service_closed")
        },
    ),
    fact(
        "a closing by the job long after the end",
        |twin, pair| {
            pair.run_out(twin);
            let long_ago = twin.clock.now().plus_seconds(-31 * 24 * 3600);
            age(twin, &pair.there, long_ago);
            expire::run(twin.vendor.engine()).expect("expiries are looked at");
        },
        |twin, pair| text(&pair.card(twin), "status") == "4",
    ),
];

/// Lets a service of the vendor be stopped since an instant.
fn age(twin: &Twin, service: &str, since: Timestamp) {
    const AGE: &str = "UPDATE service SET stopped_at = $2, due_at = $2 WHERE id = $1";
    let id: i64 = service.parse().expect("a number");
    let aged = twin.vendor.engine().write(None, move |scope| {
        Ok(scope.tx.exec(AGE, &[id.into(), since.into()])?)
    });
    assert_eq!(aged.expect("the row can be written"), 1);
}

fn has_problem(twin: &Twin, service: &str, kind: &str) -> bool {
    let asked = [("filter", "on"), ("item", service)];
    let problems = twin.provider_staff("problems", &asked);
    problems
        .children_of("elem")
        .any(|row| row.text_of("type") == Some(kind))
}

/// How the provider learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Waiting,
    Polling,
    ThreeTypes,
    Drain,
}

fn order(twin: &Twin, type_name: &'static str, tariff: &str, number: usize) -> Pair {
    let ip = format!("192.0.2.{number}");
    // A module hangs on a license of its own.
    let license = if type_name == "addition" {
        let license = twin.order(&format!("198.18.0.{number}"));
        twin.work();
        twin.check_event();
        license
    } else {
        String::new()
    };
    let parameters = [
        ("pricelist", tariff),
        ("period", "1"),
        ("licname", "srv"),
        ("ip", &ip),
        ("license", &license),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let answer = twin.customer_calls(&format!("{type_name}.order.param"), &parameters);
    let here = text(&answer, "id").to_owned();
    Pair {
        type_name,
        here,
        there: String::new(),
    }
}

/// Our own operation: an edit that does not reach the vendor for now.
fn begin_own(twin: &Twin, pair: &Pair, fact: &Fact, number: usize) {
    let edit = pair.function("edit");
    twin.wire.plan(&format!("{edit}+sok"), Fate::Unreachable);
    let ip = format!("203.0.113.{number}");
    let change = if fact.is_name {
        ("ip", ip.as_str())
    } else {
        ("licname", "ours")
    };
    let parameters = [("elid", pair.here.as_str()), change, ("sok", "ok")];
    let answer = twin.customer_calls(&edit, &parameters);
    assert!(answer.child("error").is_none(), "{answer:?}");
}

fn check(fresh: fn() -> Fresh, mode: Mode) {
    for with_own in [false, true] {
        let twin = Twin::open([fresh(), fresh()]);
        twin.pay_vendor("1000.00");
        twin.pay_provider("1000.00");
        let mut types = vec![("soft", twin.tariff.clone())];
        if mode == Mode::ThreeTypes {
            // The vendor opens the type of modules to his reseller.
            let opened = [("elid", "3"), ("client_suspend", "on"), ("sok", "ok")];
            twin.vendor_staff("itemtype.edit", &opened);
            for more in ["softexternal", "addition"] {
                types.push((more, twin.sell(more)));
            }
        }
        let working = (mode == Mode::Waiting).then(|| {
            let engine = twin.provider.engine();
            engine.start_working(2, EventMode::Wait).expect("threads")
        });
        let mut number = 0;
        for (type_name, tariff) in &types {
            for fact in FACTS {
                number += 1;
                let mut pair = order(&twin, type_name, tariff, number);
                let here = pair.here.clone();
                learn(&twin, mode, "an order", &|| {
                    text(&pair.card(&twin), "status") == "2"
                });
                text(&pair.card(&twin), "upstream_id").clone_into(&mut pair.there);
                if mode == Mode::Polling && number == 1 {
                    twin.estrange("");
                }
                if with_own {
                    begin_own(&twin, &pair, fact, number);
                    if mode != Mode::Waiting {
                        twin.work();
                    }
                    assert!(twin.operation(&here).is_some(), "{}", fact.name);
                }
                (fact.change)(&twin, &pair);
                if mode == Mode::Drain {
                    let drained = twin.reseller_calls("itemevent", &[("drain", "on")]);
                    assert!(drained.child("error").is_none(), "{drained:?}");
                }
                let what = format!("{} of {type_name}, own operation {with_own}", fact.name);
                learn(&twin, mode, &what, &|| (fact.arrived)(&twin, &pair));
            }
        }
        if let Some(working) = working {
            working.stop();
        }
        twin.audit();
        twin.close();
    }
}

/// One `checkevent`, or the wait for the provider's own.
fn learn(twin: &Twin, mode: Mode, what: &str, holds: &dyn Fn() -> bool) {
    if mode != Mode::Waiting {
        twin.work();
        let report = twin.check_event();
        assert!(report.problems.is_empty(), "{what}: {report:?}");
        assert!(holds(), "{what} did not arrive, {mode:?}");
        return;
    }
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < until, "{what} did not arrive, {mode:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

macro_rules! modes {
    ($($test:ident: $fresh:ident $mode:ident,)+) => {$(
        #[test]
        fn $test() {
            check(Fresh::$fresh, Mode::$mode);
        }
    )+};
}

modes! {
    waiting_on_sqlite: sqlite Waiting,
    waiting_on_postgres: postgres Waiting,
    polling_on_sqlite: sqlite Polling,
    polling_on_postgres: postgres Polling,
    three_product_types_on_sqlite: sqlite ThreeTypes,
    three_product_types_on_postgres: postgres ThreeTypes,
    with_drain_on_sqlite: sqlite Drain,
    with_drain_on_postgres: postgres Drain,
}
