//! Orders of servers, from the form to the machine and to another module; and servers that get
//! another owner.

use super::{Servers, card, connect, settle as pass};
use onsell_doubles::vmmanager6::{State, Vmmanager6};
use onsell_doubles::{Pace, Rule};
use onsell_tests::bundle::{Bundle, LITE, bought, count, licenses, settle};
use onsell_tests::{Twin, error, fine, refusal, state, status_key, text, twins};
use onsell_wire::Node;

const DEBIAN: &str = "ISPsystem__Debian-12";
const ALMA: &str = "ISPsystem__AlmaLinux-9";

/// Everybody does what is due, for ten minutes.
fn live(twin: &Twin) {
    for _ in 0..30 {
        twin.work();
        twin.check_event();
        twin.pass_seconds(20);
    }
}

/// A module for a double that knows where licenses are bought; its number.
fn module(twin: &Twin, double: &Vmmanager6, others: &[(&str, &str)]) -> String {
    let mut parameters = vec![("password", double.password()), ("licenseserver", "1")];
    parameters.extend_from_slice(others);
    let id = text(&fine(connect(twin, double, &parameters)), "id").to_owned();
    fine(twin.provider_staff("processing.offer.import", &[("plid", &id)]));
    id
}

fn order(twin: &Twin, tariff: &str, others: &[(&str, &str)]) -> Node {
    let mut parameters = vec![
        ("pricelist", tariff),
        ("period", "1"),
        ("domain", "vps.example.com"),
        ("ostempl", DEBIAN),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    parameters.extend_from_slice(others);
    twin.customer_calls("vds.order.param", &parameters)
}

fn staff_card(twin: &Twin, server: &str) -> Node {
    fine(twin.provider_staff("vds.edit", &[("elid", server)]))
}

fn on_server(twin: &Twin, what: &str, server: &str, others: &[(&str, &str)]) {
    let mut parameters = vec![("elid", server)];
    parameters.extend_from_slice(others);
    fine(twin.customer_calls(what, &parameters));
    live(twin);
}

const INSTALLED: &str = "SELECT COUNT(*) FROM server WHERE installed_with IS NOT NULL";

#[test]
fn a_server_is_made_licensed_and_installed_and_obeys_its_owner() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let double = Vmmanager6::start().expect("a double");
        let module = module(twin, &double, &[]);
        let tariff = bundle.tariff.as_str();
        let serves = [
            ("elid", tariff),
            ("intname", "Start"),
            ("processingmodule", module.as_str()),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("pricelist.edit", &serves));
        let lite = bundle.values[LITE].as_str();
        let line = [
            ("elid", lite),
            ("install", "sh install.sh --activation-key __KEY__"),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("enumeration.item.edit", &line));
        let addon = format!("addon_{}", bundle.addon);
        let recipe = ("recipe", "ispmanager-lite");
        let refused = order(twin, tariff, &[recipe]);
        assert_eq!(refusal(&refused), "value recipe", "no panel was chosen");
        let windows = [
            ("ostempl", "ISPsystem__Windows-2022"),
            (addon.as_str(), lite),
        ];
        let mut misfit = vec![recipe];
        misfit.extend_from_slice(&windows);
        assert_eq!(refusal(&order(twin, tariff, &misfit)), "value recipe");
        assert_eq!(count(twin, "SELECT COUNT(*) FROM service"), 0);
        let ordered = fine(order(twin, tariff, &[recipe, (addon.as_str(), lite)]));
        let server = text(&ordered, "id").to_owned();
        live(twin);
        let shown = card(twin, &server);
        assert_eq!(status_key(&shown), "2", "{:?}", twin.operation(&server));
        let ip = text(&shown, "ip");
        assert_eq!(licenses(twin), [format!("55227 Item {ip} 2")]);
        let key = text(&shown, "panel_key");
        assert!(!key.is_empty());
        let line = format!("sh install.sh --activation-key {key}");
        assert_eq!(text(&shown, "panel_installline"), line);
        assert_eq!(text(&shown, "domain"), "vps.example.com");
        assert_eq!(
            (text(&shown, "running"), text(&shown, "panel")),
            ("on", "Lite")
        );
        assert!(
            shown
                .child("list")
                .is_some_and(|list| list.children_of("elem").count() == 1)
        );
        assert_eq!(count(twin, INSTALLED), 1, "the recipe was run");
        let told = double.journal();
        assert!(
            told.iter().any(|call| call.body.contains(key)),
            "with the key"
        );
        let license = staff_card(twin, &server);
        let license = license
            .child("list")
            .expect("licenses")
            .child("elem")
            .expect("one");
        assert_eq!(text(license, "cost"), "6.00 EUR");
        assert!(!text(license, "upstream_id").is_empty());
        let row = twin.customer_calls("vds", &[]);
        let row = row.child("elem").expect("a server");
        let told = ["domain", "ostempl", "panel", "show_reboot"].map(|name| text(row, name));
        assert_eq!(told, ["vps.example.com", DEBIAN, "Lite", "on"]);

        let host = || double.hosts().remove(0);
        let password = || {
            let shown = fine(twin.customer_calls("vds.password", &[("elid", &server)]));
            text(&shown, "password").to_owned()
        };
        assert_eq!(host().password, password());
        on_server(twin, "vds.stop", &server, &[]);
        assert_eq!(host().state, State::Stopped);
        assert_eq!(text(&card(twin, &server), "running"), "off");
        assert_eq!(status_key(&card(twin, &server)), "2");
        on_server(twin, "vds.start", &server, &[]);
        assert_eq!(host().state, State::Active);
        on_server(twin, "vds.reboot", &server, &[]);
        let chosen = ("password", "Chosen-by-me-1");
        on_server(twin, "vds.changepassword", &server, &[chosen]);
        assert_eq!(
            (host().password, password()),
            (chosen.1.into(), chosen.1.into())
        );
        double.clear_journal();
        let system = [("ostempl", ALMA), ("password", "Another-one-2")];
        on_server(twin, "vds.reinstall", &server, &system);
        assert_eq!(
            (host().installations, password()),
            (1, "Another-one-2".into())
        );
        assert_eq!(text(&card(twin, &server), "ostempl"), ALMA);
        assert_eq!(count(twin, INSTALLED), 1, "the panel was installed again");
        assert_eq!(text(&card(twin, &server), "panel_key"), key, "with its key");
        assert_eq!(bought(twin), 1);
    });
}

