//! Ordering a service: `soft.order.param`, `v2.soft.order.param` and their like (wire 3.4, 3.5).

use super::basket::told;
use super::order_certificate::{self, CertificateInput};
use super::order_form;
use super::order_module;
use super::order_server;
use super::order_tariff;
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, ADDON, AUTO_PROLONG, ORDER_KEY, PRICE_MAX, REFERENCE, SOK, id};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Amount, BillOrderId, Level, Money, Period, ServiceId, Text};
use onsell_engine::bill_order;
use onsell_engine::order::{self, OrderInput};
use onsell_engine::server_order::ServerChoice;
use onsell_engine::{Engine, Error, Result, Scope};
use onsell_wire::message::{OrderAnswer, OrderRequest};
use onsell_wire::{Document, Fault, Node};
use std::marker::PhantomData;

/// Which tariff is ordered.
pub(super) const TARIFF: Parameter = Parameter::required(
    "pricelist",
    ParameterKind::Id,
    Text::new("Tariff plan", "Тарифный план"),
);
const PERIOD: Parameter = Parameter::optional(
    "period",
    ParameterKind::Period,
    Text::new("Period", "Период"),
);
const ADDRESS: Parameter = Parameter::optional(
    "ip",
    ParameterKind::Text,
    Text::new("IP address", "IP-адрес"),
);

/// The older or the newer of the functions that order.
pub(super) trait Style: Send + Sync + 'static {
    /// What the function says of itself.
    const DECLARATION: Declaration;
    /// The page of its form that carries the addons (wire 1.6).
    const PAGE: &'static str;
}

/// The function of a style.
pub(super) struct Of<S>(PhantomData<fn() -> S>);

/// `T.order.param`: orders a service, or without `sok` shows the form with the price.
///
/// With `skipbasket=on` it is charged and begun at once, else it goes into the cart.
pub(super) struct Older;

/// `v2.T.order.param`: the same with other words, and several services at once.
pub(super) struct Newer;

const NAME: Parameter = Parameter::optional(
    "licname",
    ParameterKind::Text,
    Text::new("Name", "Название"),
);
const ORDER_PERIOD: Parameter = Parameter::optional(
    "order_period",
    ParameterKind::Period,
    Text::new(
        "Period, as newer clients call it",
        "Период, в записи новых клиентов",
    ),
);
const SKIP_BASKET: Parameter = Parameter::optional(
    "skipbasket",
    ParameterKind::Switch,
    Text::new(
        "Charge at once instead of putting it into the cart",
        "Списать сразу, а не класть в корзину",
    ),
);
const ORDER_COUNT: Parameter = Parameter::optional(
    "order_count",
    ParameterKind::Id,
    Text::new("How many, at most 20", "Сколько, не больше 20"),
);
/// The most services that one call orders.
const ORDER_COUNT_MAX: i64 = 20;

impl Style for Older {
    const DECLARATION: Declaration = Declaration {
        name: "T.order.param",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Order parameters", "Параметры заказа"),
        parameters: &[
            TARIFF,
            PERIOD,
            ORDER_PERIOD,
            ADDRESS,
            NAME,
            REFERENCE,
            AUTO_PROLONG,
            ADDON,
            SKIP_BASKET,
            ORDER_COUNT,
            ORDER_KEY,
            PRICE_MAX,
            order_server::DOMAIN,
            order_server::TEMPLATE,
            order_server::RECIPE,
            order_server::DATA_CENTER,
            order_certificate::SOURCE,
            order_certificate::CSR,
            order_certificate::KEY,
            order_certificate::COMMON_NAME,
            order_certificate::NAMES,
            order_certificate::COUNTRY_NUMBER,
            order_certificate::COUNTRY,
            order_certificate::STATE,
            order_certificate::CITY,
            order_certificate::ORGANIZATION,
            order_certificate::UNIT,
            order_certificate::EMAIL,
            order_certificate::METHOD,
            order_certificate::APPROVER,
            order_certificate::ADM_FNAME,
            order_certificate::ADM_LNAME,
            order_certificate::ADM_JTITLE,
            order_certificate::ADM_EMAIL,
            order_certificate::ADM_PHONE,
            order_certificate::TECH_FNAME,
            order_certificate::TECH_LNAME,
            order_certificate::TECH_JTITLE,
            order_certificate::TECH_EMAIL,
            order_certificate::TECH_PHONE,
            order_certificate::ORG_NAME,
            order_certificate::ORG_DUNS,
            order_certificate::ORG_DIVISION,
            order_certificate::ORG_AGENCY,
            order_certificate::ORG_NUMBER,
            order_certificate::ORG_CITY,
            order_certificate::ORG_STATE,
            order_certificate::ORG_POSTCODE,
            order_certificate::ORG_ADDRESS,
            order_certificate::ORG_PHONE,
            order_module::LICENSE,
            order_module::ITEM,
            order_module::ACCOUNT_LIMIT,
            order_module::BITNINJA_EMAIL,
            ACCOUNT,
            order_tariff::BACK,
            SOK,
        ],
    };
    const PAGE: &'static str = "addon";
}

