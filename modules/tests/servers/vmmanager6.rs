//! The module `vmmanager6` against its double.

use crate::driver::{End, connect, run, run_with, with_every_crash, work};
use onsell_domain::{OperationKind as K, Outcome, Secret};
use onsell_doubles::vmmanager6::{State, Vmmanager6};
use onsell_doubles::{Pace, Rule};
use onsell_modules::CheckFault;
use onsell_modules::server::{LICENSE_KEY, OfferKind, Recipe, ServerModule, ServerWork};
use onsell_modules::{ModuleKind, SentBefore};
use std::sync::Arc;

const NAME: &str = "o1a2b3-7";

fn start() -> (Vmmanager6, Arc<dyn ServerModule>) {
    let double = Vmmanager6::start().expect("a double");
    let module = module(&double, double.password());
    (double, module)
}

fn module(double: &Vmmanager6, password: &str) -> Arc<dyn ServerModule> {
    let kind = ModuleKind::VmManager6;
    connect(kind, &double.url(), (double.user(), password), &[])
}

fn order(name: &str) -> ServerWork {
    ServerWork {
        template: "ISPsystem__Debian-12".to_owned(),
        preset: "Start".to_owned(),
        password: Secret::from("pass-word-1"),
        ..work(K::Open, name)
    }
}

fn of(kind: K) -> ServerWork {
    ServerWork {
        machine: Some("1".to_owned()),
        ..work(kind, NAME)
    }
}

fn with(kind: K, resources: &[(&str, &str)]) -> ServerWork {
    ServerWork {
        resources: resources
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..of(kind)
    }
}

fn panel(key: &str) -> Recipe {
    Recipe {
        name: "ispmanager-lite".to_owned(),
        params: vec![(LICENSE_KEY.to_owned(), key.to_owned())],
    }
}

/// A machine that was made.
fn made() -> (Vmmanager6, Arc<dyn ServerModule>) {
    let (double, module) = start();
    run(module.as_ref(), &order(NAME)).done();
    (double, module)
}

fn only(double: &Vmmanager6) -> onsell_doubles::vmmanager6::Host {
    let mut hosts = double.hosts();
    assert_eq!(hosts.len(), 1, "{hosts:?}");
    hosts.remove(0)
}

#[test]
fn a_machine_lives_its_whole_life() {
    let (double, module) = start();
    let module = module.as_ref();
    assert!(
        module
            .check()
            .expect("an administrator")
            .contains(double.user())
    );
    let facts = run(module, &order(NAME)).done();
    let host = only(&double);
    assert_eq!(facts.machine, Some(host.id.to_string()));
    assert_eq!(facts.ip.as_deref(), host.addresses().first().copied());
    assert_eq!((host.name.as_str(), host.cpu_number), (NAME, 1));
    assert_eq!(host.password, "pass-word-1");

    let is = |state| assert_eq!(only(&double).state, state);
    run(module, &of(K::Suspend)).done();
    is(State::Stopped);
    let kept_off = ServerWork {
        runs: false,
        ..of(K::Resume)
    };
    run(module, &kept_off).done();
    is(State::Stopped);
    run(module, &of(K::Resume)).done();
    is(State::Active);
    run(module, &of(K::Stop)).done();
    run(module, &of(K::Start)).done();
    run(module, &of(K::Reboot)).done();
    is(State::Active);

    let larger = [
        ("cpu", "4"),
        ("ram", "2048"),
        ("disk", "20480"),
        ("ip", "3"),
    ];
    run(module, &with(K::SetParam, &larger)).done();
    let host = only(&double);
    let size = (
        host.cpu_number,
        host.ram_mib,
        host.disk_mib,
        host.addresses().len(),
    );
    assert_eq!(size, (4, 2048, 20_480, 3));
    let fewer = ServerWork {
        ip: facts.ip.clone().expect("an address"),
        ..with(K::SetParam, &[("ip", "1")])
    };
    run(module, &fewer).done();
    assert_eq!(only(&double).addresses(), [fewer.ip.as_str()]);

    let password = ServerWork {
        password: Secret::from("pass-word-2"),
        ..of(K::ChangePassword)
    };
    run(module, &password).done();
    assert_eq!(only(&double).password, "pass-word-2");
    let reinstall = ServerWork {
        template: "ISPsystem__AlmaLinux-9".to_owned(),
        password: Secret::from("pass-word-3"),
        recipe: Some(panel("KEY-1")),
        ..of(K::Reinstall)
    };
    run(module, &reinstall).done();
    let host = only(&double);
    assert_eq!(
        (host.installations, host.password.as_str()),
        (1, "pass-word-3")
    );
    let given = ("ACTIVATION_KEY".to_owned(), "KEY-1".to_owned());
    assert_eq!(host.recipes[0].params, [given]);

    run(module, &of(K::Close)).done();
    assert!(double.hosts().is_empty());
    run(module, &of(K::Close)).done();
    assert_eq!(run(module, &of(K::Suspend)).refused().kind, "missed");
    assert_eq!(double.ever_created(NAME), 1);
}

