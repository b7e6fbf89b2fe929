//! Staff compare with a seller now what is compared by itself sooner or later: one service, or all
//! of a module.

use crate::reading::{Pass, Touched, compare_with, read_and_apply};
use crate::{Engine, Result, poll, sellers};
use onsell_domain::{ModuleId, ServiceId};
use onsell_store::{processing_module, service, upstream};
use onsell_wire::Fault;

/// Reads a service at its seller and applies what differs; how many things changed.
///
/// # Errors
/// `missed` for none of that number, `value` for one that no seller has.
pub fn one(engine: &Engine, id: ServiceId) -> Result<usize> {
    let (followed, seller) = engine.read(move |scope| {
        let found = service::find(scope.tx, id)?.ok_or_else(|| Fault::missed("item", id))?;
        let followed = upstream::followed_service(scope.tx, id)?;
        let both = followed.zip(found.seller);
        Ok(both.ok_or_else(|| Fault::value("elid", id))?)
    })?;
    let (seller, client) = engine.seller(seller)?;
    let mut pass = Pass::default();
    let touched = Touched::these(&[followed]);
    let changed = read_and_apply(engine, &seller, &client, &touched, &mut pass)?;
    Ok(changed + pass.end(engine)?)
}

/// Reads everything that a module has at its seller and applies what differs; how many services
/// changed.
///
/// # Errors
/// `missed` for none of that number.
pub fn all(engine: &Engine, id: ModuleId) -> Result<usize> {
    let module = engine
        .read(move |scope| Ok(processing_module::find(scope.tx, id)?))?
        .ok_or_else(|| Fault::missed("processingmodule", id))?;
    let Some(seller) = module.seller else {
        return Ok(0);
    };
    let (seller, client) = engine.seller(seller)?;
    if sellers::has(&seller, sellers::feature::BATCH) {
        compare_with(engine, &seller, &client, Pass::default())
    } else {
        poll::poll_with(engine, &seller, &client, Pass::default())
    }
}
