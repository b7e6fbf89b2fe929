//! When the address and the key of a service may be changed next, and what keeps them from being
//! changed now; and what an open operation is changing.

use crate::rights::rules_of;
use crate::{Result, Scope, shown};
use onsell_domain::license::{Address, NextDate, may_change};
use onsell_domain::{AddonId, Date, OperationKind, ServiceStatus};
use onsell_store::operation::{self, Operation};
use onsell_store::service::Service;
use onsell_store::tariff::{self, Tariff};

/// Why its owner cannot change something of a service now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// It was changed a short time ago: again from this day on.
    Until(Date),
    /// The provider stopped the service.
    Stopped,
    /// Another change is under way.
    Working(OperationKind),
    /// The service is not there yet, or not any more.
    Gone,
}

/// When something may be changed next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextChange {
    /// The day from which the rule about distances allows it; none for now.
    pub from: Option<Date>,
    /// What keeps its owner from it now.
    pub hindrance: Option<Hindrance>,
}

/// What of a service may be changed when, and what is being changed.
#[derive(Debug, Clone)]
pub struct Changing {
    /// The address.
    pub ip: NextChange,
    /// The key.
    pub key: NextChange,
    /// What its owner sees of what is under way.
    pub requested: Option<Requested>,
}

/// What an operation that is under way gives the service.
#[derive(Debug, Clone)]
pub struct Requested {
    /// The operation.
    pub operation: Operation,
    /// The tariff it leads to.
    pub tariff: Option<Tariff>,
    /// The addon values it sets.
    pub addons: Vec<(AddonId, i64)>,
}

/// Reads it.
pub fn of(scope: &mut Scope<'_>, service: &Service) -> Result<Changing> {
    let rules = rules_of(scope, service)?;
    let today = shown::today(service, scope.now);
    let next = |last: Option<Date>, days| may_change(last, today, days).err();
    // To bind a license that is bound to no address is no change.
    let is_bound = Address::parse(&service.ip).is_ok_and(|address| !address.is_unbound());
    let ip_next = next(
        service.ip_changed.filter(|_| is_bound),
        rules.ip_change_days,
    );
    let key_next = next(service.key_changed, rules.key_change_days);
    Ok(Changing {
        ip: next_change(service, ip_next),
        key: next_change(service, key_next),
        requested: requested(scope, service)?,
    })
}

fn next_change(service: &Service, next: Option<NextDate>) -> NextChange {
    let from = next.map(|next| next.0);
    let is_there = matches!(
        service.status,
        ServiceStatus::Active | ServiceStatus::Suspended
    );
    let open = service.open_operation.filter(|_| !service.open_covers);
    let hindrance = match open {
        _ if service.stopped_by.keep_the_client_out() => Some(Hindrance::Stopped),
        Some(kind) => Some(Hindrance::Working(kind)),
        None if !is_there => Some(Hindrance::Gone),
        None => from.map(Hindrance::Until),
    };
    NextChange { from, hindrance }
}

fn requested(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Requested>> {
    let open = operation::open_of_service(scope.tx, service.id)?;
    let Some(operation) = open.filter(|open| !open.covers_term) else {
        return Ok(None);
    };
    Ok(Some(Requested {
        tariff: match operation.new_tariff {
            Some(tariff) => tariff::find(scope.tx, tariff)?,
            None => None,
        },
        addons: operation::addons(scope.tx, operation.id)?,
        operation,
    }))
}
