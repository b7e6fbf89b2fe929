//! The card of a service for staff: what it is, who does the work and what that costs, what
//! happened to it, and everything that can be done with it.

use super::calls;
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
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let status = document.root.child("item_status");
    let key = status.and_then(|node| node.attribute("orig"));
    let kind = visit.function.strip_suffix(".edit").unwrap_or_default();
    let mut sheet = Sheet {
        title: text("name").to_owned(),
        badge: Some(Badge {
            color: badge::color(key.unwrap_or_default()),
            text: text("item_status").to_owned(),
        }),
        about: format!("#{id} · {}", text("client")),
        deeds: deeds(visit, kind, id, key.unwrap_or_default()),
        ..Sheet::default()
    };
    let operations = operations(visit, id).await;
    sheet.left = vec![
        operations,
        facts::service(visit, &document),
        facts::addons(visit, &document).await,
        facts::server(visit, &document),
        history(visit, id).await,
        calls::block(visit, id, text("processingmodule")).await,
    ];
    sheet.right = vec![
        facts::money(visit, &document),
        provider(visit, &document, id),
        facts::belongs(visit, &document),
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
    deeds.extend(of("service.prolong").map(|deed| deed.called(visit.words.say("service-renew"))));
    let change = of("service.changepricelist");
    deeds.extend(change.map(|deed| deed.called(visit.words.say("service-plan"))));
    deeds.extend(own("edit").map(|deed| deed.with("change", "on")));
    let here = of("service.setlocal");
    deeds.extend(here.map(|deed| deed.called(visit.words.say("service-here"))));
    deeds.extend(own("delete"));
    deeds
}

/// The operation that works on it, and Start where that is of use.
async fn operations(visit: &Visit, id: &str) -> Block {
    let words = visit.words;
    let mut block = Block::new("operations", words.say("service-operations"));
    let params = [("filter", "on"), ("item", id)];
    let columns = ["desc", "status", "trycount", "cdate", "error"];
    block.table = Table::read(visit, "runningoperation", &params, &columns).await;
    if let Some(row) = block.table.as_ref().and_then(|table| table.rows.first()) {
        let params = [("elid", row.id.as_str())];
        let found = visit.call("runningoperation.edit", &params).await.ok();
        let can_start = found.is_some_and(|found| found.root.text_of("canstart") == Some("on"));
        let start = Deed::of(visit, "runningoperation.start", &row.id);
        block.deeds.extend(start.filter(|_| can_start));
    }
    block
}

async fn history(visit: &Visit, id: &str) -> Block {
    let mut block = Block::new("history", visit.words.say("verb-history"));
    let columns = ["description", "date", "user"];
    let table = Table::read(visit, "service.history", &[("elid", id)], &columns).await;
    // What happened to a service are its operations.
    block.table =
        table.map(|table| table.leading(|row| Some(object("runningoperation.edit", &row.id))));
    block
}

/// The provider's side, and what ties the two together.
fn provider(visit: &Visit, document: &Document, id: &str) -> Block {
    let mut block = facts::provider(visit, document);
    let words = visit.words;
    let deed = |function: &str, text: &str| {
        let deed = Deed::of(visit, function, id);
        deed.map(|deed| deed.called(words.say(text)))
    };
    let key = document.root.child("item_status");
    let key = key.and_then(|node| node.attribute("orig"));
    if key.is_some_and(|key| key.starts_with('4')) {
        return block;
    }
    let is_linked = document.root.text_of("upstream_id").is_some();
    if is_linked {
        block.deeds.extend(deed("service.sync", "verb-sync"));
    }
    let module = document
        .root
        .text_of("processingmodule")
        .unwrap_or_default();
    block
        .deeds
        .extend(deed("service.setmodule", "service-move"));
    let link = deed("service.link", "service-link");
    block
        .deeds
        .extend(link.map(|deed| deed.with("module", module)));
    block
}
