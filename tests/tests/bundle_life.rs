//! The whole life of a server and its license together: every row of the table in ARCHITECTURE.md,
//! played once as it should go, and then again and again with the n-th request to the seller lost
//! on the way, or done and its answer lost, which is how a crash between two steps looks from
//! outside. Never two licenses, none left behind, none bought twice.

use onsell_doubles::Vmmanager6;
use onsell_doubles::scenario::Rule;
use onsell_tests::bundle::{BUSINESS, Bundle, LITE, NONE, PRO, TRIAL, bought, heal, of_server};
use onsell_tests::{Fate, Twin, fine, text, twins};

/// One transition.
struct Row {
    name: &'static str,
    /// The panel before.
    panel: usize,
    /// What happens to the server.
    act: fn(&World<'_>),
    /// The server's licenses afterwards: `TARIFF IP STATUS`.
    expect: &'static [&'static str],
    /// How many are bought on the way, with the first.
    buys: usize,
}

/// A server, and where it is.
struct World<'a> {
    twin: &'a Twin,
    bundle: &'a Bundle,
    server: String,
    ip: String,
    other_ip: String,
}

impl World<'_> {
    fn staff(&self, function: &str) {
        let called = [("elid", self.server.as_str())];
        fine(self.twin.provider_staff(function, &called));
        self.bundle.done(self.twin, &self.server, &[]);
    }

    fn choose(&self, panel: usize) {
        self.bundle.try_choose(self.twin, &self.server, panel);
    }

    fn moves(&self) {
        self.moves_to(&self.other_ip);
    }

    fn moves_to(&self, ip: &str) {
        let parameters = [("elid", self.server.as_str()), ("ip", ip), ("sok", "ok")];
        fine(self.twin.provider_staff("vds.edit", &parameters));
        self.bundle.done(self.twin, &self.server, &[]);
    }

    /// Its license at the vendor.
    fn license(&self) -> onsell_wire::Node {
        let name = format!("Item #{} ", self.server);
        let rows = self.twin.licenses();
        let is_mine = |row: &&onsell_wire::Node| text(row, "licname").starts_with(&name);
        let row = rows.iter().find(is_mine).expect("it has one");
        self.twin.vendor_card(text(row, "id"))
    }

    fn key(&self) -> String {
        text(&self.license(), "lickey").to_owned()
    }

    fn third_ip(&self) -> String {
        format!("{}9", self.ip)
    }
}