/// Two modules of one tariff, on two doubles.
struct Pair {
    doubles: [Vmmanager6; 2],
    modules: [String; 2],
    tariff: String,
}

impl Pair {
    fn at(twin: &Twin, others: &[(&str, &str)]) -> Self {
        let first = Servers::at(twin);
        let second = Vmmanager6::start().expect("a double");
        let id = module(twin, &second, &[]);
        let settings = |module: &str, place: &str| {
            let mut parameters = vec![("elid", module), ("orderpriority", place), ("sok", "ok")];
            parameters.extend_from_slice(others);
            fine(twin.provider_staff("processing.edit", &parameters));
        };
        settings(&first.module, "1");
        settings(&id, "2");
        let modules = format!("{},{id}", first.module);
        let serve = [
            ("elid", first.tariff.as_str()),
            ("processingmodule", modules.as_str()),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("pricelist.edit", &serve));
        Self {
            doubles: [first.double, second],
            modules: [first.module, id],
            tariff: first.tariff,
        }
    }

    fn refuse(&self, number: usize) {
        let body = r#"{"error":{"code":4000,"msg":"no node takes it"}}"#;
        let rule = Rule::on("POST", "/vm/v3/host").always().answer(400, body);
        self.doubles[number].push(rule);
    }

    fn order(&self, twin: &Twin) -> String {
        text(&fine(order(twin, &self.tariff, &[])), "id").to_owned()
    }

    fn hosts(&self) -> [usize; 2] {
        [0, 1].map(|number| self.doubles[number].hosts().len())
    }
}

