//! The journal: a line for each thing that staff changed.
//!
//! A use case writes the line that says most about what it did; for a call that wrote none the
//! panel writes one. Whoever acts as somebody else is named as who he is, and so is as whom.

use crate::{Engine, Result, Scope};
use onsell_domain::UserId;
use onsell_store::journal as store;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Notes that a member of staff called a function about an object. The detail holds no secret.
pub fn write(
    scope: &mut Scope<'_>,
    by: Option<UserId>,
    function: &str,
    object: &str,
    detail: &str,
) -> Result<()> {
    let detail = match &scope.as_whom {
        None => detail.to_owned(),
        Some(name) if detail.is_empty() => format!("as {name}"),
        Some(name) => format!("{detail}, as {name}"),
    };
    // A call that is made of two use cases leaves no line twice.
    let line = [function, object, &detail].join(" ");
    if scope.noted.as_ref() != Some(&line) {
        store::write(scope.tx, scope.now, by, function, object, &detail)?;
        scope.noted = Some(line);
    }
    Ok(())
}

/// A call whose work opens units of its own: as whom it is made, and whether one of them left a
/// line.
#[derive(Debug, Default)]
pub struct Watched {
    pub(crate) as_whom: Option<String>,
    is_noted: AtomicBool,
}

impl Watched {
    /// Whether a unit that was done left a line.
    pub fn is_noted(&self) -> bool {
        self.is_noted.load(Ordering::Acquire)
    }

    pub(crate) fn note(&self, scope: &Scope<'_>) {
        self.is_noted
            .fetch_or(scope.noted.is_some(), Ordering::AcqRel);
    }
}

impl Engine {
    /// The engine for the work of one call, made as this user where it is somebody else's; and what
    /// is known of that call afterwards.
    pub fn watched(&self, as_whom: Option<String>) -> (Self, Arc<Watched>) {
        let watched = Arc::new(Watched {
            as_whom,
            ..Watched::default()
        });
        (self.watched_by(Arc::clone(&watched)), watched)
    }
}
