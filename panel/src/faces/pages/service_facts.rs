//! The facts on the card of a service.

use crate::faces::cells::Cell;
use crate::faces::choices::Choice;
use crate::faces::form;
use crate::faces::sheet::{Badge, Block, object};
use crate::faces::table::{Table, TableRow};
use crate::faces::visit::Visit;
use onsell_wire::{Document, Node};

fn text<'a>(document: &'a Document, name: &str) -> &'a str {
    document.root.text_of(name).unwrap_or_default()
}

/// What it is and how long it lasts.
pub(super) fn service(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let wire = |name: &str| visit.locale.wire(text(document, name));
    let mut block = Block::new("service", words.say("fact-service"));
    let tariff = object("pricelist.edit", text(document, "pricelist"));
    block.link(
        words.say("card-tariff"),
        text(document, "pricelist_name"),
        tariff,
    );
    block.fact(words.say("card-name"), text(document, "licname"));
    block.code(words.say("card-ip"), text(document, "ip"));
    block.code(words.say("card-key"), text(document, "lickey"));
    block.fact(words.say("card-created"), wire("createdate"));
    block.fact(words.say("card-ends"), wire("expiredate"));
    block.fact(words.say("card-closes"), wire("scheduledclose_prop"));
    block.fact(
        words.say("card-renewal"),
        renewal(visit, document, words.say("switch-off")),
    );
    block.fact(words.say("card-own-name"), text(document, "remoteid"));
    block.fact(words.say("card-center"), text(document, "datacentername"));
    block
}

/// The period of the automatic renewal, as the form offers it.
fn renewal(visit: &Visit, document: &Document, off: String) -> String {
    let value = text(document, "autoprolong");
    let offered = crate::faces::field::offered(document, "autoprolong");
    let found = offered.into_iter().find(|choice| choice.value == value);
    found
        .filter(|choice| choice.value != "null")
        .map_or(off, |choice| visit.locale.wire(&choice.text))
}

/// Its addons, with the texts of the values that are chosen.
pub(super) async fn addons(visit: &Visit, document: &Document) -> Block {
    let mut block = Block::new("addons", visit.words.say("verb-detail"));
    let Some(declaration) = visit.declaration() else {
        return block;
    };
    for name in names(document) {
        let field = form::field_named(visit, declaration, document, &name).await;
        let Some(field) = field else { continue };
        let told = document.root.text_of(&name).unwrap_or_default();
        let chosen = |choice: &&Choice| choice.value == told;
        let chosen = field.choices.iter().find(chosen);
        let value = chosen.map_or(told, |choice| &choice.text);
        block.fact(field.label.clone(), value);
    }
    block
}

/// The fields of the addons.
pub(super) fn names(document: &Document) -> Vec<String> {
    let messages = document.root.children_of("messages");
    let texts = messages.flat_map(|messages| messages.children.iter());
    let names = texts.filter_map(|text| text.attribute("name"));
    let is_addon = |name: &&str| name.starts_with("addon_");
    names.filter(is_addon).map(str::to_owned).collect()
}

/// Its machine, and the licenses that belong to it.
pub(super) fn server(visit: &Visit, document: &Document, card: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("server", words.say("card-server"));
    block.fact(words.say("card-domain"), text(document, "domain"));
    block.fact(words.say("card-system"), text(document, "ostempl"));
    block.fact(words.say("card-recipe"), text(document, "recipe"));
    if !text(document, "running").is_empty() {
        let runs = text(document, "running") == "on";
        let (color, name) = if runs {
            ("good", "card-runs")
        } else {
            ("idle", "card-stands")
        };
        block.fact(words.say("card-machine"), words.say(name));
        if let Some(fact) = block.facts.last_mut() {
            fact.color = Some(color);
        }
    }
    block.fact(words.say("card-panel"), text(document, "panel"));
    block.table = licenses(visit, card);
    block
}

/// What hangs on a license, and what a module hangs on.
pub(super) fn hanging(visit: &Visit, document: &Document) -> Block {
    const CELLS: [(&str, &str); 3] = [
        ("name", "card-name"),
        ("item_status", "fact-status"),
        ("expiredate", "card-ends"),
    ];
    let words = visit.words;
    let mut block = Block::new("modules", words.say("service-modules"));
    let license = text(document, "license_name");
    let address = object("soft.edit", text(document, "license"));
    if !license.is_empty() {
        block.link(words.say("card-license"), license, address);
    }
    let is_meant = |list: &&Node| list.attribute("name") == Some("modules");
    let list = document.root.children_of("list").find(is_meant);
    let rows = list.into_iter().flat_map(|list| list.children_of("elem"));
    let rows = rows.map(|row| {
        let told = |name: &str| row.text_of(name).unwrap_or_default();
        let cell = |name: &str| Cell {
            text: visit.locale.wire(told(name)),
            ..Cell::default()
        };
        TableRow {
            id: told("id").to_owned(),
            address: Some(object("addition.edit", told("id"))),
            cells: CELLS.map(|(name, _)| cell(name)).into(),
        }
    });
    block.table = table(visit, &CELLS, rows.collect());
    block
}

