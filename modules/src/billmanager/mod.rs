//! The module `BILLmanager`: does the work by buying it from another billing system that speaks the
//! documented API.
//!
//! `client` makes single calls and knows nothing of operations; [`perform()`] does one attempt of
//! one operation with them. Look-ups may be repeated; a paid request is sent at most once per
//! attempt, and in every attempt but the first only after looking.

pub mod certificate;
mod client;
mod guard;
mod perform;
pub mod pool;
mod url;

pub use client::{CallError, SELLER_TIMEOUT, SellerClient, ServicePage};
pub use perform::{perform, request};
pub use url::{card_url, complete_url};
