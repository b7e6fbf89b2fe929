//! What a service used of addons that are billed by statistics: `service.stat` and its form.

use crate::ask::Ask;
use crate::caller::{Anyone, Staff};
use crate::column::Column;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ADDON, SERVICE, SOK, done, on};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AddonId, Level, ServiceId, Text};
use onsell_engine::usage::{self, UsageInput};
use onsell_store::usage::DayUsed;
use onsell_wire::message::EditRequest;
use onsell_wire::{Document, Fault, Node};

/// `service.stat`: what was used on each day.
pub(super) struct Days;

/// Which service, and which page of its days.
pub(super) struct Input {
    service: ServiceId,
    page: Page,
}

impl Function for Days {
    type Caller = Anyone;
    type Input = Input;
    type Output = Rows<DayUsed>;

    const DECLARATION: Declaration = Declaration {
        name: "service.stat",
        kind: Kind::List(&[
            Column::new("date", "Day", "День"),
            Column::new("addon", "Addon number", "Номер дополнения"),
            Column::new("used", "Used", "Использовано"),
            Column::new("charged", "Charged", "Оплачено"),
        ]),
        level: Level::Customer,
        title: Text::new("Usage of a service", "Потребление услуги"),
        parameters: &[SERVICE, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        Ok(Input {
            service: ask.params.required_id("elid")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            let days = usage::days(scope, caller.account, input.service)?;
            Ok(Rows::whole(days, input.page))
        })
    }

    fn render(rows: &Rows<DayUsed>, ask: &Ask) -> Document {
        rows.document(ask, |day| {
            let mut row = Node::new("elem");
            row.put("date", day.day.to_string());
            row.put("addon", day.addon.to_string());
            row.put("used", day.used.to_string());
            row.put("charged", on(day.is_charged));
            row
        })
    }
}

/// `service.stat.edit`: tells what a service used on a day; it is charged with the next renewal.
/// A day that was told before is told anew, unless it is charged already.
pub(super) struct Report;

impl Function for Report {
    type Caller = Staff;
    type Input = UsageInput;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.stat.edit",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Tell the usage of a service", "Сообщить потребление услуги"),
        parameters: &[
            SERVICE,
            Parameter::optional(
                "date",
                ParameterKind::Date,
                Text::new(
                    "Day; today where it is left out",
                    "День; по умолчанию сегодня",
                ),
            ),
            ADDON,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<UsageInput, Fault> {
        let params = &ask.params;
        let told = EditRequest::from_params(params)?.addons.into_iter();
        let used: Vec<_> = told.map(|(id, used)| (AddonId::new(id), used)).collect();
        if used.is_empty() {
            return Err(Fault::value_empty("addon_N"));
        }
        Ok(UsageInput {
            service: params.required_id("elid")?,
            day: params.date("date")?,
            used,
            by: None,
        })
    }

    fn body(_: &UsageInput) -> Body<Self> {
        Body::Write(|scope, caller: &Staff, input: &UsageInput| {
            let told = UsageInput {
                by: caller.identity.author(),
                ..input.clone()
            };
            usage::report(scope, &told)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
