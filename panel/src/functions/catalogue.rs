//! The small reference lists (wire 3.13).

use super::profile::flag;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind};
use crate::fields::{name_in, on};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Country, Language, Level, Text};
use onsell_engine::{Result, Scope};
use onsell_store::catalogue::{self, CurrencyRow, DataCenter, Department, ProductType, Provider};
use onsell_wire::message::ProductTypeRights;
use onsell_wire::{Document, Fault, Node};
use std::marker::PhantomData;

/// A small table that is shown whole.
pub(super) trait Table: Send + Sync + 'static {
    /// A row of it.
    type Row: Send + 'static;
    /// What its list says of itself.
    const DECLARATION: Declaration;
    /// All its rows.
    fn read(scope: &mut Scope<'_>) -> Result<Vec<Self::Row>>;
    /// What a row shows.
    fn write(row: &Self::Row, language: Language) -> Vec<(&'static str, String)>;
}

/// The list of a table.
pub(super) struct Of<T>(PhantomData<fn() -> T>);

impl<T: Table> Function for Of<T> {
    type Caller = Anyone;
    type Input = Page;
    type Output = Rows<T::Row>;

    const DECLARATION: Declaration = T::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::whole(T::read(scope)?, *page)))
    }

    fn render(rows: &Rows<T::Row>, ask: &Ask) -> Document {
        rows.document(ask, |row| {
            let mut node = Node::new("elem");
            for (name, value) in T::write(row, ask.language) {
                node.put(name, value);
            }
            node
        })
    }
}

const fn list(name: &'static str, title: Text, columns: &'static [Column]) -> Declaration {
    Declaration {
        name,
        kind: Kind::List(columns),
        level: Level::Customer,
        title,
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    }
}

/// `itemtype`: what kinds of things are sold, and what customers may do with them (our extension: a
/// reseller's check asks for it).
pub(super) struct ProductTypes;

impl Table for ProductTypes {
    type Row = ProductType;
    const DECLARATION: Declaration = list(
        "itemtype",
        Text::new("Product types", "Типы продуктов"),
        &[
            column::ID,
            column::NAME,
            column::INTERNAL_NAME,
            column::ORDER,
            Column::new(
                "client_suspends",
                "Client may stop",
                "Клиент может останавливать",
            ),
            Column::new(
                "client_deletes",
                "Client may delete",
                "Клиент может удалять",
            ),
        ],
    );

    fn read(scope: &mut Scope<'_>) -> Result<Vec<ProductType>> {
        Ok(catalogue::product_types(scope.tx)?)
    }

    fn write(row: &ProductType, language: Language) -> Vec<(&'static str, String)> {
        let rights = ProductTypeRights {
            product_type: row.intname.clone(),
            suspends: Some(row.rules.client_suspends),
            deletes: Some(row.rules.client_deletes),
        };
        let mut fields = vec![
            ("id", row.id.to_string()),
            (
                "name",
                name_in(language, &row.name, &row.name_ru).to_owned(),
            ),
            ("intname", row.intname.clone()),
            ("orderpriority", row.sort.to_string()),
        ];
        fields.extend(rights.fields());
        fields
    }
}

/// `currency`: currencies that prices and balances may have.
pub(super) struct Currencies;

impl Table for Currencies {
    type Row = CurrencyRow;
    const DECLARATION: Declaration = list(
        "currency",
        Text::new("Currencies", "Валюты"),
        &[
            column::ID,
            column::NAME,
            Column::new("iso", "Code", "Код"),
            Column::new("code", "Number", "Номер"),
        ],
    );

    fn read(scope: &mut Scope<'_>) -> Result<Vec<CurrencyRow>> {
        Ok(catalogue::currencies(scope.tx)?)
    }

    fn write(row: &CurrencyRow, _: Language) -> Vec<(&'static str, String)> {
        vec![
            ("id", row.id.to_string()),
            ("name", row.name.clone()),
            ("iso", row.iso.to_string()),
            ("code", row.id.to_string()),
        ]
    }
}

/// `project`: the brands that sell.
pub(super) struct Providers;

impl Table for Providers {
    type Row = Provider;
    const DECLARATION: Declaration = list(
        "project",
        Text::new("Providers", "Провайдеры"),
        &[
            column::ID,
            column::NAME,
            column::CURRENCY,
            Column::new("timezone", "Time zone", "Часовой пояс"),
            Column::new("site", "Site", "Сайт"),
            Column::new("billurl", "Where clients sign in", "Адрес входа"),
        ],
    );

    fn read(scope: &mut Scope<'_>) -> Result<Vec<Provider>> {
        Ok(catalogue::providers(scope.tx)?)
    }

    fn write(row: &Provider, language: Language) -> Vec<(&'static str, String)> {
        vec![
            ("id", row.id.to_string()),
            (
                "name",
                name_in(language, &row.name, &row.name_ru).to_owned(),
            ),
            ("currency_str", row.currency.to_string()),
            ("timezone", row.zone.clone()),
            ("site", row.site.clone()),
            ("billurl", row.bill_url.clone()),
        ]
    }
}

/// `datacenter`: where services run.
pub(super) struct DataCenters;

impl Table for DataCenters {
    type Row = DataCenter;
    const DECLARATION: Declaration = list(
        "datacenter",
        Text::new("Data centers", "Дата-центры"),
        &[
            column::ID,
            column::NAME,
            Column::new("externalid", "External number", "Внешний номер"),
            column::ORDER,
        ],
    );

    fn read(scope: &mut Scope<'_>) -> Result<Vec<DataCenter>> {
        Ok(catalogue::data_centers(scope.tx)?)
    }

    fn write(row: &DataCenter, language: Language) -> Vec<(&'static str, String)> {
        vec![
            ("id", row.id.to_string()),
            (
                "name",
                name_in(language, &row.name, &row.name_ru).to_owned(),
            ),
            ("externalid", row.external_id.clone()),
            ("orderpriority", row.sort.to_string()),
        ]
    }
}

/// `department`: who gets tasks.
pub(super) struct Departments;

impl Table for Departments {
    type Row = Department;
    const DECLARATION: Declaration = list(
        "department",
        Text::new("Departments", "Отделы"),
        &[column::ID, column::NAME, column::ACTIVE, column::ORDER],
    );

    fn read(scope: &mut Scope<'_>) -> Result<Vec<Department>> {
        Ok(catalogue::departments(scope.tx)?)
    }

    fn write(row: &Department, language: Language) -> Vec<(&'static str, String)> {
        vec![
            ("id", row.id.to_string()),
            (
                "name",
                name_in(language, &row.name, &row.name_ru).to_owned(),
            ),
            ("active", on(row.active).to_owned()),
            ("orderpriority", row.sort.to_string()),
        ]
    }
}

/// `country`: every country, with the picture by which some clients know it.
pub(super) struct Countries;

impl Table for Countries {
    type Row = Country;
    const DECLARATION: Declaration = list(
        "country",
        Text::new("Countries", "Страны"),
        &[
            column::ID,
            column::NAME,
            Column::new("iso2", "Letters", "Код"),
            Column::new("image", "Flag", "Флаг"),
        ],
    );

    fn read(_: &mut Scope<'_>) -> Result<Vec<Country>> {
        Ok(Country::all().collect())
    }

    fn write(row: &Country, language: Language) -> Vec<(&'static str, String)> {
        vec![
            ("id", row.id.to_string()),
            ("name", row.name_in(language).to_owned()),
            ("iso2", row.code.to_owned()),
            ("image", flag(*row)),
        ]
    }
}
