//! Another plan for a service: the plans there are, and what the move to one comes to.

use super::money;
use crate::faces::field;
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::Fault;

/// A plan that the service can move to.
struct Plan {
    id: String,
    name: String,
    price: String,
    is_chosen: bool,
}

/// What the move comes to.
struct Preview {
    name: String,
    price_now: String,
    price_then: String,
    ends_now: String,
    ends_then: String,
    told: String,
    /// What is missing to pay it, and where it is added.
    missing: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "customer/plan.html")]
struct PlanPage {
    words: Words,
    name: String,
    now: String,
    elid: String,
    plans: Vec<Plan>,
    preview: Option<Preview>,
    fault: Option<String>,
    csrf: String,
    back: String,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let elid = visit.params.text("elid").unwrap_or_default();
    let chosen = visit.params.text("pricelist").unwrap_or_default();
    let asked = [("elid", elid)];
    let document = visit.call("service.changepricelist", &asked).await?;
    let mut fault = visit.fault.clone();
    let mut preview = None;
    if !chosen.is_empty() {
        let asked = [("elid", elid), ("pricelist", chosen)];
        match visit
            .call("service.changepricelist.pricelist", &asked)
            .await
        {
            Ok(answer) => preview = Some(of(visit, &answer.root)),
            Err(refused) => fault = fault.or(Some(refused)),
        }
    }
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let template = PlanPage {
        words: visit.words,
        name: text("title_name").to_owned(),
        now: text("oldpricelist").to_owned(),
        elid: elid.to_owned(),
        plans: field::offered(&document, "pricelist")
            .into_iter()
            .map(|choice| plan(visit, &choice.text, choice.value, chosen))
            .collect(),
        preview,
        fault: fault.map(|fault| visit.told(&fault)),
        csrf: visit.csrf(),
        back: visit.back().unwrap_or("/panel").to_owned(),
    };
    let mut page = Page::of(visit.words.say("plan-title"), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

/// The answer writes `name - price / period`.
fn plan(visit: &Visit, text: &str, id: String, chosen: &str) -> Plan {
    let (name, price) = text.rsplit_once(" - ").unwrap_or((text, ""));
    Plan {
        name: name.to_owned(),
        price: visit.locale.wire(price),
        is_chosen: id == chosen,
        id,
    }
}

fn of(visit: &Visit, root: &onsell_wire::Node) -> Preview {
    let text = |name: &str| root.text_of(name).unwrap_or_default();
    let charge = money::parse(text("charge"));
    Preview {
        name: text("newpricelist").to_owned(),
        price_now: visit.locale.wire(text("oldprice")),
        price_then: visit.locale.wire(text("newprice")),
        ends_now: visit.locale.wire(text("oldexpiredate")),
        ends_then: visit.locale.wire(text("newexpiredate")),
        told: money::sentence(visit, text("money_info")),
        missing: charge.and_then(|charge| super::pending::to_add(visit, charge)),
    }
}
