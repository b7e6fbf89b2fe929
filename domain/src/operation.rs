//! An operation: work on one service that must come to an end.
//!
//! Its kinds and states are in [`kind`], what an unfinished one needs in [`need`], what the outside
//! world may answer in [`outcome`], how far one of several steps is in [`progress`], and the one
//! decision that everything turns on, what follows from an answer, in [`conclusion`].

pub mod conclusion;
pub mod kind;
pub mod need;
pub mod outcome;
pub mod progress;

pub use conclusion::{Conclusion, ModuleChange, Refused, TaskChange, View, conclude};
pub use kind::{Handling, OperationKind, State};
pub use need::Need;
pub use outcome::{Expiry, Facts, Fault, Outcome};
pub use progress::Progress;
