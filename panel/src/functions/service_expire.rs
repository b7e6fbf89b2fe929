//! The end of a service, set by hand: `service.setexpiredate` (wire 4.4).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Date, Level, ServiceId, Text};
use onsell_engine::change::{self, Actor};
use onsell_wire::{Document, Fault};

/// `service.setexpiredate`: the service ends on this day; no money moves.
pub(super) struct SetExpires;

impl Function for SetExpires {
    type Caller = Administrator;
    type Input = (ServiceId, Date);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.setexpiredate",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Set the end of a service", "Задать дату окончания услуги"),
        parameters: &[
            SERVICE,
            Parameter::required(
                "expiredate",
                ParameterKind::Date,
                Text::new("The last day", "Последний день"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Self::Input, Fault> {
        let end = ask.params.date("expiredate")?;
        let end = end.ok_or_else(|| Fault::value_empty("expiredate"))?;
        Ok((ask.params.required_id("elid")?, end))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Write(|scope, caller: &Administrator, (id, end): &Self::Input| {
            let actor = Actor {
                account: None,
                by: caller.identity.author(),
                staff: true,
            };
            change::set_expires(scope, &actor, *id, *end)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
