//! What is done to servers: on, off, restarted, installed anew, another password; and what the
//! password is (wire 3.8). A license is no machine, and that is said clearly.

use super::order_server::{self, RECIPE, TEMPLATE};
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SERVICES, SOK, done, group};
use crate::function::{Body, Function};
use onsell_domain::{Level, OperationKind, Secret, ServiceId, Text};
use onsell_engine::server::{self, Shown};
use onsell_engine::{Engine, Result};
use onsell_wire::{Document, Fault, Params};
use std::marker::PhantomData;

/// Something that needs nothing but the server.
pub(super) trait Verb: Send + Sync + 'static {
    /// What its function says of itself.
    const DECLARATION: Declaration;
    /// What is done.
    const KIND: OperationKind;
}

/// The function of a verb. Each server changes in a unit of its own.
pub(super) struct Of<V>(PhantomData<fn() -> V>);

/// Which servers.
pub(super) struct Input {
    family: Family,
    services: Vec<i64>,
}

impl<V: Verb> Function for Of<V> {
    type Caller = Anyone;
    type Input = Input;
    type Output = ();

    const DECLARATION: Declaration = V::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            family: Family::of(ask),
            services: group(&ask.params, "elid")?,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        Body::Each(
            input.services.clone(),
            |scope, caller: &Anyone, input: &Input, id| {
                let service = input.family.service(scope, caller, ServiceId::new(id))?;
                server::switch(scope, &caller.actor(), service.id, V::KIND).map(drop)
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

const fn action(name: &'static str, title: Text) -> Declaration {
    Declaration {
        name,
        kind: Kind::Action,
        level: Level::Customer,
        title,
        parameters: &[SERVICES, SOK],
    }
}

/// `T.start`.
pub(super) struct Start;

impl Verb for Start {
    const DECLARATION: Declaration = action("T.start", Text::new("Switch on", "Включить сервер"));
    const KIND: OperationKind = OperationKind::Start;
}

/// `T.stop`: the machine is off, the service stays active and is paid for.
pub(super) struct Stop;

impl Verb for Stop {
    const DECLARATION: Declaration = action("T.stop", Text::new("Switch off", "Выключить сервер"));
    const KIND: OperationKind = OperationKind::Stop;
}

/// `T.reboot`.
pub(super) struct Reboot;

impl Verb for Reboot {
    const DECLARATION: Declaration =
        action("T.reboot", Text::new("Reboot", "Перезагрузить сервер"));
    const KIND: OperationKind = OperationKind::Reboot;
}

/// `T.hardreboot`: the same as `T.reboot`.
pub(super) struct HardReboot;

impl Verb for HardReboot {
    const DECLARATION: Declaration = action(
        "T.hardreboot",
        Text::new(
            "Reboot, as other clients call it",
            "Перезагрузить (другое имя)",
        ),
    );
    const KIND: OperationKind = OperationKind::Reboot;
}

pub(super) const PASSWORD: Parameter = Parameter::optional(
    "password",
    ParameterKind::Secret,
    Text::new(
        "Password of its administrator; without one it is made",
        "Пароль администратора; если не указан, создаётся",
    ),
);

/// The password in a request.
pub(super) fn password(params: &Params) -> Option<Secret> {
    params.text("password").map(Secret::from)
}

/// A family's server, and what is asked of it.
pub(super) struct Asked<T> {
    family: Family,
    service: ServiceId,
    what: T,
}

impl<T> Asked<T> {
    fn read(ask: &Ask, what: T) -> std::result::Result<Self, Fault> {
        Ok(Self {
            family: Family::of(ask),
            service: ask.params.required_id("elid")?,
            what,
        })
    }

    /// The server, as far as the caller may see it.
    fn seen(&self, engine: &Engine, caller: &Anyone) -> Result<ServiceId> {
        let (family, account, id) = (self.family.clone(), caller.account, self.service);
        engine.read(move |scope| Ok(family.of_account(scope, account, id)?.id))
    }
}

/// `T.reinstall`: installs the system anew; what was on the server is lost.
pub(super) struct Reinstall;

impl Function for Reinstall {
    type Caller = Anyone;
    type Input = Asked<server::Reinstall>;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "T.reinstall",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new(
            "Install the system anew; everything on the server is lost",
            "Переустановить систему; всё содержимое сервера будет потеряно",
        ),
        parameters: &[SERVICE, TEMPLATE, RECIPE, PASSWORD, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        let anew = server::Reinstall {
            template: order_server::template(&ask.params),
            recipe: order_server::recipe(&ask.params),
            password: password(&ask.params),
        };
        Asked::read(ask, anew)
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Outside(|engine, caller, input: &Self::Input| {
            let id = input.seen(engine, caller)?;
            server::reinstall(engine, &caller.actor(), id, &input.what).map(drop)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `T.changepassword`: gives the administrator of a server another password.
pub(super) struct ChangePassword;

impl Function for ChangePassword {
    type Caller = Anyone;
    type Input = Asked<Option<Secret>>;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "T.changepassword",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Change the password of a server", "Сменить пароль сервера"),
        parameters: &[SERVICE, PASSWORD, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        Asked::read(ask, password(&ask.params))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Outside(|engine, caller, input: &Self::Input| {
            let id = input.seen(engine, caller)?;
            let password = input.what.as_ref();
            server::change_password(engine, &caller.actor(), id, password).map(drop)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `T.password`: how one signs in at a server. That staff look leaves a line in the journal.
pub(super) struct Password;

impl Function for Password {
    type Caller = Anyone;
    type Input = Asked<()>;
    type Output = (ServiceId, Shown);

    const DECLARATION: Declaration = Declaration {
        name: "T.password",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Password of a server", "Пароль сервера"),
        parameters: &[SERVICE, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        Asked::read(ask, ())
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Outside(|engine, caller, input: &Self::Input| {
            let id = input.seen(engine, caller)?;
            Ok((id, server::passwords(engine, &caller.actor(), id)?))
        })
    }

    fn render((id, shown): &Self::Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        form.put("elid", id.to_string());
        let text = |secret: &Option<Secret>| {
            let known = secret.as_ref().map(Secret::expose);
            known.unwrap_or_default().to_owned()
        };
        form.put("password", text(&shown.present));
        if let Some(next) = &shown.next {
            form.put("newpassword", next.expose().to_owned());
        }
        form
    }
}
