//! How long sessions last, and from where they are opened.

use crate::Scope;
use onsell_domain::{Level, Timestamp};
use std::net::IpAddr;

/// How long sessions last, as an administrator says it, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// After the last request of a customer (wire 1.3: an hour).
    pub idle_seconds: i64,
    /// After the last request of staff, also of those who act as a customer.
    pub staff_idle_seconds: i64,
    /// However much it is used.
    pub seconds_max: i64,
}

impl Default for SessionLife {
    fn default() -> Self {
        Self {
            idle_seconds: 3600,
            staff_idle_seconds: 3600,
            seconds_max: 24 * 3600,
        }
    }
}

impl SessionLife {
    /// Until when a session lives that is used now.
    pub fn idle_end(&self, now: Timestamp, level: Level) -> Timestamp {
        let seconds = if level >= Level::Staff {
            self.staff_idle_seconds
        } else {
            self.idle_seconds
        };
        now.plus_seconds(seconds)
    }
}

/// From where a session is opened, and with what.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The address.
    pub address: IpAddr,
    /// What the browser or program says of itself; empty when it says nothing.
    pub device: String,
}

/// The longest text about a device that is kept, in characters.
const DEVICE_CHARACTERS_MAX: usize = 200;

impl Visitor {
    /// Somebody at an address. A text about the device that is too long is cut.
    pub fn new(address: IpAddr, device: &str) -> Self {
        let shown = device.chars().filter(|c| !c.is_control());
        Self {
            address,
            device: shown.take(DEVICE_CHARACTERS_MAX).collect(),
        }
    }
}

impl Scope<'_> {
    /// How long sessions last here.
    pub(crate) fn session_life(&self) -> SessionLife {
        self.installation.session_life()
    }
}
