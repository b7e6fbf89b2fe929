//! Ordering a service: `soft.order.param` and its like (wire 3.4).

use super::journal::note;
use super::order_form;
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, ADDON, AUTO_PROLONG, ORDER_KEY, PRICE_MAX, REFERENCE, SOK, id};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Level, Money, Period, ServiceId, Text};
use onsell_engine::order::{self, OrderInput};
use onsell_engine::{Error, Result, Scope};
use onsell_store::account;
use onsell_wire::message::{OrderAnswer, OrderRequest};
use onsell_wire::{Document, Fault};

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

/// `T.order.param`: orders a service, or without `sok` shows the form with the price.
///
/// An order is charged and begun at once, as with `skipbasket=on`: clients that leave it out expect
/// that (wire part 9, item 9).
pub(super) struct Order;

/// An order, or what the form shall show.
pub(super) struct Input {
    pub(super) family: Family,
    pub(super) account: Option<AccountId>,
    pub(super) request: OrderRequest,
    /// Whether the request names a period; the form chooses one where it does not.
    pub(super) has_period: bool,
    pub(super) is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// Ordered: the service and what it costs.
    Placed(ServiceId, Money),
    /// The form.
    Form(Box<order_form::Form>),
}

impl Function for Order {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "T.order.param",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Order a service", "Заказ услуги"),
        parameters: &[
            TARIFF,
            PERIOD,
            Parameter::optional(
                "order_period",
                ParameterKind::Period,
                Text::new(
                    "Period, as newer clients call it",
                    "Период, в записи новых клиентов",
                ),
            ),
            ADDRESS,
            Parameter::optional(
                "licname",
                ParameterKind::Text,
                Text::new("Name", "Название"),
            ),
            REFERENCE,
            AUTO_PROLONG,
            ADDON,
            Parameter::optional(
                "skipbasket",
                ParameterKind::Switch,
                Text::new(
                    "Charge at once; so it is in any case",
                    "Списать сразу; так происходит в любом случае",
                ),
            ),
            ORDER_KEY,
            PRICE_MAX,
            ACCOUNT,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        parse(ask)
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(place)
        } else {
            Body::Read(order_form::show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Placed(service, charged) => {
                let answer = OrderAnswer {
                    service: *service,
                    bill_order: None,
                    charged: Some(*charged),
                };
                answer.to_document(&ask.function)
            }
            Output::Form(form) => order_form::render(form, ask),
        }
    }
}

fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
    let has_period = ask.params.has("period") || ask.params.has("order_period");
    let is_final = ask.is_final();
    let request = if has_period || is_final {
        OrderRequest::from_params(&ask.params)?
    } else {
        let mut params = ask.params.clone();
        params.set("period", Period::Months(1).code().to_string());
        OrderRequest::from_params(&params)?
    };
    Ok(Input {
        family: Family::of(ask),
        account: id(&ask.params, "account")?,
        request,
        has_period,
        is_final,
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
    let found = account::find(scope.tx, payer)?.ok_or_else(|| Fault::missed("account", payer))?;
    if found.active {
        Ok(payer)
    } else {
        Err(inactive(payer).into())
    }
}

fn inactive(account: AccountId) -> Fault {
    let text = Text::new(
        "The account is switched off and cannot order",
        "Клиент отключён и не может заказывать",
    );
    Fault::from_text("access", "account", text).with_param("value", account)
}

/// The order as the engine takes it.
pub(super) fn input_of(request: &OrderRequest, account: AccountId, caller: &Anyone) -> OrderInput {
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
    }
}

fn place(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let payer = payer(scope, caller, input.account)?;
    let order = input_of(&input.request, payer, caller);
    let placed =
        order::place(scope, &order).or_else(|error| explained(scope, &input.family, error))?;
    let service = placed.service;
    if caller.is_staff() {
        note(
            scope,
            &caller.identity,
            "order.param",
            service.id,
            &service.tariff_name,
        )?;
    }
    Ok(Output::Placed(
        service.id,
        Money::new(placed.amount, service.currency),
    ))
}

/// A product type that does not exist is told before anything about the order.
pub(super) fn explained<T>(scope: &mut Scope<'_>, family: &Family, error: Error) -> Result<T> {
    if matches!(error, Error::Fault(_)) {
        family.must_exist(scope)?;
    }
    Err(error)
}
