//! The small tables around the catalogue as forms: `project.edit`, `department.edit`,
//! `datacenter.edit`, `currency.edit` (wire 3.13, semantics 3.4).

use super::catalogue::{Currencies, DataCenters, Departments, Providers, Table};
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved, switch};
use crate::function::{Body, Function};
use onsell_domain::{Currency, Language, Level, Text};
use onsell_engine::catalogue::{self, Entry};
use onsell_engine::{Result, Scope};
use onsell_wire::{Document, Fault};
use std::marker::PhantomData;

/// A small table whose rows are edited.
pub(super) trait Edited: Send + Sync + 'static {
    /// Its list.
    type Table: Table;
    /// What a row that is not there is called.
    const OBJECT: &'static str;
    /// What its form says of itself.
    const DECLARATION: Declaration;
    /// The number of a row.
    fn id(row: &<Self::Table as Table>::Row) -> i64;
    /// What the form shows beside the cells of the list.
    fn names(row: &<Self::Table as Table>::Row) -> Vec<(&'static str, String)>;
    /// Makes a row or changes one, and returns its number.
    fn save(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64>;
}

/// The form of a table: shows a row; with `sok` changes it, or without a number makes one.
pub(super) struct Of<E>(PhantomData<fn() -> E>);

/// Which row, and what to change of it.
pub(super) struct Input {
    entry: Entry,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output<R> {
    /// An empty form.
    Empty,
    /// A row.
    Shown(R),
    /// Saved.
    Saved(i64),
}

impl<E: Edited> Function for Of<E> {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output<<E::Table as Table>::Row>;

    const DECLARATION: Declaration = E::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            entry: entry(ask)?,
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            return Body::Write(|scope, caller: &Administrator, input: &Input| {
                let entry = Entry {
                    by: caller.identity.author(),
                    ..input.entry.clone()
                };
                E::save(scope, &entry).map(Output::Saved)
            });
        }
        Body::Read(|scope, _, input: &Input| {
            let Some(id) = input.entry.id else {
                return Ok(Output::Empty);
            };
            let rows = E::Table::read(scope)?;
            let found = rows.into_iter().find(|row| E::id(row) == id);
            let found = found.ok_or_else(|| Fault::missed(E::OBJECT, id))?;
            Ok(Output::Shown(found))
        })
    }

    fn render(output: &Self::Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Empty => {}
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(row) => {
                form.put("elid", E::id(row).to_string());
                let names = E::names(row);
                let cells = E::Table::write(row, Language::En).into_iter();
                let own = |name: &str| names.iter().any(|(known, _)| *known == name);
                for (name, value) in cells.filter(|(name, _)| !own(name)) {
                    form.put(name, value);
                }
                for (name, value) in names {
                    form.put(name, value);
                }
            }
        }
        form
    }
}

/// Reads what any of the forms may have.
pub(super) fn entry(ask: &Ask) -> std::result::Result<Entry, Fault> {
    let params = &ask.params;
    let text = |name: &str| params.get(name).map(|value| value.trim().to_owned());
    let iso = params.text("iso").or(params.text("currency"));
    let currency = iso.map(|iso| Currency::parse(iso).map_err(|_| Fault::value("iso", iso)));
    Ok(Entry {
        id: id(params, "elid")?,
        name: params.text("name").map(str::to_owned),
        name_ru: params.text("name_ru").map(str::to_owned),
        sort: params.integer("orderpriority")?,
        active: switch(params, "active"),
        external_id: text("externalid"),
        currency: currency.transpose()?,
        code: params.integer("code")?,
        zone: params.text("timezone").map(str::to_owned),
        site: text("site"),
        bill_url: text("billurl"),
        intname: params.text("intname").map(str::to_owned),
        trial_rule: None,
        by: None,
    })
}

const fn row(text: Text) -> Parameter {
    Parameter::optional("elid", ParameterKind::Id, text)
}

const ROW: Parameter = row(Text::new(
    "Number; without one a new one is made",
    "Номер; без него создаётся новая запись",
));
const NAME: Parameter =
    Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название"));
const NAME_RU: Parameter = Parameter::optional(
    "name_ru",
    ParameterKind::Text,
    Text::new("Russian name", "Название по-русски"),
);
const SORT: Parameter = Parameter::optional(
    "orderpriority",
    ParameterKind::Integer,
    Text::new("Place in the list", "Место в списке"),
);

