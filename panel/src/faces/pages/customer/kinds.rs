//! The kinds of services that can be ordered.

use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use crate::fields::name_in;
use askama::Template;
use onsell_wire::Fault;

/// The page that is of no function: where an order begins.
pub(crate) const PAGE: &str = "order.new";

/// A kind that can be ordered.
pub(super) struct Kind {
    /// Its tariffs.
    pub address: String,
    /// What it is called.
    pub title: String,
    /// How many tariffs there are.
    pub count: i64,
    /// Whether it is the one that is shown.
    pub is_here: bool,
}

/// The kinds that have tariffs to order, at the customer's provider.
pub(super) async fn read(visit: &Visit) -> Vec<Kind> {
    let provider = provider(visit);
    let here = visit.function.split('.').next().unwrap_or_default();
    let mut kinds = Vec::new();
    for (kind, _) in &visit.frame.types {
        let function = format!("v2.{}.order.pricelist", kind.intname);
        let params = [("project", provider.as_str()), ("page_size", "1")];
        let Ok(document) = visit.call(&function, &params).await else {
            continue;
        };
        let count = document.root.text_of("p_elems");
        let count = count.and_then(|text| text.parse().ok()).unwrap_or_default();
        if count > 0 {
            kinds.push(Kind {
                address: format!("/panel/{}.order", kind.intname),
                title: name_in(visit.language(), &kind.name, &kind.name_ru).to_owned(),
                count,
                is_here: kind.intname == here,
            });
        }
    }
    kinds
}

/// The number of the provider that sells to the customer, empty for any.
pub(super) fn provider(visit: &Visit) -> String {
    let provider = visit.frame.provider.as_ref();
    provider.map(|one| one.id.to_string()).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "customer/kinds.html")]
struct KindsPage {
    words: Words,
    kinds: Vec<Kind>,
}

/// The page: with one kind its tariffs are shown at once.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let kinds = read(visit).await;
    if let [only] = kinds.as_slice() {
        return Ok(Shown::Elsewhere(only.address.clone(), Vec::new()));
    }
    let words = visit.words;
    let page = Page::of(words.say("order-title"), &KindsPage { words, kinds })?;
    Ok(Shown::Page(page))
}
