//! Tells the readers of an account's feed.

use crate::{Result, Scope, shown};
use onsell_store::event;
use onsell_store::service::{self, Service};

/// Tells the readers of an account that a service changed. The last thing a unit does.
pub(crate) fn tell(scope: &mut Scope<'_>, service: &Service, kind: &str) -> Result<()> {
    if let Some(server) = service.parent {
        // Its customer knows the server only.
        let server = service::find(scope.tx, server)?.ok_or(onsell_store::Error::Stale)?;
        return tell(scope, &server, "setparam");
    }
    let mut seen = service.clone();
    seen.status = shown::status(service).0;
    event::append(scope.tx, &seen, kind, scope.now)?;
    scope.wakes.feeds.push(service.account);
    Ok(())
}
