//! Staff say that the work on a service is done: `service.postopen` and its like (wire 4.4). Only
//! what no seller works on is ended so.

use super::each::OnEach;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter};
use crate::fields::{SERVICES, SOK};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::{Result, Scope, manual};

const PARAMETERS: &[Parameter] = &[SERVICES, SOK];

macro_rules! calls {
    ($(
        $(#[$meta:meta])*
        $name:ident $function:literal $task:literal $en:literal $ru:literal;
    )+) => {$(
        $(#[$meta])*
        pub(super) struct $name;

        impl OnEach for $name {
            type Caller = Staff;

            const DECLARATION: Declaration = Declaration {
                name: $function,
                kind: Kind::Action,
                level: Level::Staff,
                title: Text::new($en, $ru),
                parameters: PARAMETERS,
            };

            fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
                let by = staff.identity.author();
                manual::finish_of_service(scope, ServiceId::new(id), $task, by)
            }
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
    /// `domain.open`: the domain name is there.
    DomainOpened "domain.open" "postopen"
        "The domain name is registered" "Домен зарегистрирован";
}
