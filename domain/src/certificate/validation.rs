//! The proof that a name is its owner's: what has to be published or answered, and whether it was.

use crate::clock::Timestamp;
use crate::language::Words;

/// How the owner of a name proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ValidationMethod {
    /// A letter to an address that only the owner of the domain reads.
    Email,
    /// A record in the zone of the domain.
    #[default]
    Dns,
    /// A file on the site of the domain.
    Http,
}

impl ValidationMethod {
    /// Every method.
    pub const ALL: [Self; 3] = [Self::Email, Self::Dns, Self::Http];

    /// The name on the wire and in storage (`approver_method`, backends 5.1; the last guessed).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "auth_email",
            Self::Dns => "auth_dnstxt",
            Self::Http => "auth_http",
        }
    }

    /// The method with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// What proves one name of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validation {
    /// The name that is proven, as in the request.
    pub name: String,
    /// How.
    pub method: ValidationMethod,
    /// Of DNS: the full name of the record. Of a file: its address, beginning with `http://`. Of a
    /// letter: the address it goes to.
    pub place: String,
    /// Of DNS: the type of the record, `TXT` or `CNAME`; else empty.
    pub record: String,
    /// Of DNS: the value of the record. Of a file: its content. Of a letter: empty.
    pub value: String,
    /// Whether it is proven.
    pub is_valid: bool,
    /// Until when the proof may be used again, where the authority says so.
    pub valid_until: Option<Timestamp>,
    /// What is wrong with it, for the customer; empty where nothing is known.
    pub problem: Words,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_come_back_by_their_names() {
        for method in ValidationMethod::ALL {
            assert_eq!(ValidationMethod::parse(method.name()), Some(method));
        }
        assert_eq!(ValidationMethod::parse("dns"), None);
    }
}
