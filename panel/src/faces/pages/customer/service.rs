//! The card of a service for its owner.

use super::option::{self, Choice};
use super::requested::{self, Requested};
use super::state::{self, StateView};
use super::{certificate, history, machine};
use crate::faces::badge;
use crate::faces::choices::Choice as Period;
use crate::faces::field;
use crate::faces::page::{Page, Shown};
use crate::faces::perform::with_notice;
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Document, Fault, Node, Params};

/// What a change of options comes to.
struct Price {
    now: String,
    then: String,
    charge: String,
    refund: String,
}

/// What its owner may do; each is a button.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
struct Rights {
    edit: bool,
    prolong: bool,
    suspend: bool,
    resume: bool,
    delete: bool,
    /// The first day on which the address, or the key, may be changed.
    next_address: String,
    next_key: String,
}

#[derive(Template)]
#[template(path = "customer/service.html")]
struct Service {
    words: Words,
    kind: String,
    elid: String,
    name: String,
    tariff: String,
    state: StateView,
    requested: Vec<Requested>,
    /// The key, and the line that installs what it is for.
    key: String,
    install: String,
    label: String,
    address: String,
    facts: Vec<(String, String)>,
    rights: Rights,
    renewals: Vec<Period>,
    options: Vec<Choice>,
    price: Option<Price>,
    machine: Option<machine::Machine>,
    /// The modules of a license.
    modules: Vec<Module>,
    /// What a module hangs on: its name, and where it is seen.
    license: Option<(String, String)>,
    /// What it is as a certificate, in HTML.
    certificate: String,
    history: Vec<history::Entry>,
    fault: Option<String>,
    /// The field that was refused.
    wrong: String,
    csrf: String,
    /// Where actions come back to, for a form and for an address.
    here: String,
    back: String,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let kind = visit.function.split('.').next().unwrap_or_default();
    let elid = visit.params.text("elid").unwrap_or_default();
    let (document, price) = card(visit, kind, elid).await?;
    let root = &document.root;
    let text = |name: &str| root.text_of(name).unwrap_or_default();
    let told = visit.call("service.state", &[("elid", elid)]).await?;
    let work = told.root.child("operation");
    let options = option::read(visit, &document);
    let here = format!("/panel/{kind}.edit?elid={elid}");
    let back = encoded(&here);
    let label = [text("CN"), text("licname"), text("domain"), text("ip")];
    let label = label.into_iter().find(|label| !label.is_empty());
    let fault = visit.fault.as_ref();
    let wrong = fault.and_then(Fault::object).unwrap_or_default();
    let typed = |name: &str| {
        let typed = visit.params.get(name).filter(|_| fault.is_some());
        typed.unwrap_or(text(name)).to_owned()
    };
    let install = [
        told.root.text_of("installline"),
        root.text_of("panel_installline"),
    ];
    let key = [text("lickey"), text("panel_key")];
    let mut renewals = field::offered(&document, "autoprolong");
    for one in &mut renewals {
        one.is_chosen = one.value == text("autoprolong");
        one.text = visit.locale.wire(&one.text);
    }
    let template = Service {
        words: visit.words,
        name: label.unwrap_or(text("pricelist_name")).to_owned(),
        tariff: text("pricelist_name").to_owned(),
        state: state::of(visit, root, work),
        requested: requested::read(visit, root),
        key: key
            .into_iter()
            .find(|key| !key.is_empty())
            .unwrap_or_default()
            .to_owned(),
        install: install
            .into_iter()
            .flatten()
            .find(|line| !line.is_empty())
            .unwrap_or_default()
            .to_owned(),
        label: typed("licname"),
        address: typed("ip"),
        facts: facts(visit, root),
        rights: rights(visit, told.root.child("rights")),
        price: price.map(|price| price_of(visit, &price.root)),
        machine: machine::read(visit, kind, root),
        modules: modules(visit, root),
        license: license(root),
        certificate: certificate::card::html(visit, root, work.is_some(), (&here, &back))?,
        history: history::read(visit, elid).await,
        fault: fault.map(|fault| visit.told(fault)),
        wrong: wrong.to_owned(),
        csrf: visit.csrf(),
        back,
        kind: kind.to_owned(),
        elid: elid.to_owned(),
        here,
        renewals,
        options,
    };
    let page = Page::of(template.name.clone(), &template)?;
    if visit.fault.is_some() {
        return Ok(Shown::Page(Page {
            status: 422,
            ..page
        }));
    }
    // A card on which somebody tries options stays as it is.
    let is_tried = visit
        .params
        .iter()
        .any(|(name, _)| name.starts_with("addon_"));
    Ok(Shown::Page(if is_tried { page } else { page.live() }))
}

