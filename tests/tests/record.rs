//! Recording what a seller is asked and answers: for a while, and without secrets.

use onsell_engine::record;
use onsell_tests::{Twin, refusal, text, twins};
use onsell_wire::Node;

fn recorded(twin: &Twin) -> Vec<Node> {
    record::keep(twin.provider.engine()).expect("it is written");
    let list = twin.provider_staff("processing.calls", &[("elid", "1")]);
    list.children_of("elem").cloned().collect()
}

fn record(twin: &Twin, minutes: &str) {
    let told = [("elid", "1"), ("minutes", minutes), ("sok", "ok")];
    twin.provider_staff("processing.record", &told);
}

#[test]
fn calls_are_recorded_for_a_while_without_secrets() {
    twins(|twin| {
        twin.order("192.0.2.1");
        twin.work();
        assert!(recorded(twin).is_empty(), "nobody asked for it");
        record(twin, "10");
        twin.order("192.0.2.2");
        twin.work();
        twin.check_event();
        let calls = recorded(twin);
        let order = calls
            .iter()
            .find(|row| row.text_of("function") == Some("soft.order.param"));
        let order = order.expect("the order was recorded");
        let elid = [("elid", text(order, "id"))];
        let shown = twin.provider_staff("processing.calls.edit", &elid);
        let request = text(&shown, "request");
        assert!(request.contains("ip=192.0.2.2"), "{request}");
        assert!(request.contains("authinfo=***"), "{request}");
        assert!(text(&shown, "answer").contains("<doc"), "{shown:?}");
        for row in &calls {
            let elid = [("elid", text(row, "id"))];
            let shown = twin.provider_staff("processing.calls.edit", &elid);
            assert!(!format!("{shown:?}").contains("a password"), "{shown:?}");
        }
        // It ends by itself.
        twin.clock.advance_seconds(601);
        twin.check_event();
        assert_eq!(recorded(twin).len(), calls.len());
        // And when it is switched off; switched on again it begins anew.
        record(twin, "10");
        twin.check_event();
        let again = recorded(twin).len();
        assert!(again > 0 && again < calls.len(), "{again}");
        record(twin, "0");
        twin.check_event();
        assert_eq!(recorded(twin).len(), again);
        let long = [("elid", "1"), ("minutes", "121")];
        let refused = twin.try_provider_staff("processing.record", &long);
        assert_eq!(refusal(&refused), "value minutes");
        let nowhere = [("elid", "77"), ("minutes", "1")];
        let refused = twin.try_provider_staff("processing.record", &nowhere);
        assert_eq!(refusal(&refused), "missed processingmodule");
        // What is old goes.
        twin.clock.advance_seconds(8 * 24 * 3600);
        let (engine, now) = (twin.provider.engine(), twin.provider.engine().now());
        let gone = engine.write(None, move |scope| {
            Ok(onsell_store::recorded_call::forget(scope.tx, now, 1000)?)
        });
        assert_eq!(gone.expect("rows can be deleted"), again as u64);
    });
}
