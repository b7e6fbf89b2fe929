//! The addresses of a service: `service.ip` and what stands behind it (wire 3.8). A license has one
//! at most, which goes by the number of the license; its rules are those of the card.

use super::card;
use super::service::visible;
use super::service_change::put_next;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, saved};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::change::{self, Edit};
use onsell_engine::next_change::{self, NextChange};
use onsell_engine::{Result, Scope};
use onsell_store::service::Service;
use onsell_wire::{Document, Fault, Node};
use std::marker::PhantomData;

/// No address.
const NONE: &str = "0.0.0.0";
const PARENT: Parameter = Parameter::optional(
    "plid",
    ParameterKind::Id,
    Text::new("Service number", "Номер услуги"),
);
const OBJECT: Parameter = Parameter::optional(
    "elid",
    ParameterKind::Id,
    Text::new(
        "Number of the service or of its address",
        "Номер услуги или её адреса",
    ),
);
const ADDRESS: Parameter = Parameter::optional(
    "ip",
    ParameterKind::Text,
    Text::new("IP address", "IP-адрес"),
);

/// The service that is meant; its one address has the same number.
fn service_of(ask: &Ask) -> std::result::Result<ServiceId, Fault> {
    let name = if ask.params.has("plid") {
        "plid"
    } else {
        "elid"
    };
    let id: ServiceId = ask.params.required_id(name)?;
    match ask.params.integer("elid")? {
        Some(address) if address != id.get() => Err(Fault::missed("ip", address)),
        _ => Ok(id),
    }
}

fn has_address(service: &Service) -> bool {
    !service.ip.is_empty() && service.ip != NONE
}

/// `service.ip`: the address of a service.
pub(super) struct Addresses;

impl Function for Addresses {
    type Caller = Anyone;
    type Input = (ServiceId, Page);
    type Output = (Service, NextChange, Page);

    const DECLARATION: Declaration = Declaration {
        name: "service.ip",
        kind: Kind::List(&[
            column::ID,
            Column::new("ip", "IP address", "IP-адрес"),
            Column::new("domain", "Domain name", "Доменное имя"),
            Column::new("gateway", "Gateway", "Шлюз"),
            Column::new("mask", "Mask", "Маска"),
        ]),
        level: Level::Customer,
        title: Text::new("IP addresses", "IP-адреса"),
        parameters: &[OBJECT, PARENT, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        Ok((service_of(ask)?, Page::read(&ask.params)?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, (id, page): &(ServiceId, Page)| {
            let service = visible(scope, caller, *id)?;
            let next = next_change::of(scope, &service)?.ip;
            Ok((service, next, *page))
        })
    }

    fn render((service, next, page): &Self::Output, ask: &Ask) -> Document {
        let found = Some(service).filter(|service| has_address(service));
        let rows = Rows::whole(found.into_iter().collect(), *page);
        let mut document = rows.document(ask, |service| {
            let mut row = Node::new("elem");
            put_address(&mut row, service);
            put_next(&mut row, "ip", next, ask.language);
            row
        });
        document.put("plid", service.id.to_string());
        document.put("plname", card::title(service, ask.language));
        document
    }
}

fn put_address(node: &mut Node, service: &Service) {
    node.put("id", service.id.to_string());
    node.put("ip", service.ip.clone());
    for name in ["domain", "domain_name", "gateway", "mask"] {
        node.put(name, "");
    }
}

/// A change of the address.
pub(super) trait Verb: Send + Sync + 'static {
    /// What the function says of itself.
    const DECLARATION: Declaration;
    /// The new address for what the request names.
    fn address(service: &Service, asked: Option<&str>) -> std::result::Result<String, Fault>;
}

/// The function of a change.
pub(super) struct Of<V>(PhantomData<fn() -> V>);

/// Which service, and its address.
pub(super) struct Input {
    service: ServiceId,
    ip: Option<String>,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// The form.
    Form(Box<Service>),
    /// Changed.
    Saved(ServiceId),
}

impl<V: Verb> Function for Of<V> {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = V::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let is_action = matches!(V::DECLARATION.kind, Kind::Action);
        Ok(Input {
            service: service_of(ask)?,
            ip: ask.params.text("ip").map(str::to_owned),
            is_final: is_action || ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(apply::<V>)
        } else {
            Body::Read(|scope, caller: &Anyone, input: &Input| {
                let service = visible(scope, caller, input.service)?;
                Ok(Output::Form(Box::new(service)))
            })
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Saved(_) if matches!(V::DECLARATION.kind, Kind::Action) => done(ask),
            Output::Saved(id) => saved(ask, id),
            Output::Form(service) => {
                let mut form = Document::form(&ask.function);
                form.put("elid", service.id.to_string());
                form.put("plid", service.id.to_string());
                put_address(&mut form.root, service);
                form
            }
        }
    }
}

fn apply<V: Verb>(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let service = visible(scope, caller, input.service)?;
    let edit = Edit {
        ip: Some(V::address(&service, input.ip.as_deref())?),
        ..Edit::default()
    };
    change::edit(scope, &caller.actor(), service.id, &edit)?;
    Ok(Output::Saved(service.id))
}

/// `service.ip.edit`: the address, and with `sok` another one.
pub(super) struct Replace;

impl Verb for Replace {
    const DECLARATION: Declaration = Declaration {
        name: "service.ip.edit",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Change the address", "Изменить адрес"),
        parameters: &[OBJECT, PARENT, ADDRESS, SOK],
    };

    fn address(service: &Service, asked: Option<&str>) -> std::result::Result<String, Fault> {
        // Whoever changes something else of it leaves the address out.
        Ok(asked.unwrap_or(&service.ip).to_owned())
    }
}

/// `service.ip.add`: an address for a service that has none.
pub(super) struct Add;

impl Verb for Add {
    const DECLARATION: Declaration = Declaration {
        name: "service.ip.add",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Add an address", "Добавить адрес"),
        parameters: &[OBJECT, PARENT, ADDRESS, SOK],
    };

    fn address(service: &Service, asked: Option<&str>) -> std::result::Result<String, Fault> {
        let asked = asked.ok_or_else(|| Fault::value_empty("ip"))?;
        if has_address(service) {
            let reason = Text::new(
                "The service has one address, which can be changed",
                "У услуги один адрес, его можно изменить",
            );
            return Err(Fault::value_because("ip", asked, reason));
        }
        Ok(asked.to_owned())
    }
}

const fn removal(name: &'static str) -> Declaration {
    Declaration {
        name,
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Remove the address", "Удалить адрес"),
        parameters: &[OBJECT, PARENT, SOK],
    }
}

/// `service.ip.del`: the service is bound to no address.
pub(super) struct Remove;

impl Verb for Remove {
    const DECLARATION: Declaration = removal("service.ip.del");

    fn address(_: &Service, _: Option<&str>) -> std::result::Result<String, Fault> {
        Ok(NONE.to_owned())
    }
}

/// `service.ip.delete`: the same under the name that other clients use.
pub(super) struct Delete;

impl Verb for Delete {
    const DECLARATION: Declaration = removal("service.ip.delete");

    fn address(service: &Service, asked: Option<&str>) -> std::result::Result<String, Fault> {
        Remove::address(service, asked)
    }
}
