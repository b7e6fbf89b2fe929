//! The facts on the card of a service.

use crate::faces::badge;
use crate::faces::choices::Choice;
use crate::faces::form;
use crate::faces::list::Cell;
use crate::faces::sheet::{Block, object};
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
        words.say("service-tariff"),
        text(document, "pricelist_name"),
        tariff,
    );
    block.fact(words.say("service-name"), text(document, "licname"));
    block.code(words.say("service-ip"), text(document, "ip"));
    block.code(words.say("service-key"), text(document, "lickey"));
    block.fact(words.say("service-created"), wire("createdate"));
    block.fact(words.say("service-ends"), wire("expiredate"));
    block.fact(words.say("service-closes"), wire("scheduledclose_prop"));
    block.fact(
        words.say("service-renewal"),
        renewal(document, words.say("switch-off")),
    );
    block.fact(words.say("service-own-name"), text(document, "remoteid"));
    block.fact(
        words.say("service-center"),
        text(document, "datacentername"),
    );
    block
}

/// The period of the automatic renewal, as the form offers it.
fn renewal(document: &Document, off: String) -> String {
    let value = text(document, "autoprolong");
    let offered = crate::faces::field::offered(document, "autoprolong");
    let found = offered.into_iter().find(|choice| choice.value == value);
    found
        .filter(|choice| choice.value != "null")
        .map_or(off, |choice| choice.text)
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
pub(super) fn server(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("server", words.say("service-server"));
    block.fact(words.say("service-domain"), text(document, "domain"));
    block.fact(words.say("service-system"), text(document, "ostempl"));
    block.fact(words.say("service-recipe"), text(document, "recipe"));
    if !text(document, "running").is_empty() {
        let runs = text(document, "running") == "on";
        let (color, name) = if runs {
            ("good", "service-runs")
        } else {
            ("idle", "service-stands")
        };
        block.fact(words.say("service-machine"), words.say(name));
        if let Some(fact) = block.facts.last_mut() {
            fact.color = Some(color);
        }
    }
    block.fact(words.say("service-panel"), text(document, "panel"));
    block.table = licenses(visit, document);
    block
}

fn licenses(visit: &Visit, document: &Document) -> Option<Table> {
    let is_licenses = |node: &&Node| node.attribute("name") == Some("license");
    let list = document.root.children_of("list").find(is_licenses)?;
    let words = visit.words;
    let rows: Vec<TableRow> = list
        .children_of("elem")
        .map(|row| {
            let told = |name: &str| row.text_of(name).unwrap_or_default();
            let plain = |text: String| Cell {
                text,
                badge: None,
                is_number: false,
                switch: None,
                leads: false,
            };
            TableRow {
                id: told("id").to_owned(),
                address: Some(object("soft.edit", told("id"))),
                cells: ["name", "status", "ip", "expiredate", "cost"]
                    .map(|name| plain(visit.locale.wire(told(name))))
                    .into(),
            }
        })
        .collect();
    let heads = [
        "service-license",
        "fact-status",
        "service-ip",
        "service-ends",
        "service-cost",
    ];
    (!rows.is_empty()).then(|| Table {
        heads: heads.map(|name| words.say(name)).into(),
        total: i64::try_from(rows.len()).unwrap_or_default(),
        rows,
        address: String::new(),
    })
}

/// What its client pays for a renewal, what that costs, and what is left.
pub(super) fn money(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let wire = |name: &str| visit.locale.wire(text(document, name));
    let mut block = Block::new("money", words.say("fact-money"));
    block.fact(words.say("service-price"), wire("cost"));
    block.fact(words.say("service-cost"), wire("renewal_cost"));
    block.fact(words.say("service-margin"), wire("margin"));
    if let Some(fact) = block
        .facts
        .last_mut()
        .filter(|_| !wire("margin").is_empty())
    {
        let is_loss = text(document, "margin").starts_with('-');
        fact.color = Some(if is_loss { "bad" } else { "good" });
    }
    block
}

/// The module, and the provider's side as it was last told.
pub(super) fn provider(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let wire = |name: &str| visit.locale.wire(text(document, name));
    let mut block = Block::new("provider", words.say("service-provider"));
    let module = object("processing.edit", text(document, "processingmodule"));
    let name = text(document, "processingmodule_name");
    block.link(words.say("fact-module"), name, module);
    let address = text(document, "upstream_url").to_owned();
    block.link(
        words.say("fact-upstream"),
        text(document, "upstream_id"),
        address,
    );
    block.code(
        words.say("fact-reference"),
        text(document, "upstream_remoteid"),
    );
    block.fact(
        words.say("service-there"),
        text(document, "upstream_status"),
    );
    if let Some(fact) = block
        .facts
        .last_mut()
        .filter(|fact| fact.name == words.say("service-there"))
    {
        fact.color = Some(badge::color(text(document, "upstream_status")));
        fact.value =
            onsell_domain::item_status_text(text(document, "upstream_status"), visit.language());
    }
    block.fact(words.say("service-ends"), wire("upstream_expiredate"));
    block.fact(
        words.say("service-tariff"),
        text(document, "upstream_pricelist"),
    );
    block.fact(
        words.say("service-read"),
        super::when(visit, text(document, "upstream_read")),
    );
    block
}

/// Whose it is, and the server that a license belongs to.
pub(super) fn belongs(visit: &Visit, document: &Document) -> Block {
    let words = visit.words;
    let mut block = Block::new("belongs", words.say("service-belongs"));
    let client = object("account.edit", text(document, "account"));
    block.link(words.say("fact-client"), text(document, "client"), client);
    let kind = text(document, "parent_itemtype");
    let parent = object(&format!("{kind}.edit"), text(document, "parent"));
    block.link(
        words.say("service-parent"),
        text(document, "parent"),
        parent,
    );
    block.fact(words.say("service-brand"), text(document, "project"));
    block
}
