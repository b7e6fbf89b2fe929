//! The card of a service: `soft.edit` and its like (wire 3.8).

use super::addon_field::AddonFields;
use super::card;
use super::certificate_card::CertificateCard;
use super::order_module;
use super::server_card::ServerCard;
use super::service::Family;
use super::service_change::{put_changing, requested};
use super::service_param::put_params;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{
    ADDON, AUTO_PROLONG, ORDER_KEY, REFERENCE, SERVICE, SERVICE_IP, SERVICE_NAME, SOK, code, cost,
    or_empty,
};
use crate::function::{Body, Function};
use onsell_domain::{AddonId, Language, Level, Money, Period, ServiceId, Text};
use onsell_engine::change::{self, Edited};
use onsell_engine::change_addons::{self, NewAddons};
use onsell_engine::module_license;
use onsell_engine::next_change::{self, Changing};
use onsell_engine::sold::Sold;
use onsell_engine::{Result, Scope};
use onsell_store::service::Service;
use onsell_store::service_param::{self, ServiceParam};
use onsell_store::tariff::{self, Addon, Price};
use onsell_store::upstream::{self, Upstream};
use onsell_wire::message::{EditAnswer, EditRequest};
use onsell_wire::{Document, Fault, Node};

/// `T.edit`: shows a service, and with addon values what they would cost; with `sok` changes what
/// its owner may change, or with `clicked_button=newkey` makes a new key.
pub(super) struct Edit;

/// Which service, and what to change of it.
pub(super) struct Input {
    family: Family,
    service: ServiceId,
    change: Option<EditRequest>,
    /// Addon values whose price is asked for.
    asked: Vec<(AddonId, i64)>,
    /// `autoprolong=on` without a period: the service's own.
    is_own_period: bool,
}

/// What came of it.
pub(super) enum Output {
    /// The card.
    Shown(Box<Card>),
    /// The card with a new key, or the present one until the seller tells the new one.
    Keyed(Box<Card>),
    /// Changed.
    Saved(Box<Edited>),
}

/// A service with what the form offers.
pub(super) struct Card {
    service: Service,
    names: card::Names,
    addons: Vec<(AddonId, i64)>,
    offered: AddonFields,
    prices: Vec<Price>,
    /// What the addons that are asked for would come to.
    new: Option<NewAddons>,
    /// What the seller last told, for staff.
    upstream: Option<Upstream>,
    /// What else is kept with it.
    params: Vec<ServiceParam>,
    /// What of it may be changed when, and what is being changed.
    changing: Changing,
    /// Its machine and its panel, where it is a server.
    server: Option<ServerCard>,
    /// Its request and its certificates, where it is one.
    certificate: Option<CertificateCard>,
    /// What hangs on it, or what it hangs on.
    hanging: module_license::Card,
    for_staff: bool,
}

