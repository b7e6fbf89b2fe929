//! Renewing a service of any type: `service.prolong` (wire 3.9).

use super::card;
use super::journal::note;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ORDER_KEY, PRICE_MAX, SERVICE, SOK, cost, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{Level, Money, Period, ServiceId, Text};
use onsell_engine::prolong::{self, Preview, ProlongInput, Prolonged};
use onsell_engine::{Result, Scope};
use onsell_wire::message::{ProlongAnswer, ProlongRequest};
use onsell_wire::{Document, Fault, Node};

/// `service.prolong`: renews a service and charges at once, or without `sok` shows what it would
/// cost. Without a period it is the one the service was ordered for.
pub(super) struct Prolong;

/// Which service, and for how long.
pub(super) struct Input {
    service: ServiceId,
    period: Option<Period>,
    order_key: String,
    price_max: Option<Money>,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// What it would do.
    Form(Box<Preview>),
    /// What it did, and for which period.
    Done(Box<Prolonged>, Period),
}

impl Function for Prolong {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "service.prolong",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Renew a service", "Продление услуги"),
        parameters: &[
            SERVICE,
            Parameter::optional(
                "period",
                ParameterKind::Period,
                Text::new("Period", "Период"),
            ),
            ORDER_KEY,
            PRICE_MAX,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let mut params = ask.params.clone();
        let period = params.period("period")?;
        if period.is_none() {
            // Only to read the rest: the service knows its own period.
            params.set("period", Period::Months(1).code().to_string());
        }
        let request = ProlongRequest::from_params(&params)?;
        Ok(Input {
            service: ServiceId::new(request.service),
            period,
            order_key: request.order_key,
            price_max: request.price_max,
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(renew)
        } else {
            Body::Read(|scope, caller: &Anyone, input: &Input| {
                let preview = prolong::preview(scope, caller.account, input.service, input.period)?;
                Ok(Output::Form(Box::new(preview)))
            })
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Form(preview) => form(preview, ask),
            Output::Done(prolonged, period) => {
                let charged = Money::new(prolonged.amount, prolonged.service.currency);
                let request = ProlongRequest {
                    service: prolonged.service.id.get(),
                    period: *period,
                    order_key: String::new(),
                    price_max: None,
                };
                let answer = ProlongAnswer {
                    new_expires: prolonged.new_expires,
                    charged: Some(charged),
                };
                answer.to_document(&request, prolonged.old_expires)
            }
        }
    }
}

fn renew(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let prolonged = prolong::prolong(
        scope,
        &ProlongInput {
            account: caller.account,
            by: caller.identity.author(),
            service: input.service,
            period: input.period,
            order_key: input.order_key.clone(),
            price_max: input.price_max,
            is_automatic: false,
        },
    )?;
    if caller.is_staff() {
        note(
            scope,
            &caller.identity,
            "service.prolong",
            input.service,
            "",
        )?;
    }
    let period = input.period.unwrap_or(prolonged.service.period);
    Ok(Output::Done(Box::new(prolonged), period))
}

fn form(preview: &Preview, ask: &Ask) -> Document {
    let service = &preview.service;
    let mut form = Document::form(&ask.function);
    form.put("elid", service.id.to_string());
    form.put("id", service.id.to_string());
    form.put("title_name", card::title(service, ask.language));
    card::put_status(&mut form.root, service, ask.language);
    form.put("expiredate", or_empty(preview.expires));
    form.put("newexpiredate", or_empty(preview.new_expires));
    form.put("period", preview.period.code().to_string());
    form.put(
        "cost",
        Money::new(preview.amount, service.currency).to_string(),
    );
    let mut periods = Node::new("slist").attr("name", "period");
    for (period, amount) in &preview.periods {
        let text = cost(*amount, service.currency, *period, ask.language);
        periods.push(Node::leaf("val", text).attr("key", period.code().to_string()));
    }
    form.push(periods);
    form
}
