//! Enumerations and their values, as lists (wire 4.5).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{name_in, on};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{EnumerationId, Level, Text};
use onsell_engine::{Result, Scope, enumeration};
use onsell_store::enumeration::{self as lists, Enumeration};
use onsell_store::enumeration_item::{self, EnumerationItem};
use onsell_wire::{Document, Fault, Node};
use std::marker::PhantomData;

/// `enumeration`: every closed list.
pub(super) struct Enumerations;

impl Function for Enumerations {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<Enumeration>;

    const DECLARATION: Declaration = Declaration {
        name: "enumeration",
        kind: Kind::List(&[column::ID, column::NAME, column::INTERNAL_NAME]),
        level: Level::Staff,
        title: Text::new("Enumerations", "Перечисления"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::whole(lists::list(scope.tx)?, *page)))
    }

    fn render(rows: &Rows<Enumeration>, ask: &Ask) -> Document {
        rows.document(ask, |list| {
            let mut row = Node::new("elem");
            row.put("id", list.id.to_string());
            row.put("name", name_in(ask.language, &list.name, &list.name_ru));
            row.put("intname", list.intname.clone());
            row
        })
    }
}

/// A name that the list of values has.
pub(super) trait Named: Send + Sync + 'static {
    /// The name.
    const NAME: &'static str;
}

/// The values of a closed list.
pub(super) struct Items<N>(PhantomData<fn() -> N>);

/// `enumeration.item`.
pub(super) struct Dotted;

impl Named for Dotted {
    const NAME: &'static str = "enumeration.item";
}

/// `enumerationitem`, the same under the name of its table: which of the two is documented is not
/// known (wire part 9, item 13).
pub(super) struct Joined;

impl Named for Joined {
    const NAME: &'static str = "enumerationitem";
}

/// Which list, and which page of it.
pub(super) struct Input {
    enumeration: EnumerationId,
    page: Page,
}

impl<N: Named> Function for Items<N> {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<EnumerationItem>;

    const DECLARATION: Declaration = Declaration {
        name: N::NAME,
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            column::INTERNAL_NAME,
            Column::new("default", "Chosen by default", "По умолчанию"),
            column::STATUS,
            column::ORDER,
        ]),
        level: Level::Staff,
        title: Text::new("Values of an enumeration", "Значения перечисления"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Enumeration", "Перечисление"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            enumeration: ask.params.required_id("elid")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(items)
    }

    fn render(rows: &Rows<EnumerationItem>, ask: &Ask) -> Document {
        rows.document(ask, |item| {
            let mut row = Node::new("elem");
            row.put("id", item.id.to_string());
            row.put("name", name_in(ask.language, &item.name, &item.name_ru));
            row.put("intname", item.intname.clone());
            row.put("default", on(item.is_default));
            row.put("status", on(item.active));
            row.put("orderpriority", item.sort.to_string());
            row
        })
    }
}

fn items(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Rows<EnumerationItem>> {
    enumeration::find(scope, input.enumeration)?;
    let items = enumeration_item::items(scope.tx, input.enumeration)?;
    Ok(Rows::whole(items, input.page))
}
