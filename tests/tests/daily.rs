//! What an administrator does at the shell every day, with the binary as it is installed.

mod house;
mod installation;

use house::{Ended, House, LITE, PASSWORD, call, client, ended, field, text};
use installation::binary;
use onsell_modules::billmanager::CallError;
use onsell_store::testing::Fresh;
use onsell_wire::Params;
use std::process::{Command, Stdio};

fn fine(ended: Ended) -> String {
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    ended.out
}

/// A provider whose account at a vendor has no money.
fn provider(vendor: &str, database: Option<Fresh>) -> House {
    let house = House::fresh("provider", database);
    fine(house.run(&["init"]));
    let url = format!("url=http://{vendor}");
    let password = format!("password={PASSWORD}");
    let told = ["processing.edit", "module=BILLmanager", "itemtype=soft"];
    let account = [
        &url,
        "username=reseller",
        &password,
        "name=Vendor",
        "sok=ok",
    ];
    house.ok(&[&told[..], &account].concat());
    let lite = format!("pricelist={LITE}");
    let told = ["pricelist.import", "processingmodule=1", &lite, "sok=ok"];
    let tariff = format!("elid={}", field(&house.ok(&told), "id"));
    house.ok(&["pricelist.edit", &tariff, "price_1=8.00", "sok=ok"]);
    house.ok(&["pricelist.resume", &tariff]);
    house.customer("anna");
    house
}

fn order(house: &House) -> String {
    let anna = format!("authinfo=anna:{PASSWORD}");
    let told = [
        "soft.order.param",
        "pricelist=1",
        "period=1",
        "ip=192.0.2.1",
    ];
    let told = [&told[..], &["skipbasket=on", "sok=ok", &anna]].concat();
    field(&house.ok(&told), "id")
}

#[test]
fn what_stands_is_shown_and_started_again() {
    for database in [None, Some(Fresh::postgres())] {
        let vendor = House::vendor(House::fresh("vendor", None));
        let poor = format!("passwd={PASSWORD}");
        let told = [
            "account.edit",
            "name=R",
            "username=reseller",
            &poor,
            "sok=ok",
        ];
        let account = format!("account={}", field(&vendor.ok(&told), "id"));
        let server = vendor.serve();
        let house = provider(&server.address, database);
        assert!(fine(house.run(&["attention"])).contains("Nothing needs attention."));
        assert!(fine(house.run(&["retry", "--all"])).contains("No operation stands."));
        let service = order(&house);
        let shown = fine(house.run(&["attention"]));
        assert!(
            shown.contains("held") && shown.contains("ispmanager"),
            "{shown}"
        );
        assert!(!shown.contains('\x1b'), "a pipe gets no colors");
        let refused = house.run(&["retry", "777"]);
        assert_eq!(refused.code, Some(1));
        assert!(refused.err.contains("onsell attention"), "{}", refused.err);
        let told = vendor.ok(&["payment.add", &account, "amount=100", "sok=ok"]);
        vendor.ok(&[
            "payment.setpaid",
            &format!("elid={}", field(&told, "payment_id")),
        ]);
        assert!(fine(house.run(&["retry", "--all"])).contains("started"));
        // Without a server the command works off what it started; the vendor has it now.
        let synced = fine(house.run(&["sync", &service]));
        assert!(synced.starts_with("Changed: "), "{synced}");
        let card = house.ok(&["soft.edit", &format!("elid={service}")]);
        assert_eq!(field(&card, "status"), "2");
        assert_eq!(fine(house.run(&["sync", "--module", "1"])), "Changed: 0\n");
        assert_eq!(house.run(&["sync", "777"]).code, Some(1));
        let doctor = fine(house.run(&["doctor"]));
        assert!(doctor.contains("Vendor (module 1) works"), "{doctor}");
        server.signal("-KILL");
        drop(server);
        let doctor = house.run(&["doctor"]);
        assert_eq!(doctor.code, Some(1), "{}", doctor.out);
        assert!(doctor.out.contains("FAIL  connection"), "{}", doctor.out);
    }
}