const ROWS: &[Row] = &[
    Row {
        name: "order",
        panel: LITE,
        act: |_| {},
        expect: &["55227 IP 2"],
        buys: 1,
    },
    Row {
        name: "suspend",
        panel: LITE,
        act: |world| world.staff("vds.suspend"),
        expect: &["55227 IP 3"],
        buys: 1,
    },
    Row {
        name: "resume",
        panel: LITE,
        act: |world| {
            world.staff("vds.suspend");
            heal(world.twin);
            world.staff("vds.resume");
        },
        expect: &["55227 IP 2"],
        buys: 1,
    },
    Row {
        name: "delete",
        panel: LITE,
        act: |world| world.staff("vds.delete"),
        expect: &[],
        buys: 1,
    },
    Row {
        name: "panel switched off",
        panel: LITE,
        act: |world| world.choose(NONE),
        expect: &[],
        buys: 1,
    },
    Row {
        name: "panel switched on",
        panel: NONE,
        act: |world| world.choose(LITE),
        expect: &["55227 IP 2"],
        buys: 1,
    },
    Row {
        name: "address change",
        panel: LITE,
        act: |world| world.moves(),
        expect: &["55227 OTHER 2"],
        buys: 1,
    },
    Row {
        name: "address change, refused",
        panel: LITE,
        act: |world| {
            // The vendor allows one move a month.
            world.moves_to(&world.third_ip());
            heal(world.twin);
            world.moves();
        },
        expect: &["55227 OTHER 2"],
        buys: 2,
    },
    Row {
        name: "Lite to Pro",
        panel: LITE,
        act: |world| world.choose(PRO),
        expect: &["55228 IP 2"],
        buys: 1,
    },
    Row {
        name: "Lite to Pro, refused",
        panel: LITE,
        act: |world| {
            world.twin.wire.refuse("service.changepricelist");
            world.choose(PRO);
        },
        expect: &["55228 IP 2"],
        buys: 2,
    },
    Row {
        name: "Pro to Lite",
        panel: PRO,
        act: |world| world.choose(LITE),
        expect: &["55227 IP 2"],
        buys: 2,
    },
    Row {
        name: "trial to paid",
        panel: TRIAL,
        act: |world| world.choose(LITE),
        expect: &["55227 IP 2"],
        buys: 1,
    },
    Row {
        name: "trial to paid, refused",
        panel: TRIAL,
        act: |world| {
            world.twin.wire.refuse("service.changepricelist");
            world.choose(LITE);
        },
        expect: &["55227 IP 2"],
        buys: 2,
    },
    Row {
        name: "trial, deleted",
        panel: TRIAL,
        act: |world| world.staff("vds.delete"),
        expect: &[],
        buys: 1,
    },
    Row {
        name: "installed anew",
        panel: LITE,
        act: |world| {
            let parameters = [
                ("elid", world.server.as_str()),
                ("ostempl", "ISPsystem__Debian-13"),
                ("recipe", "null"),
                ("sok", "ok"),
            ];
            let key = world.key();
            fine(world.twin.provider_staff("vds.reinstall", &parameters));
            world.bundle.done(world.twin, &world.server, &[]);
            assert_eq!(world.key(), key, "the same key");
        },
        expect: &["55227 IP 2"],
        buys: 1,
    },
    Row {
        name: "moved to another customer, and suspended",
        panel: LITE,
        act: |world| {
            let name = format!("{}@example.com", world.server);
            let account = [
                ("name", name.as_str()),
                ("email", name.as_str()),
                ("username", name.as_str()),
                ("passwd", "a password"),
                ("sok", "ok"),
            ];
            let account = fine(world.twin.provider_staff("account.edit", &account));
            let parameters = [
                ("elid", world.server.as_str()),
                ("account", text(&account, "id")),
                ("sok", "ok"),
            ];
            fine(world.twin.provider_staff("service.transfer", &parameters));
            world.staff("vds.suspend");
        },
        expect: &["55227 IP 3"],
        buys: 1,
    },
    Row {
        name: "more nodes",
        panel: BUSINESS,
        act: |world| {
            let nodes = format!("addon_{}", world.bundle.nodes);
            let parameters = [
                ("elid", world.server.as_str()),
                (nodes.as_str(), "3"),
                ("sok", "ok"),
            ];
            fine(world.twin.customer_calls("vds.edit", &parameters));
            world.bundle.done(world.twin, &world.server, &[]);
            heal(world.twin);
            let license = world.license();
            assert_eq!(text(&license, "addon_55236"), "3", "nodes at the seller");
        },
        expect: &["55230 IP 2"],
        buys: 1,
    },
    Row {
        name: "with nodes",
        panel: BUSINESS,
        act: |_| {},
        expect: &["55230 IP 2"],
        buys: 1,
    },
];

/// Plays a row with a server of its own, its `number`.
fn play(
    twin: &Twin,
    bundle: &Bundle,
    row: &Row,
    number: usize,
    cut: Option<(usize, Fate)>,
) -> usize {
    let (ip, other_ip) = (
        format!("10.{}.{}.1", number / 250, number % 250),
        format!("10.{}.{}.2", number / 250, number % 250),
    );
    let had = bought(twin);
    let cut_from_here = || {
        if let Some((call, fate)) = cut {
            twin.wire.plan_call(call, fate);
        }
        twin.wire.calls()
    };
    let mut first = twin.wire.calls();
    let is_order = row.name == "order";
    if is_order {
        first = cut_from_here();
    }
    let server = bundle.order(twin, row.panel);
    bundle.done(twin, &server, &[("ip", &ip)]);
    heal(twin);
    let world = World {
        twin,
        bundle,
        server,
        ip,
        other_ip,
    };
    if !is_order {
        // What can happen to an order has a row of its own.
        first = cut_from_here();
    }
    (row.act)(&world);
    heal(twin);
    let calls = twin.wire.calls() - first;
    twin.wire.forget_plans();
    let expect: Vec<String> = row
        .expect
        .iter()
        .map(|line| {
            line.replace("OTHER", &world.other_ip)
                .replace("IP", &world.ip)
        })
        .collect();
    let what = format!("{}, cut {cut:?}", row.name);
    assert_eq!(of_server(twin, &world.server), expect, "{what}");
    assert_eq!(bought(twin) - had, row.buys, "bought: {what}");
    bundle.forget_trials(twin);
    calls
}

#[test]
fn every_transition_survives_a_crash_between_any_two_steps() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        twin.pay_provider("100000.00");
        twin.pay_vendor("100000.00");
        let mut number = 0;
        for row in ROWS {
            number += 1;
            let calls = play(twin, &bundle, row, number, None);
            assert!(calls > 0, "nothing to lose: {}", row.name);
            for call in 1..=calls {
                for fate in [Fate::RequestLost, Fate::AnswerLost] {
                    number += 1;
                    play(twin, &bundle, row, number, Some((call, fate)));
                }
            }
        }
    });
}

