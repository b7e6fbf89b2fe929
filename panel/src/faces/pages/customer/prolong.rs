//! Renewing a service: each period with what it costs and until when it then runs.

use super::money;
use super::pending::to_add;
use crate::faces::guard::random;
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::Fault;

/// Periods that are shown with their end.
const PERIODS_MAX: usize = 12;

/// A period to renew for.
struct PeriodChoice {
    code: String,
    name: String,
    price: String,
    /// The end after it.
    until: String,
    is_chosen: bool,
    /// What is missing to pay it, and where it is added.
    missing: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "customer/prolong.html")]
struct Renewal {
    words: Words,
    name: String,
    elid: String,
    expires: String,
    periods: Vec<PeriodChoice>,
    balance: String,
    fault: Option<String>,
    csrf: String,
    key: String,
    back: String,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let elid = visit.params.text("elid").unwrap_or_default().to_owned();
    let asked = visit.params.text("period");
    let first = visit.call("service.prolong", &[("elid", &elid)]).await?;
    let chosen = asked.or(first.root.text_of("period")).unwrap_or_default();
    let mut periods = Vec::new();
    let offered = crate::faces::field::offered(&first, "period").into_iter();
    for choice in offered.take(PERIODS_MAX) {
        let params = [("elid", elid.as_str()), ("period", choice.value.as_str())];
        let Ok(one) = visit.call("service.prolong", &params).await else {
            continue;
        };
        let text = |name: &str| one.root.text_of(name).unwrap_or_default();
        let price = money::parse(text("cost"));
        periods.push(PeriodChoice {
            name: money::period(&choice.text).to_owned(),
            price: visit.locale.wire(text("cost")),
            until: visit.locale.wire(text("newexpiredate")),
            is_chosen: choice.value == chosen,
            missing: price.and_then(|price| to_add(visit, price)),
            code: choice.value,
        });
    }
    let text = |name: &str| first.root.text_of(name).unwrap_or_default();
    let template = Renewal {
        words: visit.words,
        name: text("title_name").to_owned(),
        expires: visit.locale.wire(text("expiredate")),
        balance: visit
            .frame
            .available
            .first()
            .map(|money| visit.money(money))
            .unwrap_or_default(),
        fault: visit.fault.as_ref().map(|fault| visit.told(fault)),
        csrf: visit.csrf(),
        key: visit
            .params
            .text("orderkey")
            .map_or_else(random, str::to_owned),
        back: visit.back().unwrap_or("/panel").to_owned(),
        elid,
        periods,
    };
    let mut page = Page::of(visit.words.say("prolong-title"), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}
