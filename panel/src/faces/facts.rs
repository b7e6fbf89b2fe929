//! Nested facts: an answer that is neither a list nor a form, shown as what it is.

use super::page::{Page, Shown};
use super::visit::Visit;
use super::words::Words;
use crate::declaration::Declaration;
use askama::Template;
use onsell_wire::{Fault, Node};

/// How deep facts are shown.
const DEPTH_MAX: usize = 6;
/// Elements that say nothing to people.
const PLAIN: [&str; 3] = ["tparams", "metadata", "messages"];

/// A line of facts.
struct Line {
    depth: usize,
    name: String,
    text: String,
}

#[derive(Template)]
#[template(path = "facts.html")]
struct FactsPage {
    #[expect(dead_code, reason = "every template has the texts of the face")]
    words: Words,
    title: String,
    lines: Vec<Line>,
}

/// Shows the facts that were asked for.
pub(crate) async fn show(visit: &Visit, declaration: &'static Declaration) -> Result<Shown, Fault> {
    let called = visit.call_with(&visit.function, visit.params.clone()).await;
    let document = called.result?;
    let mut lines = Vec::new();
    for node in &document.root.children {
        tell(node, 0, &mut lines);
    }
    let title = declaration.title.get(visit.language()).to_owned();
    let template = FactsPage {
        words: visit.words,
        title: title.clone(),
        lines,
    };
    Page::of(title, &template).map(Shown::Page)
}

fn tell(node: &Node, depth: usize, lines: &mut Vec<Line>) {
    if depth >= DEPTH_MAX || PLAIN.contains(&node.tag.as_ref()) {
        return;
    }
    let name = node.attribute("title").or(node.attribute("name"));
    lines.push(Line {
        depth,
        name: name.unwrap_or(&node.tag).to_owned(),
        text: node.text.clone(),
    });
    for child in &node.children {
        tell(child, depth + 1, lines);
    }
}