#[test]
fn what_one_module_refuses_the_next_one_makes() {
    twins(|twin| {
        let pair = Pair::at(twin, &[]);
        pair.refuse(0);
        let server = pair.order(twin);
        twin.work();
        twin.pass_seconds(1);
        let operation = twin.operation(&server).expect("it goes on");
        let history = [("elid", text(&operation, "id"))];
        let history = fine(twin.provider_staff("runningoperation.errorhistory", &history));
        assert_eq!(history.children_of("elem").count(), 1, "{history:?}");
        pass(twin);
        assert_eq!(status_key(&card(twin, &server)), "2");
        assert_eq!(pair.hosts(), [0, 1]);
        assert_eq!(
            text(&staff_card(twin, &server), "processingmodule"),
            pair.modules[1]
        );
        // Where nothing is left a person has it, and the customer sees that.
        pair.refuse(1);
        let server = pair.order(twin);
        pass(twin);
        assert_eq!(status_key(&card(twin, &server)), "service_nosuitable");
        let operation = twin.operation(&server).expect("it stands");
        assert!(
            format!("{operation:?}").contains("no node takes it"),
            "{operation:?}"
        );
        assert!(twin.task(&server).is_some());
        let tried = pair
            .doubles
            .each_ref()
            .map(|double| double.count("POST", "/vm/v3/host"));
        assert_eq!(tried, [2, 2], "each once for each order");
        let next = [("elid", server.as_str())];
        let refused = twin.try_provider_staff("service.getnextmodule", &next);
        assert_eq!(error(&refused), "no_suitable_module");
        // Start tries all of them again; staff may name one.
        pair.doubles[0].clear_rules();
        let start = [("elid", text(&operation, "id"))];
        fine(twin.provider_staff("runningoperation.start", &start));
        pass(twin);
        assert_eq!(
            status_key(&card(twin, &server)),
            "2",
            "{:?}",
            twin.operation(&server)
        );
        assert_eq!(pair.hosts(), [1, 1]);
        assert!(twin.task(&server).is_none(), "its task is closed");
        pair.refuse(0);
        let server = pair.order(twin);
        pass(twin);
        pair.doubles[1].clear_rules();
        let to = [
            ("elid", server.as_str()),
            ("module", pair.modules[1].as_str()),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("service.setmodule", &to));
        pass(twin);
        assert_eq!(status_key(&card(twin, &server)), "2");
        assert_eq!(pair.hosts(), [1, 2]);
        let refused = twin.try_provider_staff("service.getnextmodule", &[("elid", &server)]);
        assert_eq!(error(&refused), "value", "nothing is open any more");
        // One that refuses our credentials holds up no order that another can make.
        pair.doubles[0].clear_rules();
        pair.doubles[0].with(|product| {
            product.sign_in.expire_tokens();
            product.sign_in.users[0].password = "another".to_owned();
        });
        let server = pair.order(twin);
        pass(twin);
        assert_eq!(
            status_key(&card(twin, &server)),
            "2",
            "{:?}",
            twin.operation(&server)
        );
        assert_eq!(pair.hosts(), [1, 3]);
    });
}

#[test]
fn a_server_goes_into_the_hands_of_staff_and_back() {
    twins(|twin| {
        let servers = Servers::at(twin);
        let server = servers.server(twin);
        let hand = [
            ("module", "manual"),
            ("itemtype", "vds"),
            ("name", "By hand"),
            ("sok", "ok"),
        ];
        let hand = text(&fine(twin.provider_staff("processing.edit", &hand)), "id").to_owned();
        let give = |module: &str| {
            let to = [("elid", server.as_str()), ("module", module), ("sok", "ok")];
            fine(twin.provider_staff("service.setmodule", &to));
        };
        give(&hand);
        fine(twin.customer_calls("vds.stop", &[("elid", &server)]));
        let task = twin.task(&server).expect("a person does it");
        let done = [("elid", text(&task, "id")), ("status", "2"), ("sok", "ok")];
        fine(twin.provider_staff("task.edit", &done));
        assert_eq!(
            servers.double.hosts()[0].state,
            State::Active,
            "nothing was sent"
        );
        // Back at its module the machine is found by its name.
        give(&servers.module);
        on_server(twin, "vds.stop", &server, &[]);
        assert_eq!(servers.double.hosts()[0].state, State::Stopped);
    });
}

