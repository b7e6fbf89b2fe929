//! The order of a service: its period and options with a running total, then the cart or at once.

use super::certificate;
use super::money;
use super::option::{self, Choice};
use super::order_fields;
use super::pending::to_add;
use crate::faces::field::Field;
use crate::faces::guard::random;
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::Money;
use onsell_wire::{Document, Fault, Node, Params};

/// Fields that are refused one after the other before the form is shown without what was typed.
const REFUSALS_MAX: usize = 4;
/// The period code of a trial, which is not renewed by itself.
const TRIAL: &str = "-100";

/// A period that is sold.
struct PeriodChoice {
    code: String,
    name: String,
    price: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "customer/order.html")]
struct Order<'a> {
    words: Words,
    visit: &'a Visit,
    title: String,
    tariff: String,
    /// The tariffs beside this one.
    others: String,
    periods: Vec<PeriodChoice>,
    options: Vec<Choice>,
    leading: Vec<Field>,
    checked: Vec<Field>,
    /// What is asked for a certificate, in HTML.
    certificate: String,
    can_renew: bool,
    renews: bool,
    /// What is in the total.
    lines: Vec<(String, String)>,
    total: String,
    /// What the customer can spend.
    balance: String,
    /// What is missing to pay at once, and where it is added.
    missing: Option<(String, String)>,
    fault: Option<String>,
    csrf: String,
    key: String,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let kind = visit.function.split('.').next().unwrap_or_default();
    let (document, refused) = ask(visit).await?;
    let root = &document.root;
    let text = |name: &str| root.text_of(name).unwrap_or_default();
    let mut options = option::read(visit, &document);
    let mut fields = order_fields::read(visit, &document, kind);
    let mut faults: Vec<Fault> = visit.fault.iter().cloned().collect();
    faults.extend(refused);
    if visit.fault.is_none() {
        faults.extend(address_fault(visit, kind, text("period")).await);
    }
    for fault in &faults {
        let message = visit.told(fault);
        let is_meant = |name: &str| fault.object() == Some(name);
        let own = fields.leading.iter_mut().chain(&mut fields.checked);
        if let Some(field) = own.into_iter().find(|field| is_meant(&field.name)) {
            field.error.clone_from(&message);
        }
        if let Some(choice) = options.iter_mut().find(|choice| is_meant(&choice.name)) {
            choice.error = message;
        }
    }
    let total = money::of(text("cost"), text("currency_str"));
    let periods = periods(visit, root, text("period"));
    let tariff = tariff_name(root);
    let mut lines: Vec<(String, String)> = periods
        .iter()
        .filter(|period| period.is_chosen)
        .map(|period| (tariff.clone(), period.price.clone()))
        .collect();
    lines.extend(options.iter().filter_map(Choice::told));
    let certificate = if crate::faces::pages::certificate::is_meant(visit) {
        certificate::order::part(visit, &document).await?
    } else {
        String::new()
    };
    let template = Order {
        words: visit.words,
        title: visit.words.about("order-of", &tariff),
        others: others(kind, text("period")),
        can_renew: text("period") != TRIAL,
        renews: visit
            .params
            .get("autoprolong")
            .unwrap_or(text("autoprolong"))
            != "null",
        total: total.map(|total| visit.money(&total)).unwrap_or_default(),
        balance: balance(visit, total),
        missing: total.and_then(|total| to_add(visit, total)),
        fault: visit.fault.as_ref().map(|fault| told(visit, fault)),
        csrf: visit.csrf(),
        key: visit
            .params
            .text("orderkey")
            .map_or_else(random, str::to_owned),
        leading: fields.leading,
        checked: fields.checked,
        visit,
        tariff,
        periods,
        options,
        lines,
        certificate,
    };
    let mut page = Page::of(template.title.clone(), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

/// Why the order was refused.
fn told(visit: &Visit, fault: &Fault) -> String {
    if crate::faces::pages::certificate::is_meant(visit) {
        return certificate::order::told(visit, fault);
    }
    visit.told(fault)
}

/// Asks for the form with what was chosen. What is refused is left out and told at its field.
async fn ask(visit: &Visit) -> Result<(Document, Vec<Fault>), Fault> {
    let mut params = visit.params.clone();
    if crate::faces::pages::certificate::is_meant(visit) {
        // What a certificate says changes nothing of the form, and is looked at by its own part.
        params = certificate::order::without(&params);
    }
    for name in [
        "sok",
        "clicked_button",
        "skipbasket",
        "orderkey",
        "ip",
        "licname",
        "domain",
    ] {
        params.remove(name);
    }
    if let Some(object) = visit.fault.as_ref().and_then(Fault::object) {
        params.remove(object);
    }
    let mut refused = Vec::new();
    loop {
        match visit
            .call_with(&visit.function, params.clone())
            .await
            .result
        {
            Ok(document) => return Ok((document, refused)),
            Err(fault) if refused.len() < REFUSALS_MAX => {
                let object = fault.object().unwrap_or_default().to_owned();
                if object == "pricelist" || !params.has(&object) {
                    return Err(fault);
                }
                params.remove(&object);
                refused.push(fault);
            }
            Err(fault) => return Err(fault),
        }
    }
}

/// Why an address that was typed would be refused.
async fn address_fault(visit: &Visit, kind: &str, period: &str) -> Option<Fault> {
    let address = visit.params.text("ip")?;
    let tariff = visit.params.text("pricelist")?;
    let params = [("pricelist", tariff), ("period", period), ("ip", address)];
    let fault = visit
        .call(&format!("{kind}.checkip"), &params)
        .await
        .err()?;
    (fault.object() == Some("ip")).then_some(fault)
}

fn periods(visit: &Visit, root: &Node, chosen: &str) -> Vec<PeriodChoice> {
    let is_of_period = |list: &&Node| list.attribute("name") == Some("period");
    let list = root.children_of("slist").find(is_of_period);
    let nodes = list.into_iter().flat_map(|list| list.children.iter());
    nodes
        .map(|node| {
            let code = node.attribute("key").unwrap_or_default();
            PeriodChoice {
                code: code.to_owned(),
                name: money::period(&node.text).to_owned(),
                price: money::parse(&node.text)
                    .map(|price| visit.money(&price))
                    .unwrap_or_default(),
                is_chosen: code == chosen,
            }
        })
        .collect()
}

fn tariff_name(root: &Node) -> String {
    let is_summary = |list: &&Node| list.attribute("name") == Some("pricelist_summary");
    let list = root.children_of("list").find(is_summary);
    let row = list.and_then(|list| list.child("elem"));
    let name = row.and_then(|row| row.text_of("name"));
    name.unwrap_or_default().to_owned()
}

fn others(kind: &str, period: &str) -> String {
    let mut params = Params::default();
    params.push("period", period);
    Visit::address(&format!("{kind}.order"), &params)
}

/// What can be spent in the currency of the order.
fn balance(visit: &Visit, total: Option<Money>) -> String {
    let wallets = visit.frame.available.iter();
    let fitting = wallets.filter(|money| total.is_none_or(|t| t.currency == money.currency));
    let most = fitting.max_by_key(|money| money.amount);
    most.map(|money| visit.money(money)).unwrap_or_default()
}

/// Where it goes on: the card of what is being made, or the cart.
pub(super) fn done(visit: &Visit, document: &Document) -> Shown {
    let kind = visit.function.trim_start_matches("v2.");
    let kind = kind.split('.').next().unwrap_or_default();
    let service = document.root.first_text(&["item.id", "id"]);
    let address = match service.filter(|_| document.root.child("charged").is_some()) {
        Some(service) => {
            format!("/panel/{kind}.edit?elid={service}&notice={kind}.order.param")
        }
        None => "/panel/basket".to_owned(),
    };
    Shown::Elsewhere(address, Vec::new())
}