const fn form(name: &'static str, title: Text, parameters: &'static [Parameter]) -> Declaration {
    Declaration {
        name,
        kind: Kind::Form,
        level: Level::Administrator,
        title,
        parameters,
    }
}

/// `project.edit`: a brand that sells. Its currency stays.
pub(super) struct Provider;

impl Edited for Provider {
    type Table = Providers;
    const OBJECT: &'static str = "project";
    const DECLARATION: Declaration = form(
        "project.edit",
        Text::new("Provider", "Провайдер"),
        &[
            ROW,
            NAME,
            NAME_RU,
            Parameter::optional(
                "currency",
                ParameterKind::Text,
                Text::new("Currency of a new one", "Валюта нового"),
            ),
            Parameter::optional(
                "timezone",
                ParameterKind::Text,
                Text::new("Time zone of its dates", "Часовой пояс дат"),
            ),
            Parameter::optional("site", ParameterKind::Text, Text::new("Site", "Сайт")),
            Parameter::optional(
                "billurl",
                ParameterKind::Text,
                Text::new("Where clients sign in", "Адрес входа для клиентов"),
            ),
            SOK,
        ],
    );

    fn id(row: &onsell_store::catalogue::Provider) -> i64 {
        row.id.get()
    }

    fn names(row: &onsell_store::catalogue::Provider) -> Vec<(&'static str, String)> {
        vec![
            ("name", row.name.clone()),
            ("name_ru", row.name_ru.clone()),
            ("currency", row.currency.to_string()),
        ]
    }

    fn save(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
        catalogue::save_provider(scope, entry)
    }
}

/// `department.edit`: people who get tasks.
pub(super) struct Department;

impl Edited for Department {
    type Table = Departments;
    const OBJECT: &'static str = "department";
    const DECLARATION: Declaration = form(
        "department.edit",
        Text::new("Department", "Отдел"),
        &[
            ROW,
            NAME,
            NAME_RU,
            SORT,
            Parameter::optional(
                "active",
                ParameterKind::Switch,
                Text::new("Gets new tasks", "Получает новые задачи"),
            ),
            SOK,
        ],
    );

    fn id(row: &onsell_store::catalogue::Department) -> i64 {
        row.id.get()
    }

    fn names(row: &onsell_store::catalogue::Department) -> Vec<(&'static str, String)> {
        vec![("name", row.name.clone()), ("name_ru", row.name_ru.clone())]
    }

    fn save(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
        catalogue::save_department(scope, entry)
    }
}

/// `datacenter.edit`: where services run.
pub(super) struct DataCenter;

impl Edited for DataCenter {
    type Table = DataCenters;
    const OBJECT: &'static str = "datacenter";
    const DECLARATION: Declaration = form(
        "datacenter.edit",
        Text::new("Data center", "Дата-центр"),
        &[
            ROW,
            NAME,
            NAME_RU,
            Parameter::optional(
                "externalid",
                ParameterKind::Text,
                Text::new("Its code in the other system", "Код в другой системе"),
            ),
            SORT,
            SOK,
        ],
    );

    fn id(row: &onsell_store::catalogue::DataCenter) -> i64 {
        row.id.get()
    }

    fn names(row: &onsell_store::catalogue::DataCenter) -> Vec<(&'static str, String)> {
        vec![("name", row.name.clone()), ("name_ru", row.name_ru.clone())]
    }

    fn save(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
        catalogue::save_data_center(scope, entry)
    }
}

/// `currency.edit`: a currency that prices and balances may have.
pub(super) struct Money;

impl Edited for Money {
    type Table = Currencies;
    const OBJECT: &'static str = "currency";
    const DECLARATION: Declaration = form(
        "currency.edit",
        Text::new("Currency", "Валюта"),
        &[
            ROW,
            NAME,
            Parameter::optional(
                "iso",
                ParameterKind::Text,
                Text::new("Letters of a new one", "Буквенный код новой"),
            ),
            Parameter::optional(
                "code",
                ParameterKind::Integer,
                Text::new("Number of a new one", "Номер новой"),
            ),
            SOK,
        ],
    );

    fn id(row: &onsell_store::catalogue::CurrencyRow) -> i64 {
        row.id
    }

    fn names(_: &onsell_store::catalogue::CurrencyRow) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn save(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
        catalogue::save_currency(scope, entry)
    }
}