#[test]
fn a_module_opens_as_many_as_it_may_and_the_others_wait_or_go_elsewhere() {
    twins(|twin| {
        let pair = Pair::at(twin, &[("openlimit", "1")]);
        for double in &pair.doubles {
            double.set_pace(Pace::Seconds(1000));
        }
        let servers: Vec<String> = (0..3).map(|_| pair.order(twin)).collect();
        let serving =
            |server: &String| text(&staff_card(twin, server), "processingmodule").to_owned();
        assert_eq!(serving(&servers[0]), pair.modules[0]);
        assert_eq!(
            serving(&servers[1]),
            pair.modules[1],
            "the first one is full"
        );
        assert_eq!(
            serving(&servers[2]),
            pair.modules[0],
            "no order is refused for that"
        );
        for _ in 0..6 {
            twin.work();
            twin.pass_seconds(20);
        }
        assert_eq!(pair.hosts(), [1, 1]);
        let waiting = twin.operation(&servers[2]).expect("it waits");
        assert_eq!(state(&waiting), "ready");
        // Whichever has room first takes it.
        pair.doubles[1].advance_seconds(1000);
        pass(twin);
        assert_eq!(status_key(&card(twin, &servers[1])), "2");
        assert_eq!(pair.hosts(), [1, 2]);
        assert_eq!(serving(&servers[2]), pair.modules[1]);
        for double in &pair.doubles {
            double.advance_seconds(1000);
        }
        pass(twin);
        for server in &servers {
            assert_eq!(status_key(&card(twin, server)), "2");
        }
        assert_eq!(pair.hosts(), [1, 2]);
    });
}

#[test]
fn a_disk_does_not_shrink_by_itself() {
    twins(|twin| {
        let servers = Servers::at(twin);
        let disk = |tariff: &str| {
            let addon = [
                ("plid", tariff),
                ("name", "Disk"),
                ("intname", "disk"),
                ("addonincluded", "10240"),
                ("addonmin", "10240"),
                ("addonmax", "102400"),
                ("addonstep", "10240"),
                ("price_1", "0.00"),
                ("active", "on"),
                ("sok", "ok"),
            ];
            text(
                &fine(twin.provider_staff("pricelist.detail.edit", &addon)),
                "id",
            )
            .to_owned()
        };
        let addon = format!("addon_{}", disk(&servers.tariff));
        let smaller = [
            ("processingmodule", servers.module.as_str()),
            ("name", "Small"),
            ("intname", "Start"),
            ("sok", "ok"),
        ];
        let smaller = text(&fine(twin.provider_staff("pricelist.add", &smaller)), "id").to_owned();
        let price = [
            ("elid", smaller.as_str()),
            ("price_1", "1.00"),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("pricelist.edit", &price));
        let other = format!("addon_{}", disk(&smaller));
        fine(twin.provider_staff("pricelist.resume", &[("elid", &smaller)]));
        let ordered = fine(order(twin, &servers.tariff, &[(&addon, "20480")]));
        let server = text(&ordered, "id").to_owned();
        pass(twin);
        servers.double.clear_journal();
        let less = [
            ("elid", server.as_str()),
            (addon.as_str(), "10240"),
            ("sok", "ok"),
        ];
        let refused = twin.customer_calls("vds.edit", &less);
        assert_eq!(refusal(&refused), format!("value {addon}"));
        let change = [
            ("elid", server.as_str()),
            ("pricelist", smaller.as_str()),
            (other.as_str(), "10240"),
            ("sok", "ok"),
        ];
        let refused = twin.customer_calls("service.changepricelist", &change);
        assert_eq!(refusal(&refused), "value pricelist");
        assert!(twin.operation(&server).is_none());
        pass(twin);
        assert!(servers.double.journal().is_empty(), "nothing was sent");
        let more = [
            ("elid", server.as_str()),
            (addon.as_str(), "30720"),
            ("sok", "ok"),
        ];
        fine(twin.customer_calls("vds.edit", &more));
        pass(twin);
        assert_eq!(servers.double.hosts()[0].disk_mib, 30720);
    });
}