#[test]
fn the_doctor_is_the_same_with_a_server_and_without() {
    for database in [None, Some(Fresh::postgres())] {
        let house = House::vendor(House::fresh("doctor", database));
        let names = |told: &str| -> Vec<String> {
            let told: serde_json::Value = serde_json::from_str(told).expect("JSON");
            let rows = told.as_array().expect("rows").iter();
            rows.map(|row| row["name"].as_str().expect("a name").to_owned())
                .filter(|name| name != "server" && name != "socket")
                .collect()
        };
        let without = names(&fine(house.run(&["doctor", "--json"])));
        let server = house.serve();
        let with = names(&fine(house.run(&["doctor", "--json"])));
        assert_eq!(with, without);
        for name in [
            "configuration",
            "key",
            "disk",
            "database",
            "clock",
            "seal",
            "scheduler",
        ] {
            assert!(with.iter().any(|known| known == name), "{name}: {with:?}");
        }
        server.signal("-TERM");
        assert_eq!(server.code(), Some(0));
        std::fs::write(house.path().join("onsell.key"), [9; 32]).expect("a key");
        fine(house.run(&["doctor"]));
        std::fs::write(house.path().join("onsell.key"), [9; 31]).expect("half a key");
        let refused = house.run(&["doctor"]);
        assert_eq!(refused.code, Some(1));
        assert!(refused.out.contains("FAIL  key"), "{}", refused.out);
    }
    let nothing = House::fresh("doctor", None);
    let refused = nothing.run(&["doctor"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.out.contains("onsell init"), "{}", refused.out);
}

#[test]
fn a_locked_panel_lets_in_staff_and_this_command() {
    for database in [None, Some(Fresh::postgres())] {
        let house = House::vendor(House::fresh("lock", database));
        house.customer("anna");
        let anna = format!("authinfo=anna:{PASSWORD}");
        let locked = || {
            let refused = house.ctl(&["whoami", &anna]);
            assert_eq!(refused.code, Some(1));
            assert!(
                refused.err.contains("ERROR: locked(panel)"),
                "{}",
                refused.err
            );
            house.ok(&["whoami"]);
            house.ok(&["soft"]);
        };
        fine(house.run(&["ctl", "-l"]));
        locked();
        let server = house.serve();
        locked();
        let customer = client(&server.address, "anna", PASSWORD);
        match call(&customer, "soft", &[]) {
            Err(CallError::Fault(fault)) => assert_eq!(fault.kind, "locked"),
            other => panic!("{other:?}"),
        }
        fine(house.run(&["ctl", "-u"]));
        let told = call(&customer, "soft", &[]).expect("the panel is open");
        assert_eq!(text(&told, "p_elems"), "0");
        drop(server);
        house.ok(&["whoami", &anna]);
    }
}

#[test]
fn a_function_is_described_without_being_called() {
    let house = House::fresh("describe", None);
    let told = fine(house.run(&["ctl", "-i", "panel.lock"]));
    assert!(
        told.contains("locked") && told.contains("required"),
        "{told}"
    );
    let refused = house.run(&["ctl", "-i", "panel.loc"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.err.contains("there is no function"),
        "{}",
        refused.err
    );
}

/// What bash offers for a line.
fn completed(script: &str, line: &str) -> Vec<String> {
    let folder = binary().parent().expect("a folder").display();
    let words: Vec<&str> = line.split(' ').collect();
    let program = format!(
        "PATH={folder}:$PATH\n{script}\nCOMP_LINE={line:?}\nCOMP_POINT=${{#COMP_LINE}}\n\
         compopt() {{ :; }}\n_onsell {}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words[0]
    );
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", &program]).stdin(Stdio::null());
    let told = fine(ended(&mut bash));
    told.lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_shell_completes_commands_functions_and_parameters() {
    let house = House::fresh("completion", None);
    let script = fine(house.run(&["completion", "bash"]));
    let check = |line: &str, expect: &[&str]| {
        assert_eq!(completed(&script, line), expect, "{line}");
    };
    check("onsell backu", &["backup"]);
    check("onsell restore --fo", &["--force"]);
    check("onsell completion z", &["zsh"]);
    check("onsell license ver", &["verify"]);
    check("onsell license verify --k", &["--key"]);
    check(
        "onsell ctl runningoperation.sta",
        &["runningoperation.start"],
    );
    check("mgrctl -m billmgr -o xml soft.sus", &["soft.suspend"]);
    check(
        "mgrctl panel.lock ",
        &["locked=", "sok=", "authinfo=", "lang=", "out=", "su="],
    );
    // Bash has the part before the equals sign already.
    check("mgrctl panel.lock locked=of", &["off"]);
    for shell in ["zsh", "fish"] {
        assert!(
            fine(house.run(&["completion", shell])).contains("complete -- "),
            "{shell}"
        );
    }
    assert_eq!(house.run(&["completion", "tcsh"]).code, Some(2));
}

#[test]
fn a_link_signs_in_once_and_a_lost_device_is_no_end() {
    let house = House::vendor(House::fresh("login", None));
    house.customer("anna");
    let server = house.serve();
    let nobody = client(&server.address, "nobody", "nothing");
    for user in ["admin", "anna"] {
        let link = fine(house.run(&["login", user]));
        let (_, query) = link.trim().split_once("/billmgr?").expect("an address");
        let query = Params::parse_urlencoded(query).expect("a query");
        assert_eq!(query.text("func"), Some("auth"), "{link}");
        assert_eq!(query.text("username"), Some(user), "{link}");
        let told = [
            ("username", user),
            ("key", query.text("key").expect("a key")),
        ];
        call(&nobody, "auth", &told).expect("it signs in");
        assert!(call(&nobody, "auth", &told).is_err(), "once");
    }
    assert_eq!(house.run(&["login", "boris"]).code, Some(1));
    let told = fine(house.run(&["reset-second-factor", "anna"]));
    assert!(told.starts_with("anna signs in"), "{told}");
    let refused = house.run(&["reset-second-factor", "boris"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("no user boris"), "{}", refused.err);
}

#[test]
fn a_license_is_fetched_and_verified_by_whoever_has_it() {
    let house = House::vendor(House::fresh("license", None));
    house.customer("anna");
    let anna = format!("authinfo=anna:{PASSWORD}");
    let (lite, order) = (format!("pricelist={LITE}"), "soft.order.param");
    let told = [order, &lite, "period=1", "ip=127.0.0.1", "skipbasket=on"];
    let id = field(&house.ok(&[&told[..], &["sok=ok", &anna]].concat()), "id");
    let card = house.ok(&["soft.edit", &format!("elid={id}"), &anna]);
    let (key, end) = (field(&card, "lickey"), field(&card, "expiredate"));
    let pem = fine(house.run(&["license", "key"]));
    let server = house.serve();
    assert_eq!(fine(house.run(&["license", "key"])), pem);
    let seller = format!("http://{}", server.address);

    // Whoever has it has no installation.
    let home = House::fresh("home", None);
    let file = |name: &str| home.path().join(name);
    let license = |arguments: &[&str]| home.run(&[&["license"], arguments].concat());
    let no = |arguments: &[&str], code: i32, expect: &str| {
        let ended = license(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(expect), "{arguments:?}: {}", ended.err);
    };
    std::fs::write(file("seller.pem"), &pem).expect("a file");
    let wrong = format!("{id}-AAAAAAAAAAAAAAAA");
    no(&["fetch", &seller, &wrong], 1, "no license with this key");
    no(
        &["fetch", "http://127.0.0.1:1", &key],
        2,
        "cannot be reached",
    );
    assert!(!file("license.txt").exists());
    let sentence = format!(
        "({}) for 127.0.0.1 is valid until the end of {end}.",
        "ispmanager 6 Lite"
    );
    assert!(fine(license(&["fetch", &seller, &key])).contains(&sentence));
    let verify = ["verify", "license.txt", "--key", "seller.pem"];
    assert!(fine(license(&verify)).contains(&sentence));
    let with = |more: &[&'static str]| [&verify[..], more].concat();
    fine(license(&with(&["--ip", "127.0.0.1", "--at", "2026-01-01"])));
    no(
        &with(&["--ip", "127.0.0.2"]),
        1,
        "is for the address 127.0.0.1",
    );
    no(
        &with(&["--at", "2199-01-01"]),
        1,
        &format!("ended on {end}"),
    );
    no(&["verify", "license.txt"], 2, "onsell init");
    no(&["verify", "license.txt", "--key", "AAAA"], 2, "AAAA");
    no(
        &["verify", "nothing.txt", "--key", "seller.pem"],
        2,
        "nothing.txt",
    );
    let document = std::fs::read_to_string(file("license.txt")).expect("a document");
    let changed = document.replace("name=ispmanager 6 Lite", "name=ispmanager 6 Host");
    std::fs::write(file("license.txt"), changed).expect("a file");
    no(&verify, 1, "the signature is wrong");
    std::fs::write(file("license.txt"), "hello\n").expect("a file");
    no(&verify, 1, "no license document");
}

#[test]
fn what_is_typed_wrongly_is_a_usage_error() {
    let house = House::fresh("usage", None);
    for arguments in [
        &["ctl"][..],
        &["retry"],
        &["sync"],
        &["backup"],
        &["license"],
        &["license", "verify"],
        &["license", "fetch", "https://billing.example"],
        &["ctl", "-l", "whoami"],
    ] {
        let refused = house.run(arguments);
        assert_eq!(refused.code, Some(2), "{arguments:?}");
        assert!(
            refused.err.contains("Usage:"),
            "{arguments:?}: {}",
            refused.err
        );
    }
    let refused = house.run(&["attention"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("onsell init"), "{}", refused.err);
}
