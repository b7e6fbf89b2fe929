//! The address a license is bound to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

/// A checked IPv4 or IPv6 address; prints in its one canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(IpAddr);

/// The text is no IPv4 or IPv6 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an IP address")]
pub struct BadAddress;

impl Address {
    /// Not bound to any address yet: `0.0.0.0`.
    pub const UNBOUND: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    /// Reads an address. An IPv4 address written as IPv6 (`::ffff:1.2.3.4`) is the IPv4 address,
    /// so that one machine cannot have two.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        text.parse::<IpAddr>()
            .map(|ip| Self(ip.to_canonical()))
            .map_err(|_| BadAddress)
    }

    /// Whether no address is bound (`0.0.0.0` or `::`).
    pub const fn is_unbound(&self) -> bool {
        self.0.is_unspecified()
    }

    /// The address itself.
    pub const fn ip(&self) -> IpAddr {
        self.0
    }
}

impl std::str::FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        Self::parse(text)
    }
}

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        Self(ip.to_canonical())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_have_one_form() {
        let check = |text: &str, expect: Option<&str>| {
            let printed = Address::parse(text).ok().map(|address| address.to_string());
            assert_eq!(printed.as_deref(), expect, "{text:?}");
        };
        check("1.2.3.4", Some("1.2.3.4"));
        check("2001:DB8:0:0::1", Some("2001:db8::1"));
        check("::ffff:1.2.3.4", Some("1.2.3.4"));
        check("0.0.0.0", Some("0.0.0.0"));
        for text in [
            "",
            "1.2.3",
            "1.2.3.256",
            "01.2.3.4",
            "1.2.3.4/32",
            " 1.2.3.4",
            "[::1]",
            "h",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn unbound_is_all_zeros() {
        assert_eq!(Address::UNBOUND.to_string(), "0.0.0.0");
        for (text, expect) in [
            ("0.0.0.0", true),
            ("::", true),
            ("0.0.0.1", false),
            ("::1", false),
        ] {
            assert_eq!(Address::parse(text).unwrap().is_unbound(), expect, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(ip: IpAddr) {
            let address = Address::from(ip);
            prop_assert_eq!(Address::parse(&address.to_string()), Ok(address));
        }
    }
}
