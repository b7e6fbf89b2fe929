//! Staff move a service: to another customer (`service.transfer`), an order to the next module
//! (`service.getnextmodule`), and give a server its lost panel back (`service.panel`).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SERVICES, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Level, ServiceId, Text};
use onsell_engine::{Result, Scope, bundle, next_module, transfer};
use onsell_wire::{Document, Fault};

/// `service.transfer`: gives a service to another client, a server with its licenses.
pub(super) struct Transfer;

impl Function for Transfer {
    type Caller = Administrator;
    type Input = (ServiceId, AccountId);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.transfer",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new(
            "Give a service to another client",
            "Передать услугу другому клиенту",
        ),
        parameters: &[
            SERVICE,
            Parameter::required(
                "account",
                ParameterKind::Id,
                Text::new("New owner", "Новый владелец"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        let params = &ask.params;
        Ok((params.required_id("elid")?, params.required_id("account")?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Write(
            |scope, caller: &Administrator, (id, account): &Self::Input| {
                transfer::transfer(scope, *id, *account, caller.identity.author())
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `service.getnextmodule`: an order that stands at one module goes on at the next.
pub(super) struct NextModule;

impl OnEach for NextModule {
    type Caller = Administrator;

    const DECLARATION: Declaration = Declaration {
        name: "service.getnextmodule",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new(
            "Send an order on to the next module",
            "Передать заказ следующему обработчику",
        ),
        parameters: &[SERVICES, SOK],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> Result<()> {
        next_module::go_on(scope, ServiceId::new(id), caller.identity.author())
    }
}

/// `service.panel`: the control panel of a server is ordered anew after its license was lost.
pub(super) struct Panel;

impl OnEach for Panel {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "service.panel",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new(
            "Order the control panel of a server anew",
            "Заказать панель управления сервера заново",
        ),
        parameters: &[SERVICES, SOK],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Staff, id: i64) -> Result<()> {
        bundle::order_anew(scope, ServiceId::new(id), caller.identity.author())
    }
}
