//! What the log says, and what it never says.

use crate::doors::query;
use crate::house::{ALICE, CLERK, House};
use crate::visitor::{Visitor, location};
use onsell_domain::Level;
use onsell_panel::ParameterKind;
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
        no_answer_repeats_a_secret(&house).await;
    });
    let log = String::from_utf8(kept.0.lock().expect("no panic").clone()).expect("text");
    assert!(
        log.contains("soft.events") && log.contains("after"),
        "{log}"
    );
    assert!(!log.contains("alice-secret"), "{log}");
    let line = log.lines().find(|line| line.contains(MARK));
    assert_eq!(line, None, "the log tells a secret");
    let journal = house.journal(10_000).join("\n");
    assert!(!journal.contains(MARK), "{journal}");
}

/// What stands in every parameter that is a secret, and nowhere else.
const MARK: &str = "marked-5f0c9e-secret";

/// Every function with a secret is called with the mark in it, in every encoding and on its page,
/// as what shows a form and as what performs.
async fn no_answer_repeats_a_secret(house: &House) {
    let mut visitor = Visitor::signed_in(house, &house.admin).await;
    let page = visitor.get("/panel/usrparam").await.text;
    let mut count = 0;
    for function in house.panel.registry().declarations() {
        let secrets = function.parameters.iter();
        let secrets: Vec<&str> = secrets
            .filter(|parameter| parameter.kind == ParameterKind::Secret)
            .map(|parameter| parameter.name)
            .collect();
        if secrets.is_empty() {
            continue;
        }
        count += 1;
        // The last of a name counts.
        let mut call = query(function, 1);
        for name in &secrets {
            for part in ["&", name, "=", MARK] {
                call.push_str(part);
            }
        }
        for out in ["xml", "devel", "json", "bjson", "text", "csv", "ajax"] {
            for more in ["", "&sok=ok"] {
                let answer = house.root(&format!("{call}{more}&out={out}")).text;
                assert!(!answer.contains(MARK), "{call}{more}&out={out}: {answer}");
            }
        }
        for user in [ALICE, CLERK] {
            let answer = house.ask(user, &format!("{call}&sok=ok")).await.text;
            assert!(!answer.contains(MARK), "{call}: {answer}");
        }
        // The key of a link is in its address, and in the form to which the link leads.
        let call = match function.level {
            Level::Guest => call.replace(&format!("&key={MARK}"), "&key=of-a-link"),
            _ => call,
        };
        let (name, rest) = call.split_once('&').unwrap_or((&call, ""));
        let path = name.replace("func=", "/panel/");
        let shown = visitor.get(&format!("{path}?{rest}")).await.text;
        assert!(!shown.contains(MARK), "{path}?{rest}: {shown}");
        let fields: Vec<(&str, &str)> = rest
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .chain([("sok", "ok")])
            .collect();
        let sent = visitor.send(&path, &page, &fields).await;
        assert!(!sent.text.contains(MARK), "{path} {rest}: {}", sent.text);
        let to = location(&sent);
        assert!(!to.contains(MARK), "{path} {rest} leads to {to}");
    }
    assert!(count > 10, "only {count} functions take a secret");
}
