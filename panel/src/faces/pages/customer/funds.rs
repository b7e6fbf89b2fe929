//! Adding funds: how much and how, and then what to do so that the money arrives.

use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Document, Fault};

/// A way to pay.
struct Method {
    id: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "customer/funds.html")]
struct Funds {
    words: Words,
    amount: String,
    currency: String,
    currencies: Vec<String>,
    methods: Vec<Method>,
    note: String,
    /// The order that it is for.
    order: String,
    fault: Option<String>,
    /// The field that was refused.
    wrong: String,
    csrf: String,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let text = |name: &str| visit.params.text(name).unwrap_or_default().to_owned();
    let order = text("billorder");
    let asked = [("billorder", order.as_str())];
    let document = visit.call("payment.add", &asked).await?;
    let told = |name: &str| document.root.text_of(name).unwrap_or_default().to_owned();
    let mut currencies: Vec<String> = visit
        .frame
        .available
        .iter()
        .map(|money| money.currency.to_string())
        .collect();
    currencies.dedup();
    let chosen = [text("payment_currency"), told("payment_currency")];
    let chosen = chosen.into_iter().find(|currency| !currency.is_empty());
    let typed = text("amount");
    let fault = visit.fault.as_ref();
    let template = Funds {
        words: visit.words,
        amount: if typed.is_empty() {
            told("amount")
        } else {
            typed
        },
        currency: chosen.or(currencies.first().cloned()).unwrap_or_default(),
        currencies,
        methods: methods(&document, &text("paymethod")),
        note: text("note"),
        order,
        wrong: fault.and_then(Fault::object).unwrap_or_default().to_owned(),
        fault: fault.map(|fault| visit.told(fault)),
        csrf: visit.csrf(),
    };
    let mut page = Page::of(visit.words.say("funds-title"), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

fn methods(document: &Document, chosen: &str) -> Vec<Method> {
    let told = document.root.text_of("paymethod").unwrap_or_default();
    let chosen = if chosen.is_empty() { told } else { chosen };
    let offered = crate::faces::field::offered(document, "paymethod").into_iter();
    offered
        .map(|choice| Method {
            is_chosen: choice.value == chosen,
            id: choice.value,
            name: choice.text,
        })
        .collect()
}

/// Where it goes on: an order that was paid is being made; a payment is awaited.
pub(super) fn done(document: &Document) -> Shown {
    let payment = document.root.text_of("payment_id");
    let address = match payment {
        Some(payment) => format!("/panel/payment.add.redirect?elid={payment}"),
        None => "/panel?notice=payment.add.pay".to_owned(),
    };
    Shown::Elsewhere(address, Vec::new())
}

#[derive(Template)]
#[template(path = "customer/payment.html")]
struct Announced {
    words: Words,
    id: String,
    amount: String,
    provider: String,
}

/// What is to be done so that an announced payment arrives.
pub(super) async fn announced(visit: &Visit) -> Result<Shown, Fault> {
    let elid = visit.params.text("elid").unwrap_or_default();
    let document = visit
        .call("payment.add.redirect", &[("elid", elid)])
        .await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let template = Announced {
        words: visit.words,
        id: text("payment_id").to_owned(),
        amount: visit.locale.wire(text("amount")),
        provider: visit.brand(),
    };
    Ok(Shown::Page(Page::of(
        visit.words.say("payment-title"),
        &template,
    )?))
}
