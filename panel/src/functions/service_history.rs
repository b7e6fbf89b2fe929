//! What happened to a service: `service.history` (wire 3.8).

use super::service::visible;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind};
use crate::fields::{SERVICE, instant};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Language, Level, OperationState, ServiceId, Text};
use onsell_engine::{Result, Scope};
use onsell_store::history::{self, Entry};
use onsell_wire::{Document, Fault, Node};

/// `service.history`: the operations of a service, newest first. A customer reads what was done,
/// and by whom where that is one of the own users.
pub(super) struct History;

impl Function for History {
    type Caller = Anyone;
    type Input = (ServiceId, Page);
    type Output = Rows<Entry>;

    const DECLARATION: Declaration = Declaration {
        name: "service.history",
        kind: Kind::List(&[
            column::ID,
            column::DATE,
            Column::new("description", "What happened", "Событие"),
            Column::new("user", "User", "Пользователь"),
            Column::new("ip", "IP address", "IP-адрес"),
        ]),
        level: Level::Customer,
        title: Text::new("History", "История"),
        parameters: &[SERVICE, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        Ok((ask.params.required_id("elid")?, Page::read(&ask.params)?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(read)
    }

    fn render(rows: &Rows<Entry>, ask: &Ask) -> Document {
        rows.document(ask, |entry| row(entry, ask.language))
    }
}

fn read(
    scope: &mut Scope<'_>,
    caller: &Anyone,
    (id, page): &(ServiceId, Page),
) -> Result<Rows<Entry>> {
    let service = visible(scope, caller, *id)?;
    let mut entries = history::of_service(scope.tx, service.id)?;
    if !caller.is_staff() {
        entries.retain(|entry| !entry.covers_term);
        for entry in &mut entries {
            if entry.account != Some(service.account) {
                entry.user = None;
            }
        }
    }
    Ok(Rows::whole(entries, *page))
}

fn row(entry: &Entry, language: Language) -> Node {
    let mut row = Node::new("elem");
    row.put("id", entry.id.to_string());
    row.put("date", instant(entry.begun_at));
    row.put("description", description(entry, language));
    row.put("user", entry.user.clone().unwrap_or_default());
    row.put("ip", "");
    row
}

fn description(entry: &Entry, language: Language) -> String {
    const GIVEN_UP: Text = Text::new("given up", "отменено");
    const UNDER_WAY: Text = Text::new("under way", "выполняется");
    let what = entry.kind.title(language);
    match entry.state {
        OperationState::Done => what.to_owned(),
        OperationState::Cancelled => format!("{what} ({})", GIVEN_UP.get(language)),
        _ => format!("{what} ({})", UNDER_WAY.get(language)),
    }
}
