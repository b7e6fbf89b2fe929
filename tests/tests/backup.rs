//! Backups: made beside a running server, restored whole or not at all, and nothing is paid twice
//! after.

mod house;
mod installation;

use house::{Ended, House, PASSWORD, call, client, field, text};
use installation::binary;
use onsell_store::Copied;
use onsell_store::testing::Fresh;
use onsell_tests::{Fate, Twin, error, state};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// Rows that make copying a database take a while.
const BALLAST: i64 = 60_000;
/// How often a command is killed, each time a little later.
const KILLS: u64 = 12;
/// How much later.
const LATER: Duration = Duration::from_millis(12);

fn houses() -> [House; 2] {
    [None, Some(Fresh::postgres())].map(|fresh| House::vendor(House::fresh("backup", fresh)))
}

fn accounts(house: &House) -> usize {
    house.ok(&["account"]).lines().count()
}

fn fine(ended: Ended) -> String {
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    ended.out
}

fn epoch(address: &str) -> String {
    let feed = call(&client(address, "anna", PASSWORD), "itemevent", &[]).expect("a feed");
    text(&feed, "epoch").to_owned()
}

#[test]
fn a_backup_beside_a_server_is_restored_whole() {
    for house in houses() {
        house.customer("anna");
        let server = house.serve();
        let epoch_before = epoch(&server.address);
        let license_key = fine(house.run(&["license", "key"]));
        let told = fine(house.run(&["backup", "copy"]));
        assert!(told.contains("does not contain the sealing key"), "{told}");
        house.customer("boris");
        let refused = house.run(&["restore", "copy", "--force"]);
        assert_eq!(refused.code, Some(1));
        assert!(refused.err.contains("stop it first"), "{}", refused.err);
        server.signal("-TERM");
        assert_eq!(server.code(), Some(0));
        let refused = house.run(&["restore", "copy"]);
        assert_eq!(refused.code, Some(1));
        assert!(refused.err.contains("--force"), "{}", refused.err);
        assert_eq!(accounts(&house), 2);
        let told = fine(house.run(&["restore", "copy", "--force"]));
        assert!(told.contains("Unfinished operations: 0"), "{told}");
        assert_eq!(accounts(&house), 1);
        let server = house.serve();
        assert_ne!(
            epoch(&server.address),
            epoch_before,
            "readers must compare everything"
        );
        assert_eq!(fine(house.run(&["license", "key"])), license_key);
    }
}

#[test]
fn what_is_no_whole_backup_is_refused_and_changes_nothing() {
    let house = House::vendor(House::fresh("backup", None));
    house.customer("anna");
    fine(house.run(&["backup", "copy"]));
    let whole = std::fs::read(house.path().join("copy")).expect("it is there");
    let mut damaged = whole.clone();
    // A page in the middle is overwritten.
    let middle = damaged.len() / 2 / 4096 * 4096;
    damaged[middle..middle + 4096].fill(0x5A);
    let files: [(&str, &[u8]); 4] = [
        ("damaged", &damaged),
        ("half", &whole[..whole.len() / 2]),
        ("empty", b""),
        ("text", b"a shopping list"),
    ];
    for (name, bytes) in files {
        std::fs::write(house.path().join(name), bytes).expect("a file");
        let refused = house.run(&["restore", name, "--force"]);
        assert_eq!(refused.code, Some(1), "{name}");
        assert!(refused.err.contains(name), "{name}: {}", refused.err);
        assert_eq!(accounts(&house), 1, "{name}");
    }
    let refused = house.run(&["restore", "nowhere", "--force"]);
    assert!(refused.err.contains("does not exist"), "{}", refused.err);
    for target in ["onsell.key", "onsell.db", "text"] {
        let before = std::fs::read(house.path().join(target)).expect("it is there");
        assert_eq!(house.run(&["backup", target]).code, Some(1), "{target}");
        assert_eq!(
            std::fs::read(house.path().join(target)).expect("there"),
            before
        );
    }
    std::fs::remove_file(house.path().join("onsell.key")).expect("it is there");
    let refused = house.run(&["restore", "copy", "--force"]);
    assert!(refused.err.contains("--new-key"), "{}", refused.err);
    fine(house.run(&["restore", "copy", "--force", "--new-key"]));
}

