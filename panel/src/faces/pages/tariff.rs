//! One tariff: its own fields, its prices by period, and its addons with theirs side by side.

use super::certificate::sells;
use super::price_grid::{self as grid, GridRow};
use crate::faces::deed::Deed;
use crate::faces::page::Shown;
use crate::faces::part_form::PartForm;
use crate::faces::sheet::{Badge, Block, Sheet};
use crate::faces::table::Table;
use crate::faces::visit::Visit;
use onsell_wire::{Document, Fault};

/// Fields of a tariff of any type.
const FIELDS: [&str; 9] = [
    "name",
    "name_ru",
    "intname",
    "active",
    "orderpriority",
    "trial_days",
    "minperiod",
    "changepolicy",
    "returnpolicy",
];
/// Fields of a tariff of servers.
const SERVER_FIELDS: [&str; 2] = ["processingmodule", "domain_template"];

/// The page of `pricelist.edit`.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default().to_owned();
    let document = visit.call("pricelist.edit", &[("elid", &id)]).await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let is_active = text("active") == "on";
    let words = visit.words;
    let of = |function: &str| Deed::of(visit, function, &id);
    let sync = of("pricelist.sync").map(|deed| deed.called(words.say("tariff-compare")));
    let change = of(if is_active {
        "pricelist.suspend"
    } else {
        "pricelist.resume"
    });
    let history = of("pricelist.history");
    let sheet = Sheet {
        title: text("name").to_owned(),
        badge: Some(Badge {
            color: if is_active { "good" } else { "idle" },
            text: words.say(if is_active { "switch-on" } else { "switch-off" }),
        }),
        about: format!("#{id} · {}", text("itemtype")),
        deeds: [change, sync, history, of("pricelist.delete")]
            .into_iter()
            .flatten()
            .collect(),
        left: vec![prices(visit, &document, &id), addons(visit, &id).await],
        right: vec![
            form(visit, &document).await,
            sells::block(visit, &document, &id),
        ],
        ..Sheet::default()
    };
    sheet.show(visit)
}

fn prices(visit: &Visit, document: &Document, id: &str) -> Block {
    let words = visit.words;
    let mut block = Block::new("prices", words.say("prices-title"));
    let codes = grid::periods(&[document]);
    let row = |tag: &str, title: &str| GridRow {
        title: words.say(title),
        hint: String::new(),
        switch: None,
        cells: codes
            .iter()
            .map(|code| grid::cell(visit, &document.root, format!("{tag}_{code}"), tag, *code))
            .collect(),
    };
    let rows = vec![
        row("price", "prices-price"),
        row("renewal", "prices-renewal"),
        row("setup", "prices-setup"),
    ];
    let hidden = [("elid".to_owned(), id.to_owned())];
    let currency = document.root.text_of("currency_str").unwrap_or_default();
    block.html = grid::draw(visit, "pricelist.edit", &hidden, currency, &codes, rows);
    block
}

async fn addons(visit: &Visit, id: &str) -> Block {
    let mut block = Block::new("addons", visit.words.say("verb-detail"));
    let columns = ["name", "price", "intname", "orderpriority", "status"];
    block.table = Table::read(visit, "pricelist.detail", &[("elid", id)], &columns).await;
    let add = visit.may("pricelist.detail.edit").map(|_| Deed {
        function: "pricelist.detail.edit".to_owned(),
        text: visit.words.say("verb-add"),
        params: vec![("plid".to_owned(), id.to_owned())],
        ..Deed::default()
    });
    block.deeds.extend(add);
    block
}

async fn form(visit: &Visit, document: &Document) -> Block {
    let mut block = Block::new("settings", visit.words.say("module-settings"));
    let told = |name: &&str| document.root.child(name).is_some();
    let own = SERVER_FIELDS.into_iter().filter(told);
    let names: Vec<&str> = FIELDS.into_iter().chain(own).collect();
    let save = visit.words.say("form-save");
    block.form = PartForm::of(visit, "pricelist.edit", document, &names, save).await;
    block
}
