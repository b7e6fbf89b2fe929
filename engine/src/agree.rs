//! Staff agree to what a module had stopped for: what the seller changed is applied again, however
//! much seems to have vanished.

use crate::journal;
use crate::reading::{Pass, compare_with};
use crate::{Engine, Result, poll, sellers};
use onsell_domain::{ModuleId, ProblemKind, UserId};
use onsell_store::problem::{self, Subject};
use onsell_store::processing_module;
use onsell_wire::Fault;

/// Lets a module go on and compares everything at its seller; how many services changed.
///
/// # Errors
/// `missed` for none of that number, `value` for a module that does not stand.
pub fn agree(engine: &Engine, id: ModuleId, by: Option<UserId>) -> Result<usize> {
    let seller = engine.write(None, move |scope| {
        let module = processing_module::find(scope.tx, id)?
            .ok_or_else(|| Fault::missed("processingmodule", id))?;
        if !processing_module::go_on(scope.tx, id)? {
            return Err(Fault::value("elid", id).into());
        }
        let subject = Subject::Module(id);
        problem::settle(scope.tx, ProblemKind::Vanished, subject, scope.now)?;
        let (function, object) = ("processing.apply", id.to_string());
        journal::write(scope, by, function, &object, "")?;
        Ok(module.seller)
    })?;
    let Some(seller) = seller else { return Ok(0) };
    let (seller, client) = engine.seller(seller)?;
    let pass = Pass::agreed(id);
    if sellers::has(&seller, sellers::feature::BATCH) {
        compare_with(engine, &seller, &client, pass)
    } else {
        poll::poll_with(engine, &seller, &client, pass)
    }
}
