//! How a service stands for its owner: `service.state`, for pages that people read.

use super::service_instruction::install_line;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::fields::{SERVICE, instant, name_in, on, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{Level, OperationState, ServiceId, Text};
use onsell_engine::state::{self, Rights, State};
use onsell_store::operation::Operation;
use onsell_wire::{Document, Fault, Node};

/// `service.state`: what is being done to a service, since when and with which values, and what
/// its owner may do next. It names nobody who does the work.
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
        if let Some(operation) = &state.operation {
            document.push(work(state, operation, ask));
        }
        document.with(rights(&state.rights))
    }
}

/// What is being done, and which values come of it.
fn work(state: &State, operation: &Operation, ask: &Ask) -> Node {
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
    for (name, value) in [("licname", &operation.new_name), ("ip", &operation.new_ip)] {
        if let Some(value) = value {
            work.put(name, value.clone());
        }
    }
    if let Some(tariff) = &state.tariff {
        work.put(
            "pricelist",
            name_in(ask.language, &tariff.name, &tariff.name_ru),
        );
    }
    if let Some(day) = operation.paid_until {
        work.put("expiredate", day.to_string());
    }
    for (addon, value) in &state.addons {
        work.put(format!("addon_{addon}"), value.to_string());
    }
    work
}

fn rights(rights: &Rights) -> Node {
    let mut node = Node::new("rights");
    node.put("edit", on(rights.edits));
    node.put("prolong", on(rights.renews));
    node.put("suspend", on(rights.suspends));
    node.put("resume", on(rights.resumes));
    node.put("delete", on(rights.deletes));
    node.put("next_ip", or_empty(rights.next_address));
    node.put("next_lickey", or_empty(rights.next_key));
    node
}
