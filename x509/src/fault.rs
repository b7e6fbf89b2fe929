//! Why bytes were not taken, said to whoever brought them.

mod words;

use onsell_domain::certificate::{NameFault, SubjectFault};

/// A request was not taken. The customer can bring another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestFault {
    /// There is no request in the text.
    NoPem,
    /// There is a private key in the text, which nobody should be sent.
    PrivateKey,
    /// The text is too long for a request.
    TooLarge,
    /// There is a request, and it cannot be read.
    Unreadable,
    /// It was not signed with its own key, or changed afterwards.
    BadSignature,
    /// It is signed in a way that we cannot check.
    UnknownSignature,
    /// Its key is too short.
    WeakKey {
        /// How many bits it has.
        bits: usize,
        /// How many it needs.
        least: usize,
    },
    /// Its key is longer than authorities take.
    LongKey {
        /// How many bits it has.
        bits: usize,
        /// How many it may have.
        most: usize,
    },
    /// Its key has an exponent that makes it weak.
    WeakExponent,
    /// Its key is of a kind that we cannot check.
    UnknownKey,
    /// A field of its subject is not fine.
    Subject(SubjectFault),
    /// A name in it is none.
    Name(NameFault),
    /// It asks for something else than domain names.
    OtherName(String),
    /// It has no name at all.
    NoName,
}

/// A certificate was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateFault {
    /// There is no certificate in the text.
    NoPem,
    /// The text is too long.
    TooLarge,
    /// There is a certificate, and it cannot be read.
    Unreadable,
}

/// A certificate and its chain are not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuedFault {
    /// They cannot be read.
    Unreadable(CertificateFault),
    /// No certificate has the key of the request.
    NotOfRequest,
    /// Names that were asked for are not in it.
    NamesMissing(Vec<String>),
    /// A certificate was signed by none of the others, although some are left: one is missing, or
    /// what is left belongs to another chain.
    ChainBroken {
        /// Whose issuer was not found.
        after: String,
        /// What was left.
        left: String,
    },
    /// More than one order is possible.
    ChainAmbiguous {
        /// Whose issuer may be more than one.
        after: String,
    },
    /// An issuer is no authority, or did not sign what it is said to have signed.
    BadSignature {
        /// What is not signed by its issuer.
        of: String,
    },
}

/// A private key was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFault {
    /// There is no private key in the text.
    NoPem,
    /// The text is too long.
    TooLarge,
    /// The key is locked with a password.
    Encrypted,
    /// There is a key, and it cannot be read, or is of a kind that we do not know.
    Unreadable,
    /// The key is not the one of the request.
    NotOfRequest,
    /// A key, a request or a file could not be made.
    NotMade,
}

/// An authority could not be read, or could not issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorityFault {
    /// Its certificate cannot be read.
    Certificate(CertificateFault),
    /// Its key cannot be read.
    Key(KeyFault),
    /// The key is not the one of the certificate.
    OtherKey,
    /// The certificate is none of an authority.
    NoAuthority,
    /// The certificate could not be made; what the library says.
    NotMade(String),
}
