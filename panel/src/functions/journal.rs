//! What staff do leaves a line in the journal (the engine writes those of its own use cases), and
//! administrators read it.

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{id, instant, or_empty};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, Text, Zone};
use onsell_engine::sign_in::Identity;
use onsell_engine::{Result, Scope, journal as book};
use onsell_store::journal::{Line, LineFilter};
use onsell_wire::{Document, Fault, Node};

/// `journal`: what staff did, the latest first.
pub(super) struct Journal;

impl Function for Journal {
    type Caller = Administrator;
    type Input = (LineFilter, Page);
    type Output = Rows<Line>;

    const DECLARATION: Declaration = Declaration {
        name: "journal",
        kind: Kind::List(&[
            column::ID,
            column::DATE,
            Column::new("user", "User", "Пользователь"),
            Column::new("userid", "User number", "Номер пользователя"),
            Column::new("function", "Function", "Функция"),
            Column::new("object", "Object", "Объект"),
            Column::new("detail", "Detail", "Подробности"),
        ]),
        level: Level::Administrator,
        title: Text::new("Journal", "Журнал"),
        parameters: &[
            FILTER,
            Parameter::optional(
                "userid",
                ParameterKind::Id,
                Text::new("User number", "Номер пользователя"),
            ),
            Parameter::optional(
                "function",
                ParameterKind::Text,
                Text::new("Function", "Функция"),
            ),
            Parameter::optional(
                "object",
                ParameterKind::Text,
                Text::new("Number of the object", "Номер объекта"),
            ),
            Parameter::optional(
                "datestart",
                ParameterKind::Date,
                Text::new("On this day or later", "Не раньше этого дня"),
            ),
            Parameter::optional(
                "dateend",
                ParameterKind::Date,
                Text::new("On this day or earlier", "Не позже этого дня"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        let params = &ask.params;
        let page = Page::read(params)?;
        let mut filter = LineFilter {
            page: page.window(),
            ..LineFilter::default()
        };
        if params.is_on("filter") {
            let utc = Zone::default();
            filter.user = id(params, "userid")?;
            filter.function = params.text("function").map(str::to_owned);
            filter.object = params.text("object").map(str::to_owned);
            filter.from = params.date("datestart")?.map(|day| utc.start_of(day));
            filter.until = params.date("dateend")?.map(|day| utc.end_of(day));
        }
        Ok((filter, page))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(|scope, _, (filter, page): &Self::Input| {
            let (lines, total) = onsell_store::journal::list(scope.tx, filter)?;
            Ok(Rows::page(lines, total, *page))
        })
    }

    fn render(rows: &Rows<Line>, ask: &Ask) -> Document {
        rows.document(ask, |line| {
            let mut row = Node::new("elem");
            row.put("id", line.id.to_string());
            row.put("date", instant(line.at));
            row.put("user", line.user_name.as_deref().unwrap_or(ROOT));
            row.put("userid", or_empty(line.user));
            row.put("function", line.function.clone());
            row.put("object", line.object.clone());
            row.put("detail", line.detail.clone());
            row
        })
    }
}

/// What the machine's own administrator is called.
const ROOT: &str = "root";

/// `pricelist.history`: what staff did to a tariff, the latest first (semantics 2.2).
pub(super) struct TariffHistory;

impl Function for TariffHistory {
    type Caller = Administrator;
    type Input = (String, Page);
    type Output = Rows<Line>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.history",
        kind: Kind::List(&[
            column::ID,
            Column::new("changedate", "Date", "Дата"),
            Column::new("desc", "Description", "Описание"),
            Column::new("user", "User", "Пользователь"),
            Column::new("action", "Action", "Действие"),
        ]),
        level: Level::Administrator,
        title: Text::new("History of a tariff", "История тарифа"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Tariff number", "Номер тарифа"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        let id: i64 = ask.params.required_id("elid")?;
        Ok((id.to_string(), Page::read(&ask.params)?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(|scope, _, (object, page): &Self::Input| {
            let filter = LineFilter {
                object: Some(object.clone()),
                ..LineFilter::default()
            };
            let (mut lines, _) = onsell_store::journal::list(scope.tx, &filter)?;
            // An addon of the same number is another thing.
            lines.retain(|line| {
                let verb = line.function.strip_prefix("pricelist.");
                verb.is_some_and(|verb| !verb.starts_with("detail"))
            });
            Ok(Rows::whole(lines, *page))
        })
    }

    fn render(rows: &Rows<Line>, ask: &Ask) -> Document {
        rows.document(ask, |line| {
            let mut row = Node::new("elem");
            row.put("id", line.id.to_string());
            row.put("changedate", instant(line.at));
            row.put("desc", line.detail.clone());
            row.put("user", line.user_name.as_deref().unwrap_or(ROOT));
            row.put("action", line.function.clone());
            row
        })
    }
}

/// Notes that staff called a function about an object.
pub(super) fn note(
    scope: &mut Scope<'_>,
    identity: &Identity,
    function: &str,
    object: impl std::fmt::Display,
    detail: &str,
) -> Result<()> {
    let object = object.to_string();
    book::write(scope, identity.author(), function, &object, detail)?;
    Ok(())
}
