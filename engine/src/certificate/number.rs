//! A certificate that goes on under another number of its seller's: the one before is kept.

use crate::{Result, Scope};
use onsell_domain::{ServiceId, UpstreamId};
use onsell_store::{upstream, upstream_former};

/// Follows a certificate to another number. `false` where another service has that.
pub(crate) fn follow(scope: &mut Scope<'_>, service: ServiceId, id: UpstreamId) -> Result<bool> {
    let Some(known) = upstream::find(scope.tx, service)? else {
        return Ok(false);
    };
    if known.upstream_id == Some(id) {
        return Ok(true);
    }
    let holder = upstream::holder(scope.tx, known.seller, id)?;
    if holder.is_some_and(|holder| holder != service) {
        return Ok(false);
    }
    if let Some(before) = known.upstream_id {
        tracing::info!(
            item.id = service.get(),
            upstream.id = id.get(),
            before = before.get(),
            "the seller's number of a certificate is another now"
        );
        upstream_former::keep(scope.tx, known.seller, before, service, scope.now)?;
        upstream::forget_id(scope.tx, service)?;
    }
    Ok(upstream::set_id(scope.tx, service, id)?)
}
