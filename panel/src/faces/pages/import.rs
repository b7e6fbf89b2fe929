//! What a seller offers beside what is sold here: new, changed, gone; ticked and imported at once,
//! with a markup for what has no price yet.

use super::import_prices;
use crate::faces::page::{Page, Shown};
use crate::faces::sheet::object;
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::{Language, Period};
use onsell_modules::{ModuleKind, Worker};
use onsell_wire::{Document, Fault, Node, Params};

/// The function.
const FUNCTION: &str = "pricelist.import";
/// Rows of a price list that are read.
const ROWS: &str = "500";

/// A module of a seller.
struct Seller {
    name: String,
    address: String,
}

/// A tariff there, or one that was there.
struct Offer {
    id: String,
    name: String,
    intname: String,
    price: String,
    /// `new`, `changed`, `same` or `gone`.
    state: &'static str,
    state_text: String,
    color: &'static str,
    /// What changed, old and new.
    changes: Vec<String>,
    /// The tariff here.
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "import.html")]
struct Import<'a> {
    words: Words,
    visit: &'a Visit,
    title: String,
    sellers: Vec<Seller>,
    module: String,
    offers: Vec<Offer>,
    fault: Option<String>,
    markup: String,
}

/// The page of `pricelist.import`.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let module = visit.params.text("processingmodule").unwrap_or_default();
    let mut fault = visit.fault.clone();
    let (mut sellers, mut offers) = (Vec::new(), Vec::new());
    if module.is_empty() {
        sellers = of_sellers(visit).await?;
    } else {
        match offered(visit, module).await {
            Ok(found) => offers = found,
            Err(error) => fault = Some(error),
        }
    }
    let title = visit
        .declaration()
        .map_or("", |found| found.title.get(visit.language()));
    let template = Import {
        words: visit.words,
        visit,
        title: title.to_owned(),
        sellers,
        module: module.to_owned(),
        offers,
        fault: fault.as_ref().map(|fault| fault.message(visit.language())),
        markup: visit.params.text("markup").unwrap_or_default().to_owned(),
    };
    let mut page = Page::of(title, &template)?;
    if fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

async fn of_sellers(visit: &Visit) -> Result<Vec<Seller>, Fault> {
    let list = visit.call("processing", &[]).await?;
    let rows = list.root.children_of("elem");
    let is_seller = |row: &&Node| {
        let kind = row.text_of("module").and_then(ModuleKind::parse);
        kind.is_some_and(|kind| kind.capabilities().worker == Worker::Seller)
    };
    let seller = |row: &Node| {
        let mut params = Params::default();
        params.push("processingmodule", row.text_of("id").unwrap_or_default());
        Seller {
            name: row.text_of("name").unwrap_or_default().to_owned(),
            address: Visit::address(FUNCTION, &params),
        }
    };
    Ok(rows.filter(is_seller).map(seller).collect())
}

/// What is there, beside what is here.
async fn offered(visit: &Visit, module: &str) -> Result<Vec<Offer>, Fault> {
    let mut params = Params::default();
    params.push("processingmodule", module);
    params.push("p_cnt", ROWS);
    let there = visit.look(FUNCTION, params).await?;
    let here = visit.call("pricelist", &[("p_cnt", ROWS)]).await?;
    let modules = visit.call("processing", &[]).await?;
    let mut rows = modules.root.children_of("elem");
    let own = rows.find(|row| row.text_of("id") == Some(module));
    let own = own.and_then(|row| row.text_of("name")).unwrap_or_default();
    let is_ours = |row: &&Node| {
        let modules = row.text_of("processingmodules").unwrap_or_default();
        modules.split(", ").any(|name| name == own)
    };
    let mut known: Vec<&Node> = here.root.children_of("elem").filter(is_ours).collect();
    let mut offers = Vec::new();
    for row in there.root.children_of("elem") {
        let intname = row.text_of("id").unwrap_or_default();
        let same = |known: &&Node| known.text_of("intname") == Some(intname);
        let ours = known.iter().position(same).map(|at| known.remove(at));
        offers.push(offer(visit, row, ours).await);
    }
    for gone in known {
        offers.push(Offer {
            state: "gone",
            state_text: visit.words.say("import-gone"),
            color: "warn",
            price: String::new(),
            ..plain(gone)
        });
    }
    Ok(offers)
}