/// The card, and with options that are tried the card as it would be with them.
async fn card(
    visit: &Visit,
    kind: &str,
    elid: &str,
) -> Result<(Document, Option<Document>), Fault> {
    let function = format!("{kind}.edit");
    let mut params = Params::default();
    params.push("elid", elid);
    for (name, value) in visit.params.iter() {
        if name.starts_with("addon_") {
            params.push(name, value);
        }
    }
    if visit.fault.is_none() && params.len() > 1 {
        let tried = visit.call_with(&function, params).await.result;
        if let Ok(tried) = tried {
            return Ok((
                tried.clone(),
                Some(tried).filter(|t| t.root.child("charge").is_some()),
            ));
        }
    }
    Ok((visit.call(&function, &[("elid", elid)]).await?, None))
}

/// A module of a license.
struct Module {
    name: String,
    address: String,
    color: &'static str,
    status: String,
    ends: String,
}

fn modules(visit: &Visit, root: &Node) -> Vec<Module> {
    let is_meant = |list: &&Node| list.attribute("name") == Some("modules");
    let list = root.children_of("list").find(is_meant);
    let rows = list.into_iter().flat_map(|list| list.children_of("elem"));
    let module = |row: &Node| {
        let text = |name: &str| row.text_of(name).unwrap_or_default();
        let status = row.child("item_status");
        let key = status.and_then(|node| node.attribute("orig"));
        Module {
            name: text("name").to_owned(),
            address: format!("/panel/{}.edit?elid={}", text("itemtype"), text("id")),
            color: badge::color(key.unwrap_or_default()),
            status: text("item_status").to_owned(),
            ends: visit.locale.wire(text("expiredate")),
        }
    };
    rows.map(module).collect()
}

fn license(root: &Node) -> Option<(String, String)> {
    let text = |name: &str| root.text_of(name).unwrap_or_default();
    let name = root.text_of("license_name")?.to_owned();
    let (kind, seen) = (text("license_itemtype"), text("license_seen"));
    Some((name, format!("/panel/{kind}.edit?elid={seen}")))
}

fn price_of(visit: &Visit, root: &Node) -> Price {
    let text = |name: &str| root.text_of(name).unwrap_or_default();
    let unless_nothing = |name: &str| {
        let money = super::money::parse(text(name));
        money
            .filter(|money| money.amount.get() > 0)
            .map(|money| visit.money(&money))
            .unwrap_or_default()
    };
    Price {
        now: visit.locale.wire(text("oldprice")),
        then: visit.locale.wire(text("newprice")),
        charge: unless_nothing("charge"),
        refund: unless_nothing("refund"),
    }
}

fn rights(visit: &Visit, node: Option<&Node>) -> Rights {
    let Some(node) = node else {
        return Rights::default();
    };
    let is_on = |name: &str| node.text_of(name) == Some("on");
    let day = |name: &str| visit.locale.wire(node.text_of(name).unwrap_or_default());
    Rights {
        edit: is_on("edit"),
        prolong: is_on("prolong"),
        suspend: is_on("suspend"),
        resume: is_on("resume"),
        delete: is_on("delete"),
        next_address: day("next_ip"),
        next_key: day("next_lickey"),
    }
}

/// What is known of the service; what is not is left out.
fn facts(visit: &Visit, root: &Node) -> Vec<(String, String)> {
    let words = visit.words;
    // A certificate has an end of its own.
    let is_certificate = root.child("service_status_msg").is_some();
    let ends = if is_certificate {
        "certificate-paid"
    } else {
        "service-ends"
    };
    let known = [
        (words.say("service-plan"), "pricelist_name"),
        (words.say("order-host-name"), "domain"),
        (words.say("order-address"), "ip"),
        (words.say("order-system"), "ostempl"),
        (words.say("order-data-center"), "datacentername"),
        (words.say("service-ordered"), "createdate"),
        (words.say(ends), "expiredate"),
        (words.say("service-price"), "cost"),
    ];
    let fact = |(label, name): (String, &str)| {
        let value = root.text_of(name).filter(|value| !value.is_empty())?;
        (value != "0.0.0.0").then(|| (label, visit.locale.wire(value)))
    };
    known.into_iter().filter_map(fact).collect()
}

fn encoded(address: &str) -> String {
    let mut params = Params::default();
    params.push("back", address);
    params.to_query()
}

/// Where it goes on after a change: the page that the change was made from.
pub(super) fn changed(visit: &Visit) -> Shown {
    let kind = visit.function.strip_suffix(".edit");
    let kind = kind.or(visit.function.strip_suffix(".reissue"));
    let elid = visit.params.text("elid").unwrap_or_default();
    let card = kind.map(|kind| format!("/panel/{kind}.edit?elid={elid}"));
    let back = card.or_else(|| visit.back().map(str::to_owned));
    let back = back.unwrap_or_else(|| "/panel".to_owned());
    Shown::Elsewhere(with_notice(&back, &visit.function), Vec::new())
}