/// Starts a command and kills it a while later; whether it was killed before it ended.
fn killed(house: &House, arguments: &[&str], after: Duration) -> bool {
    let mut command = house.command(binary());
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut process = command.spawn().expect("it can be started");
    std::thread::sleep(after);
    process.kill().expect("it can be killed");
    process.wait().expect("it has ended").code().is_none()
}

fn weigh_down(house: &House) {
    let location = onsell_store::Location::Sqlite(house.path().join("onsell.db"));
    let store = onsell_store::Store::open(&location, onsell_store::Options::default());
    let store = store.expect("nobody has it");
    let filled = store.write(0, |tx| -> onsell_store::Result<()> {
        for number in 0..BALLAST {
            let name = format!("ballast {number}");
            onsell_store::setting::put(tx, &name, "a line of no meaning that takes some room")?;
        }
        Ok(())
    });
    filled.expect("it is filled");
    store.close();
}

#[test]
fn a_backup_that_is_killed_leaves_the_one_before() {
    let house = House::vendor(House::fresh("backup", None));
    house.customer("anna");
    weigh_down(&house);
    fine(house.run(&["backup", "copy"]));
    let before = std::fs::read(house.path().join("copy")).expect("it is there");
    house.customer("boris");
    let mut kills = 0;
    for step in 1..=KILLS {
        kills += usize::from(killed(&house, &["backup", "copy"], LATER * step as u32));
        let now = std::fs::read(house.path().join("copy")).expect("it is there");
        if now != before {
            break;
        }
    }
    assert!(kills > 0, "no backup took long enough to be killed");
    fine(house.run(&["backup", "copy"]));
    fine(house.run(&["restore", "copy", "--force"]));
    assert_eq!(accounts(&house), 2);
    assert!(!house.path().join("copy.part").exists());
}

#[test]
fn a_restore_that_is_killed_leaves_the_one_or_the_other() {
    let house = House::vendor(House::fresh("backup", None));
    house.customer("anna");
    weigh_down(&house);
    fine(house.run(&["backup", "copy"]));
    house.customer("boris");
    let mut kills = 0;
    for step in 1..=KILLS {
        let was_killed = killed(&house, &["restore", "copy", "--force"], LATER * step as u32);
        kills += usize::from(was_killed);
        let found = accounts(&house);
        assert!(found == 2 || found == 1, "{found} accounts");
        if found == 1 {
            break;
        }
    }
    assert!(kills > 0, "no restore took long enough to be killed");
    fine(house.run(&["restore", "copy", "--force"]));
    assert_eq!(accounts(&house), 1);
}

fn file() -> PathBuf {
    let name = format!("backup-{:?}", std::thread::current().id());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The provider's database is lost after it sent an order and a renewal that the backup does not
/// know to be sent.
#[test]
fn what_was_sent_after_the_backup_is_found_and_not_sent_again() {
    for fresh in [Fresh::sqlite, Fresh::postgres] {
        for is_stranger in [false, true] {
            let mut twin = Twin::open([fresh(), fresh()]);
            if is_stranger {
                twin.estrange("");
            }
            let old = twin.order("192.0.2.1");
            twin.work();
            twin.check_event();
            let renewal = [("elid", old.as_str()), ("period", "1"), ("sok", "ok")];
            twin.customer_calls("service.prolong", &renewal);
            let new = twin.order("192.0.2.2");
            let file = file();
            twin.back_up(&file);
            twin.work();
            twin.check_event();
            assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "82.00");
            twin.restore(&file, Copied::Backup);
            for service in [&old, &new] {
                let operation = twin.operation(service).expect("it is unfinished");
                assert_eq!(state(&operation), "unknown");
            }
            twin.heal();
            assert_eq!(twin.licenses().len(), 2);
            assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "82.00");
            for service in [&old, &new] {
                assert!(twin.operation(service).is_none());
                assert_eq!(text(&twin.card(service), "status"), "2");
            }
            assert_eq!(text(&twin.card(&old), "expiredate"), "2026-03-10");
            twin.audit();
            twin.close();
            std::fs::remove_file(&file).expect("it is there");
        }
    }
}

