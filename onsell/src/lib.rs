//! The top floor: opens the house, and serves it. The binary adds configuration and commands; the
//! benchmark and the tests that cross floors start whole instances from here.

pub mod house;
pub mod instance;
pub mod logging;

pub use instance::{Instance, InstanceSetup};

/// What any command can fail with; the text says what to do.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