/// Another customer of the provider; the number of the account.
fn another(twin: &Twin) -> String {
    let parameters = [
        ("name", "another"),
        ("email", "another@example.com"),
        ("username", "another@example.com"),
        ("passwd", "a password"),
        ("sok", "ok"),
    ];
    text(
        &fine(twin.provider_staff("account.edit", &parameters)),
        "id",
    )
    .to_owned()
}

#[test]
fn a_server_goes_to_another_customer_with_its_license() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.server(twin, LITE, "192.0.2.1");
        let single = twin.order("192.0.2.9");
        settle(twin);
        let other = another(twin);
        let give = |service: &str, account: &str| {
            let parameters = [("elid", service), ("account", account), ("sok", "ok")];
            twin.try_provider_staff("service.transfer", &parameters)
        };
        let before = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(refusal(&give(&server, &twin.customer)), "value account");
        assert_eq!(error(&give(&server, "77")), "missed");
        assert_eq!(error(&give("77", &other)), "missed");
        fine(twin.customer_calls("vds.stop", &[("elid", &server)]));
        assert_eq!(error(&give(&server, &other)), "locked");
        bundle.done(twin, &server, &[]);
        let license = "SELECT id FROM service WHERE parent IS NOT NULL";
        let license = count(twin, license).to_string();
        assert_eq!(refusal(&give(&license, &other)), "value elid");
        fine(give(&server, &other));
        fine(give(&single, &other));
        // The old owner sees nothing of it and heard that it is gone.
        for kind in ["vds", "soft"] {
            assert!(twin.customer_calls(kind, &[]).child("elem").is_none());
            let theirs = twin.provider_staff(kind, &[("account", &other)]);
            assert_eq!(theirs.children_of("elem").count(), 1, "{kind}");
        }
        let heard = fine(twin.customer_calls("itemevent", &[("after", "0")]));
        let heard: Vec<&Node> = heard.children_of("elem").collect();
        let last = heard.last().expect("events");
        assert_eq!(text(last, "status"), "4", "{last:?}");
        let gone = twin.customer_calls("vds.edit", &[("elid", &server)]);
        assert_eq!(error(&gone), "missed");
        // What was paid stays with him; what comes is the new owner's.
        assert_eq!(Twin::funds(&twin.provider, &twin.customer), before);
        let owners = "SELECT COUNT(DISTINCT account) FROM service";
        assert_eq!(count(twin, owners), 1, "the license went along");
        let renew = [("elid", single.as_str()), ("period", "1"), ("sok", "ok")];
        let refused = twin.try_provider_staff("service.prolong", &renew);
        assert_eq!(
            error(&refused),
            "not_enough_money",
            "the wallet is the new one's"
        );
        twin.provider_staff("vds.delete", &[("elid", &server)]);
        bundle.done(twin, &server, &[]);
        settle(twin);
        let left = licenses(twin);
        assert!(
            left.iter().any(|line| line.contains("free.lic")),
            "{left:?}"
        );
    });
}

#[test]
fn a_panel_that_was_lost_is_ordered_anew_by_staff() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.server(twin, LITE, "192.0.2.1");
        let license = twin.licenses().remove(0);
        twin.vendor_staff("soft.delete", &[("elid", text(&license, "id"))]);
        settle(twin);
        assert_eq!(licenses(twin), Vec::<String>::new());
        assert_eq!(text(&card(twin, &server), "panel_key"), "");
        fine(twin.provider_staff("service.panel", &[("elid", &server)]));
        settle(twin);
        assert_eq!(licenses(twin), ["55227 Item 192.0.2.1 2"]);
        assert_eq!(bought(twin), 2);
        assert!(!text(&card(twin, &server), "panel_key").is_empty());
        fine(twin.provider_staff("service.panel", &[("elid", &server)]));
        settle(twin);
        assert_eq!(bought(twin), 2, "what is there is not bought again");
        let single = twin.order("192.0.2.9");
        let refused = twin.try_provider_staff("service.panel", &[("elid", &single)]);
        assert_eq!(error(&refused), "not_supported");
    });
}
