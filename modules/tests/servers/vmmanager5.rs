//! The module `vmmanager5` against its double.

use crate::driver::{End, connect, run, with_every_crash, work};
use onsell_domain::{OperationKind as K, Outcome, Progress, Secret};
use onsell_doubles::Rule;
use onsell_doubles::vmmanager5::{Machine, Vmmanager5};
use onsell_modules::CheckFault;
use onsell_modules::server::{OfferKind, Recipe, ServerModule, ServerWork};
use onsell_modules::{ModuleKind, SentBefore};
use std::sync::Arc;

const NAME: &str = "o1a2b3-7";

fn start() -> (Vmmanager5, Arc<dyn ServerModule>) {
    let double = Vmmanager5::start().expect("a double");
    let module = module(&double, double.password());
    (double, module)
}

fn module(double: &Vmmanager5, password: &str) -> Arc<dyn ServerModule> {
    let kind = ModuleKind::VmManager5;
    connect(kind, &double.url(), (double.user(), password), &[])
}

fn order(name: &str) -> ServerWork {
    ServerWork {
        template: "ISPsystem__Debian-12-amd64".to_owned(),
        preset: "Start".to_owned(),
        password: Secret::from("pass-word-1"),
        ..work(K::Open, name)
    }
}

fn of(kind: K, resources: &[(&str, &str)]) -> ServerWork {
    ServerWork {
        machine: Some("1".to_owned()),
        resources: resources
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..work(kind, NAME)
    }
}

fn only(double: &Vmmanager5) -> Machine {
    let mut machines = double.machines();
    assert_eq!(machines.len(), 1, "{machines:?}");
    machines.remove(0)
}

#[test]
fn a_machine_lives_its_whole_life() {
    let (double, module) = start();
    let module = module.as_ref();
    module.check().expect("an administrator");
    let recipe = Recipe {
        name: "LAMP".to_owned(),
        params: vec![("color".to_owned(), "red".to_owned())],
    };
    let with_recipe = ServerWork {
        recipe: Some(recipe),
        ..order(NAME)
    };
    let facts = run(module, &with_recipe).done();
    let made = only(&double);
    assert_eq!(
        facts.ip.as_deref(),
        made.addresses.first().map(|(_, ip)| ip.as_str())
    );
    assert_eq!((made.name.as_str(), made.user.as_str()), (NAME, "vm1"));
    assert_eq!(made.recipe_params, [("color".to_owned(), "red".to_owned())]);
    for (kind, runs) in [
        (K::Suspend, false),
        (K::Resume, true),
        (K::Stop, false),
        (K::Start, true),
        (K::Reboot, true),
    ] {
        run(module, &of(kind, &[])).done();
        assert_eq!(only(&double).runs, runs, "{kind:?}");
    }
    let larger = [
        ("cpu", "4"),
        ("ram", "2048"),
        ("disk", "20480"),
        ("ip", "2"),
    ];
    run(module, &of(K::SetParam, &larger)).done();
    let changed = only(&double);
    let size = (
        changed.vcpu,
        changed.mem,
        changed.vsize,
        changed.addresses.len(),
    );
    assert_eq!(size, (4, 2048, 20_480, 2));
    let shrink = run(module, &of(K::SetParam, &[("disk", "10240")])).refused();
    assert_eq!(shrink.kind, "disk_shrink");
    let reinstall = ServerWork {
        template: "ISPsystem__AlmaLinux-9-amd64".to_owned(),
        password: Secret::from("pass-word-2"),
        ..of(K::Reinstall, &[])
    };
    run(module, &reinstall).done();
    assert_eq!(only(&double).password, "pass-word-2");
    assert_eq!(
        run(module, &of(K::Install, &[])).refused().kind,
        "not_supported"
    );
    run(module, &of(K::Close, &[])).done();
    run(module, &of(K::Close, &[])).done();
    assert!(double.machines().is_empty());
    assert_eq!(double.ever_created(NAME), 1);
}

#[test]
fn nothing_that_is_lost_makes_a_second_machine() {
    let (double, module) = start();
    double.push(Rule::on_function("vm.edit+sok").drop_after_effect());
    double.push(Rule::on_function("user.edit+sok").drop_after_effect());
    run(module.as_ref(), &order(NAME)).done();
    assert_eq!(double.ever_created(NAME), 1);
    with_every_crash(module.as_ref(), order, |name, end| {
        end.done();
        assert_eq!(double.ever_created(name), 1, "{name}");
    });
    let just_sent = ServerWork {
        sent_before: Some(SentBefore {
            seconds_ago: 20,
            is_unanswered: true,
        }),
        progress: Progress::default().with("owner", "vm1"),
        ..order("o1a2b3-8")
    };
    let answer = module.perform(&just_sent);
    assert_eq!(answer.outcome, Outcome::Pending { again_seconds: 100 });
}

#[test]
fn what_fails_or_cannot_be_is_told() {
    let (double, module) = start();
    double.push(Rule::on_function("vm.edit+sok").failed_task("", "no node"));
    let fault = run(module.as_ref(), &order(NAME)).refused();
    assert_eq!(fault.kind, "failed");
    let again = ServerWork {
        progress: Progress::default()
            .with("owner", "vm1")
            .with("failures", 1)
            .with("broken", 1),
        tries: 2,
        ..order(NAME)
    };
    run(module.as_ref(), &again).done();
    assert!(only(&double).runs, "the broken one was taken away");
    double.push(Rule::on_function("vm.stop+sok").stuck_task(""));
    let stop = ServerWork {
        machine: Some("2".to_owned()),
        ..work(K::Suspend, NAME)
    };
    assert_eq!(run(module.as_ref(), &stop).refused().kind, "timeout");
    double.exhaust_addresses();
    let fault = run(module.as_ref(), &order("o1a2b3-9")).refused();
    assert!(fault.message.contains("free IP"), "{}", fault.message);
    let stranger = self::module(&double, "wrong");
    assert!(matches!(stranger.check(), Err(CheckFault::Denied(_))));
    assert!(matches!(
        run(stranger.as_ref(), &order(NAME)),
        End::Denied(_)
    ));
}

#[test]
fn what_it_offers_and_has_is_listed() {
    let (_double, module) = start();
    run(module.as_ref(), &order(NAME)).done();
    let offers = module.offers().expect("the forms");
    let is_there = |kind, name: &str| {
        let mut found = offers.iter().filter(|offer| offer.kind == kind);
        assert!(
            found.any(|offer| offer.intname == name),
            "{name}: {offers:?}"
        );
    };
    is_there(OfferKind::Template, "ISPsystem__Debian-12-amd64");
    is_there(OfferKind::Recipe, "LAMP");
    is_there(OfferKind::Preset, "Grow");
    let machines = module.machines().expect("the list");
    assert_eq!(
        (machines[0].name.as_str(), machines[0].runs),
        (NAME, Some(true))
    );
}
