//! The module `dcimanager5` against its double.

use crate::driver::{End, connect, run, with_every_crash, work};
use onsell_domain::{OperationKind as K, Secret};
use onsell_doubles::Rule;
use onsell_doubles::dcimanager5::{Dcimanager5, Hindrance, Machine};
use onsell_modules::CheckFault;
use onsell_modules::ModuleKind;
use onsell_modules::server::{OfferKind, ServerModule, ServerWork};
use std::sync::Arc;

const NAME: &str = "o1a2b3-7";
/// The configuration of which there are three.
const THREE: &str = "i7-64Gb-2x1024NVMe";
/// And the one of which there is one.
const ONE: &str = "Xeon-128Gb-4x2048SSD";

fn start() -> (Dcimanager5, Arc<dyn ServerModule>) {
    let double = Dcimanager5::start().expect("a double");
    let module = module(&double, double.password());
    (double, module)
}

fn module(double: &Dcimanager5, password: &str) -> Arc<dyn ServerModule> {
    let kind = ModuleKind::DciManager5;
    connect(kind, &double.url(), (double.user(), password), &[])
}

fn order(name: &str, configuration: &str) -> ServerWork {
    ServerWork {
        template: "ISPsystem__Debian-12-amd64".to_owned(),
        preset: configuration.to_owned(),
        password: Secret::from("pass-word-1"),
        ..work(K::Open, name)
    }
}

fn of(kind: K) -> ServerWork {
    ServerWork {
        template: "ISPsystem__AlmaLinux-9-amd64".to_owned(),
        password: Secret::from("pass-word-2"),
        ..work(kind, NAME)
    }
}

fn only(double: &Dcimanager5) -> Machine {
    let mut machines = double.machines_of("vm1");
    assert_eq!(machines.len(), 1, "{machines:?}");
    machines.remove(0)
}

#[test]
fn a_server_is_given_away_and_taken_back() {
    let (double, module) = start();
    let module = module.as_ref();
    module.check().expect("an administrator");
    double.with(|world| world.machines[3].notes = "rack 7".to_owned());
    let two_addresses = ServerWork {
        resources: [("ip".to_owned(), "2".to_owned())].into(),
        ..order(NAME, ONE)
    };
    let facts = run(module, &two_addresses).done();
    let taken = only(&double);
    assert_eq!(facts.machine, Some(taken.id.to_string()));
    assert_eq!(facts.ip.as_deref(), Some(taken.addresses[0].1.as_str()));
    assert_eq!(taken.chassis_templ, ONE);
    assert_eq!(
        (taken.is_on, taken.is_enabled, taken.installations),
        (true, true, 1)
    );
    assert_eq!(
        (taken.addresses.len(), taken.hostname.as_str()),
        (2, "o1a2b3-7.example.com")
    );
    assert!(
        taken.notes.starts_with("rack 7"),
        "notes of the staff stay: {}",
        taken.notes
    );
    let full = run(module, &order("o1a2b3-8", ONE)).refused();
    assert_eq!(full.kind, "no_free_server");
    assert!(full.message.contains(ONE), "{}", full.message);

    run(module, &of(K::Suspend)).done();
    let suspended = only(&double);
    assert_eq!(
        (suspended.is_enabled, suspended.is_on),
        (false, true),
        "its ports are off"
    );
    run(module, &of(K::Resume)).done();
    assert!(only(&double).is_enabled);
    run(module, &of(K::Stop)).done();
    assert!(!only(&double).is_on);
    run(module, &of(K::Start)).done();
    run(module, &of(K::Reboot)).done();
    assert!(only(&double).is_on);
    run(module, &of(K::Reinstall)).done();
    assert_eq!(
        (only(&double).installations, only(&double).password.as_str()),
        (2, "pass-word-2")
    );
    let machines = module.machines().expect("the list");
    assert_eq!((machines.len(), machines[0].name.as_str()), (1, NAME));
    assert_eq!(machines[0].runs, Some(true));

    run(module, &of(K::Close)).done();
    run(module, &of(K::Close)).done();
    assert!(double.machines_of("vm1").is_empty());
    let free = double.machines().remove(3);
    assert_eq!(
        (free.hostname.as_str(), free.notes.as_str()),
        ("free.ds", "rack 7")
    );
    assert_eq!((free.addresses.len(), free.is_on), (1, false));
}

#[test]
fn whoever_loses_the_race_takes_the_next_server() {
    let (double, module) = start();
    double.snatch_next();
    double.with(|world| world.machines[1].hindrance = Some(Hindrance::Blocked));
    run(module.as_ref(), &order(NAME, THREE)).done();
    assert_eq!(
        only(&double).id,
        3,
        "the first is a stranger's, the second is kept back"
    );
    // A stranger who wrote over our name in the moment after keeps it.
    let (double, module) = start();
    let overwritten = Rule::on_function("server.edit+sok").nth(1).stale();
    double.push(overwritten);
    run(module.as_ref(), &order(NAME, THREE)).done();
    assert_eq!(double.machines_of("vm1").len(), 1);
}

#[test]
fn a_crash_between_any_two_steps_takes_no_second_server() {
    let (double, module) = start();
    double.push(Rule::on_function("server.edit+sok").drop_after_effect());
    let make = |name: &str| order(name, THREE);
    with_every_crash(module.as_ref(), make, |name, end| {
        end.done();
        assert_eq!(double.machines_of("vm1").len(), 1, "{name}");
        run(module.as_ref(), &work(K::Close, name)).done();
        assert_eq!(double.machines_of("vm1").len(), 0, "{name}");
    });
}

#[test]
fn what_fails_or_hangs_is_told() {
    let (double, module) = start();
    double.push(Rule::on_function("server.operations+sok").failed_task("", "no PXE"));
    let fault = run(module.as_ref(), &order(NAME, THREE)).refused();
    assert_eq!(fault.kind, "failed");
    // The next try installs again, on the same server.
    run(module.as_ref(), &order(NAME, THREE)).done();
    assert_eq!(only(&double).installations, 1);
    double.push(Rule::on_function("server.poweroff+sok").stuck_task(""));
    assert_eq!(run(module.as_ref(), &of(K::Stop)).refused().kind, "timeout");
    let password = run(module.as_ref(), &of(K::ChangePassword)).refused();
    assert_eq!(password.kind, "not_supported");
    let stranger = self::module(&double, "wrong");
    assert!(matches!(stranger.check(), Err(CheckFault::Denied(_))));
    assert!(matches!(
        run(stranger.as_ref(), &order(NAME, THREE)),
        End::Denied(_)
    ));
}

#[test]
fn what_it_offers_is_listed() {
    let (_double, module) = start();
    let offers = module.offers().expect("the lists");
    let presets = offers
        .iter()
        .filter(|offer| offer.kind == OfferKind::Preset);
    assert_eq!(
        presets
            .map(|offer| offer.intname.as_str())
            .collect::<Vec<_>>(),
        [ONE, THREE]
    );
    let mut templates = offers
        .iter()
        .filter(|offer| offer.kind == OfferKind::Template);
    assert!(templates.any(|offer| offer.intname == "ISPsystem__Debian-12-amd64"));
}
