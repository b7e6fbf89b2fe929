//! What happens: one file per use case, and the workers and jobs that run them.
//!
//! Everything here is ordinary synchronous Rust. A use case that only changes rows is a function
//! over a [`Scope`] and runs inside one unit of the store; a use case that talks to the outside
//! world is a method-like function over the [`Engine`] and goes in three beats: intend, ask,
//! conclude. No function here knows HTTP, HTML or SQL text.
//!
//! | story | files |
//! |---|---|
//! | an order is placed upstream | [`order`], `begin`, [`operate`] |
//! | an event arrives | [`check_event`], `follow`, `complete`, `tell` |
//! | an operation fails and is started again | [`operate`], [`start`] |
//! | a month turns over | `due`, [`expire`], [`prolong`] |

pub mod account;
pub mod addon_edit;
pub mod addon_item_edit;
mod addons;
mod address;
mod begin;
mod cancel;
pub mod change;
pub mod check;
pub mod check_event;
mod complete;
pub mod connect;
pub mod currency_rate;
mod doing;
mod due;
mod engine;
pub mod enumeration;
mod error;
pub mod expire;
pub mod feeds;
mod follow;
pub mod import;
pub mod install;
#[cfg(feature = "measure")]
pub mod measure;
mod mirror;
mod offered;
pub mod operate;
pub mod order;
mod owned;
pub mod pay;
pub mod period_rule;
pub mod preset;
pub mod prolong;
pub mod report;
mod scope;
mod seal;
pub mod seams;
mod sellers;
pub mod shown;
pub mod sign_in;
pub mod start;
pub mod sync;
pub mod tariffs;
mod tell;
mod work;

pub use begin::Begun;
pub use engine::{Engine, EventMode, Setup};
pub use error::{Error, Result};
pub use scope::{Installation, Scope};
pub use seal::Seal;
pub use work::Working;
