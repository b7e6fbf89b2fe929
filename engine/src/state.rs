//! How a service stands for its owner: what is being done to it, and what the owner may do next.

use crate::owned::owned;
use crate::{Result, Scope, rights, shown};
use jiff::civil::Date;
use onsell_domain::license::{NextDate, may_change};
use onsell_domain::{AccountId, AddonId, Rules, ServiceId, ServiceStatus, StopReason, StopReasons};
use onsell_store::operation::{self, Operation};
use onsell_store::service::Service;
use onsell_store::tariff::{self, Tariff};

/// How a service stands.
#[derive(Debug)]
pub struct State {
    /// The service.
    pub service: Service,
    /// What is being done to it, if its owner sees that.
    pub operation: Option<Operation>,
    /// Values of addons that this sets.
    pub addons: Vec<(AddonId, i64)>,
    /// The tariff to which this leads.
    pub tariff: Option<Tariff>,
    /// What the owner may do.
    pub rights: Rights,
}

/// What the owner of a service may do with it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
pub struct Rights {
    /// Change it, its plan and its addons.
    pub edits: bool,
    /// Renew it.
    pub renews: bool,
    /// Stop it.
    pub suspends: bool,
    /// Let it run again.
    pub resumes: bool,
    /// Delete it.
    pub deletes: bool,
    /// The first day on which the address may be changed, where that is not today.
    pub next_address: Option<Date>,
    /// The same for the key.
    pub next_key: Option<Date>,
}

/// Reads how a service stands for an account; none sees everybody's.
///
/// # Errors
/// `missed` for a service that is not there for this account.
pub fn read(scope: &mut Scope<'_>, account: Option<AccountId>, id: ServiceId) -> Result<State> {
    let service = owned(scope, id, account)?;
    let rules = rights::rules_of(scope, &service)?;
    let today = shown::today(&service, scope.now);
    let mut state = State {
        rights: decide(&service, &rules, today),
        service,
        operation: None,
        addons: Vec::new(),
        tariff: None,
    };
    let open = operation::open_of_service(scope.tx, id)?;
    // What covers a term that was sold before is our affair and the seller's.
    let Some(open) = open.filter(|open| !open.covers_term) else {
        return Ok(state);
    };
    state.addons = operation::addons(scope.tx, open.id)?;
    state.tariff = match open.new_tariff {
        Some(tariff) => tariff::find(scope.tx, tariff)?,
        None => None,
    };
    state.operation = Some(open);
    Ok(state)
}

/// What the rules and the state of a service let its owner do.
fn decide(service: &Service, rules: &Rules, today: Date) -> Rights {
    let lives = matches!(
        service.status,
        ServiceStatus::Active | ServiceStatus::Suspended
    );
    let is_free = lives && service.open_operation.is_none();
    let is_own = !service.stopped_by.keep_the_client_out();
    let stopped_by_client = service.stopped_by == StopReasons::only(StopReason::Client);
    let next = |changed, days| {
        may_change(changed, today, days)
            .err()
            .map(|NextDate(day)| day)
    };
    Rights {
        edits: is_free && is_own,
        renews: is_free && service.expires.is_some(),
        suspends: is_free && rules.client_suspends && service.status == ServiceStatus::Active,
        resumes: is_free && rules.client_resumes && stopped_by_client,
        deletes: service.status == ServiceStatus::Ordered
            || is_free && rules.client_deletes && is_own && service.scheduled_close.is_none(),
        next_address: next(service.ip_changed, rules.ip_change_days),
        next_key: next(service.key_changed, rules.key_change_days),
    }
}
