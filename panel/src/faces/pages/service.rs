//! The card of a service for staff: what it is, who does the work and what that costs, what
//! happened to it, and everything that can be done with it.

use super::calls;
use super::certificate::staff as certificate;
use super::service_facts as facts;
use crate::faces::badge;
use crate::faces::deed::Deed;
use crate::faces::page::Shown;
use crate::faces::sheet::{Badge, Block, Sheet, object};
use crate::faces::table::Table;
use crate::faces::visit::Visit;
use onsell_wire::{Document, Fault};

/// The page of `T.edit` for staff. `edit=on` asks for the form.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default();
    let document = visit.call(&visit.function, &[("elid", id)]).await?;
    let card = visit.call("service.card", &[("elid", id)]).await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let status = document.root.child("item_status");
    let key = status.and_then(|node| node.attribute("orig"));
    let kind = visit.function.strip_suffix(".edit").unwrap_or_default();
    let mut sheet = Sheet {
        title: document
            .root
            .first_text(&["CN", "name"])
            .unwrap_or_default()
            .to_owned(),
        badge: Some(Badge {
            color: badge::color(key.unwrap_or_default()),
            text: text("item_status").to_owned(),
        }),
        about: format!(
            "#{id} · {}",
            card.root.text_of("client").unwrap_or_default()
        ),
        deeds: deeds(visit, kind, id, key.unwrap_or_default()),
        ..Sheet::default()
    };
    let problems = card.root.children_of("problem");
    sheet.notes = problems.filter_map(facts::problem).collect();
    sheet.notes.extend(certificate::note(visit, &document));
    sheet.left = vec![
        operation(visit, &card),
        facts::service(visit, &document),
        facts::addons(visit, &document).await,
        facts::server(visit, &document, &card),
        facts::hanging(visit, &document),
        history(visit, id).await,
        calls::block(visit, id, text("processingmodule")).await,
    ];
    let own = certificate::blocks(visit, &document, id);
    sheet.left.splice(1..1, own);
    sheet.right = vec![
        facts::money(visit, &card),
        provider(visit, &card, id),
        facts::belongs(visit, &document, &card),
    ];
    sheet.page(visit).map(|page| Shown::Page(page.live()))
}

/// What can be done, by the state it is in.
fn deeds(visit: &Visit, kind: &str, id: &str, key: &str) -> Vec<Deed> {
    let word = key.split('_').next().unwrap_or_default();
    let of = |function: &str| Deed::of(visit, function, id);
    let own = |verb: &str| of(&format!("{kind}.{verb}"));
    let is_closed = word == "4";
    let mut deeds = Vec::new();
    if is_closed {
        return deeds;
    }
    match word {
        "2" => deeds.extend(own("suspend")),
        "3" => deeds.extend(own("resume").map(Deed::primary)),
        _ => {}
    }
    deeds.extend(of("service.prolong").map(|deed| deed.called(visit.words.say("card-renew"))));
    let change = of("service.changepricelist");
    deeds.extend(change.map(|deed| deed.called(visit.words.say("card-plan"))));
    deeds.extend(own("edit").map(|deed| deed.with("change", "on")));
    let here = of("service.setlocal");
    deeds.extend(here.map(|deed| deed.called(visit.words.say("card-here"))));
    deeds.extend(own("delete"));
    deeds
}

/// The operation that works on it, and Start where that is of use.
fn operation(visit: &Visit, card: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("operation", words.say("card-operations"));
    let Some(open) = card.root.child("operation") else {
        return block;
    };
    let text = |name: &str| open.text_of(name).unwrap_or_default();
    let address = object("runningoperation.edit", text("id"));
    block.link(words.say("fact-operation"), text("name"), address);
    let status = open.child("status");
    let state = status.and_then(|node| node.attribute("orig"));
    block.state(
        words.say("fact-status"),
        text("status"),
        state.unwrap_or_default(),
    );
    let is_failed = !text("error").is_empty();
    block.fact(words.say("fact-error"), text("error"));
    if !is_failed {
        text("hint").clone_into(&mut block.hint);
    }
    let start = Deed::of(visit, "runningoperation.start", text("id"));
    block.deeds.extend(start.filter(|_| is_failed));
    block
}

async fn history(visit: &Visit, id: &str) -> Block {
    let mut block = Block::new("history", visit.words.say("verb-history"));
    let columns = [
        "name", "status", "cdate", "enddate", "user", "amount", "charged",
    ];
    let table = Table::read(visit, "service.operation", &[("elid", id)], &columns).await;
    block.table =
        table.map(|table| table.leading(|row| Some(object("runningoperation.edit", &row.id))));
    block
}

/// The provider's side, and what ties the two together.
fn provider(visit: &Visit, card: &Document, id: &str) -> Block {
    let mut block = facts::provider(visit, card);
    let words = visit.words;
    let deed = |function: &str, text: &str| {
        let deed = Deed::of(visit, function, id);
        deed.map(|deed| deed.called(words.say(text)))
    };
    let key = card.root.child("item_status");
    let key = key.and_then(|node| node.attribute("orig"));
    if key.is_some_and(|key| key.starts_with('4')) {
        return block;
    }
    if card.root.child("upstream").is_some() {
        block.deeds.extend(deed("service.sync", "verb-sync"));
    }
    let module = card.root.child("module");
    let module = module.and_then(|module| module.text_of("id"));
    block.deeds.extend(deed("service.setmodule", "card-move"));
    let link = deed("service.link", "card-link");
    block
        .deeds
        .extend(link.map(|deed| deed.with("module", module.unwrap_or_default())));
    block
}
