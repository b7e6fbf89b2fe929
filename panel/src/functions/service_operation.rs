//! What was done to a service, for staff: `service.operation` and `service.calls`.

use super::operation::state_of;
use super::recorded_call::put_call;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter};
use crate::fields::{SERVICE, instant, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, PAGE_ROWS_MAX, Page, Rows};
use onsell_domain::{Currency, Language, Level, Money, Period, ServiceId, Text};
use onsell_engine::{Result, Scope};
use onsell_store::recorded_call::{self, RecordedCall};
use onsell_store::service;
use onsell_store::service_operation::{self, ServiceOperation};
use onsell_wire::{Document, Fault, Node};

const PARAMETERS: &[Parameter] = &[SERVICE, PAGE_NUMBER, PAGE_ROWS];

fn parse(ask: &Ask) -> std::result::Result<(ServiceId, Page), Fault> {
    Ok((ask.params.required_id("elid")?, Page::read(&ask.params)?))
}

/// A page that has an end also where nobody asked for one.
fn window(page: &Page) -> (u32, u32) {
    page.window().unwrap_or((0, PAGE_ROWS_MAX as u32))
}

/// `service.operation`: all that was ever begun on a service, newest first, with the money of both
/// sides.
pub(super) struct Operations;

impl Function for Operations {
    type Caller = Staff;
    type Input = (ServiceId, Page);
    type Output = (Rows<ServiceOperation>, Currency);

    const DECLARATION: Declaration = Declaration {
        name: "service.operation",
        kind: Kind::List(&[
            column::ID,
            Column::new("name", "Operation", "Операция"),
            column::INTERNAL_NAME,
            column::STATUS,
            Column::new("period", "Period", "Период"),
            column::CREATED,
            Column::new("enddate", "Ended", "Завершено"),
            Column::new("user", "User", "Пользователь"),
            column::AMOUNT,
            Column::new("refund", "Given back", "Возвращено"),
            Column::new("charged", "Charged by the seller", "Списано продавцом"),
            Column::new(
                "returned",
                "Given back by the seller",
                "Возвращено продавцом",
            ),
            Column::new("trycount", "Attempts", "Попыток"),
            Column::new("error", "Error", "Ошибка"),
        ]),
        level: Level::Staff,
        title: Text::new("Operations of a service", "Операции услуги"),
        parameters: PARAMETERS,
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        parse(ask)
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(|scope, _, (id, page): &Self::Input| {
            let found = service::find(scope.tx, *id)?;
            let found = found.ok_or_else(|| Fault::missed("item", id))?;
            let (rows, total) = service_operation::page(scope.tx, *id, window(page))?;
            Ok((Rows::page(rows, total, *page), found.currency))
        })
    }

    fn render((rows, currency): &Self::Output, ask: &Ask) -> Document {
        rows.document(ask, |operation| row(operation, *currency, ask.language))
    }
}

fn row(operation: &ServiceOperation, currency: Currency, language: Language) -> Node {
    let money = |amount| Money::new(amount, currency).to_string();
    let mut row = Node::new("elem");
    row.put("id", operation.id.to_string());
    row.put("name", operation.kind.title(language));
    row.put("intname", operation.kind.name());
    let status = state_of(operation.state, operation.is_resold);
    row.push(Node::leaf("status", status.get(language)).attr("orig", operation.state.name()));
    row.put("period", or_empty(operation.period.map(Period::code)));
    row.put("cdate", instant(operation.created_at));
    row.put("enddate", or_empty(operation.finished_at.map(instant)));
    row.put("user", operation.user.clone().unwrap_or_default());
    row.put("amount", money(operation.amount));
    row.put("refund", money(operation.refund));
    row.put("charged", or_empty(operation.charged));
    let returned = operation.returned.map(|amount| amount.to_string());
    row.put("returned", returned.unwrap_or_default());
    row.put("trycount", operation.attempt.to_string());
    row.put("error", operation.error.clone().unwrap_or_default());
    row
}

/// `service.calls`: the calls to its seller about a service that were recorded, the latest first.
/// One of them with its answer is `processing.calls.edit`.
pub(super) struct Calls;

impl Function for Calls {
    type Caller = Staff;
    type Input = (ServiceId, Page);
    type Output = Rows<RecordedCall>;

    const DECLARATION: Declaration = Declaration {
        name: "service.calls",
        kind: Kind::List(super::recorded_call::COLUMNS),
        level: Level::Staff,
        title: Text::new(
            "Recorded calls about a service",
            "Записанные вызовы об услуге",
        ),
        parameters: PARAMETERS,
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        parse(ask)
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(calls)
    }

    fn render(rows: &Rows<RecordedCall>, ask: &Ask) -> Document {
        rows.document(ask, |call| {
            let mut row = Node::new("elem");
            put_call(&mut row, call);
            row
        })
    }
}

fn calls(
    scope: &mut Scope<'_>,
    _: &Staff,
    (id, page): &(ServiceId, Page),
) -> Result<Rows<RecordedCall>> {
    if service::find(scope.tx, *id)?.is_none() {
        return Err(Fault::missed("item", id).into());
    }
    let (pass, rows) = window(page);
    let shown = recorded_call::page_of_service(scope.tx, *id, pass, rows)?;
    let total = recorded_call::count_of_service(scope.tx, *id)?;
    Ok(Rows::page(shown, total, *page))
}
