//! Moving a service to another tariff: `service.changepricelist` and its steps (wire 3.10).
//!
//! A person chooses, sees what it comes to, and confirms; a program does all of it in one call.

use super::card;
use crate::ask::Ask;
use crate::caller::{Anyone, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ADDON, ORDER_KEY, SERVICE, SOK, cost, done, name_in, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{AddonId, Amount, Language, Level, Money, Period, ServiceId, TariffId, Text};
use onsell_engine::change_tariff::{
    self, ChangeTariffInput, Changed, Choices, Preview, choices, preview,
};
use onsell_engine::{Result, Scope};
use onsell_store::service::Service;
use onsell_wire::message::{ChangeTariffAnswer, ChangeTariffRequest};
use onsell_wire::{Document, Fault, Node};
use std::marker::PhantomData;

const TARIFF: Text = Text::new("New tariff", "Новый тариф");
const PERIOD: Parameter = Parameter::optional(
    "period",
    ParameterKind::Period,
    Text::new("Period", "Период"),
);
const PARAMETERS: &[Parameter] = &[
    SERVICE,
    Parameter::required("pricelist", ParameterKind::Id, TARIFF),
    PERIOD,
    ADDON,
    ORDER_KEY,
    SOK,
];

/// What is asked for.
pub(super) enum Input {
    /// The tariffs there are.
    Choose(ServiceId),
    /// What one of them comes to.
    Show(ChangeTariffInput),
    /// Do it.
    Change(ChangeTariffInput),
}

/// What came of it.
pub(super) enum Output {
    /// The tariffs there are.
    Choices(Box<Choices>),
    /// What one of them comes to.
    Preview(Box<Preview>),
    /// Done, or begun at the seller.
    Changed(Box<Changed>, TariffId),
}

/// One step of the change.
pub(super) trait Step: Send + Sync + 'static {
    /// What its function says of itself.
    const DECLARATION: Declaration;
    /// Whether `sok` makes it perform.
    const PERFORMS: bool;
}

/// The function of a step.
pub(super) struct Of<S>(PhantomData<fn() -> S>);