fn plain(row: &Node) -> Offer {
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    Offer {
        id: text("id").to_owned(),
        name: text("name").to_owned(),
        intname: text("intname").to_owned(),
        price: text("pricelist_cost").to_owned(),
        state: "same",
        state_text: String::new(),
        color: "idle",
        changes: Vec::new(),
        address: Some(object("pricelist.edit", text("id"))),
    }
}

async fn offer(visit: &Visit, row: &Node, ours: Option<&Node>) -> Offer {
    let words = visit.words;
    let Some(ours) = ours else {
        return Offer {
            state: "new",
            state_text: words.say("import-new"),
            color: "good",
            address: None,
            ..plain(row)
        };
    };
    let id = ours.text_of("id").unwrap_or_default();
    let card = visit.call("pricelist.edit", &[("elid", id)]).await;
    let changes = card.map_or_else(|_| Vec::new(), |card| changes(visit.language(), row, &card));
    let (state, text, color) = if changes.is_empty() {
        ("same", "import-same", "idle")
    } else {
        ("changed", "import-changed", "busy")
    };
    Offer {
        state,
        state_text: words.say(text),
        color,
        changes,
        address: Some(object("pricelist.edit", id)),
        ..plain(row)
    }
}

/// The costs that are other ones than when they were last taken over: `6.00 EUR / Month` each.
fn changes(language: Language, there: &Node, here: &Document) -> Vec<String> {
    let currency = there.text_of("currency_str").unwrap_or_default();
    let known = here.root.children.iter().filter_map(|node| {
        let code = node.tag.strip_prefix("cost_")?.parse::<i64>().ok()?;
        let period = Period::from_code(code).ok()?.name(language);
        (!node.text.is_empty()).then(|| (period, format!("{} {currency}", node.text)))
    });
    let known: Vec<(String, String)> = known.collect();
    let offered = there.text_of("pricelist_cost").unwrap_or_default();
    let costs = offered
        .split(", ")
        .filter_map(|cost| cost.split_once(" / "));
    costs
        .filter_map(|(now, period)| {
            let (_, before) = known.iter().find(|(name, _)| name == period)?;
            (before != now).then(|| format!("{before} → {now}"))
        })
        .collect()
}

/// What was ticked is imported; what has no price gets one with the markup.
pub(crate) async fn between(visit: &mut Visit) -> Option<Result<Shown, Fault>> {
    if visit.function != FUNCTION || !visit.params.is_on("ticked") {
        return None;
    }
    let ticked: Vec<String> = visit
        .params
        .iter()
        .filter(|(name, value)| *name == "pricelist" && !value.is_empty())
        .map(|(_, value)| value.to_owned())
        .collect();
    if ticked.is_empty() {
        visit.fault = Some(Fault::value_empty("pricelist"));
        return Some(show(visit).await);
    }
    let mut params = Params::default();
    let module = visit.params.text("processingmodule").unwrap_or_default();
    params.push("processingmodule", module);
    params.push("pricelist", ticked.join(","));
    params.push("sok", "ok");
    let markup = match import_prices::markup(visit.params.text("markup")) {
        Ok(markup) => markup,
        Err(fault) => {
            visit.fault = Some(fault);
            return Some(show(visit).await);
        }
    };
    let imported = match visit.call_with(FUNCTION, params).await.result {
        Ok(imported) => imported,
        Err(fault) => {
            visit.fault = Some(fault);
            return Some(show(visit).await);
        }
    };
    if let Some(markup) = markup {
        let ids = imported.root.text_of("id").unwrap_or_default();
        for id in ids.split(", ") {
            if let Err(fault) = import_prices::apply(visit, id, markup).await {
                visit.fault = Some(fault);
                return Some(show(visit).await);
            }
        }
    }
    let mut params = Params::default();
    params.push("notice", FUNCTION);
    Some(Ok(Shown::Elsewhere(
        format!("/panel/pricelist?{}", params.to_query()),
        Vec::new(),
    )))
}
