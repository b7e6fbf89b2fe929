//! The module `lxd` against a real LXD, which `./test` starts where it can. Without one the address
//! is not set, and `./test` has said so.

use crate::driver::{connect, run, with_every_crash, work};
use onsell_domain::{OperationKind as K, Secret};
use onsell_modules::CheckFault;
use onsell_modules::ModuleKind;
use onsell_modules::server::{OfferKind, Recipe, ServerModule, ServerWork};
use std::process::Command;
use std::sync::Arc;

/// The address of the real LXD; none where there is none.
fn address() -> Option<String> {
    std::env::var("ONSELL_TEST_LXD").ok()
}

/// The LXD, with machines at addresses whose last two numbers are in the given range. The first two
/// are of this process: routes to them are the whole machine's, and somebody else may test as well.
fn lxd(addresses: &str) -> Option<Arc<dyn ServerModule>> {
    let network = format!("10.{}.", 128 + std::process::id() % 100);
    let addresses = addresses.replace('@', &network);
    let settings = [("network", "routed"), ("addresses", addresses.as_str())];
    Some(connect(ModuleKind::Lxd, &address()?, ("", ""), &settings))
}

/// Where `tests/lxd.sh` keeps everything.
fn folder() -> String {
    let socket = address().expect("a real LXD");
    let folder = socket.strip_prefix("unix://").expect("a socket");
    folder.trim_end_matches("/lxd/unix.socket").to_owned()
}

/// What `sh` says inside a machine.
fn inside(machine: &str, command: &str) -> String {
    let folder = folder();
    let output = Command::new("lxc")
        .env("LXD_DIR", format!("{folder}/lxd"))
        .env("LXD_CONF", format!("{folder}/conf"))
        .args(["exec", machine, "--", "sh", "-c", command])
        .output()
        .expect("lxc runs");
    String::from_utf8(output.stdout)
        .expect("a text")
        .trim()
        .to_owned()
}

