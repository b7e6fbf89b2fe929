//! The twin simulation: a seller and a reseller in one process, on a clock that is moved by hand,
//! with everything that can go wrong between them chosen by a seed.
//!
//! What runs is production code above the seams: both engines, both panels, the real SQLite store.
//! The seams are [`network`] (Transport), [`chance`] (Random), the clock, and the death of a
//! [`process`]. Only one thread runs at a time ([`baton`]); the same seed is the same story.
//!
//! | question | file |
//! |---|---|
//! | what can happen | [`moves`], made of a seed by [`plan`] |
//! | how it is carried out | [`world`], [`act`], [`heal`], as a whole by [`story`] |
//! | what must be true | [`invariants`], over a [`reading`] of both databases |
//! | which of the moves mattered | [`shrink`] |
//! | whether the checks see anything | [`deliberate`] |

pub mod act;
pub mod baton;
pub mod chance;
pub mod deliberate;
pub mod heal;
pub mod invariants;
pub mod moves;
pub mod network;
pub mod plan;
pub mod process;
pub mod reading;
pub mod shrink;
pub mod story;
pub mod template;
pub mod world;
