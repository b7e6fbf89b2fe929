//! The lock of the panel: customers are kept out for a while, staff go on (wire 1.7).

use crate::journal;
use crate::{Engine, Result};
use onsell_domain::UserId;
use onsell_store::{Tx, setting};
use std::sync::atomic::{AtomicBool, Ordering};

/// What this process knows of the lock: it is looked at with every call, so that it costs no
/// reading.
#[derive(Default)]
pub(crate) struct Lock(AtomicBool);

impl Lock {
    /// As it stands in the database.
    pub fn read(tx: &mut dyn Tx) -> Result<bool> {
        Ok(setting::get(tx, setting::LOCKED)?.is_some())
    }

    /// As it stood there.
    pub fn known(is_locked: bool) -> Self {
        Self(AtomicBool::new(is_locked))
    }
}

impl Engine {
    /// Whether customers are kept out.
    pub fn is_locked(&self) -> bool {
        self.inside().lock.0.load(Ordering::Acquire)
    }
}

/// Locks the panel for customers, or opens it again.
pub fn set(engine: &Engine, is_locked: bool, by: Option<UserId>) -> Result<()> {
    engine.write(None, move |scope| {
        if is_locked {
            setting::put(scope.tx, setting::LOCKED, "on")?;
        } else {
            setting::delete(scope.tx, setting::LOCKED)?;
        }
        let object = if is_locked { "on" } else { "off" };
        journal::write(scope, by, "panel.lock", object, "")
    })?;
    engine.inside().lock.0.store(is_locked, Ordering::Release);
    Ok(())
}

/// Learns what another node did.
pub(crate) fn refresh(engine: &Engine) -> Result<()> {
    let is_locked = engine.read(|scope| Lock::read(scope.tx))?;
    engine.inside().lock.0.store(is_locked, Ordering::Release);
    Ok(())
}