#[test]
fn a_lost_answer_makes_no_second_machine() {
    for lost in ["/vm/v3/host", "/vm/v3/account"] {
        let (double, module) = start();
        double.push(Rule::on("POST", lost).drop_after_effect());
        run(module.as_ref(), &order(NAME)).done();
        assert_eq!(double.ever_created(NAME), 1, "{lost}");
        assert_eq!(double.count("POST", lost), 1, "{lost}");
    }
}

#[test]
fn what_may_still_arrive_is_not_sent_again() {
    let (double, module) = start();
    let just_sent = ServerWork {
        sent_before: Some(SentBefore {
            seconds_ago: 5,
            is_unanswered: true,
        }),
        progress: onsell_domain::Progress::default().with("account", 1),
        ..order(NAME)
    };
    let answer = module.perform(&just_sent);
    assert_eq!(answer.outcome, Outcome::Pending { again_seconds: 115 });
    assert!(!answer.sent);
    assert_eq!(double.count("POST", "/vm/v3/host"), 0);
}

#[test]
fn a_crash_between_any_two_steps_makes_no_second_machine() {
    let (double, module) = start();
    let make = |name: &str| ServerWork {
        recipe: Some(Recipe {
            name: "LAMP".to_owned(),
            params: Vec::new(),
        }),
        ..order(name)
    };
    with_every_crash(module.as_ref(), make, |name, end| {
        let facts = end.done();
        assert_eq!(double.ever_created(name), 1, "{name}");
        let hosts = double.hosts();
        let host = hosts
            .iter()
            .find(|host| host.name == name)
            .expect("it is there");
        assert_eq!(facts.ip.as_deref(), host.addresses().first().copied());
        assert_eq!(host.recipes.len(), 1, "{name}");
        assert_eq!(host.recipes[0].is_done, Some(true), "{name}");
    });
    let count = double.hosts().len();
    with_every_crash(
        module.as_ref(),
        |name| work(K::Close, name),
        |_, end| drop(end.done()),
    );
    assert!(double.hosts().len() < count);
}

#[test]
fn a_failed_task_is_told_and_what_it_left_goes_before_the_next_try() {
    let (double, module) = start();
    double.push(Rule::on("POST", "/vm/v3/host").failed_task("", "no node takes it"));
    let (end, _) = run_with(module.as_ref(), &order(NAME), |_| false);
    assert_eq!(end.clone().refused().message, "no node takes it");
    let End::Refused(_) = end else { unreachable!() };
    // The engine keeps what the refusal says of the progress; the next try goes on from there.
    let broken = onsell_domain::Progress::default()
        .with("account", 2)
        .with("failures", 1)
        .with("broken", 1);
    let again = ServerWork {
        progress: broken,
        tries: 2,
        ..order(NAME)
    };
    run(module.as_ref(), &again).done();
    assert_eq!(only(&double).state, State::Active);
    assert_eq!(
        double.ever_created(NAME),
        2,
        "the broken one was taken away"
    );
    // What fails again and again is not begun by itself any more, but by a person.
    let worn = |tries| ServerWork {
        progress: onsell_domain::Progress::default().with("failures", 3),
        tries,
        ..order("o1a2b3-8")
    };
    assert!(
        run(module.as_ref(), &worn(2))
            .refused()
            .message
            .contains("press Start")
    );
    run(module.as_ref(), &worn(1)).done();
}

#[test]
fn a_task_that_never_ends_is_told_one_day() {
    let (double, module) = made();
    double.push(Rule::on("POST", "/vm/v3/host/{id}/stop").stuck_task(""));
    let fault = run(module.as_ref(), &of(K::Suspend)).refused();
    assert_eq!(fault.kind, "timeout");
    assert!(fault.message.contains("host_stop"), "{}", fault.message);
    assert_eq!(double.count("POST", "/vm/v3/host/{id}/stop"), 1);
}

#[test]
fn a_session_that_ended_and_a_platform_that_sleeps_are_no_failures() {
    let (double, module) = made();
    double.expire_tokens();
    run(module.as_ref(), &of(K::Suspend)).done();
    // It sleeps while it is asked, and while it is told to do something.
    double.push(Rule::on("GET", "/vm/v3/host").times(2).answer(503, ""));
    double.push(Rule::on("POST", "/vm/v3/host/{id}/start").answer(503, ""));
    let answer = module.perform(&of(K::Resume));
    assert!(
        matches!(answer.outcome, Outcome::Unreachable(_)),
        "{answer:?}"
    );
    assert!(!answer.sent, "what was not taken was not sent");
    run(module.as_ref(), &of(K::Resume)).done();
    assert_eq!(only(&double).state, State::Active);
}

