//! Who asks: the function registry, encodings, sign-in and HTTP.
//!
//! A function is declared once ([`function`]) and has three synchronous parts: reading the request
//! (pure), one unit in the store, and writing the answer (pure, outside the unit). This floor is
//! async only between them. Deliberately absent: SQL, and calls to other systems; both are done by
//! the floors below.
//!
//! | room | what is there |
//! |---|---|
//! | [`ask`], [`caller`] | what was asked, and by whom |
//! | [`function`], [`declaration`] | what a function is, and what it says of itself |
//! | [`functions`], [`registry`] | every function, and how a name finds it |
//! | [`mod@column`], `list`, `rows`, `describe` | lists, and what pages are told of them |
//! | `answer`, `pool` | carrying a function out |
//! | [`panel`], `http`, [`mod@serve`] | the doors: in process, over HTTP, over the local socket |
//! | `faces` | pages for people |

mod answer;
pub mod ask;
pub mod caller;
mod client;
pub mod column;
pub mod declaration;
mod describe;
pub mod faces;
mod fields;
pub mod function;
pub mod functions;
mod group;
mod http;
mod license_door;
mod list;
mod noted;
pub mod panel;
mod pool;
pub mod registry;
mod rows;
pub mod serve;

pub use ask::{Ask, Credential};
pub use declaration::{Declaration, Kind, Parameter, ParameterKind};
pub use http::router;
pub use panel::{Options, Panel};
pub use registry::Registry;
pub use serve::{serve, serve_local};
