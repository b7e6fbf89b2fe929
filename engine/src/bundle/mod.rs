//! Licenses that go with servers (semantics 5.4): a server of a tariff with a control panel has its
//! license as a service of its own behind it, with its own operations, errors and Start. What has
//! to be done so that it is the one that was chosen, `onsell_domain::bundle` decides from what is
//! wanted and what is there; here that is read and begun.
//!
//! It is asked after everything that ends on a server or on one of its licenses, in the same unit.
//! So nothing has to be remembered between two steps, and nothing is lost by a crash.

mod asked;
mod card;
mod deeds;
mod fact;
mod install;
mod license;
mod offer;
mod renewal;
mod wish;

pub use card::{Card, Warning, card};

pub(crate) use asked::{asked_addons, has_another_way, work};
pub(crate) use fact::{done, lose, refused};
pub(crate) use install::{key_to_install, license_to_install};
pub(crate) use offer::letter;
pub(crate) use renewal::look;
pub(crate) use wish::{are_panels, must_be_possible};

use crate::journal;
use crate::{Result, Scope, server_order};
use onsell_domain::bundle::next;
use onsell_domain::{
    OperationId, OperationKind, Progress, ServiceId, ServiceStatus, Text, UpstreamId, UserId,
};
use onsell_modules::billmanager::pool::passed_over;
use onsell_modules::billmanager::pool::progress::{CANDIDATE, CHECK, STAGE};
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::{bundled_license, upstream};
use onsell_wire::Fault;

/// The stage of an order that waits until another license is out of its way.
const PARKED: &str = "parked";
/// The name under which is kept that the others were out of its way.
const ALONE: &str = "alone";

/// Whether a service may have a license behind it.
fn is_server(service: &Service) -> bool {
    service.parent.is_none() && server_order::sells_servers(&service.type_name)
}

/// Something ended on a service, or its seller told something new of it: if it is a server or the
/// license of one, what follows for its panel is begun.
pub(crate) fn settle(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    match service.parent {
        Some(server) => settle_server(scope, server),
        None if is_server(service) => settle_server(scope, service.id),
        None => Ok(()),
    }
}

/// How often one unit decides anew; each time something is begun, so that this ends.
const ROUNDS_MAX: usize = 8;

fn settle_server(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    for _ in 0..ROUNDS_MAX {
        let Some(server) = service::find(scope.tx, id)? else {
            return Ok(());
        };
        let Some((wish, chosen)) = wish::of(scope, &server)? else {
            return Ok(());
        };
        let licenses = license::of(scope, &server)?;
        let deeds = next(&wish, &licenses);
        if deeds.is_empty() {
            return install::settle(scope, &server);
        }
        for deed in &deeds {
            deeds::carry_out(scope, &server, &wish, chosen.as_ref(), deed)?;
        }
    }
    Ok(())
}

/// Somebody chose a panel anew: what was lost is not in the way any more.
pub(crate) fn chosen_anew(scope: &mut Scope<'_>, server: &Service) -> Result<()> {
    if is_server(server) && bundled_license::forget_lost(scope.tx, server.id)? {
        wish::found(scope, server.id)?;
    }
    Ok(())
}

/// Staff order the panel of a server anew after its license was lost.
///
/// # Errors
/// `missed` for a service that is gone, `not_supported` for what is no server.
pub fn order_anew(scope: &mut Scope<'_>, id: ServiceId, by: Option<UserId>) -> Result<()> {
    let found = service::find(scope.tx, id)?;
    let found = found.filter(|found| found.status != ServiceStatus::Deleted);
    let server = found.ok_or_else(|| Fault::missed("item", id))?;
    if !is_server(&server) {
        let reason = Text::new("This service is no server", "Эта услуга — не сервер");
        let fault = Fault::from_text("not_supported", "item", reason);
        return Err(fault.with_param("value", id).into());
    }
    let object = id.to_string();
    journal::write(scope, by, "service.panel", &object, "")?;
    chosen_anew(scope, &server)?;
    settle(scope, &server)
}

/// A step of an allocation is done. A candidate of the pool belongs to the license from now on: to
/// no two of ours, whoever looked first.
pub(crate) fn reserve(
    scope: &mut Scope<'_>,
    known: &Operation,
    progress: &Progress,
) -> Result<Progress> {
    if known.parent.is_none() || known.kind != OperationKind::Open {
        return Ok(progress.clone());
    }
    let Some(seller) = known.seller else {
        return Ok(progress.clone());
    };
    let Some(candidate) = progress.number(CANDIDATE).map(UpstreamId::new) else {
        upstream::forget_id(scope.tx, known.service)?;
        return Ok(progress.clone());
    };
    let holder = upstream::holder(scope.tx, seller, candidate)?;
    match holder {
        Some(holder) if holder == known.service => Ok(progress.clone()),
        Some(_) => Ok(passed_over(progress)),
        None => {
            upstream::set_id(scope.tx, known.service, candidate)?;
            Ok(progress.clone())
        }
    }
}

/// Whether a reading tells about the license of an operation: one that is being taken from the pool
/// is not what it will be until its last step.
pub(crate) fn may_be_told(open: &Operation) -> bool {
    open.parent.is_none()
        || open.kind != OperationKind::Open
        || open.progress.get(CANDIDATE).is_none()
        || open.progress.get(STAGE) == Some(CHECK)
}

/// Staff press Start on the order of a license: one that is not what is wanted any more, since a
/// name was corrected, gives way to one that is; what is in its way is stopped first. `false` when
/// it can be started like any other operation.
pub(crate) fn start(scope: &mut Scope<'_>, id: OperationId) -> Result<bool> {
    let Some(found) = operation::find(scope.tx, id)? else {
        return Ok(false);
    };
    if found.kind != OperationKind::Open || found.progress.get(CANDIDATE).is_some() {
        return Ok(false);
    }
    let Some(server) = found.parent else {
        return Ok(false);
    };
    settle_server(scope, server)?;
    let is_given_up = |now: &Operation| now.state.is_finished();
    if operation::find(scope.tx, id)?.is_none_or(|now| is_given_up(&now)) {
        return Ok(true);
    }
    let siblings = license::siblings_in_the_way(scope, server, found.service)?;
    if !siblings {
        return Ok(false);
    }
    let parked = found.progress.clone().with(STAGE, PARKED);
    operation::park(scope.tx, id, &parked)?;
    settle_server(scope, server)?;
    Ok(true)
}
