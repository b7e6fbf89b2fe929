//! From which addresses a user may sign in (wire 1.3, "Access control around a user").

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The most items in the list of a user.
pub const RANGES_MAX: usize = 256;

/// A list of address ranges; an empty list allows everyone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressRanges(Vec<(IpAddr, IpAddr)>);

/// Why a list cannot be used; it must be corrected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRange {
    /// This item is neither an address, nor `from-to`, nor `address/bits`.
    #[error("not an address, a range or a network: {0}")]
    Malformed(String),
    /// More items than these.
    #[error("more than {0} ranges")]
    TooMany(usize),
}

impl AddressRanges {
    /// Reads items separated by white space, each `a-b`, a single address or `address/bits`, of
    /// IPv4 or IPv6.
    pub fn parse(text: &str) -> Result<Self, BadRange> {
        Self::parse_at_most(text, RANGES_MAX)
    }

    /// Reads a list that may have more or fewer items than that of a user.
    pub fn parse_at_most(text: &str, most: usize) -> Result<Self, BadRange> {
        if text.split_whitespace().nth(most).is_some() {
            return Err(BadRange::TooMany(most));
        }
        let read = |item: &str| range(item).ok_or_else(|| BadRange::Malformed(item.to_owned()));
        text.split_whitespace()
            .map(read)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The ranges in order, first and last address each; what touches or overlaps is one.
    pub fn merged(&self) -> Vec<(IpAddr, IpAddr)> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let mut merged: Vec<(IpAddr, IpAddr)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match merged.last_mut() {
                Some((_, end)) if first <= *end || next(*end) == Some(first) => {
                    *end = last.max(*end);
                }
                _ => merged.push((first, last)),
            }
        }
        merged
    }

    /// Whether somebody may come from this address. An IPv4 address that arrives as IPv6 is the
    /// IPv4 address.
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        // Every IPv4 address sorts before every IPv6 address, so no range reaches across.
        let is_inside = |(first, last): &(IpAddr, IpAddr)| (*first..=*last).contains(&address);
        self.0.is_empty() || self.0.iter().any(is_inside)
    }
}

/// As it is read: `a-b`, or a single address, separated by spaces.
impl fmt::Display for AddressRanges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (first, last)) in self.0.iter().enumerate() {
            let between = if place > 0 { " " } else { "" };
            write!(formatter, "{between}{first}")?;
            if first != last {
                write!(formatter, "-{last}")?;
            }
        }
        Ok(())
    }
}

/// The address behind another; none behind the last of its kind.
fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => address
            .to_bits()
            .checked_add(1)
            .map(|bits| Ipv4Addr::from_bits(bits).into()),
        IpAddr::V6(address) => address
            .to_bits()
            .checked_add(1)
            .map(|bits| Ipv6Addr::from_bits(bits).into()),
    }
}

fn range(item: &str) -> Option<(IpAddr, IpAddr)> {
    let (first, last) = if let Some((first, last)) = item.split_once('-') {
        (first.parse().ok()?, last.parse().ok()?)
    } else if let Some((address, bits)) = item.split_once('/') {
        let is_number = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
        network(
            address.parse().ok()?,
            bits.parse().ok().filter(|_| is_number)?,
        )?
    } else {
        let address: IpAddr = item.parse().ok()?;
        (address, address)
    };
    let (first, last) = (first.to_canonical(), last.to_canonical());
    (first.is_ipv4() == last.is_ipv4() && first <= last).then_some((first, last))
}

