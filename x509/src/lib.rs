//! Keys, requests and certificates as bytes: read, checked and made.
//!
//! Deliberately absent: business, a store, a clock. What a certificate may be for is decided in
//! `onsell_domain::certificate`; here is only what the bytes say and whether their signatures hold.
//! Reading is bounded, and nothing that is read makes it panic.

pub mod authority;
pub mod certificate;
mod der;
pub mod fault;
pub mod issued;
pub mod key;
pub mod names;
mod pem;
pub mod pkcs12;
pub mod public_key;
pub mod request;

#[cfg(test)]
mod tests;

pub use authority::Authority;
pub use certificate::Certificate;
pub use fault::{AuthorityFault, CertificateFault, IssuedFault, KeyFault, RequestFault};
pub use key::PrivateKey;
pub use public_key::{KeyKind, PublicKey, PublicKeyKind};
pub use request::{Made, Request};
