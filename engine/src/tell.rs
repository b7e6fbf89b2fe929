//! Tells the readers of an account's feed.

use crate::{Result, Scope, shown};
use onsell_store::event;
use onsell_store::service::Service;

/// Tells the readers of an account that a service changed. The last thing a unit does.
pub(crate) fn tell(scope: &mut Scope<'_>, service: &Service, kind: &str) -> Result<()> {
    let mut seen = service.clone();
    seen.status = shown::status(service).0;
    event::append(scope.tx, &seen, kind, scope.now)?;
    scope.wakes.feeds.push(service.account);
    Ok(())
}