impl Style for Newer {
    const DECLARATION: Declaration = Declaration {
        name: "v2.T.order.param",
        title: Text::new("Order", "Заказ"),
        ..Older::DECLARATION
    };
    const PAGE: &'static str = "page_settings";
}

/// An order, or what the form shall show.
#[derive(Clone)]
pub(super) struct Input {
    pub(super) family: Family,
    pub(super) account: Option<AccountId>,
    pub(super) request: OrderRequest,
    /// What it says of its machine.
    pub(super) server: ServerChoice,
    /// What it says of its certificate.
    pub(super) certificate: CertificateInput,
    /// Whether the request names a period; the form chooses one where it does not.
    pub(super) has_period: bool,
    pub(super) count: i64,
    pub(super) act: Act,
    pub(super) tariffs: order_tariff::Query,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// The form is shown.
    Show,
    /// The step before is shown.
    Back,
    /// It is ordered.
    Place,
}

/// What came of it.
pub(super) enum Output {
    /// Ordered: the services, and what they cost together.
    Placed(Vec<ServiceId>, Money),
    /// In the cart.
    Added(Vec<ServiceId>, Option<BillOrderId>),
    /// The form.
    Form(Box<order_form::Form>),
    /// The step before.
    Tariffs(Box<order_tariff::Choice>),
}

impl<S: Style> Function for Of<S> {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = S::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        parse(ask)
    }

    fn body(input: &Input) -> Body<Self> {
        match input.act {
            Act::Place if input.certificate.has_key() => Body::Outside(place_with_key),
            Act::Place => Body::Write(place),
            Act::Show => Body::Read(order_form::show),
            Act::Back => Body::Read(|scope, _, input: &Input| {
                let choice = order_tariff::read(scope, &input.family, &input.tariffs)?;
                Ok(Output::Tariffs(Box::new(choice)))
            }),
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Placed(services, charged) => answer(services, None, Some(*charged), ask),
            Output::Added(services, order) => answer(services, *order, None, ask),
            Output::Form(form) => order_form::render(form, S::PAGE, ask),
            Output::Tariffs(choice) => {
                let before = format!("{}.order.pricelist", ask.type_name());
                order_tariff::form(choice, &before, ask).nested(&ask.function)
            }
        }
    }
}

/// The answer names the first service; where there are several, all of them stand in a list.
fn answer(
    services: &[ServiceId],
    order: Option<BillOrderId>,
    charged: Option<Money>,
    ask: &Ask,
) -> Document {
    let answer = OrderAnswer {
        service: services.first().copied().unwrap_or(ServiceId::new(0)),
        bill_order: order.map(BillOrderId::get),
        charged,
    };
    let mut document = answer.to_document(&ask.function);
    if services.len() > 1 {
        let mut list = Node::new("list").attr("name", "items");
        for service in services {
            list.push(Node::new("elem").with(Node::leaf("id", service.to_string())));
        }
        document.push(list);
    }
    document
}

fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
    let act = if ask.params.has("sback") {
        Act::Back
    } else if ask.is_final() {
        Act::Place
    } else {
        Act::Show
    };
    let has_period = ask.params.has("period") || ask.params.has("order_period");
    let request = if has_period || act == Act::Place {
        OrderRequest::from_params(&ask.params)?
    } else {
        let mut params = ask.params.clone();
        params.set("period", Period::Months(1).code().to_string());
        OrderRequest::from_params(&params)?
    };
    let count = ask.params.integer("order_count")?.unwrap_or(1);
    if count > ORDER_COUNT_MAX {
        let reason = Text::new("Too many at once", "Слишком много за один раз");
        return Err(Fault::value_because("order_count", count, reason));
    }
    Ok(Input {
        family: Family::of(ask),
        account: id(&ask.params, "account")?,
        request,
        server: order_server::choice(&ask.params, ask.type_name())?,
        certificate: order_certificate::choice(&ask.params, ask.type_name())?,
        has_period,
        count,
        act,
        tariffs: order_tariff::Query::read(&ask.params)?,
    })
}

/// Who pays: the customer, or the account that staff named. An account that was switched off
/// orders nothing.
pub(super) fn payer(
    scope: &mut Scope<'_>,
    caller: &Anyone,
    asked: Option<AccountId>,
) -> Result<AccountId> {
    let payer = caller
        .account_or(asked)
        .ok_or_else(|| Fault::value_empty("account"))?;
    bill_order::must_be_active(scope, payer)?;
    Ok(payer)
}

/// The order as the engine takes it.
pub(super) fn input_of(
    request: &OrderRequest,
    (server, certificate): (&ServerChoice, &CertificateInput),
    account: AccountId,
    caller: &Anyone,
) -> OrderInput {
    OrderInput {
        account,
        by: caller.identity.author(),
        type_name: request.product_type.clone(),
        tariff: request.tariff,
        period: request.period,
        auto_prolong: request.auto_prolong,
        name: request.name.clone(),
        ip: request.ip.clone(),
        addons: request.addons.clone(),
        reference: request.reference.clone(),
        order_key: request.order_key.clone(),
        price_max: request.price_max,
        server: server.clone(),
        certificate: certificate.choice.clone(),
        license: request.license.map(ServiceId::new),
        module_parameters: request.module_parameters.clone(),
    }
}

/// The key of a certificate is made and sealed before anything is written.
fn place_with_key(engine: &Engine, caller: &Anyone, input: &Input) -> Result<Output> {
    let input = Input {
        certificate: input.certificate.sealed(engine)?,
        ..input.clone()
    };
    let caller = caller.clone();
    engine.write(caller.account.or(input.account), move |scope| {
        place(scope, &caller, &input)
    })
}

/// Places the orders of a call: all of them or none.
fn place(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let payer = payer(scope, caller, input.account)?;
    let order = input_of(
        &input.request,
        (&input.server, &input.certificate),
        payer,
        caller,
    );
    let mut services = Vec::new();
    let (mut charged, mut currency, mut cart) = (0_i64, None, None);
    for number in 1..=input.count {
        let order = numbered(&order, number);
        let id = if input.request.skip_basket {
            let placed = order::place(scope, &order);
            let placed = placed.or_else(|error| explained(scope, &input.family, error))?;
            charged = charged.saturating_add(placed.amount.get());
            currency = Some(placed.service.currency);
            placed.service.id
        } else {
            let added = bill_order::add(scope, &order);
            let added = added.or_else(|error| explained(scope, &input.family, error))?;
            cart = added.order;
            added.service
        };
        told(scope, caller, "order.param", id)?;
        services.push(id);
    }
    Ok(match currency {
        Some(currency) => Output::Placed(services, Money::new(Amount::new(charged), currency)),
        None => Output::Added(services, cart),
    })
}

/// One of several orders of a call: each has a key of its own, made from that of the call, so that
/// a repeated call finds all of them.
fn numbered(order: &OrderInput, number: i64) -> OrderInput {
    let mut order = order.clone();
    if number > 1 && !order.order_key.is_empty() {
        order.order_key = format!("{}/{number}", order.order_key);
    }
    order
}

/// A product type that does not exist is told before anything about the order.
pub(super) fn explained<T>(scope: &mut Scope<'_>, family: &Family, error: Error) -> Result<T> {
    if matches!(error, Error::Fault(_)) {
        family.must_exist(scope)?;
    }
    Err(error)
}
