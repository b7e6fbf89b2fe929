//! A provider whose servers are driven by a VMmanager 6, which is a double: how the module is
//! connected, what it offers, and what happens when it refuses our credentials.

use onsell_doubles::Rule;
use onsell_doubles::vmmanager6::{State, Vmmanager6};
use onsell_engine::machine_check;
use onsell_store::copied;
use onsell_tests::{Twin, error, fine, message, state, status_key, text, twins};
use onsell_wire::Node;

#[path = "servers/certificates.rs"]
mod certificates;
#[path = "servers/orders.rs"]
mod orders;

/// A provider's module for a double, which sells one tariff.
struct Servers {
    double: Vmmanager6,
    module: String,
    tariff: String,
}

impl Servers {
    fn at(twin: &Twin) -> Self {
        let double = Vmmanager6::start().expect("a double");
        let connected = connect(twin, &double, &[("password", double.password())]);
        let module = text(&fine(connected), "id").to_owned();
        let offers = [("plid", module.as_str())];
        fine(twin.provider_staff("processing.offer.import", &offers));
        let tariff = [
            ("processingmodule", module.as_str()),
            ("name", "VPS"),
            ("intname", "Start"),
            ("sok", "ok"),
        ];
        let tariff = text(&fine(twin.provider_staff("pricelist.add", &tariff)), "id").to_owned();
        let price = [
            ("elid", tariff.as_str()),
            ("price_1", "10.00"),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("pricelist.edit", &price));
        fine(twin.provider_staff("pricelist.resume", &[("elid", &tariff)]));
        Self {
            double,
            module,
            tariff,
        }
    }