/// The first and the last address that share their leading bits with this one.
fn network(address: IpAddr, bits: u32) -> Option<(IpAddr, IpAddr)> {
    match address {
        IpAddr::V4(address) => {
            let rest = u32::MAX.checked_shr(bits).unwrap_or(0);
            let first = address.to_bits() & !rest;
            (bits <= Ipv4Addr::BITS).then(|| {
                (
                    Ipv4Addr::from_bits(first).into(),
                    Ipv4Addr::from_bits(first | rest).into(),
                )
            })
        }
        IpAddr::V6(address) => {
            let rest = u128::MAX.checked_shr(bits).unwrap_or(0);
            let first = address.to_bits() & !rest;
            (bits <= Ipv6Addr::BITS).then(|| {
                (
                    Ipv6Addr::from_bits(first).into(),
                    Ipv6Addr::from_bits(first | rest).into(),
                )
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_are_written_as_they_are_read() {
        let ranges = AddressRanges::parse("192.0.2.0/24  2001:db8::1 10.0.0.1-10.0.0.3").unwrap();
        let text = "192.0.2.0-192.0.2.255 2001:db8::1 10.0.0.1-10.0.0.3";
        assert_eq!(ranges.to_string(), text);
        assert_eq!(AddressRanges::parse(text), Ok(ranges));
        assert_eq!(AddressRanges::default().to_string(), "");
    }

    #[test]
    fn only_listed_addresses_may_come_in() {
        let check = |list: &str, inside: &[&str], outside: &[&str]| {
            let ranges = AddressRanges::parse(list).unwrap();
            for text in inside {
                assert!(ranges.allows(ip(text)), "{list:?} allows {text}");
            }
            for text in outside {
                assert!(!ranges.allows(ip(text)), "{list:?} forbids {text}");
            }
        };
        check("", &["1.2.3.4", "::1"], &[]);
        check(" \n", &["1.2.3.4", "::1"], &[]);
        check(
            "1.2.3.4",
            &["1.2.3.4", "::ffff:1.2.3.4"],
            &["1.2.3.5", "::1", "::102:304"],
        );
        check(
            "1.2.3.4-1.2.4.1",
            &["1.2.3.4", "1.2.3.255", "1.2.4.1"],
            &["1.2.3.3", "1.2.4.2"],
        );
        check(
            "10.1.2.3/8",
            &["10.0.0.0", "10.255.255.255"],
            &["9.255.255.255", "11.0.0.0"],
        );
        check("1.2.3.4/32", &["1.2.3.4"], &["1.2.3.5", "1.2.3.3"]);
        check("0.0.0.0/0", &["0.0.0.0", "255.255.255.255"], &["::1"]);
        check("::/0", &["::1", "ffff::"], &["1.2.3.4"]);
        check(
            "2001:db8::/32",
            &["2001:db8::", "2001:db8:ffff::1"],
            &["2001:db9::"],
        );
        check("2001:db8::1/128", &["2001:db8::1"], &["2001:db8::2"]);
        check(
            "::ffff:1.2.3.0/120",
            &["1.2.3.0", "1.2.3.255"],
            &["1.2.4.0"],
        );
        check(
            "1.1.1.1  ::1-::5\t9.0.0.0/8",
            &["1.1.1.1", "::3", "9.9.9.9"],
            &["1.1.1.2", "::6"],
        );
    }

    #[test]
    fn a_bad_item_is_named() {
        for item in [
            "a",
            "1.2.3",
            "1.2.3.4/33",
            "::/129",
            "1.2.3.4/",
            "1.2.3.4/+8",
            "/8",
            "1.2.3.4-",
            "1.2.3.5-1.2.3.4",
            "1.2.3.4-::1",
            "-",
            "1.2.3.4,1.2.3.5",
            "1.2.3.4/4294967304",
            "1.2.3.0-1.2.3.1-1.2.3.2",
        ] {
            let text = format!("1.1.1.1 {item} 2.2.2.2");
            assert_eq!(
                AddressRanges::parse(&text),
                Err(BadRange::Malformed(item.to_owned()))
            );
        }
    }

    #[test]
    fn a_list_has_an_end() {
        let list = |count: usize| vec!["1.2.3.4"; count].join(" ");
        assert!(AddressRanges::parse(&list(RANGES_MAX)).is_ok());
        assert_eq!(
            AddressRanges::parse(&list(RANGES_MAX + 1)),
            Err(BadRange::TooMany(RANGES_MAX))
        );
        assert!(AddressRanges::parse_at_most(&list(300), 300).is_ok());
    }

    #[test]
    fn what_touches_is_one_range() {
        let check = |list: &str, expect: &str| {
            let merged = AddressRanges::parse(list).unwrap().merged();
            assert_eq!(AddressRanges(merged).to_string(), expect, "{list}");
        };
        check("", "");
        check("10.0.0.4-10.0.0.9 10.0.0.0/30", "10.0.0.0-10.0.0.9");
        check("10.0.0.0/8 10.1.1.1", "10.0.0.0-10.255.255.255");
        check("10.0.0.3 10.0.0.1", "10.0.0.1 10.0.0.3");
        check(
            "::/0 255.255.255.255",
            "255.255.255.255 ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        );
        check("2001:db8::1 2001:db8::/127", "2001:db8::-2001:db8::1");
    }

    proptest! {
        #[test]
        fn a_network_holds_what_shares_its_bits(
            one: u32, other: u32, bits in 0_u32..=32,
            wide_one: u128, flip in 1_u32..128, wide_bits in 0_u32..=128,
        ) {
            let [a, b] = [one, other].map(Ipv4Addr::from_bits);
            let shares = (one ^ other).leading_zeros() >= bits;
            let ranges = AddressRanges::parse(&format!("{a}/{bits}")).unwrap();
            prop_assert_eq!(ranges.allows(b.into()), shares);

            // Kept clear of the addresses that are IPv4 in disguise.
            let wide_one = wide_one | 1 << 127;
            let wide_other = wide_one ^ (1 << (127 - flip));
            let [a, b] = [wide_one, wide_other].map(Ipv6Addr::from_bits);
            let ranges = AddressRanges::parse(&format!("{a}/{wide_bits}")).unwrap();
            prop_assert_eq!(ranges.allows(b.into()), flip >= wide_bits);
        }

        #[test]
        fn reading_never_panics(text in "[0-9a-f.:/ -]{0,60}") {
            let _ = AddressRanges::parse(&text);
        }
    }
}
