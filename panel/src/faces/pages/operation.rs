//! One running operation: what happened so far, what is next, and what may be done about it.

use super::calls;
use super::operation_verbs::{Hands, Worker, verbs};
use crate::faces::badge;
use crate::faces::deed::Deed;
use crate::faces::page::Shown;
use crate::faces::sheet::{Badge, Block, Sheet, Step, object};
use crate::faces::visit::Visit;
use onsell_wire::{Document, Fault, Node};

/// The page of `runningoperation.edit`.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default().to_owned();
    let document = visit
        .call("runningoperation.edit", &[("elid", &id)])
        .await?;
    let errors = visit
        .call("runningoperation.errorhistory", &[("elid", &id)])
        .await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let is_on = |name: &str| text(name) == "on";
    let status = document.root.child("status");
    let state = status
        .and_then(|node| node.attribute("orig"))
        .unwrap_or_default();
    let hands = Hands {
        state,
        worker: match (is_on("resold"), is_on("taken")) {
            (true, false) => Worker::Seller,
            (true, true) => Worker::Taker,
            (false, _) => Worker::House,
        },
        can_start: is_on("canstart"),
        is_too_dear: !text("quoted").is_empty() && state == "attention",
        has_task: !text("task").is_empty(),
    };
    let mut sheet = Sheet {
        title: text("desc").to_owned(),
        badge: Some(Badge {
            color: badge::color(state),
            text: text("status").to_owned(),
        }),
        ..Sheet::default()
    };
    sheet.notes.extend(note(visit, &document));
    let mut own = Block::new("hands", visit.words.say("operation-hands"));
    for verb in verbs(&hands) {
        let Some(deed) = deed(visit, verb, &id, text("upstream")) else {
            continue;
        };
        if verb == "takeover" {
            own.hint = visit.words.say("operation-hands-hint");
            own.deeds.push(deed);
        } else {
            sheet.deeds.push(deed);
        }
    }
    let calls = calls::block(visit, text("item"), text("processingmodule_id")).await;
    sheet.left = vec![story(visit, &document, &errors, state), calls];
    sheet.right = vec![links(visit, &document), money(visit, &document), own];
    sheet.page(visit).map(|page| {
        Shown::Page(if visit.fault.is_none() {
            page.live()
        } else {
            page
        })
    })
}

fn deed(visit: &Visit, verb: &str, id: &str, upstream: &str) -> Option<Deed> {
    let deed = Deed::of(visit, &format!("runningoperation.{verb}"), id)?;
    Some(match verb {
        "start" => deed.primary(),
        "check" => deed.called(visit.words.say("operation-check")),
        "done" => deed.with("upstream", upstream),
        "delete" => deed.called(visit.words.say("operation-give-up")),
        _ => deed,
    })
}

/// What one has to know first: that there is nothing to do, or who has it in hand and why.
fn note(visit: &Visit, document: &Document) -> Option<Badge> {
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let is_failed = text("canstart") == "on";
    if text("auto") == "on" && !is_failed {
        let text = text("hint").to_owned();
        return Some(Badge { color: "", text });
    }
    if text("taken") != "on" || text("takenby").is_empty() {
        return None;
    }
    let told = visit.words.about("operation-taken-by", text("takenby"));
    let (reason, at) = (text("takenreason"), visit.locale.wire(text("takendate")));
    let text = match reason {
        "" => format!("{told} · {at}"),
        reason => format!("{told}: {reason} · {at}"),
    };
    Some(Badge {
        color: "warn",
        text,
    })
}

/// Its begin, every attempt that failed, where it is now, and when it goes on.
fn story(visit: &Visit, document: &Document, errors: &Document, state: &str) -> Block {
    let words = visit.words;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let at = |text: &str| super::when(visit, text);
    let step = |color, at, title, text: &str| Step {
        color,
        at,
        title,
        text: text.to_owned(),
    };
    let mut block = Block::new("story", words.say("operation-story"));
    let begun = words.say("operation-begun");
    block.steps.push(step("idle", at(text("cdate")), begun, ""));
    let failed: Vec<&Node> = errors.root.children_of("elem").collect();
    for error in failed.iter().rev() {
        let told = |name: &str| error.text_of(name).unwrap_or_default();
        let title = words.about("operation-attempt", told("trycount"));
        let color = badge::color("attention");
        let date = at(told("createdate"));
        block.steps.push(step(color, date, title, told("error")));
    }
    if !text("sent").is_empty() {
        let title = words.say("operation-sent");
        block.steps.push(step("busy", at(text("sent")), title, ""));
    }
    let next = match text("nexttry") {
        "" => String::new(),
        next => words.about("operation-next", &at(next)),
    };
    let error = text("errortext");
    let known = failed.first().and_then(|error| error.text_of("error"));
    let cause = if known == Some(error) { "" } else { error };
    let title = text("status").to_owned();
    block
        .steps
        .push(step(badge::color(state), next, title, cause));
    block
}

/// What it belongs to.
fn links(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let mut block = Block::new("links", words.say("operation-about"));
    let service = format!("{} · {}", text("item"), text("pricelist"));
    let card = object(&format!("{}.edit", text("itemtype")), text("item"));
    block.link(words.say("fact-service"), &service, card);
    let client = object("account.edit", text("account"));
    block.link(words.say("fact-client"), text("client"), client);
    let module = object("processing.edit", text("processingmodule_id"));
    block.link(words.say("fact-module"), text("processingmodule"), module);
    let task = object("task.edit", text("task"));
    block.link(words.say("fact-task"), text("task"), task);
    block.fact(words.say("operation-attempts"), text("trycount"));
    block.code(words.say("fact-reference"), text("remoteid"));
    block.code(words.say("fact-upstream"), text("upstream"));
    block
}

/// What it costs here and there.
fn money(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let told = |name: &str| document.root.text_of(name).unwrap_or_default();
    // Some amounts are told without their currency, which is the one of those with it.
    let names = ["reserved", "quoted"].map(told);
    let currency = names.iter().find_map(|text| text.split_once(' '));
    let currency = currency.map_or("", |(_, currency)| currency);
    let text = |name: &str| {
        let amount = told(name);
        let is_bare = !amount.is_empty() && !amount.contains(' ') && !currency.is_empty();
        if is_bare {
            return visit.locale.wire(&format!("{amount} {currency}"));
        }
        visit.locale.wire(amount)
    };
    let mut block = Block::new("money", words.say("fact-money"));
    block.fact(words.say("fact-price"), text("amount"));
    block.fact(words.say("operation-reserved"), text("reserved"));
    block.fact(words.say("operation-quoted"), text("quoted"));
    block.fact(words.say("operation-charged"), text("charged"));
    block
}
