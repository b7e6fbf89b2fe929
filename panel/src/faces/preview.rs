//! What an action on a service would come to, shown before it is carried out: what changes here,
//! what is sent and what it costs. Any page that asks before such an action has it.

use super::visit::Visit;
use super::words::Words;
use askama::Template;
use onsell_domain::{Amount, Money};
use onsell_wire::{Node, Params};

/// A line of what changes here.
struct Change {
    title: String,
    before: String,
    after: String,
}

/// What leaves the house.
struct Sent {
    words: String,
    url: String,
    request: Vec<(String, String)>,
    cost: String,
    quote: String,
    /// Whether the seller is looked at first, because an earlier request may have arrived.
    looks_first: bool,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview {
    words: Words,
    refused: Option<String>,
    changes: Vec<Change>,
    charge: String,
    refund: String,
    available: String,
    sent: Vec<Sent>,
}

/// The action of `service.preview` behind a function, for a service of this kind.
fn action(function: &str) -> Option<&'static str> {
    match function {
        "T.suspend" => Some("suspend"),
        "T.resume" => Some("resume"),
        "T.delete" => Some("close"),
        "T.edit" => Some("edit"),
        "T.start" => Some("start"),
        "T.stop" => Some("stop"),
        "T.reboot" | "service.reboot" => Some("reboot"),
        "T.hardreboot" => Some("hardreboot"),
        "service.prolong" => Some("prolong"),
        "service.changepricelist"
        | "service.changepricelist.pricelist"
        | "service.changepricelist.getmoney" => Some("changepricelist"),
        "service.setmodule" => Some("setmodule"),
        _ => None,
    }
}

/// The preview of the action of this page, or nothing where there is none for it: for several
/// services at once, and before what it needs was chosen.
pub(crate) async fn of(visit: &Visit) -> String {
    let declaration = visit.declaration();
    let Some(action) = declaration.and_then(|declaration| action(declaration.name)) else {
        return String::new();
    };
    let elid = visit.params.text("elid").unwrap_or_default();
    let needs = match action {
        "changepricelist" => Some("pricelist"),
        "setmodule" => Some("module"),
        _ => None,
    };
    let is_one = !elid.is_empty() && !elid.contains(',');
    if !is_one || needs.is_some_and(|needs| !visit.params.has(needs)) {
        return String::new();
    }
    of_action(visit, action, visit.params.clone()).await
}

/// The preview of an action with these parameters.
pub(crate) async fn of_action(visit: &Visit, action: &str, mut params: Params) -> String {
    for name in ["sok", "clicked_button", "plid"] {
        params.remove(name);
    }
    params.set("action", action);
    let preview = match visit.look("service.preview", params).await {
        Ok(document) => of_answer(visit, &document.root),
        Err(fault) => Preview {
            refused: Some(fault.message(visit.language())),
            ..nothing(visit)
        },
    };
    preview.render().unwrap_or_default()
}

fn nothing(visit: &Visit) -> Preview {
    Preview {
        words: visit.words,
        refused: None,
        changes: Vec::new(),
        charge: String::new(),
        refund: String::new(),
        available: String::new(),
        sent: Vec::new(),
    }
}

fn of_answer(visit: &Visit, root: &Node) -> Preview {
    let mut preview = nothing(visit);
    if let Some(here) = root.child("here") {
        let shown = |name: &str| visit.locale.wire(here.text_of(name).unwrap_or_default());
        preview.changes = here
            .children_of("elem")
            .map(|row| {
                let text = |name: &str| visit.locale.wire(row.text_of(name).unwrap_or_default());
                Change {
                    title: row.text_of("title").unwrap_or_default().to_owned(),
                    before: text("before"),
                    after: text("after"),
                }
            })
            .collect();
        if is_more_than_nothing(here.text_of("charge")) {
            preview.charge = shown("charge");
            preview.available = shown("available_after");
        }
        if is_more_than_nothing(here.text_of("refund")) {
            preview.refund = shown("refund");
            preview.available = shown("available_after");
        }
    }
    let upstream = root.child("upstream");
    preview.sent = upstream
        .into_iter()
        .flat_map(|node| std::iter::once(node).chain(node.children_of("elem")))
        .map(|node| sent(visit, node))
        .collect();
    preview
}

fn is_more_than_nothing(text: Option<&str>) -> bool {
    let money = text.and_then(|text| Money::parse(text).ok());
    money.is_some_and(|money| money.amount > Amount::ZERO)
}

fn sent(visit: &Visit, node: &Node) -> Sent {
    let text = |name: &str| node.text_of(name).unwrap_or_default();
    let what = match text("operation_title") {
        "" => text("words").to_owned(),
        title => format!("{title} #{}: {}", text("item"), text("words")),
    };
    let request = node.child("request").into_iter();
    let params = request.flat_map(|request| request.children_of("param"));
    Sent {
        words: what,
        url: text("url").to_owned(),
        request: params
            .filter_map(|param| Some((param.attribute("name")?.to_owned(), param.text.clone())))
            .collect(),
        cost: visit.locale.wire(text("cost")),
        quote: visit.locale.wire(text("quote")),
        looks_first: text("looksfirst") == "on",
    }
}
