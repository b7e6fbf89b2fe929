//! What staff do leaves a line in the journal (the engine writes those of its own use cases).

use onsell_engine::sign_in::Identity;
use onsell_engine::{Result, Scope};
use onsell_store::journal;

/// Notes that staff called a function about an object.
pub(super) fn note(
    scope: &mut Scope<'_>,
    identity: &Identity,
    function: &str,
    object: impl std::fmt::Display,
    detail: &str,
) -> Result<()> {
    let object = object.to_string();
    journal::write(
        scope.tx,
        scope.now,
        identity.author(),
        function,
        &object,
        detail,
    )?;
    Ok(())
}
