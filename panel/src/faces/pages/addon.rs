//! One addon of a tariff: its fields, and a price for every value and period in one form.

use super::price_grid::{self as grid, GridRow};
use crate::faces::deed::Deed;
use crate::faces::page::Shown;
use crate::faces::part_form::PartForm;
use crate::faces::sheet::{Badge, Block, Sheet, object};
use crate::faces::visit::Visit;
use onsell_wire::{Document, Fault, Params};

/// The function of one value.
const VALUE: &str = "pricelist.detail.item.edit";
/// Values that are priced in one form at most.
const VALUES_MAX: usize = 100;
/// Fields of every addon.
const FIELDS: [&str; 6] = [
    "name",
    "name_ru",
    "itemtype",
    "intname",
    "restrictclientchange",
    "orderpriority",
];
/// Fields of an addon that is counted.
const COUNTED: [&str; 5] = ["addonlimit", "addonmin", "addonmax", "addonstep", "measure"];
/// Fields of one with values to choose from.
const CHOSEN: [&str; 2] = ["enumeration", "default"];

/// The page of `pricelist.detail.edit`.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default().to_owned();
    let document = visit
        .call("pricelist.detail.edit", &[("elid", &id)])
        .await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let tariff = text("plid").to_owned();
    let found = visit.call("pricelist.edit", &[("elid", &tariff)]).await?;
    let tariff_name = found.root.text_of("name").unwrap_or_default();
    let currency = found.root.text_of("currency_str").unwrap_or_default();
    let is_active = text("active") == "on";
    let words = visit.words;
    let change = Deed::of(
        visit,
        if is_active {
            "pricelist.detail.suspend"
        } else {
            "pricelist.detail.resume"
        },
        &id,
    );
    let delete = Deed::of(visit, "pricelist.detail.delete", &id);
    let back = Deed::of(visit, "pricelist.edit", &tariff);
    let deeds = [
        back.map(|deed| deed.called(tariff_name.to_owned())),
        change,
        delete,
    ];
    let has_values = !text("enumeration").is_empty();
    let prices = if has_values {
        values(visit, &id, currency).await
    } else {
        plain(visit, &document, &id, currency)
    };
    let mut sheet = Sheet {
        title: text("name").to_owned(),
        badge: Some(Badge {
            color: if is_active { "good" } else { "idle" },
            text: words.say(if is_active { "switch-on" } else { "switch-off" }),
        }),
        about: tariff_name.to_owned(),
        deeds: deeds.into_iter().flatten().collect(),
        left: vec![prices],
        right: vec![form(visit, &document, has_values).await],
        ..Sheet::default()
    };
    if has_values {
        let mut block = Block::new("enumeration", words.say("addon-enumeration"));
        let list = object("enumeration.item", text("enumeration"));
        block.link(
            words.say("addon-enumeration"),
            &words.say("verb-item"),
            list,
        );
        sheet.right.push(block);
    }
    sheet.show(visit)
}

async fn form(visit: &Visit, document: &Document, has_values: bool) -> Block {
    let mut block = Block::new("settings", visit.words.say("module-settings"));
    let more: &[&str] = if has_values { &CHOSEN } else { &COUNTED };
    let names: Vec<&str> = FIELDS.iter().chain(more).copied().collect();
    let save = visit.words.say("form-save");
    block.form = PartForm::of(visit, "pricelist.detail.edit", document, &names, save).await;
    block
}

/// The prices of an addon without values.
fn plain(visit: &Visit, document: &Document, id: &str, currency: &str) -> Block {
    let mut block = Block::new("prices", visit.words.say("prices-title"));
    let codes = grid::periods(&[document]);
    let row = GridRow {
        title: visit.words.say("prices-price"),
        hint: String::new(),
        switch: None,
        cells: codes
            .iter()
            .map(|code| {
                let name = format!("price_{code}");
                grid::cell(visit, &document.root, name, "price", *code)
            })
            .collect(),
    };
    let hidden = [("elid".to_owned(), id.to_owned())];
    let function = "pricelist.detail.edit";
    block.html = grid::draw(visit, function, &hidden, currency, &codes, vec![row]);
    block
}

/// The prices of every value.
async fn values(visit: &Visit, id: &str, currency: &str) -> Block {
    let mut block = Block::new("prices", visit.words.say("prices-title"));
    let rows = VALUES_MAX.to_string();
    let list = [("elid", id), ("p_cnt", &rows)];
    let Ok(list) = visit.call("pricelist.detail.item", &list).await else {
        return block;
    };
    let mut found = Vec::new();
    for row in list.root.children_of("elem") {
        let item = row.text_of("id").unwrap_or_default().to_owned();
        let params = [("plid", id), ("elid", item.as_str())];
        if let Ok(value) = visit.call(VALUE, &params).await {
            let told = |name: &str| row.text_of(name).unwrap_or_default().to_owned();
            found.push((item, told("name"), told("intname"), value));
        }
    }
    let documents: Vec<&Document> = found.iter().map(|(.., value)| value).collect();
    let codes = grid::periods(&documents);
    let rows = found
        .iter()
        .map(|(item, name, intname, value)| {
            let switch = format!("active.{item}");
            let is_on = value.root.text_of("active") == Some("on");
            let typed = visit
                .params
                .has(&switch)
                .then(|| visit.params.is_on(&switch));
            GridRow {
                title: name.clone(),
                hint: intname.clone(),
                switch: Some((switch, typed.unwrap_or(is_on))),
                cells: codes
                    .iter()
                    .map(|code| {
                        let name = format!("price.{item}.{code}");
                        grid::cell(visit, &value.root, name, "price", *code)
                    })
                    .collect(),
            }
        })
        .collect();
    let hidden = [
        ("plid".to_owned(), id.to_owned()),
        ("grid".to_owned(), "on".to_owned()),
    ];
    block.hint = visit.words.say("addon-values-hint");
    block.html = grid::draw(visit, VALUE, &hidden, currency, &codes, rows);
    block
}

/// The whole grid, sent at once: each value is saved by its own function.
pub(crate) async fn between(visit: &mut Visit) -> Option<Result<Shown, Fault>> {
    if visit.function != VALUE || !visit.params.is_on("grid") {
        return None;
    }
    let addon = visit.params.text("plid").unwrap_or_default().to_owned();
    let mut items: Vec<(String, Params)> = Vec::new();
    for (name, value) in visit.params.iter() {
        let (item, field) = match name.split_once('.') {
            Some(("active", item)) => (item, "active".to_owned()),
            Some(("price", rest)) => match rest.split_once('.') {
                Some((item, code)) => (item, format!("price_{code}")),
                None => continue,
            },
            _ => continue,
        };
        let at = items.iter().position(|(known, _)| known == item);
        let at = at.unwrap_or_else(|| {
            items.push((item.to_owned(), Params::default()));
            items.len() - 1
        });
        items[at].1.set(&field, value);
    }
    for (item, mut params) in items.into_iter().take(VALUES_MAX) {
        params.set("plid", addon.as_str());
        params.set("elid", item);
        params.set("sok", "ok");
        if let Err(fault) = visit.call_with(VALUE, params).await.result {
            visit.fault = Some(fault);
            "pricelist.detail.edit".clone_into(&mut visit.function);
            visit.params.set("elid", addon);
            return Some(Box::pin(show(visit)).await);
        }
    }
    let back = visit.back().map(str::to_owned);
    let back = back.unwrap_or_else(|| object("pricelist.detail.edit", &addon));
    Some(Ok(Shown::Elsewhere(back, Vec::new())))
}
