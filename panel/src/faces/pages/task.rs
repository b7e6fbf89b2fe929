//! One task: what is to be done, for whom, and what was found out; those that are processed
//! automatically are only read.

use crate::faces::badge;
use crate::faces::deed::Deed;
use crate::faces::page::Shown;
use crate::faces::part_form::PartForm;
use crate::faces::sheet::{Badge, Block, Sheet, object};
use crate::faces::visit::Visit;
use onsell_wire::{Document, Fault};

/// What whoever works on a task may find out about its service.
const FOUND: [&str; 5] = ["licname", "ip", "lickey", "expiredate", "performer"];

/// The page of `task.edit`.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default().to_owned();
    let document = visit.call("task.edit", &[("elid", &id)]).await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let operation = text("runningoperation");
    let params = [("elid", operation)];
    let works = visit.call("runningoperation.edit", &params).await.ok();
    let can_start = works
        .as_ref()
        .is_some_and(|works| works.root.text_of("canstart") == Some("on"));
    let status = document.root.child("status");
    let number = status.and_then(|node| node.attribute("orig"));
    let is_closed = number == Some("2");
    let is_automatic = text("auto") == "on";
    let color = match number {
        Some("0") => "wait",
        Some("1") => "busy",
        _ => "idle",
    };
    let mut sheet = Sheet {
        title: text("desc").to_owned(),
        badge: Some(Badge {
            color,
            text: text("status").to_owned(),
        }),
        about: format!("{} #{id}", visit.words.say("fact-task")),
        ..Sheet::default()
    };
    if is_automatic && !can_start {
        let text = text("hint").to_owned();
        sheet.notes.push(Badge { color: "", text });
    }
    if can_start {
        let start = Deed::of(visit, "runningoperation.start", operation);
        sheet.deeds.extend(start.map(Deed::primary));
    }
    if !is_automatic && !is_closed {
        let deeds = ["task.take", "task.refuse"];
        let deeds = deeds.map(|verb| Deed::of(visit, verb, &id));
        sheet.deeds.extend(deeds.into_iter().flatten());
        sheet.left.push(form(visit, &document).await);
    }
    if let Some(works) = &works {
        sheet.left.push(operation_block(visit, works));
    }
    sheet.right = vec![facts(visit, &document)];
    sheet.show(visit)
}

/// What was found out, and the button that says it is done.
async fn form(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("found", words.say("task-found"));
    block.hint = words.say("task-found-hint");
    let save = words.say("form-save");
    let form = PartForm::of(visit, "task.edit", document, &FOUND, save).await;
    block.form = form.map(|mut form| {
        form.others = vec![("status", "2", words.say("task-close"))];
        form.wide()
    });
    block
}

/// The operation it belongs to, and how far that is.
fn operation_block(visit: &Visit, works: &Document) -> Block {
    let words = visit.words;
    let text = |name: &str| works.root.text_of(name).unwrap_or_default();
    let mut block = Block::new("operation", words.say("fact-operation"));
    let address = object("runningoperation.edit", text("id"));
    block.link(words.say("fact-operation"), text("desc"), address);
    let status = works.root.child("status");
    let state = status.and_then(|node| node.attribute("orig"));
    block.fact(words.say("fact-status"), text("status"));
    if let (Some(fact), Some(state)) = (block.facts.last_mut(), state) {
        fact.color = Some(badge::color(state));
    }
    block.fact(words.say("fact-error"), text("errortext"));
    block.fact(words.say("operation-attempts"), text("trycount"));
    block
}

fn facts(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let mut block = Block::new("facts", words.say("operation-about"));
    let service = format!("{} · {}", text("item"), text("pricelist"));
    let card = object(&format!("{}.edit", text("itemtype")), text("item"));
    block.link(words.say("fact-service"), &service, card);
    block.fact(words.say("fact-client"), text("client"));
    block.fact(words.say("task-status"), text("itemstatus"));
    block.fact(words.say("task-department"), text("department"));
    block.fact(words.say("task-performer"), text("performer"));
    block.fact(
        words.say("task-opened"),
        super::when(visit, text("opendate")),
    );
    block
}
