//! Tying a service here to one at a seller by hand: `service.link`, `service.unlink`
//! (semantics 1.8).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::link::{self, LinkInput, LinkView};
use onsell_wire::{Document, Fault, Node};

/// `service.link`: shows what differs; with `sok` writes our reference to the provider's service
/// and takes its state over.
pub(super) struct Link;

/// What to tie to what.
pub(super) struct Input {
    link: LinkInput,
    is_final: bool,
}

impl Function for Link {
    type Caller = Administrator;
    type Input = Input;
    type Output = Option<LinkView>;

    const DECLARATION: Declaration = Declaration {
        name: "service.link",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new(
            "Link a service to a provider",
            "Связать услугу с поставщиком",
        ),
        parameters: &[
            SERVICE,
            Parameter::required(
                "module",
                ParameterKind::Id,
                Text::new("Processing module", "Обработчик"),
            ),
            Parameter::required(
                "upstream",
                ParameterKind::Id,
                Text::new(
                    "The provider's number of the service",
                    "Номер услуги у поставщика",
                ),
            ),
            Parameter::optional(
                "overwrite",
                ParameterKind::Switch,
                Text::new(
                    "Take it although another system's reference stands on it",
                    "Забрать, хотя на услуге стоит метка другой системы",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        Ok(Input {
            link: LinkInput {
                service: ask.params.required_id("elid")?,
                module: ask.params.required_id("module")?,
                upstream: ask.params.required_id("upstream")?,
                overwrite: ask.params.is_on("overwrite"),
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Outside(|engine, caller: &Administrator, input: &Input| {
            let link = LinkInput {
                by: caller.identity.author(),
                ..input.link
            };
            if input.is_final {
                link::link(engine, link).map(|()| None)
            } else {
                link::view(engine, link).map(Some)
            }
        })
    }

    fn render(view: &Option<LinkView>, ask: &Ask) -> Document {
        let Some(view) = view else { return done(ask) };
        let mut form = Document::form(&ask.function);
        form.put("elid", view.service.id.to_string());
        form.put("upstream", view.state.id.to_string());
        form.put("remoteid", view.state.reference.clone());
        let mut list = Node::new("list").attr("name", "differences");
        for difference in &view.differences {
            let mut row = Node::new("elem");
            row.put("name", difference.name);
            row.put("here", difference.ours.clone());
            row.put("provider", difference.theirs.clone());
            list.push(row);
        }
        form.push(list);
        form
    }
}

/// `service.unlink`: nothing that happens at the provider is followed any more.
pub(super) struct Unlink;

impl Function for Unlink {
    type Caller = Administrator;
    type Input = ServiceId;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.unlink",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new(
            "Unlink a service from its provider",
            "Отвязать услугу от поставщика",
        ),
        parameters: &[SERVICE, SOK],
    };

    fn parse(ask: &Ask) -> Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Outside(|engine, caller: &Administrator, id: &ServiceId| {
            link::unlink(engine, *id, caller.identity.author())
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