/// The backup knows nothing of a renewal, and its customer asks for it before the comparison.
#[test]
fn what_is_asked_for_again_before_the_comparison_is_not_paid_again() {
    for fresh in [Fresh::sqlite, Fresh::postgres] {
        for is_stranger in [false, true] {
            let mut twin = Twin::open([fresh(), fresh()]);
            if is_stranger {
                twin.estrange("");
            }
            let service = twin.order("192.0.2.1");
            twin.work();
            twin.check_event();
            let file = file();
            twin.back_up(&file);
            let renewal = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
            twin.customer_calls("service.prolong", &renewal);
            twin.work();
            twin.check_event();
            let paid = Twin::funds(&twin.vendor, &twin.reseller);
            twin.restore(&file, Copied::Backup);
            twin.customer_calls("service.prolong", &renewal);
            twin.work();
            assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), paid);
            twin.heal();
            assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), paid);
            assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-10");
            // From then on a renewal is one more.
            twin.customer_calls("service.prolong", &renewal);
            twin.work();
            twin.heal();
            assert_ne!(Twin::funds(&twin.vendor, &twin.reseller), paid);
            assert_eq!(text(&twin.card(&service), "expiredate"), "2026-04-10");
            twin.audit();
            twin.close();
            std::fs::remove_file(&file).expect("it is there");
        }
    }
}

#[test]
fn an_order_that_never_left_before_the_loss_is_sent_after_the_look() {
    let mut twin = Twin::open([Fresh::sqlite(), Fresh::sqlite()]);
    twin.wire.plan("soft.order.param", Fate::RequestLost);
    let service = twin.order("192.0.2.1");
    twin.work();
    let file = file();
    twin.back_up(&file);
    twin.restore(&file, Copied::Backup);
    twin.heal();
    assert_eq!(twin.licenses().len(), 1);
    assert_eq!(text(&twin.card(&service), "status"), "2");
    twin.close();
    std::fs::remove_file(&file).expect("it is there");
}

#[test]
fn a_clone_never_asks_a_seller() {
    for fresh in [Fresh::sqlite, Fresh::postgres] {
        let mut twin = Twin::open([fresh(), fresh()]);
        let old = twin.order("192.0.2.1");
        twin.work();
        twin.check_event();
        let new = twin.order("192.0.2.2");
        let prefix = twin.provider.engine().installation().prefix.clone();
        let file = file();
        twin.back_up(&file);
        twin.restore(&file, Copied::Clone);
        assert_ne!(twin.provider.engine().installation().prefix, prefix);
        let asked = twin.wire.calls();
        let operation = twin.operation(&new).expect("it stands");
        assert_eq!(state(&operation), "attention");
        let start = [("elid", text(&operation, "id"))];
        twin.provider_staff("runningoperation.start", &start);
        let renewal = [("elid", old.as_str()), ("period", "1"), ("sok", "ok")];
        twin.customer_calls("service.prolong", &renewal);
        assert_eq!(error(&twin.try_order("192.0.2.3")), "no_suitable_module");
        for _ in 0..3 {
            twin.pass_seconds(86_400);
            twin.work();
            // Nobody is there to be asked.
            let _ = onsell_engine::check_event::check_all(twin.provider.engine());
        }
        assert_eq!(twin.wire.calls(), asked, "a clone called a seller");
        let modules = twin.provider_staff("processing", &[]);
        for module in modules.children_of("elem") {
            assert_eq!(text(module, "active"), "off");
            assert!(text(module, "url").contains(".invalid"));
        }
        twin.close();
        std::fs::remove_file(&file).expect("it is there");
    }
}

#[test]
fn a_clone_begins_a_new_installation() {
    for (number, house) in houses().into_iter().enumerate() {
        house.customer("anna");
        let license_key = fine(house.run(&["license", "key"]));
        fine(house.run(&["backup", "copy"]));
        let fresh = [None, Some(Fresh::postgres())]
            .into_iter()
            .nth(number)
            .expect("one each");
        let clone = House::fresh("clone", fresh);
        let source = house.path().join("copy");
        let source = source.to_str().expect("text");
        let told = fine(clone.run(&["init", "--clone", source]));
        assert!(told.contains("clone"), "{told}");
        assert_eq!(accounts(&clone), 1);
        assert_ne!(fine(clone.run(&["license", "key"])), license_key);
        let again = clone.run(&["init", "--clone", source]);
        assert_eq!(again.code, Some(1), "it holds an installation already");
        let server = clone.serve();
        let anna = client(&server.address, "anna", PASSWORD);
        let told = call(&anna, "whoami", &[]).expect("she signs in as there");
        let user = told.child("user").expect("a user");
        assert_eq!(user.attribute("name"), Some("anna"));
        assert_eq!(field(&house.ok(&["account.edit", "elid=1"]), "name"), "A");
    }
}
