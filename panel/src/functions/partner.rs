//! Partners: `partner`, `partner.delete` (semantics 1.13).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Level, Text};
use onsell_engine::{Scope, partner};
use onsell_store::partner::{self as store, Partner};
use onsell_wire::{Document, Fault, Node};

/// `partner`: clients whose customers buy modules at the client's own billing system. A partner has
/// the number of its client.
pub(super) struct Partners;

impl Function for Partners {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<Partner>;

    const DECLARATION: Declaration = Declaration {
        name: "partner",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            Column::new("billurl", "Billing system", "Биллинг"),
            Column::new("ranges", "Ranges", "Диапазонов"),
        ]),
        level: Level::Staff,
        title: Text::new("Partners", "Партнёры"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::whole(store::list(scope.tx)?, *page)))
    }

    fn render(rows: &Rows<Partner>, ask: &Ask) -> Document {
        rows.document(ask, |partner| {
            let mut node = Node::new("elem");
            node.put("id", partner.account.to_string());
            node.put("name", partner.name.as_str());
            node.put("billurl", partner.bill_url.as_str());
            node.put("ranges", partner.range_count.to_string());
            node
        })
    }
}

/// `partner.delete`: clients are no partners any more.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "partner.delete",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Delete partners", "Удалить партнёров"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Partners", "Партнёры"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Staff, id: i64) -> onsell_engine::Result<()> {
        partner::delete(scope, AccountId::new(id), caller.identity.author())
    }
}
