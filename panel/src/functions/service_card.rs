//! A service as staff see it: `service.card`.

use super::card;
use super::operation::{put_hands, state_text};
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind};
use crate::fields::{SERVICE, code, instant, or_empty};
use crate::function::{Body, Function};
use onsell_domain::margin::{Margin, per_month};
use onsell_domain::{Amount, Language, Level, Money, ServiceId, Text};
use onsell_engine::bundle::Card as License;
use onsell_engine::service_card::{self, ServiceCard};
use onsell_store::operation::Operation;
use onsell_store::problem::Problem;
use onsell_store::service::Service;
use onsell_store::upstream::Upstream;
use onsell_wire::{Document, Fault, Node};

/// `service.card`: what a service costs and earns, what belongs to it, and its seller's side.
pub(super) struct Card;

impl Function for Card {
    type Caller = Staff;
    type Input = ServiceId;
    type Output = Box<ServiceCard>;

    const DECLARATION: Declaration = Declaration {
        name: "service.card",
        kind: Kind::Tree,
        level: Level::Staff,
        title: Text::new("Card of a service", "Карточка услуги"),
        parameters: &[SERVICE],
    };

    fn parse(ask: &Ask) -> Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Read(|scope, _, id| Ok(Box::new(service_card::read(scope, *id)?)))
    }

    fn render(output: &Box<ServiceCard>, ask: &Ask) -> Document {
        let (service, language) = (&output.service, ask.language);
        let mut document = Document::tree(&ask.function);
        let root = &mut document.root;
        put_head(root, service, language);
        root.put("account", service.account.to_string());
        root.put("client", output.client.clone());
        root.put("itemtype", service.type_name.clone());
        root.put("pricelist", service.tariff.to_string());
        root.put("pricelist_name", card::tariff_name(service, language));
        card::put_facts(root, service, language);
        root.put("calls", output.calls.to_string());
        let mut module = Node::new("module");
        module.put("id", output.module.id.to_string());
        module.put("name", output.module.name.clone());
        module.put("module", output.module.kind.clone());
        document.push(module);
        document.push(money(output));
        if let Some(open) = &output.operation {
            document.push(operation(open, language));
        }
        if let Some(server) = &output.parent {
            let mut parent = Node::new("parent");
            put_head(&mut parent, server, language);
            parent.put("itemtype", server.type_name.clone());
            document.push(parent);
        }
        for (found, cost) in &output.licenses {
            document.push(license(found, *cost, language));
        }
        if let Some(told) = &output.upstream {
            document.push(upstream(told, output));
        }
        for found in &output.problems {
            document.push(problem(found, language));
        }
        document
    }
}

fn put_head(node: &mut Node, service: &Service, language: Language) {
    node.put("id", service.id.to_string());
    node.put("title_name", card::title(service, language));
}

/// Price, cost and what is left, of a term and of a month.
fn money(output: &ServiceCard) -> Node {
    let (service, earning) = (&output.service, &output.earning);
    let shown = |amount: Option<Amount>| {
        or_empty(amount.map(|amount| Money::new(amount, service.currency)))
    };
    let month =
        |amount: Option<Amount>| shown(amount.and_then(|amount| per_month(amount, service.period)));
    let left = earning.margin.map(|margin| margin.amount);
    let mut money = Node::new("money");
    money.put("period", service.period.code().to_string());
    for (name, amount) in [
        ("price", Some(earning.price)),
        ("cost", earning.cost),
        ("margin", left),
    ] {
        money.put(name, shown(amount));
        money.put(format!("{name}_month"), month(amount));
    }
    money.put("margin_percent", or_empty(earning.margin.and_then(percent)));
    money.put("last_charged", or_empty(earning.last_charged));
    money.put("paid", shown(Some(service.paid)));
    money.put("paid_from", or_empty(service.paid_from));
    money
}

/// `33.3`, without the sign.
fn percent(margin: Margin) -> Option<String> {
    let tenths = margin.percent_tenths?;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    Some(format!("{sign}{}.{}", tenths / 10, tenths % 10))
}

fn operation(open: &Operation, language: Language) -> Node {
    let mut node = Node::new("operation");
    node.put("id", open.id.to_string());
    node.put("intname", open.kind.name());
    node.put("name", open.kind.title(language));
    node.push(Node::leaf("status", state_text(open).get(language)).attr("orig", open.state.name()));
    node.put("cdate", instant(open.created_at));
    node.put("trycount", open.attempt.to_string());
    node.put("error", or_empty(open.error.as_ref()));
    put_hands(&mut node, open, language);
    node
}

fn license(found: &License, cost: Option<Amount>, language: Language) -> Node {
    let service = &found.service;
    let mut node = Node::new("license");
    put_head(&mut node, service, language);
    card::put_status(&mut node, service, language);
    node.put("ip", service.ip.clone());
    node.put("lickey", service.license_key.clone());
    node.put("expiredate", or_empty(service.expires));
    node.put("upstream_id", or_empty(found.upstream));
    let cost = cost.map(|cost| Money::new(cost, service.currency));
    node.put("cost", or_empty(cost));
    node.put("last_charged", or_empty(found.cost));
    node
}

/// The seller's side, as it was last told.
fn upstream(told: &Upstream, output: &ServiceCard) -> Node {
    let mut node = Node::new("upstream");
    node.put("id", or_empty(told.upstream_id));
    node.put("remoteid", told.reference.clone());
    node.put("status", told.status_key.clone());
    node.put("expiredate", or_empty(told.expires));
    node.put("pricelist", or_empty(told.tariff));
    node.put("licname", told.name.clone());
    node.put("ip", told.ip.clone());
    node.put("autoprolong", code(told.auto_prolong));
    node.put("renewals_left", output.service.covers_left.to_string());
    node.put("read", or_empty(told.read_at.map(instant)));
    node.put("link", output.link.clone().unwrap_or_default());
    node
}

fn problem(found: &Problem, language: Language) -> Node {
    let mut node = Node::new("problem");
    node.put("id", found.id.to_string());
    node.put("type", found.kind.name());
    node.put("text", found.kind.text().get(language));
    node.put("detail", found.detail.clone());
    node.put("amount", or_empty(found.amount));
    node.put("opendate", instant(found.opened_at));
    node
}
