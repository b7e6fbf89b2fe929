//! The suite that every module that issues certificates passes, against a double or a real
//! authority: one certificate for a request whatever is lost on the way, and clear words for what
//! only the customer can do.

mod acme;
mod acme_trouble;
mod driver;
mod meddler;
mod pebble;
