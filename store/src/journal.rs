//! The journal: what staff did.

use crate::{Result, Tx};
use onsell_domain::{Timestamp, UserId};

const WRITE: &str =
    "INSERT INTO journal (at, user_id, function, object, detail) VALUES ($1, $2, $3, $4, $5)";

/// Notes that a member of staff called a function about an object. The detail holds no secret.
pub fn write(
    tx: &mut dyn Tx,
    now: Timestamp,
    user: Option<UserId>,
    function: &str,
    object: &str,
    detail: &str,
) -> Result<()> {
    let args = [
        now.into(),
        user.into(),
        function.into(),
        object.into(),
        detail.into(),
    ];
    tx.exec(WRITE, &args).map(drop)
}
