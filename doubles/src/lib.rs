//! Stand-ins for what cannot run here, and networks that misbehave on purpose.
//!
//! A double of a closed product answers as the product does, as far as that is known: each has a
//! table that marks its answers documented, seen in public source, or guessed. What goes wrong is
//! said by rules; see [`scenario`]. [`pebble`] starts a real authority instead.

pub mod billmanager;
#[cfg(test)]
mod client;
pub mod dcimanager5;
pub mod dcimanager6;
pub mod gogetssl;
mod http;
mod mgr5;
pub mod pebble;
mod platform;
pub mod relay;
pub mod scenario;
pub mod smtp;
pub mod vmmanager5;
pub mod vmmanager6;

pub use billmanager::Billmanager;
pub use dcimanager5::Dcimanager5;
pub use dcimanager6::Dcimanager6;
pub use gogetssl::GoGetSsl;
pub use http::{Answer, Request};
pub use mgr5::accounts;
pub use pebble::{Pebble, PebbleSettings};
pub use platform::{recipe, sign_in};
pub use relay::Relay;
pub use scenario::{Double, Entry, Pace, Rule};
pub use smtp::MailServer;
pub use vmmanager5::Vmmanager5;
pub use vmmanager6::Vmmanager6;
