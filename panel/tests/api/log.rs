//! What the log says, and what it never says.

use crate::house::{ALICE, House};
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_names_unknown_functions_and_no_secret() {
    let kept = Kept::default();
    let writer = kept.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let store = onsell_store::testing::Fresh::sqlite();
    let house = House::open(store.open());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        house
            .ask(ALICE, "func=soft.events&after=5&password=alice-secret")
            .await;
        house.ask(ALICE, "func=whoami").await;
        house
            .ask("alice@example.com:alice-secret2", "func=whoami")
            .await;
        house
            .post("func=auth&username=alice@example.com&password=alice-secret")
            .await;
    });
    let log = String::from_utf8(kept.0.lock().expect("no panic").clone()).expect("text");
    assert!(
        log.contains("soft.events") && log.contains("after"),
        "{log}"
    );
    assert!(!log.contains("alice-secret"), "{log}");
}
