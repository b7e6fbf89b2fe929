//! Ordering a service: `soft.order.param` and its like (wire 3.4).

use super::journal::note;
use super::order_form;
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, ADDON, AUTO_PROLONG, ORDER_KEY, PRICE_MAX, REFERENCE, SOK, id};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, BillOrderId, Level, Money, Period, ServiceId, Text};
use onsell_engine::bill_order::{self, Added};
use onsell_engine::order::{self, OrderInput};
use onsell_engine::{Error, Result, Scope};
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
/// With `skipbasket=on` it is charged and begun at once, else it goes into the cart.
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
    /// In the cart.
    Added(Added),
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
                    "Charge at once instead of putting it into the cart",
                    "Списать сразу, а не класть в корзину",
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
            Output::Added(added) => {
                let answer = OrderAnswer {
                    service: added.service,
                    bill_order: added.order.map(BillOrderId::get),
                    charged: None,
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
    bill_order::must_be_active(scope, payer)?;
    Ok(payer)
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
    let (service, output) = if input.request.skip_basket {
        let placed = order::place(scope, &order);
        let placed = placed.or_else(|error| explained(scope, &input.family, error))?;
        let charged = Money::new(placed.amount, placed.service.currency);
        (
            placed.service.id,
            Output::Placed(placed.service.id, charged),
        )
    } else {
        let added = bill_order::add(scope, &order);
        let added = added.or_else(|error| explained(scope, &input.family, error))?;
        (added.service, Output::Added(added))
    };
    if caller.is_staff() {
        let tariff = input.request.tariff.to_string();
        note(scope, &caller.identity, "order.param", service, &tariff)?;
    }
    Ok(output)
}

/// A product type that does not exist is told before anything about the order.
pub(super) fn explained<T>(scope: &mut Scope<'_>, family: &Family, error: Error) -> Result<T> {
    if matches!(error, Error::Fault(_)) {
        family.must_exist(scope)?;
    }
    Err(error)
}