fn order(name: &str) -> ServerWork {
    ServerWork {
        template: "tiny".to_owned(),
        password: Secret::from("pass word"),
        resources: [("cpu", "1"), ("ram", "64")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..work(K::Open, name)
    }
}

fn machine(module: &dyn ServerModule, name: &str) -> Option<(Option<bool>, Vec<String>)> {
    let machines = module.machines().expect("the list");
    let mut found = machines.into_iter().filter(|machine| machine.name == name);
    let machine = found.next()?;
    assert!(found.next().is_none(), "two machines {name}");
    Some((machine.runs, machine.addresses))
}

#[test]
fn a_machine_lives_its_whole_life() {
    let Some(module) = lxd("@1.10-@1.19") else {
        return;
    };
    let module = module.as_ref();
    assert!(module.check().expect("it answers").contains("lxd"));
    let name = "life";
    let of = |kind| ServerWork {
        machine: Some(name.to_owned()),
        ..work(kind, name)
    };
    let facts = run(module, &order(name)).done();
    let address = facts.ip.expect("an address");
    assert_eq!(facts.machine.as_deref(), Some(name));
    let running = || Some((Some(true), vec![address.clone()]));
    let stopped = || Some((Some(false), vec![address.clone()]));
    assert_eq!(machine(module, name), running());
    assert_eq!(inside(name, "cat /etc/chpasswd"), "root:pass word");
    assert!(
        inside(name, "ip addr").contains(&address),
        "it has its address"
    );

    run(module, &of(K::Suspend)).done();
    assert_eq!(machine(module, name), stopped());
    run(module, &of(K::Suspend)).done();
    run(module, &of(K::Resume)).done();
    assert_eq!(machine(module, name), running());
    run(module, &of(K::Stop)).done();
    assert_eq!(machine(module, name), stopped());
    // What its customer switched off stays off when it is resumed.
    let kept_off = ServerWork {
        runs: false,
        ..of(K::Resume)
    };
    run(module, &kept_off).done();
    assert_eq!(machine(module, name), stopped());
    assert_eq!(run(module, &of(K::ChangePassword)).refused().kind, "state");
    run(module, &of(K::Start)).done();
    run(module, &of(K::Reboot)).done();
    assert_eq!(machine(module, name), running());

    let password = ServerWork {
        password: Secret::from("другой"),
        ..of(K::ChangePassword)
    };
    run(module, &password).done();
    assert_eq!(inside(name, "cat /etc/chpasswd"), "root:другой");
    let larger = |disk: &str| ServerWork {
        resources: [("ram", "96"), ("disk", disk)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..of(K::SetParam)
    };
    run(module, &larger("2048")).done();
    let shrink = run(module, &larger("1024")).refused();
    assert_eq!(shrink.kind, "disk_shrink");
    assert!(shrink.message.contains("2048MiB"), "{}", shrink.message);

    let reinstall = ServerWork {
        template: "tiny-2".to_owned(),
        recipe: Some(panel("KEY-1", "0")),
        ..of(K::Reinstall)
    };
    run(module, &reinstall).done();
    assert_eq!(machine(module, name), running(), "the address stays");
    assert_eq!(inside(name, "cat /etc/panel-key"), "KEY-1");

    run(module, &of(K::Close)).done();
    assert_eq!(machine(module, name), None);
    run(module, &of(K::Close)).done();
    assert_eq!(run(module, &of(K::Suspend)).refused().kind, "missed");
}

fn panel(key: &str, code: &str) -> Recipe {
    let params = [("LICENSE_KEY", key), ("CODE", code)];
    Recipe {
        name: "install-panel".to_owned(),
        params: params
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
    }
}

#[test]
fn a_recipe_that_fails_is_told_and_runs_again_when_it_is_started() {
    let Some(module) = lxd("@2.10") else {
        return;
    };
    let module = module.as_ref();
    run(module, &order("recipe")).done();
    let install = |key: &str, code: &str| ServerWork {
        recipe: Some(panel(key, code)),
        ..work(K::Install, "recipe")
    };
    let fault = run(module, &install("KEY-1", "3")).refused();
    assert!(fault.message.contains("code 3"), "{}", fault.message);
    run(module, &install("KEY-2", "0")).done();
    assert_eq!(inside("recipe", "cat /etc/panel-key"), "KEY-2");
    let unknown = ServerWork {
        recipe: Some(Recipe {
            name: "small".to_owned(),
            params: Vec::new(),
        }),
        ..work(K::Install, "recipe")
    };
    assert_eq!(run(module, &unknown).refused().kind, "missed");
    run(module, &work(K::Close, "recipe")).done();
}

#[test]
fn a_crash_between_any_two_steps_makes_no_second_machine() {
    let Some(module) = lxd("@3.10-@3.30") else {
        return;
    };
    let module = module.as_ref();
    let make = |name: &str| ServerWork {
        recipe: Some(panel(name, "0")),
        ..order(name)
    };
    with_every_crash(module, make, |name, end| {
        let address = end.done().ip.expect("an address");
        assert_eq!(machine(module, name), Some((Some(true), vec![address])));
        assert_eq!(inside(name, "cat /etc/panel-key"), name);
    });
    for kind in [K::Suspend, K::Close] {
        let make = |name: &str| work(kind, name);
        with_every_crash(module, make, |_, end| drop(end.done()));
    }
    for machine in module.machines().expect("the list") {
        if machine.name.starts_with("crash-") {
            run(module, &work(K::Close, &machine.name)).done();
        }
    }
}

#[test]
fn what_cannot_be_is_refused_and_leaves_nothing() {
    let Some(module) = lxd("@4.10-@4.11") else {
        return;
    };
    let module = module.as_ref();
    let unknown = ServerWork {
        template: "no-such-system".to_owned(),
        ..order("refused")
    };
    assert_eq!(run(module, &unknown).refused().kind, "missed");
    for name in ["range-1", "range-2"] {
        run(module, &order(name)).done();
    }
    let exhausted = run(module, &order("range-3")).refused();
    assert_eq!(exhausted.kind, "no_free_ip");
    assert!(exhausted.message.contains('2'), "{}", exhausted.message);
    // A machine that somebody else made under the name is left alone.
    let stranger = ServerWork {
        machine: Some("range-1".to_owned()),
        ..work(K::Close, "another-service")
    };
    assert_eq!(run(module, &stranger).refused().kind, "exists");
    for name in ["refused", "range-3"] {
        assert_eq!(machine(module, name), None);
    }
    for name in ["range-1", "range-2"] {
        run(module, &work(K::Close, name)).done();
    }
}

#[test]
fn what_it_offers_is_told_by_its_kind() {
    let Some(module) = lxd("none") else {
        return;
    };
    let offers = module.offers().expect("it answers");
    let of = |kind| {
        let found = offers.iter().filter(move |offer| offer.kind == kind);
        let names: Vec<&str> = found.map(|offer| offer.intname.as_str()).collect();
        names
    };
    assert_eq!(of(OfferKind::Template), ["tiny", "tiny-2"]);
    assert_eq!(of(OfferKind::Preset), ["default", "small"]);
    assert_eq!(of(OfferKind::Recipe), ["install-panel"]);
    let recipe = offers.iter().find(|offer| offer.installs_panel);
    assert_eq!(
        recipe.map(|offer| offer.tags.join(" ")).as_deref(),
        Some("tiny")
    );
}

#[test]
fn a_certificate_is_known_by_its_fingerprint_and_ours_by_being_trusted() {
    if address().is_none() {
        return;
    }
    let read = |name: &str| {
        let path = format!("{}/{name}", folder());
        std::fs::read_to_string(path).expect("tests/lxd.sh wrote it")
    };
    let (url, fingerprint) = (read("https"), read("fingerprint"));
    let identity = read("conf/client.crt") + &read("conf/client.key");
    let check = |identity: &str, fingerprint: &str| {
        let settings = [("fingerprint", fingerprint), ("addresses", "none")];
        connect(ModuleKind::Lxd, url.trim(), ("", identity), &settings).check()
    };
    assert!(check(&identity, fingerprint.trim()).is_ok());
    let Err(CheckFault::Denied(fault)) = check("", fingerprint.trim()) else {
        panic!("a stranger is not trusted");
    };
    assert!(fault.message.contains("lxc config trust add"), "{fault}");
    let Err(CheckFault::Unreachable(fault)) = check(&identity, &"0".repeat(64)) else {
        panic!("another certificate is not taken");
    };
    assert!(fault.message.contains(fingerprint.trim()), "{fault}");
}

#[test]
fn a_socket_that_is_not_there_is_said() {
    let module = connect(ModuleKind::Lxd, "unix:///nowhere/lxd.socket", ("", ""), &[]);
    let Err(CheckFault::Unreachable(fault)) = module.check() else {
        panic!("nothing answers there");
    };
    assert!(fault.message.contains("/nowhere/lxd.socket"), "{fault}");
}