impl<S: Step> Function for Of<S> {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = S::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let performs = S::PERFORMS && ask.is_final();
        if !performs && !ask.params.has("pricelist") {
            return Ok(Input::Choose(ask.params.required_id("elid")?));
        }
        let request = ChangeTariffRequest::from_params(&ask.params)?;
        let addons = request.addons.iter();
        let input = ChangeTariffInput {
            service: ServiceId::new(request.service),
            tariff: request.tariff,
            period: request.period,
            addons: addons
                .map(|(id, value)| (AddonId::new(*id), *value))
                .collect(),
            order_key: request.order_key,
        };
        Ok(if performs {
            Input::Change(input)
        } else {
            Input::Show(input)
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if matches!(input, Input::Change(_)) {
            Body::Write(step)
        } else {
            Body::Read(step)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Choices(choices) => choice_form(choices, ask),
            Output::Preview(preview) => preview_form(preview, ask),
            Output::Changed(changed, tariff) => {
                let money = |amount| Money::new(amount, changed.service.currency);
                let answer = ChangeTariffAnswer {
                    charged: Some(money(changed.charge)),
                    returned: Some(money(changed.refund)),
                };
                answer.to_document(&ask.function, changed.service.id.get(), *tariff)
            }
        }
    }
}

fn step(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    Ok(match input {
        Input::Choose(service) => {
            Output::Choices(Box::new(choices(scope, caller.account, *service)?))
        }
        Input::Show(input) => Output::Preview(Box::new(preview(scope, caller.account, input)?)),
        Input::Change(input) => {
            let changed = change_tariff::change(scope, &caller.actor(), input)?;
            Output::Changed(Box::new(changed), input.tariff)
        }
    })
}

/// `service.changepricelist`: the tariffs a service can move to; with `pricelist` and `sok` moves
/// it in one call.
pub(super) struct Choose;

impl Step for Choose {
    const DECLARATION: Declaration = Declaration {
        name: "service.changepricelist",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Change the tariff", "Смена тарифа"),
        parameters: &[
            SERVICE,
            Parameter::optional("pricelist", ParameterKind::Id, TARIFF),
            PERIOD,
            ADDON,
            ORDER_KEY,
            SOK,
        ],
    };
    const PERFORMS: bool = true;
}

/// `service.changepricelist.pricelist`: what the move to a tariff comes to; never changes anything.
pub(super) struct Show;

impl Step for Show {
    const DECLARATION: Declaration = Declaration {
        name: "service.changepricelist.pricelist",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("What the new tariff comes to", "Условия нового тарифа"),
        parameters: PARAMETERS,
    };
    const PERFORMS: bool = false;
}

/// `service.changepricelist.getmoney`: confirms the move with `sok`.
pub(super) struct Confirm;

impl Step for Confirm {
    const DECLARATION: Declaration = Declaration {
        name: "service.changepricelist.getmoney",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Confirm the new tariff", "Подтверждение нового тарифа"),
        parameters: PARAMETERS,
    };
    const PERFORMS: bool = true;
}

fn head(service: &Service, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    form.put("elid", service.id.to_string());
    form.put("id", service.id.to_string());
    form.put("title_name", card::title(service, ask.language));
    card::put_status(&mut form.root, service, ask.language);
    form.put("oldpricelist", card::tariff_name(service, ask.language));
    form
}

fn choice_form(choices: &Choices, ask: &Ask) -> Document {
    let mut form = head(&choices.service, ask);
    let mut tariffs = Node::new("slist").attr("name", "pricelist");
    for (tariff, period, price) in &choices.targets {
        let name = name_in(ask.language, &tariff.name, &tariff.name_ru);
        let price = cost(*price, choices.service.currency, *period, ask.language);
        let text = format!("{name} - {price}");
        tariffs.push(Node::leaf("val", text).attr("key", tariff.id.to_string()));
    }
    form.push(tariffs);
    form
}

fn preview_form(preview: &Preview, ask: &Ask) -> Document {
    let (service, language) = (&preview.service, ask.language);
    let tariff = &preview.tariff;
    let shown = |price, period: Period| cost(price, service.currency, period, language);
    let money = |amount| Money::new(amount, service.currency).to_string();
    let mut form = head(service, ask);
    form.put("pricelist", tariff.id.to_string());
    form.put("period", preview.period.code().to_string());
    form.put(
        "newpricelist",
        name_in(language, &tariff.name, &tariff.name_ru),
    );
    form.put("oldprice", shown(service.renewal_price, service.period));
    form.put("newprice", shown(preview.renewal, preview.period));
    form.put("oldexpiredate", or_empty(service.expires));
    form.put("newexpiredate", or_empty(preview.expires));
    form.put("charge", money(preview.charge));
    form.put("refund", money(preview.refund));
    form.put("money_info", money_info(preview, language));
    form
}

/// What is charged or given back, in words.
fn money_info(preview: &Preview, language: Language) -> String {
    let money = |amount: Amount| Money::new(amount, preview.service.currency).to_string();
    let (text, amount) = if preview.charge > Amount::ZERO {
        let text = Text::new(
            "__money__ will be charged from your balance",
            "С вашего баланса будет списано __money__",
        );
        (text, money(preview.charge))
    } else if preview.refund > Amount::ZERO {
        let text = Text::new(
            "__money__ will be returned to your balance",
            "На ваш баланс будет возвращено __money__",
        );
        (text, money(preview.refund))
    } else {
        let text = Text::new(
            "Nothing will be charged or returned. The service will end on __date__",
            "Ничего не будет списано или возвращено. Услуга закончится __date__",
        );
        (text, String::new())
    };
    let date = or_empty(preview.expires);
    let text = text.get(language).replace("__money__", &amount);
    text.replace("__date__", &date)
}

/// `service.changepricelist.rollback`: gives an unfinished change up; all is as it was before.
pub(super) struct Rollback;

impl Function for Rollback {
    type Caller = Staff;
    type Input = ServiceId;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.changepricelist.rollback",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Give up a change of tariff", "Откат смены тарифа"),
        parameters: &[SERVICE, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Write(|scope, staff: &Staff, id: &ServiceId| {
            change_tariff::roll_back(scope, *id, staff.identity.author())
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
