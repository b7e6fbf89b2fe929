//! The cart: what is ordered and not paid, and paying it.

use super::money;
use super::pending::{is_covered, missing};
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::{Money, Period};
use onsell_wire::{Fault, Node, Params};

/// A service that is ordered.
struct Line {
    id: String,
    name: String,
    /// Its tariff, where its name is another.
    tariff: String,
    period: String,
    cost: String,
}

/// An order that is not paid; there is one for each wallet at most.
struct Cart {
    id: String,
    lines: Vec<Line>,
    total: String,
    is_free: bool,
    /// Whether what can be spent is enough.
    is_covered: bool,
    /// What is missing, and where it is added.
    missing: Option<(String, String)>,
    /// What can be spent, and what is left of it afterwards.
    balance: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "customer/cart.html")]
struct CartPage {
    words: Words,
    carts: Vec<Cart>,
    fault: Option<String>,
    csrf: String,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let orders = visit.call("order", &[]).await?;
    let mut carts = Vec::new();
    for order in orders.root.children_of("elem") {
        let id = order.text_of("id").unwrap_or_default();
        let document = visit.call("basket", &[("billorder", id)]).await?;
        carts.push(cart(visit, id, &document.root));
    }
    let template = CartPage {
        words: visit.words,
        carts,
        fault: visit.fault.as_ref().map(|fault| visit.told(fault)),
        csrf: visit.csrf(),
    };
    let mut page = Page::of(visit.words.say("cart-title"), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

fn cart(visit: &Visit, id: &str, root: &Node) -> Cart {
    let total = root.text_of("total_sum").and_then(money::parse);
    let list = root.child("list");
    let rows = list.into_iter().flat_map(|list| list.children_of("elem"));
    Cart {
        id: id.to_owned(),
        lines: rows.map(|row| line(visit, row)).collect(),
        total: total.map(|total| visit.money(&total)).unwrap_or_default(),
        is_free: total.is_some_and(|total| total.amount.get() == 0),
        is_covered: total.is_some_and(|total| is_covered(visit, total)),
        missing: total.and_then(|total| shortage(visit, total, id)),
        balance: total.and_then(|total| balance(visit, total)),
    }
}

fn line(visit: &Visit, row: &Node) -> Line {
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let tariff = text("pricelist_name");
    let label = text("desc").strip_prefix(tariff).unwrap_or_default().trim();
    let label = label
        .strip_prefix('(')
        .and_then(|label| label.strip_suffix(')'));
    let code = text("item.period").parse().ok();
    let period = code.and_then(|code| Period::from_code(code).ok());
    Line {
        id: text("id").to_owned(),
        name: label.unwrap_or(text("desc")).to_owned(),
        tariff: label.map(|_| tariff.to_owned()).unwrap_or_default(),
        period: period
            .map(|period| period.name(visit.language()))
            .unwrap_or_default(),
        cost: visit.locale.wire(text("cost")),
    }
}

fn shortage(visit: &Visit, total: Money, order: &str) -> Option<(String, String)> {
    let missing = missing(visit, total)?;
    let mut params = Params::default();
    params.push("billorder", order);
    params.push("amount", missing.amount.to_string());
    Some((
        visit.money(&missing),
        Visit::address("payment.add", &params),
    ))
}

fn balance(visit: &Visit, total: Money) -> Option<(String, String)> {
    let mut wallets = visit.frame.available.iter();
    let wallet = wallets.find(|money| money.currency == total.currency)?;
    let left = money::less(*wallet, total)?;
    Some((visit.money(wallet), visit.money(&left)))
}
