//! How a service stands for its owner: what is being done to it, and what the owner may do next.

use crate::next_change::{self, Changing};
use crate::owned::owned;
use crate::{Result, Scope, rights};
use onsell_domain::{AccountId, Rules, ServiceId, ServiceStatus, StopReason, StopReasons};
use onsell_store::service::Service;

/// How a service stands.
#[derive(Debug)]
pub struct State {
    /// The service.
    pub service: Service,
    /// What is being done to it, if its owner sees that, and what may be changed when.
    pub changing: Changing,
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
}

/// Reads how a service stands for an account; none sees everybody's.
///
/// # Errors
/// `missed` for a service that is not there for this account.
pub fn read(scope: &mut Scope<'_>, account: Option<AccountId>, id: ServiceId) -> Result<State> {
    let service = owned(scope, id, account)?;
    let rules = rights::rules_of(scope, &service)?;
    Ok(State {
        rights: decide(&service, &rules),
        changing: next_change::of(scope, &service)?,
        service,
    })
}

/// What the rules and the state of a service let its owner do.
fn decide(service: &Service, rules: &Rules) -> Rights {
    let lives = matches!(
        service.status,
        ServiceStatus::Active | ServiceStatus::Suspended
    );
    let is_free = lives && service.open_operation.is_none();
    let is_own = !service.stopped_by.keep_the_client_out();
    let stopped_by_client = service.stopped_by == StopReasons::only(StopReason::Client);
    Rights {
        edits: is_free && is_own,
        renews: is_free && service.expires.is_some(),
        suspends: is_free && rules.client_suspends && service.status == ServiceStatus::Active,
        resumes: is_free && rules.client_resumes && stopped_by_client,
        deletes: service.status == ServiceStatus::Ordered
            || is_free && rules.client_deletes && is_own && service.scheduled_close.is_none(),
    }
}