    /// A server is ordered; its number.
    fn order(&self, twin: &Twin) -> String {
        let parameters = [
            ("pricelist", self.tariff.as_str()),
            ("period", "1"),
            ("domain", "vps.example.com"),
            ("ostempl", "ISPsystem__Debian-12"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let ordered = fine(twin.customer_calls("vds.order.param", &parameters));
        text(&ordered, "id").to_owned()
    }

    /// A server that runs.
    fn server(&self, twin: &Twin) -> String {
        let server = self.order(twin);
        settle(twin);
        assert_eq!(
            status_key(&card(twin, &server)),
            "2",
            "{:?}",
            twin.operation(&server)
        );
        server
    }
}

fn connect(twin: &Twin, double: &Vmmanager6, others: &[(&str, &str)]) -> Node {
    let url = double.url();
    let mut parameters = vec![
        ("module", "vmmanager6"),
        ("itemtype", "vds"),
        ("name", "Virtual"),
        ("url", url.as_str()),
        ("username", double.user()),
        ("sok", "ok"),
    ];
    parameters.extend_from_slice(others);
    twin.try_provider_staff("processing.edit", &parameters)
}

fn card(twin: &Twin, server: &str) -> Node {
    fine(twin.customer_calls("vds.edit", &[("elid", server)]))
}

/// Time passes until nothing is to be done any more.
fn settle(twin: &Twin) {
    for _ in 0..15 {
        twin.work();
        twin.pass_seconds(20);
    }
}

fn problems(twin: &Twin) -> Vec<String> {
    let listed = fine(twin.provider_staff("problems", &[]));
    let rows = listed.children_of("elem");
    rows.map(|row| text(row, "type").to_owned()).collect()
}

#[test]
fn a_module_is_saved_only_after_it_answered() {
    twins(|twin| {
        let double = Vmmanager6::start().expect("a double");
        let modules = || {
            fine(twin.provider_staff("processing", &[]))
                .children_of("elem")
                .count()
        };
        let before = modules();
        let refused = connect(twin, &double, &[("password", "wrong")]);
        assert!(message(&refused).contains("Failed to establish a connection"));
        let right = ("password", double.password());
        let bad = |name: &'static str, value: &'static str, kind: &str| {
            let refused = connect(twin, &double, &[right, (name, value)]);
            assert_eq!(error(&refused), kind, "{name}={value}: {refused:?}");
        };
        bad("network", "routed", "value");
        bad("cluster", "first", "client");
        bad("openlimit", "0", "value");
        bad("licenseserver", "77", "missed");
        assert_eq!(modules(), before, "nothing was saved");
        let saved = [
            right,
            ("licenseserver", "1"),
            ("openlimit", "2"),
            ("cluster", "1"),
        ];
        let module = text(&fine(connect(twin, &double, &saved)), "id").to_owned();
        let shown = fine(twin.provider_staff("processing.edit", &[("elid", &module)]));
        for (name, value) in [
            ("url", double.url().as_str()),
            ("licenseserver", "1"),
            ("openlimit", "2"),
            ("cluster", "1"),
            ("startmachines", "off"),
        ] {
            assert_eq!(text(&shown, name), value, "{name}");
        }
        assert!(!format!("{shown:?}").contains(double.password()));
        let renamed = [
            ("elid", module.as_str()),
            ("name", "Other"),
            ("openlimit", ""),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("processing.edit", &renamed));
        let shown = fine(twin.provider_staff("processing.edit", &[("elid", &module)]));
        assert_eq!(
            (text(&shown, "openlimit"), text(&shown, "cluster")),
            ("", "1")
        );
        let not_a_seller = [
            ("elid", module.as_str()),
            ("licenseserver", &module),
            ("sok", "ok"),
        ];
        let refused = twin.try_provider_staff("processing.edit", &not_a_seller);
        assert_eq!(error(&refused), "value");
        let checked = fine(twin.provider_staff("processing.check", &[("elid", &module)]));
        assert_eq!(text(&checked, "works"), "on");
    });
}

#[test]
fn what_staff_write_about_an_offer_outlives_the_next_import() {
    twins(|twin| {
        let servers = Servers::at(twin);
        let module = [("plid", servers.module.as_str())];
        let import = || fine(twin.provider_staff("processing.offer.import", &module));
        assert_eq!(text(&import(), "count"), "9");
        let lamp = [module[0], ("elid", "recipe:LAMP")];
        let change = [
            lamp[0],
            lamp[1],
            ("name", "Web server"),
            ("tags", "debian12  linux"),
            ("active", "off"),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("processing.offer.edit", &change));
        import();
        let shown = fine(twin.provider_staff("processing.offer.edit", &lamp));
        let fields = ["name", "tags", "active", "isthere", "installs_panel"];
        assert_eq!(
            fields.map(|name| text(&shown, name)),
            ["Web server", "debian12 linux", "off", "on", "off"]
        );
        let offers = fine(twin.provider_staff("processing.offer", &module));
        let panel = offers
            .children_of("elem")
            .find(|row| row.text_of("id") == Some("recipe:ispmanager-lite"));
        assert_eq!(text(panel.expect("it is there"), "installs_panel"), "on");
        let bad = [
            module[0],
            ("elid", "template:ISPsystem__Debian-12"),
            ("installs_panel", "on"),
            ("sok", "ok"),
        ];
        let refused = twin.try_provider_staff("processing.offer.edit", &bad);
        assert_eq!(error(&refused), "value");
        let missing = [module[0], ("elid", "recipe:none")];
        let refused = twin.try_provider_staff("processing.offer.edit", &missing);
        assert_eq!(error(&refused), "missed");
    });
}

#[test]
fn machines_are_put_right_and_what_is_gone_is_told() {
    twins(|twin| {
        let servers = Servers::at(twin);
        let double = &servers.double;
        let [first, second] = [servers.server(twin), servers.server(twin)];
        let look = || machine_check::run(twin.provider.engine()).expect("it looks");
        let set = |index: usize, state: State| {
            double.with(|product| product.hosts[index].state = state);
        };
        let is = |index: usize| double.hosts()[index].state;
        let quiet = || {
            double.clear_journal();
            look();
            assert_eq!(
                double.calls(),
                ["GET /vm/v3/host"],
                "one list and nothing else"
            );
        };
        quiet();

        // What was stopped here and runs there is stopped again.
        fine(twin.provider_staff("vds.suspend", &[("elid", &first)]));
        settle(twin);
        assert_eq!(is(0), State::Stopped);
        quiet();
        set(0, State::Active);
        look();
        settle(twin);
        assert_eq!(is(0), State::Stopped);
        assert_eq!(status_key(&card(twin, &first)), "3_employeesuspend");

        // What is off is switched on where the module says so, and where its customer did not
        // switch it off.
        set(1, State::Stopped);
        look();
        settle(twin);
        assert_eq!(is(1), State::Stopped);
        let starts = [
            ("elid", servers.module.as_str()),
            ("startmachines", "on"),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("processing.edit", &starts));
        look();
        settle(twin);
        assert_eq!(is(1), State::Active);
        fine(twin.customer_calls("vds.stop", &[("elid", &second)]));
        settle(twin);
        assert_eq!(is(1), State::Stopped);
        look();
        settle(twin);
        assert_eq!(is(1), State::Stopped, "its customer wants it so");

        // Another address and a machine that is gone are told, and nothing is changed here.
        let ip = text(&card(twin, &second), "ip").to_owned();
        let before = double.with(|product| {
            let before = product.hosts.clone();
            product.hosts[1].ip4[0].ip = "198.51.100.200".to_owned();
            product.hosts.remove(0);
            before
        });
        look();
        assert_eq!(
            problems(twin),
            ["server_machine_gone", "server_machine_moved"]
        );
        assert_eq!(text(&card(twin, &second), "ip"), ip);
        assert_eq!(status_key(&card(twin, &first)), "3_employeesuspend");
        look();
        assert_eq!(problems(twin).len(), 2, "said once");
        double.with(|product| product.hosts = before);
        look();
        assert!(problems(twin).is_empty());
        quiet();
    });
}

#[test]
fn a_failed_creation_is_taken_away_and_done_anew_by_the_next_try() {
    twins(|twin| {
        let servers = Servers::at(twin);
        let failing = Rule::on("POST", "/vm/v3/host").failed_task("", "no node takes it");
        servers.double.push(failing);
        let server = servers.order(twin);
        twin.work();
        for _ in 0..10 {
            twin.pass_seconds(60);
            twin.work();
        }
        settle(twin);
        assert_eq!(
            status_key(&card(twin, &server)),
            "2",
            "{:?}",
            twin.operation(&server)
        );
        assert_eq!(servers.double.hosts().len(), 1, "the broken one is gone");
    });
}

#[test]
fn a_module_that_refuses_us_stands_and_goes_on_by_itself() {
    twins(|twin| {
        let servers = Servers::at(twin);
        let double = &servers.double;
        let first = servers.server(twin);
        assert!(!text(&card(twin, &first), "ip").is_empty());
        let known = double.with(|product| {
            product.sign_in.expire_tokens();
            std::mem::replace(&mut product.sign_in.users[0].password, "another".to_owned())
        });
        let second = servers.order(twin);
        let third = servers.order(twin);
        twin.work();
        for server in [&second, &third] {
            assert_eq!(state(&twin.operation(server).expect("it stands")), "held");
        }
        assert_eq!(problems(twin), ["processingmodule_connect"], "said once");
        // Probed after one, two and four minutes, and asked nothing else.
        double.clear_journal();
        for _ in 0..10 {
            twin.pass_seconds(30);
            twin.ask_others();
        }
        assert_eq!(double.count("POST", "/auth/v4/public/token"), 3);
        assert_eq!(double.journal().len(), 3, "{:?}", double.calls());
        double.with(|product| product.sign_in.users[0].password = known);
        twin.pass_seconds(3600);
        twin.ask_others();
        assert!(problems(twin).is_empty());
        settle(twin);
        for server in [&second, &third] {
            assert_eq!(status_key(&card(twin, server)), "2");
        }
        assert_eq!(double.hosts().len(), 3);
    });
}

#[test]
fn a_copy_of_the_database_drives_nobody_elses_machines() {
    twins(|twin| {
        let servers = Servers::at(twin);
        let server = servers.server(twin);
        servers.double.clear_journal();
        let engine = twin.provider.engine();
        let until = engine.now().plus_seconds(1_000_000);
        let cut = engine.write(None, move |scope| {
            Ok(copied::cut_off(scope.tx, scope.now, until, "a copy")?)
        });
        cut.expect("it can be written");
        machine_check::run(engine).expect("it looks");
        twin.ask_others();
        fine(twin.provider_staff("vds.suspend", &[("elid", &server)]));
        twin.work();
        assert_eq!(state(&twin.operation(&server).expect("it stands")), "held");
        assert!(
            servers.double.journal().is_empty(),
            "{:?}",
            servers.double.calls()
        );
        let module = [("elid", servers.module.as_str())];
        let shown = fine(twin.provider_staff("processing.edit", &module));
        assert!(text(&shown, "url").ends_with(".invalid"));
    });
}