/// Puts a license into the pool that may be taken at once.
fn fill_pool(twin: &Twin) {
    let parameters = [
        ("pricelist", "55227"),
        ("period", "12"),
        ("licname", "free.lic"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let license = fine(twin.reseller_calls("soft.order.param", &parameters));
    let license = [("elid", text(&license, "id"))];
    fine(twin.reseller_calls("soft.suspend", &license));
}

fn free(twin: &Twin) -> usize {
    let rows = twin.licenses();
    let is_free = |row: &&onsell_wire::Node| row.text_of("licname") == Some("free.lic");
    rows.iter().filter(is_free).count()
}

#[test]
fn the_way_out_of_the_pool_survives_a_crash_and_a_refusal_at_any_step() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        twin.pay_provider("100000.00");
        twin.pay_vendor("100000.00");
        let mut number = 0;
        let mut play = |cut: Option<(usize, Fate)>| {
            number += 1;
            fill_pool(twin);
            let (had, were_free) = (bought(twin), free(twin));
            let ip = format!("10.9.{}.{}", number / 200, number % 200 + 1);
            let first = twin.wire.calls();
            if let Some((call, fate)) = cut {
                twin.wire.plan_call(call, fate);
            }
            let server = bundle.order(twin, LITE);
            bundle.done(twin, &server, &[("ip", &ip)]);
            heal(twin);
            let calls = twin.wire.calls() - first;
            twin.wire.forget_plans();
            assert_eq!(
                of_server(twin, &server),
                [format!("55227 {ip} 2")],
                "{cut:?}"
            );
            let news = bought(twin) - had;
            let is_refused = matches!(cut, Some((_, Fate::Refused)));
            assert!(news == 0 || is_refused, "bought {news}: {cut:?}");
            // What could not be had is back, and what was taken is not there any more.
            assert_eq!(free(twin), were_free - 1 + news, "{cut:?}");
            calls
        };
        let calls = play(None);
        for call in 1..=calls {
            for fate in [Fate::RequestLost, Fate::AnswerLost, Fate::Refused] {
                play(Some((call, fate)));
            }
        }
    });
}

#[test]
fn a_machine_and_its_license_come_once_whatever_request_is_lost() {
    twins(|twin| {
        let double = Vmmanager6::start().expect("a double");
        let url = double.url();
        let module = [
            ("module", "vmmanager6"),
            ("itemtype", "vds"),
            ("name", "Virtual"),
            ("url", url.as_str()),
            ("username", double.user()),
            ("password", double.password()),
            ("licenseserver", "1"),
        ];
        let bundle = Bundle::of(twin, &module);
        let offers = [("plid", bundle.module.as_str()), ("sok", "ok")];
        fine(twin.provider_staff("processing.offer.import", &offers));
        twin.pay_provider("100000.00");
        twin.pay_vendor("100000.00");
        let play = |cut: Option<(u32, bool)>| {
            let (had, made) = (bought(twin), double.hosts().len());
            double.clear_journal();
            if let Some((call, after_effect)) = cut {
                let rule = Rule::on_any().nth(call);
                double.push(if after_effect {
                    rule.drop_after_effect()
                } else {
                    rule.drop_before_effect()
                });
            }
            let server = bundle.order(twin, LITE);
            heal(twin);
            let calls = double.journal().len() as u32;
            double.clear_rules();
            assert_eq!(double.hosts().len(), made + 1, "{cut:?}");
            assert_eq!(bought(twin), had + 1, "{cut:?}");
            assert_eq!(of_server(twin, &server).len(), 1, "{cut:?}");
            fine(twin.provider_staff("vds.delete", &[("elid", &server)]));
            heal(twin);
            assert_eq!(double.hosts().len(), made, "nothing is left: {cut:?}");
            assert_eq!(of_server(twin, &server).len(), 0, "{cut:?}");
            calls
        };
        let calls = play(None);
        assert!(calls > 3, "a machine takes several requests");
        for call in 1..=calls {
            for after_effect in [false, true] {
                play(Some((call, after_effect)));
            }
        }
    });
}

#[test]
fn every_transition_at_a_seller_that_is_no_onsell() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        twin.estrange("");
        twin.pay_provider("10000.00");
        twin.pay_vendor("10000.00");
        for (number, row) in ROWS.iter().enumerate() {
            play(twin, &bundle, row, number + 1, None);
        }
    });
}
