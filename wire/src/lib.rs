//! How billing systems talk: documents, their encodings, refusals, and the messages of reselling.
//!
//! The same types serve both sides of a conversation: our client writes a request and reads the
//! answer, our server reads the request and writes the answer. Deliberately absent: sockets, the
//! store, and any decision about what a message leads to.
//!
//! | room | what is there |
//! |---|---|
//! | [`node`], [`document`] | the tree, and an answer with its kind |
//! | [`format`](mod@format) | the encodings by name |
//! | `xml`, `dollar`, `bjson`, `text`, `csv`, `ajax` | writing each of them |
//! | [`decode`] | reading another system's XML |
//! | [`params`], [`request`], [`cookie`] | what a caller sent, as `urlencoded` or `multipart` |
//! | [`fault`], [`remote_fault`] | our refusals and other systems' |
//! | [`message`] | the typed messages of the reselling conversation |

mod ajax;
pub mod base64;
mod bjson;
pub mod cookie;
mod csv;
pub mod decode;
pub mod document;
mod dollar;
pub mod fault;
pub mod format;
#[cfg(test)]
mod golden;
mod json;
pub mod message;
mod multipart;
pub mod node;
pub mod params;
pub mod remote_fault;
pub mod request;
mod secret_name;
mod secret_value;
mod text;
mod urlencoded;
mod xml;

pub use cookie::{language_from_cookie, session_from_cookie};
pub use decode::{DecodeError, decode_xml};
pub use document::{Document, Heading, Shape};
pub use fault::{Fault, Stack};
pub use format::Format;
pub use node::Node;
pub use params::{Params, parse_date};
pub use remote_fault::RemoteFault;
pub use request::{decode_form, decode_request, split_authinfo};
pub use secret_name::is_secret_name;
pub use secret_value::{node_without_secrets, params_without_secrets, without_secrets};