impl Function for Edit {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "T.edit",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Service", "Услуга"),
        parameters: &[
            SERVICE,
            SERVICE_NAME,
            SERVICE_IP,
            REFERENCE,
            AUTO_PROLONG,
            ADDON,
            order_module::LICENSE,
            order_module::ITEM,
            Parameter::optional(
                "clicked_button",
                ParameterKind::Text,
                Text::new("newkey: a new license key", "newkey: новый ключ лицензии"),
            ),
            ORDER_KEY,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let change = if ask.is_final() {
            Some(EditRequest::from_params(&ask.params)?)
        } else {
            None
        };
        Ok(Input {
            family: Family::of(ask),
            service: ask.params.required_id("elid")?,
            asked: asked(ask)?,
            is_own_period: ask.params.text("autoprolong") == Some("on"),
            change,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.change.is_some() {
            Body::Write(save)
        } else {
            Body::Read(|scope, caller: &Anyone, input: &Input| {
                let service = input.family.service(scope, caller, input.service)?;
                let mut card = card(scope, caller, service)?;
                if !input.asked.is_empty() {
                    let (actor, id) = (caller.actor(), card.service.id);
                    card.new = change_addons::preview(scope, &actor, id, &input.asked)?;
                }
                Ok(Output::Shown(Box::new(card)))
            })
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Shown(card) => form(card, ask),
            Output::Keyed(card) => form(card, ask).with(Node::new("ok")),
            Output::Saved(edited) => {
                let service = &edited.service;
                let money = |amount| Money::new(amount, service.currency);
                let answer = EditAnswer {
                    service: Some(service.id.get()),
                    key: Some(service.license_key.clone()),
                    charged: edited.money.map(|(charge, _)| money(charge)),
                    returned: edited.money.map(|(_, refund)| money(refund)),
                };
                answer.to_document(&ask.function)
            }
        }
    }
}

/// Addon values that a form is shown for, so that their price is known before they are ordered.
fn asked(ask: &Ask) -> std::result::Result<Vec<(AddonId, i64)>, Fault> {
    let mut names = ask.params.iter().map(|(name, _)| name);
    if ask.is_final() || !names.any(|name| name.starts_with("addon_")) {
        return Ok(Vec::new());
    }
    let told = EditRequest::from_params(&ask.params)?.addons.into_iter();
    Ok(told.map(|(id, value)| (AddonId::new(id), value)).collect())
}

fn card(scope: &mut Scope<'_>, caller: &Anyone, service: Service) -> Result<Card> {
    Ok(Card {
        names: card::Names::read(scope)?,
        addons: card::addons_of(scope, caller, &service)?,
        offered: AddonFields {
            sold: Sold::read(scope, service.tariff, service.currency)?,
            period: service.period,
            currency: service.currency,
            is_running: true,
            for_staff: caller.is_staff(),
        },
        prices: tariff::prices(scope.tx, service.tariff, service.currency)?,
        new: None,
        upstream: if caller.is_staff() {
            upstream::find(scope.tx, service.id)?
        } else {
            None
        },
        params: service_param::of_service(scope.tx, service.id)?,
        changing: next_change::of(scope, &service)?,
        server: ServerCard::read(scope, &service)?,
        hanging: module_license::card(scope, &service)?,
        certificate: CertificateCard::read(scope, &service)?,
        for_staff: caller.is_staff(),
        service,
    })
}

fn save(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let service = input.family.service(scope, caller, input.service)?;
    let Some(request) = &input.change else {
        return Ok(Output::Shown(Box::new(card(scope, caller, service)?)));
    };
    let actor = caller.actor();
    if request.new_key {
        let service = change::new_key(scope, &actor, service.id)?;
        return Ok(Output::Keyed(Box::new(card(scope, caller, service)?)));
    }
    let own_period = input.is_own_period.then_some(Some(service.period));
    let edit = change::Edit {
        name: request.name.clone(),
        ip: request.ip.clone(),
        reference: request.reference.clone(),
        auto_prolong: request.auto_prolong.or(own_period),
        addons: request
            .addons
            .iter()
            .map(|(id, value)| (AddonId::new(*id), *value))
            .collect(),
        license: request.license.map(ServiceId::new),
        order_key: request.order_key.clone(),
    };
    Ok(Output::Saved(Box::new(change::edit(
        scope, &actor, service.id, &edit,
    )?)))
}

fn form(card: &Card, ask: &Ask) -> Document {
    let (service, language) = (&card.service, ask.language);
    let mut form = Document::form(&ask.function);
    form.push(addon_page(card, ask));
    form.push(messages(card, ask));
    let root = &mut form.root;
    root.put("elid", service.id.to_string());
    root.put("id", service.id.to_string());
    root.put("name", card::title(service, language));
    root.put("title_name", card::title(service, language));
    root.put("pricelist", service.tariff.to_string());
    root.put("pricelist_name", card::tariff_name(service, language));
    root.put("intname", service.tariff_intname.clone());
    root.put("webdomains", "");
    root.put("stored_method", "");
    card.names.put(root, service, language);
    card::put_facts(root, service, language);
    put_changing(root, &card.changing, language);
    card::put_addons(root, &asked_over(card));
    put_params(root, &card.params, card.for_staff);
    if let Some(server) = &card.server {
        server.put(root, card.for_staff, language);
    }
    if let Some(certificate) = &card.certificate {
        certificate.put(root, language);
    }
    order_module::put_card(root, &card.hanging, language);
    if card.for_staff {
        root.put("account", service.account.to_string());
        root.put("processingmodule", service.module.to_string());
    }
    if let Some(told) = &card.upstream {
        put_upstream(root, told, service);
    }
    let has = |addon: &Addon| {
        let known = card.addons.iter().find(|(id, _)| *id == addon.id);
        known.map(|(_, value)| *value)
    };
    for choices in card.offered.choices(has, language) {
        root.push(choices);
    }
    if let Some(asked) = &card.changing.requested {
        let sold = (&card.offered.sold, card.addons.as_slice());
        root.push(requested(asked, service, sold, language));
    }
    root.push(renewals(card, ask));
    if let Some(new) = &card.new {
        put_price(root, new, service, language);
    }
    form
}

/// The values of the addons with those that are asked for in their place.
fn asked_over(card: &Card) -> Vec<(AddonId, i64)> {
    let mut addons = card.addons.clone();
    let new = card.new.iter().flat_map(|new| &new.values);
    for (id, value) in new {
        match addons.iter_mut().find(|(known, _)| known == id) {
            Some(known) => known.1 = *value,
            None => addons.push((*id, *value)),
        }
    }
    addons
}

/// What a change of addons would cost now, and what a renewal costs before and after it.
fn put_price(root: &mut Node, new: &NewAddons, service: &Service, language: Language) {
    let money = |amount| Money::new(amount, service.currency).to_string();
    let renewal = |price| cost(price, service.currency, service.period, language);
    root.put("oldprice", renewal(service.renewal_price));
    root.put("newprice", renewal(new.renewal));
    root.put("charge", money(new.charge));
    root.put("refund", money(new.refund));
}

/// The seller's side of a service, as it was last told.
fn put_upstream(root: &mut Node, told: &Upstream, service: &Service) {
    root.put("upstream_id", or_empty(told.upstream_id));
    root.put("upstream_remoteid", told.reference.clone());
    root.put("upstream_status", told.status_key.clone());
    root.put("upstream_expiredate", or_empty(told.expires));
    root.put("upstream_pricelist", or_empty(told.tariff));
    root.put("upstream_autoprolong", code(told.auto_prolong));
    root.put("upstream_renewals_left", service.covers_left.to_string());
}

/// The page with the addons and how much of each can be had (wire 1.6).
fn addon_page(card: &Card, ask: &Ask) -> Node {
    Node::new("metadata")
        .attr("name", ask.function.clone())
        .attr("type", "form")
        .with(Node::new("form").with(card.offered.page("addon")))
}

/// What the addons are called; the other fields are declared.
fn messages(card: &Card, ask: &Ask) -> Node {
    let mut messages = Node::new("messages").attr("name", ask.function.clone());
    for text in card.offered.messages(ask.language) {
        messages.push(text);
    }
    messages
}

/// The periods that the automatic renewal may have.
fn renewals(card: &Card, ask: &Ask) -> Node {
    const NONE: Text = Text::new("-- no --", "-- нет --");
    let mut choices = Node::new("slist").attr("name", "autoprolong");
    choices.push(Node::leaf("val", NONE.get(ask.language)).attr("key", "null"));
    for price in card
        .prices
        .iter()
        .filter(|price| price.period != Period::Trial)
    {
        let amount = if price.period == card.service.period {
            card.service.renewal_price
        } else {
            price.renewal.unwrap_or(price.price)
        };
        let text = cost(amount, card.service.currency, price.period, ask.language);
        choices.push(Node::leaf("val", text).attr("key", price.period.code().to_string()));
    }
    choices
}
