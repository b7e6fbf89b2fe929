//! The module `dcimanager6` against its double, in which what is not known is guessed as well.

use crate::driver::{connect, run, with_every_crash, work};
use onsell_domain::{OperationKind as K, Outcome, Secret};
use onsell_doubles::Rule;
use onsell_doubles::dcimanager6::{Dcimanager6, Machine, Power};
use onsell_modules::CheckFault;
use onsell_modules::ModuleKind;
use onsell_modules::server::{OfferKind, ServerModule, ServerWork};
use std::sync::Arc;

const NAME: &str = "o1a2b3-7";
const OWNER: &str = "vm1@example.com";
/// The configuration of which there are three.
const THREE: &str = "i9-9900K-64Gb-2x1024NVMe";
/// And the one of which there is one.
const ONE: &str = "Xeon-128Gb-4x2048SSD";

fn start_with(settings: &[(&str, &str)]) -> (Dcimanager6, Arc<dyn ServerModule>) {
    let double = Dcimanager6::start().expect("a double");
    let credentials = (double.user(), double.password());
    let module = connect(
        ModuleKind::DciManager6,
        &double.url(),
        credentials,
        settings,
    );
    (double, module)
}

fn order(name: &str, configuration: &str) -> ServerWork {
    ServerWork {
        template: "ISPsystem__Debian-12".to_owned(),
        preset: configuration.to_owned(),
        password: Secret::from("pass-word-1"),
        ..work(K::Open, name)
    }
}

fn of(kind: K) -> ServerWork {
    ServerWork {
        template: "ISPsystem__AlmaLinux-9".to_owned(),
        password: Secret::from("pass-word-2"),
        ..work(kind, NAME)
    }
}

fn only(double: &Dcimanager6) -> Machine {
    let mut machines = double.machines_of(OWNER);
    assert_eq!(machines.len(), 1, "{machines:?}");
    machines.remove(0)
}

#[test]
fn a_server_is_given_away_and_taken_back() {
    let (double, module) = start_with(&[]);
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
    assert_eq!(
        facts.ip.as_deref(),
        taken.addresses.first().map(|(_, ip)| ip.as_str())
    );
    assert_eq!((taken.addresses.len(), taken.installations), (2, 1));
    assert!(
        taken.notes.starts_with("rack 7"),
        "notes of the staff stay: {}",
        taken.notes
    );
    assert_eq!(
        run(module, &order("o1a2b3-8", ONE)).refused().kind,
        "no_free_server"
    );
    run(module, &of(K::Suspend)).done();
    assert_eq!(only(&double).power, Power::Off);
    run(module, &of(K::Resume)).done();
    run(module, &of(K::Reboot)).done();
    assert_eq!(only(&double).power, Power::On);
    run(module, &of(K::Reinstall)).done();
    assert_eq!(
        (only(&double).installations, only(&double).password.as_str()),
        (2, "pass-word-2")
    );
    let machines = module.machines().expect("the list");
    assert_eq!(
        (machines[0].name.as_str(), machines[0].runs),
        (NAME, Some(true))
    );
    run(module, &of(K::Close)).done();
    run(module, &of(K::Close)).done();
    assert!(double.machines_of(OWNER).is_empty());
    assert_eq!(double.machines()[3].notes, "rack 7");
    let offers = module.offers().expect("the lists");
    let presets = offers
        .iter()
        .filter(|offer| offer.kind == OfferKind::Preset);
    assert_eq!(presets.count(), 2);
}

#[test]
fn a_suspension_may_switch_off_the_ports_instead() {
    let (double, module) = start_with(&[("suspension", "port")]);
    let module = module.as_ref();
    run(module, &order(NAME, THREE)).done();
    run(module, &of(K::Suspend)).done();
    let machine = only(&double);
    assert_eq!((machine.is_suspended, machine.power), (true, Power::On));
    assert_eq!(module.machines().expect("the list")[0].runs, Some(false));
    run(module, &of(K::Resume)).done();
    assert!(!only(&double).is_suspended);
}

#[test]
fn whoever_loses_the_race_takes_the_next_server() {
    let (double, module) = start_with(&[]);
    double.snatch_next();
    double.with(|world| world.machines[1].is_kept_back = true);
    run(module.as_ref(), &order(NAME, THREE)).done();
    assert_eq!(
        only(&double).id,
        3,
        "the first is a stranger's, the second is kept back"
    );
}

#[test]
fn a_crash_between_any_two_steps_takes_no_second_server() {
    let (double, module) = start_with(&[]);
    double.push(Rule::on("POST", "/dci/v3/server/{id}/owner").drop_after_effect());
    let make = |name: &str| order(name, THREE);
    with_every_crash(module.as_ref(), make, |name, end| {
        end.done();
        assert_eq!(double.machines_of(OWNER).len(), 1, "{name}");
        run(module.as_ref(), &work(K::Close, name)).done();
        assert_eq!(double.machines_of(OWNER).len(), 0, "{name}");
    });
    assert!(
        double
            .machines()
            .iter()
            .all(|machine| machine.notes.is_empty())
    );
}

#[test]
fn what_fails_or_hangs_is_told() {
    let (double, module) = start_with(&[]);
    double.push(Rule::on("POST", "/dci/v3/server/{id}/os").failed_task("", "no PXE"));
    let fault = run(module.as_ref(), &order(NAME, THREE)).refused();
    assert!(fault.message.contains("no PXE"), "{}", fault.message);
    run(module.as_ref(), &order(NAME, THREE)).done();
    double.push(Rule::on("POST", "/dci/v3/server/{id}/power_off").stuck_task(""));
    assert_eq!(run(module.as_ref(), &of(K::Stop)).refused().kind, "timeout");
    double.exhaust_addresses();
    let fault = run(module.as_ref(), &order("o1a2b3-8", THREE)).refused();
    assert!(fault.message.contains("no free ip"), "{}", fault.message);
    double.expire_tokens();
    double.sleep(2);
    run(module.as_ref(), &of(K::Start)).done();
    let credentials = (double.user(), "wrong");
    let stranger = connect(ModuleKind::DciManager6, &double.url(), credentials, &[]);
    assert!(matches!(stranger.check(), Err(CheckFault::Denied(_))));
    let answer = stranger.perform(&order(NAME, THREE));
    assert!(matches!(answer.outcome, Outcome::Denied(_)), "{answer:?}");
}