#[test]
fn an_older_platform_is_signed_in_to_the_older_way() {
    let (double, module) = start();
    double.with(|product| product.sign_in.has_v4 = false);
    module.check().expect("the third version");
    run(module.as_ref(), &order(NAME)).done();
}

#[test]
fn credentials_that_are_refused_stop_the_module() {
    let (double, _) = start();
    let stranger = module(&double, "wrong");
    assert!(matches!(stranger.check(), Err(CheckFault::Denied(_))));
    let End::Denied(fault) = run(stranger.as_ref(), &order(NAME)) else {
        panic!("it must be denied");
    };
    assert_eq!(fault.kind, "auth");
    // Somebody who may sign in but is no administrator.
    double.with(|product| product.sign_in.users[0].role = "@user".to_owned());
    let customer = module(&double, double.password());
    assert!(matches!(customer.check(), Err(CheckFault::Denied(_))));
}

#[test]
fn what_cannot_be_is_refused_and_leaves_nothing() {
    let (double, module) = start();
    let refused = |work: &ServerWork| run(module.as_ref(), work).refused();
    let unknown = ServerWork {
        template: "ISPsystem__Plan9".to_owned(),
        ..order(NAME)
    };
    assert!(refused(&unknown).message.contains("ISPsystem__Plan9"));
    let preset = ServerWork {
        preset: "Giant".to_owned(),
        ..order(NAME)
    };
    assert!(refused(&preset).message.contains("Giant"));
    let unfit = ServerWork {
        template: "ISPsystem__Windows-2022".to_owned(),
        recipe: Some(panel("KEY-1")),
        ..order(NAME)
    };
    assert!(refused(&unfit).message.contains("recipe"));
    let keyless = ServerWork {
        recipe: Some(Recipe {
            name: "LAMP".to_owned(),
            ..panel("KEY-1")
        }),
        ..order(NAME)
    };
    assert!(refused(&keyless).message.contains("license key"));
    let owner = ServerWork {
        owner: double.user().to_owned(),
        ..order(NAME)
    };
    assert_eq!(refused(&owner).kind, "owner");
    double.exhaust_addresses();
    assert!(refused(&order(NAME)).message.contains("no free ip"));
    assert!(double.hosts().is_empty());
}

#[test]
fn a_disk_is_never_made_smaller() {
    let (double, module) = made();
    let shrink = with(K::SetParam, &[("cpu", "2"), ("disk", "5120")]);
    let fault = run(module.as_ref(), &shrink).refused();
    assert_eq!(fault.kind, "disk_shrink");
    assert!(fault.message.contains("10240"), "{}", fault.message);
    let change = |preset: &str| ServerWork {
        preset: preset.to_owned(),
        ..of(K::ChangeTariff)
    };
    run(module.as_ref(), &change("Grow")).done();
    assert_eq!(only(&double).disk_mib, 40_960);
    let back = run(module.as_ref(), &change("Start")).refused();
    assert_eq!(back.kind, "disk_shrink");
    assert_eq!(only(&double).cpu_number, 2, "nothing was changed");
}

#[test]
fn a_recipe_that_fails_is_told_and_runs_again_when_it_is_started() {
    let (double, module) = made();
    let install = ServerWork {
        recipe: Some(panel("KEY-1")),
        ..of(K::Install)
    };
    double.push(Rule::on("POST", "/vm/v3/host/{id}/runrecipe").failed_task("", "no network"));
    let fault = run(module.as_ref(), &install).refused();
    assert!(fault.message.contains("no network"), "{}", fault.message);
    run(module.as_ref(), &install).done();
    assert_eq!(only(&double).recipes.len(), 2);
}

#[test]
fn what_it_offers_and_has_is_listed() {
    let (double, module) = made();
    let offers = module.offers().expect("the lists");
    let named = |kind, name: &str| {
        let found = offers
            .iter()
            .find(|offer| offer.kind == kind && offer.intname == name);
        found.unwrap_or_else(|| panic!("{name}: {offers:?}"))
    };
    let template = named(OfferKind::Template, "ISPsystem__Debian-12");
    assert!(template.tags.contains(&"debian12".to_owned()));
    assert!(!offers.iter().any(|offer| offer.intname.contains("Rescue")));
    assert!(named(OfferKind::Recipe, "ispmanager-lite").installs_panel);
    assert!(!named(OfferKind::Recipe, "LAMP").installs_panel);
    named(OfferKind::Preset, "Grow");
    double.set_pace(Pace::Polls(1));
    let machines = module.machines().expect("the list");
    assert_eq!(
        (machines[0].id.as_str(), machines[0].runs),
        ("1", Some(true))
    );
    assert_eq!(machines[0].name, NAME);
}
