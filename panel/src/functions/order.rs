//! Ordering a service: `soft.order.param` and its like, and the check before it (wire 3.4).

use super::journal::note;
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, ORDER_KEY, SOK, code, cost, done, id};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Amount, Level, Money, Period, ServiceId, Text};
use onsell_engine::order::{self, OrderInput};
use onsell_engine::{Error, Result, Scope};
use onsell_store::account;
use onsell_store::tariff::{self, Price, Tariff};
use onsell_wire::message::{OrderAnswer, OrderRequest};
use onsell_wire::{Document, Fault, Node, Params};

const TARIFF: Parameter = Parameter::required(
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
    family: Family,
    account: Option<AccountId>,
    request: OrderRequest,
    /// Whether the request names a period; the form chooses one where it does not.
    has_period: bool,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// Ordered: the service and what it costs.
    Placed(ServiceId, Money),
    /// The form.
    Form(Box<Form>),
}

/// What the form shows.
pub(super) struct Form {
    tariff: Tariff,
    prices: Vec<Price>,
    request: OrderRequest,
    total: Amount,
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
            Parameter::optional(
                "remoteid",
                ParameterKind::Text,
                Text::new("The client's own name", "Собственное имя клиента"),
            ),
            Parameter::optional(
                "autoprolong",
                ParameterKind::AutoProlong,
                Text::new("Automatic renewal", "Автопродление"),
            ),
            Parameter::optional(
                "addon_N",
                ParameterKind::Text,
                Text::new("Value of addon N", "Значение дополнения N"),
            ),
            Parameter::optional(
                "skipbasket",
                ParameterKind::Switch,
                Text::new(
                    "Charge at once; so it is in any case",
                    "Списать сразу; так происходит в любом случае",
                ),
            ),
            ORDER_KEY,
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
            Body::Read(show)
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
            Output::Form(form) => render_form(form, ask),
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
fn payer(scope: &mut Scope<'_>, caller: &Anyone, asked: Option<AccountId>) -> Result<AccountId> {
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

fn input_of(request: &OrderRequest, account: AccountId, caller: &Anyone) -> OrderInput {
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
fn explained<T>(scope: &mut Scope<'_>, family: &Family, error: Error) -> Result<T> {
    if matches!(error, Error::Fault(_)) {
        family.must_exist(scope)?;
    }
    Err(error)
}

fn show(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let mut request = input.request.clone();
    let unknown = || Fault::value("pricelist", request.tariff);
    let tariff = tariff::find(scope.tx, request.tariff)?
        .filter(|tariff| tariff.active && tariff.type_name == input.family.type_name)
        .ok_or_else(unknown);
    let tariff = tariff
        .map_err(Error::from)
        .or_else(|e| explained(scope, &input.family, e))?;
    let prices = tariff::prices(scope.tx, tariff.id, tariff.currency)?;
    if !input.has_period
        && let Some(price) = default_price(&prices)
    {
        request.period = price.period;
    }
    let payer = payer(scope, caller, input.account)?;
    let total = order::check_only(scope, &input_of(&request, payer, caller))?;
    Ok(Output::Form(Box::new(Form {
        tariff,
        prices,
        request,
        total,
    })))
}

/// The first ordinary period; a trial or a day only where nothing else is sold.
fn default_price(prices: &[Price]) -> Option<&Price> {
    let ordinary = prices
        .iter()
        .find(|price| matches!(price.period, Period::Months(_)));
    ordinary.or(prices.first())
}

fn render_form(form: &Form, ask: &Ask) -> Document {
    const TOTAL: Text = Text::new("Total amount:", "Итого:");
    let Form {
        tariff,
        prices,
        request,
        total,
    } = form;
    let language = ask.language;
    let total = Money::new(*total, tariff.currency);
    let mut document = Document::form(&ask.function);
    document.put("pricelist", tariff.id.to_string());
    document.put("period", request.period.code().to_string());
    document.put("order_period", request.period.code().to_string());
    document.put("licname", request.name.clone());
    document.put("ip", request.ip.clone());
    document.put("remoteid", request.reference.clone());
    document.put("autoprolong", code(request.auto_prolong));
    for (addon, value) in &request.addons {
        document.put(format!("addon_{addon}"), value.to_string());
    }
    document.put("orderinfo", format!("{} {total}", TOTAL.get(language)));
    document.put("cost", total.amount.to_string());
    document.put("currency_str", tariff.currency.as_str());
    let mut periods = Node::new("slist").attr("name", "period");
    for price in prices {
        let text = cost(price.price, tariff.currency, price.period, language);
        periods.push(Node::leaf("val", text).attr("key", price.period.code().to_string()));
    }
    document.push(periods);
    document
}

/// `T.checkip`: whether an order for this address would be taken (wire 3.4).
pub(super) struct CheckAddress;

impl Function for CheckAddress {
    type Caller = Anyone;
    type Input = Input;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "T.checkip",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Check an address", "Проверка адреса"),
        parameters: &[
            TARIFF,
            Parameter::required(
                "period",
                ParameterKind::Period,
                Text::new("Period", "Период"),
            ),
            Parameter::required(
                "ip",
                ParameterKind::Text,
                Text::new("IP address", "IP-адрес"),
            ),
            ACCOUNT,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let mut params: Params = ask.params.clone();
        params.set("func", format!("{}.order.param", ask.type_name()));
        Ok(Input {
            family: Family::of(ask),
            account: id(&params, "account")?,
            request: OrderRequest::from_params(&params)?,
            has_period: true,
            is_final: false,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            let payer = payer(scope, caller, input.account)?;
            let order = input_of(&input.request, payer, caller);
            order::check_only(scope, &order)
                .or_else(|error| explained(scope, &input.family, error))
                .map(drop)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
