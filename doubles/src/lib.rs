//! Stand-ins for what cannot run here, and networks that misbehave on purpose.

pub mod relay;

pub use relay::Relay;
