//! Stand-ins for what cannot run here, and networks that misbehave on purpose.

pub mod relay;
pub mod smtp;

pub use relay::Relay;
pub use smtp::MailServer;
