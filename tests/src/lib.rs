//! Two systems in one process, joined by a wire that misbehaves on purpose, on a clock that stands
//! until it is moved. Everything above the seams is production code.

pub mod bundle;
mod told;
mod twin;
pub mod vendor;
mod wire;

pub use told::{error, fine, message, refusal, state, status_key};
pub use twin::{Chain, LITE, Twin, text, twins};
pub use wire::{Fate, Wire};
