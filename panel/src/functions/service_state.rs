//! How a service stands for its owner: `service.state`, for pages that people read.

use super::service_instruction::install_line;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::fields::{SERVICE, instant, on, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{Level, OperationState, ServiceId, Text};
use onsell_engine::state::{self, State};
use onsell_store::operation::Operation;
use onsell_wire::{Document, Fault, Node};

/// `service.state`: what is being done to a service and since when, and what its owner may do next.
/// It names nobody who does the work.
pub(super) struct OfService;

impl Function for OfService {
    type Caller = Anyone;
    type Input = ServiceId;
    type Output = State;

    const DECLARATION: Declaration = Declaration {
        name: "service.state",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("How a service stands", "Состояние услуги"),
        parameters: &[SERVICE],
    };

    fn parse(ask: &Ask) -> Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, id: &ServiceId| state::read(scope, caller.account, *id))
    }

    fn render(state: &State, ask: &Ask) -> Document {
        let mut document = Document::tree(&ask.function);
        document.put("id", state.service.id.to_string());
        document.put("itemtype", state.service.type_name.clone());
        document.put(
            "waits_for_money",
            or_empty(state.service.waits_for_money_since.map(instant)),
        );
        document.put(
            "installline",
            install_line(&state.service).unwrap_or_default(),
        );
        if let Some(requested) = &state.changing.requested {
            document.push(work(&requested.operation, ask));
        }
        document.with(rights(state))
    }
}

/// What is being done, and since when; which values come of it is on the card.
fn work(operation: &Operation, ask: &Ask) -> Node {
    let mut work = Node::new("operation");
    work.put("intname", operation.kind.name());
    work.put("name", operation.kind.title(ask.language));
    work.put("since", instant(operation.created_at));
    let stands = matches!(
        operation.state,
        OperationState::Attention | OperationState::Held
    );
    work.put("delayed", on(stands));
    work.put("waiting", on(operation.state == OperationState::Waiting));
    work
}

fn rights(state: &State) -> Node {
    let rights = &state.rights;
    let mut node = Node::new("rights");
    node.put("edit", on(rights.edits));
    node.put("prolong", on(rights.renews));
    node.put("suspend", on(rights.suspends));
    node.put("resume", on(rights.resumes));
    node.put("delete", on(rights.deletes));
    node.put("next_ip", or_empty(state.changing.ip.from));
    node.put("next_lickey", or_empty(state.changing.key.from));
    node
}
