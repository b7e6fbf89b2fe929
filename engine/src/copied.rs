//! A database that is a copy says so until it is opened: what only the original may go on with is
//! settled then, in the unit that makes the installation's epoch, so that no request can come
//! between.
//!
//! A *backup* takes the place of the original, which may have done more since: every reader of our
//! events compares everything (a new epoch), we compare everything at every seller, and what was
//! unfinished there is looked for before it is sent. What jobs would do waits until that comparison
//! has had its time; what anybody else begins before it has run is looked for, too.
//!
//! A *clone* lives beside the original: it has a prefix and a license key of its own, and no way to
//! any seller.

use crate::Result;
use onsell_domain::Timestamp;
use onsell_store::{Copied, Tx, copied, setting};

/// How long the jobs leave services alone after a restore, in seconds: a renewal that was made
/// since is learned from the seller before it would be made again.
const COMPARED_WITHIN_SECONDS: i64 = 3600;
/// How long a clone asks no seller, in seconds: a hundred years.
const CUT_OFF_SECONDS: i64 = 100 * 365 * 24 * 3600;
/// What stands on everything that a clone does not go on with.
const IS_CLONE: &str = "this installation is a clone: connect it to a seller of its own for tests";

/// Settles what a copy may not go on with; an original has nothing to settle.
pub(crate) fn settle(tx: &mut dyn Tx, now: Timestamp) -> Result<()> {
    let Some(name) = setting::get(tx, setting::COPIED)? else {
        return Ok(());
    };
    match Copied::parse(&name) {
        Some(Copied::Clone) => {
            setting::delete(tx, setting::PREFIX)?;
            // What a clone signs is nobody's license.
            setting::delete(tx, setting::LICENSE_KEY)?;
            copied::forget_factors(tx)?;
            copied::rest_operations(tx, now, IS_CLONE)?;
            copied::cut_off(tx, now, now.plus_seconds(CUT_OFF_SECONDS), IS_CLONE)?;
        }
        // Whatever a later program may write, doubt is the safe answer.
        Some(Copied::Backup) | None => {
            copied::doubt_operations(tx, now)?;
            copied::doubt_sellers(tx, now)?;
            copied::postpone(tx, now.plus_seconds(COMPARED_WITHIN_SECONDS))?;
        }
    }
    copied::read_anew(tx)?;
    copied::sign_out(tx)?;
    setting::delete(tx, setting::EPOCH)?;
    setting::delete(tx, setting::COPIED)?;
    tracing::warn!(
        copied = name,
        "the database is a copy, opened for the first time"
    );
    Ok(())
}
