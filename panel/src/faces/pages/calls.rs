//! What was really asked of a provider about a service, and what it answered, secrets removed.

use crate::faces::deed::Deed;
use crate::faces::sheet::{Block, object};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::Node;

/// Calls whose request and answer are shown at once.
const CALLS_MAX: usize = 3;
/// How much of an answer is shown; the page of the call has all that is kept.
const ANSWER_CHARS_MAX: usize = 3000;
/// For how long a click records.
const MINUTES: &str = "30";

struct Call {
    title: String,
    took: String,
    address: String,
    request: String,
    answer: String,
}

#[derive(Template)]
#[template(path = "calls.html")]
struct Calls {
    words: Words,
    calls: Vec<Call>,
}

/// The block of the calls about a service; where there are none, how to record some.
pub(crate) async fn block(visit: &Visit, service: &str, module: &str) -> Block {
    let words = visit.words;
    let mut block = Block::new("calls", words.say("calls-title"));
    let params = [("elid", service), ("p_cnt", "3")];
    let Ok(document) = visit.call("service.calls", &params).await else {
        return Block::default();
    };
    let rows: Vec<&Node> = document.root.children_of("elem").take(CALLS_MAX).collect();
    let mut calls = Vec::new();
    for row in rows {
        let id = row.text_of("id").unwrap_or_default();
        let params = [("elid", id)];
        if let Ok(call) = visit.call("processing.calls.edit", &params).await {
            calls.push(of(visit, id, &call.root));
        }
    }
    if calls.is_empty() {
        block.hint = words.say("calls-none");
    }
    let record = Deed::of(visit, "processing.record", module);
    let record = record.map(|deed| deed.called(words.say("calls-record")));
    block
        .deeds
        .extend(record.map(|deed| deed.with("minutes", MINUTES)));
    block.html = Calls { words, calls }.render().unwrap_or_default();
    block
}

fn of(visit: &Visit, id: &str, call: &Node) -> Call {
    let text = |name: &str| call.text_of(name).unwrap_or_default();
    let (date, function) = (visit.locale.wire(text("date")), text("function"));
    Call {
        title: format!("{date} · {function}"),
        took: visit.words.about("calls-took", text("milliseconds")),
        address: object("processing.calls.edit", id),
        request: text("request").to_owned(),
        answer: text("answer").chars().take(ANSWER_CHARS_MAX).collect(),
    }
}
