//! What an administrator should know of an installation before its customers notice.

use crate::{Engine, Result};
use onsell_store::{operation, seller};

/// How many operations are unfinished.
pub fn unfinished(engine: &Engine) -> Result<i64> {
    let counted = engine.read(|scope| Ok(operation::count_open(scope.tx)?))?;
    Ok(counted.iter().map(|(_, count, _)| count).sum())
}

/// How many passwords of sellers there are, and how many of them the sealing key does not open.
pub fn sealed(engine: &Engine) -> Result<(usize, usize)> {
    let sellers = engine.read(|scope| Ok(seller::list(scope.tx)?))?;
    let is_closed = |seller: &&seller::Seller| engine.inside().seal.open(&seller.password).is_err();
    Ok((sellers.len(), sellers.iter().filter(is_closed).count()))
}