fn licenses(visit: &Visit, card: &Document) -> Option<Table> {
    const CELLS: [(&str, &str); 5] = [
        ("title_name", "card-license"),
        ("item_status", "fact-status"),
        ("ip", "card-ip"),
        ("expiredate", "card-ends"),
        ("cost", "card-cost"),
    ];
    let rows: Vec<TableRow> = card
        .root
        .children_of("license")
        .map(|row| {
            let told = |name: &str| row.text_of(name).unwrap_or_default();
            let cell = |name: &str| Cell {
                text: visit.locale.wire(told(name)),
                ..Cell::default()
            };
            TableRow {
                id: told("id").to_owned(),
                address: Some(object("soft.edit", told("id"))),
                cells: CELLS.map(|(name, _)| cell(name)).into(),
            }
        })
        .collect();
    table(visit, &CELLS, rows)
}

/// A table of rows with their heads; none without rows.
fn table(visit: &Visit, cells: &[(&str, &'static str)], rows: Vec<TableRow>) -> Option<Table> {
    let heads = cells.iter().map(|(_, name)| visit.words.say(name));
    (!rows.is_empty()).then(|| Table {
        heads: heads.collect(),
        total: i64::try_from(rows.len()).unwrap_or_default(),
        rows,
        address: String::new(),
    })
}

/// What its client pays for a renewal, what that costs, and what is left.
pub(super) fn money(visit: &Visit, card: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("money", words.say("fact-money"));
    let Some(money) = card.root.child("money") else {
        return block;
    };
    let text = |name: &str| money.text_of(name).unwrap_or_default();
    let wire = |name: &str| visit.locale.wire(text(name));
    block.fact(words.say("card-price"), wire("price"));
    block.fact(words.say("card-cost"), wire("cost"));
    let margin = match text("margin_percent") {
        "" => wire("margin"),
        percent => format!("{} · {percent} %", wire("margin")),
    };
    let is_loss = text("margin").starts_with('-');
    let color = if is_loss { "error" } else { "ok" };
    if !text("margin").is_empty() {
        block.state(words.say("card-margin"), &margin, color);
    }
    block.fact(words.say("card-charged"), wire("last_charged"));
    block.fact(words.say("card-paid"), wire("paid"));
    block
}

/// The module, and the provider's side as it was last told.
pub(super) fn provider(visit: &Visit, card: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("provider", words.say("card-provider"));
    if let Some(module) = card.root.child("module") {
        let told = |name: &str| module.text_of(name).unwrap_or_default();
        let address = object("processing.edit", told("id"));
        block.link(words.say("fact-module"), told("name"), address);
    }
    let Some(there) = card.root.child("upstream") else {
        return block;
    };
    let told = |name: &str| there.text_of(name).unwrap_or_default();
    let address = match told("link") {
        "" => None,
        link => Some(link.to_owned()),
    };
    let number = words.say("fact-upstream");
    match address {
        Some(address) => block.link(number, told("id"), address),
        None => block.fact(number, told("id")),
    };
    block.code(words.say("fact-reference"), told("remoteid"));
    let status = onsell_domain::item_status_text(told("status"), visit.language());
    let status = if told("status").is_empty() {
        ""
    } else {
        &status
    };
    block.state(words.say("card-there"), status, told("status"));
    block.fact(
        words.say("card-ends"),
        visit.locale.wire(told("expiredate")),
    );
    block.fact(words.say("card-tariff"), told("pricelist"));
    block.fact(words.say("card-read"), super::when(visit, told("read")));
    block
}

/// Whose it is, and the server that a license belongs to.
pub(super) fn belongs(visit: &Visit, document: &Document, card: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("belongs", words.say("card-belongs"));
    let client = object("account.edit", text(card, "account"));
    block.link(words.say("fact-client"), text(card, "client"), client);
    if let Some(parent) = card.root.child("parent") {
        let told = |name: &str| parent.text_of(name).unwrap_or_default();
        let kind = told("itemtype");
        let address = object(&format!("{kind}.edit"), told("id"));
        block.link(words.say("card-parent"), told("title_name"), address);
    }
    block.fact(words.say("card-brand"), text(document, "project"));
    block
}

/// Something that is known to be wrong with it.
pub(super) fn problem(node: &Node) -> Option<Badge> {
    let text = node.text_of("text")?;
    let told = match node.text_of("detail") {
        Some(detail) if !detail.is_empty() => format!("{text}: {detail}"),
        _ => text.to_owned(),
    };
    Some(Badge {
        color: "warn",
        text: told,
    })
}
