//! Staff say that the work on a service is done: `service.postopen` and its like (wire 4.4). Only
//! what no seller works on is ended so.

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter};
use crate::fields::{SERVICES, SOK, done, group};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::manual;
use onsell_wire::{Document, Fault};
use std::marker::PhantomData;

/// One of the calls.
pub(super) trait Call: Send + Sync + 'static {
    /// What its function says of itself.
    const DECLARATION: Declaration;
    /// The type of the tasks it ends.
    const TASK_TYPE: &'static str;
}

/// The function of a call.
pub(super) struct Of<C>(PhantomData<fn() -> C>);

impl<C: Call> Function for Of<C> {
    type Caller = Staff;
    type Input = Vec<ServiceId>;
    type Output = ();

    const DECLARATION: Declaration = C::DECLARATION;

    fn parse(ask: &Ask) -> Result<Vec<ServiceId>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(_: &Vec<ServiceId>) -> Body<Self> {
        Body::Write(|scope, staff: &Staff, ids: &Vec<ServiceId>| {
            let by = staff.identity.author();
            ids.iter()
                .try_for_each(|id| manual::finish_of_service(scope, *id, C::TASK_TYPE, by))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

const PARAMETERS: &[Parameter] = &[SERVICES, SOK];

macro_rules! calls {
    ($(
        $(#[$meta:meta])*
        $name:ident $function:literal $task:literal $en:literal $ru:literal;
    )+) => {$(
        $(#[$meta])*
        pub(super) struct $name;

        impl Call for $name {
            const DECLARATION: Declaration = Declaration {
                name: $function,
                kind: Kind::Action,
                level: Level::Staff,
                title: Text::new($en, $ru),
                parameters: PARAMETERS,
            };
            const TASK_TYPE: &'static str = $task;
        }
    )+};
}

calls! {
    /// `service.postopen`: the service is there.
    Opened "service.postopen" "postopen" "The service is activated" "Услуга активирована";
    /// `service.postprolong`: it is renewed.
    Prolonged "service.postprolong" "postprolong" "The service is renewed" "Услуга продлена";
    /// `service.postsuspend`: it is stopped.
    Suspended "service.postsuspend" "postsuspend" "The service is stopped" "Услуга остановлена";
    /// `service.postresume`: it runs again.
    Resumed "service.postresume" "postresume" "The service runs again" "Услуга запущена";
    /// `service.postsetparam`: it is changed.
    Changed "service.postsetparam" "postsetparam" "The service is changed" "Услуга изменена";
    /// `service.postclose`: it is gone.
    Closed "service.postclose" "postclose" "The service is deleted" "Услуга удалена";
    /// `certificate.open`: the certificate is there.
    CertificateOpened "certificate.open" "postopen"
        "The certificate is issued" "Сертификат выпущен";
    /// `domain.open`: the domain name is there.
    DomainOpened "domain.open" "postopen"
        "The domain name is registered" "Домен зарегистрирован";
}
