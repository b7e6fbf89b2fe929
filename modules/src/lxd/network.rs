//! Where a machine's address comes from: from the network, from a range of ours, or from nowhere.

use crate::server::call::{Stop, refused};
use ring::digest;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// The device that a machine is reached by.
pub(super) const DEVICE: &str = "eth0";
/// How many addresses one module hands out at most.
const ADDRESSES_MAX: u32 = 65_536;

/// How machines get their addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Addresses {
    /// They get none, and none is waited for.
    None,
    /// The network gives them.
    Given,
    /// We choose a free one from these ranges.
    Chosen(Vec<(u32, u32)>),
}

impl Addresses {
    /// Reads the setting: `wait`, `none`, or ranges `a-b`, networks `a/bits` and single addresses,
    /// separated by commas or spaces.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.trim() {
            "" | "wait" => return Ok(Self::Given),
            "none" => return Ok(Self::None),
            _ => {}
        }
        let items = text.split([',', ' ']).filter(|item| !item.is_empty());
        let ranges: Option<Vec<_>> = items.map(range).collect();
        let ranges = ranges.ok_or_else(|| {
            format!("{text} is neither wait, none, nor a list of IPv4 addresses and ranges")
        })?;
        let size = |(first, last): &(u32, u32)| u64::from(last - first) + 1;
        if ranges.iter().map(size).sum::<u64>() > u64::from(ADDRESSES_MAX) {
            return Err(format!("{text} is more than {ADDRESSES_MAX} addresses"));
        }
        Ok(Self::Chosen(ranges))
    }
}

fn range(item: &str) -> Option<(u32, u32)> {
    let bits = |text: &str| text.parse::<Ipv4Addr>().ok().map(Ipv4Addr::to_bits);
    let (first, last) = if let Some((first, last)) = item.split_once('-') {
        (bits(first)?, bits(last)?)
    } else if let Some((address, length)) = item.split_once('/') {
        let length: u32 = length.parse().ok().filter(|length| *length <= 30)?;
        let rest = u32::MAX.checked_shr(length)?;
        let first = bits(address)? & !rest;
        // Neither the network itself nor its broadcast is anybody's.
        (first + 1, (first | rest) - 1)
    } else {
        (bits(item)?, bits(item)?)
    };
    (first <= last).then_some((first, last))
}

/// A free address for a machine. Machines that are made at the same time begin to look at different
/// places, so that they seldom choose the same.
pub(super) fn choose(
    ranges: &[(u32, u32)],
    taken: &BTreeSet<Ipv4Addr>,
    name: &str,
) -> Result<Ipv4Addr, Stop> {
    let all: Vec<Ipv4Addr> = ranges
        .iter()
        .flat_map(|(first, last)| (*first..=*last).map(Ipv4Addr::from_bits))
        .collect();
    let digest = digest::digest(&digest::SHA256, name.as_bytes());
    let start = digest.as_ref().iter().fold(0, |sum: usize, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    }) % all.len().max(1);
    let mut found = all[start..].iter().chain(&all[..start]);
    found
        .find(|address| !taken.contains(address))
        .copied()
        .ok_or_else(|| {
            let text = format!(
                "all {} addresses of the module are taken: enlarge its range",
                all.len()
            );
            refused("no_free_ip", text)
        })
}

/// The device that connects a machine; none leaves it to the profile.
pub(super) fn device(network: &str, address: Option<Ipv4Addr>) -> Option<Value> {
    let mut device = match network.split_once(':').unwrap_or((network, "")) {
        ("", _) => return None,
        ("routed", "") => json!({"type": "nic", "nictype": "routed", "name": DEVICE}),
        ("routed", parent) => {
            json!({"type": "nic", "nictype": "routed", "name": DEVICE, "parent": parent})
        }
        _ => json!({"type": "nic", "network": network, "name": DEVICE}),
    };
    if let Some(address) = address {
        device["ipv4.address"] = json!(address.to_string());
    }
    Some(device)
}

/// The addresses that a machine's devices were given by us.
pub(super) fn given(instance: &Value) -> Vec<Ipv4Addr> {
    let devices = instance["expanded_devices"].as_object();
    let texts = devices
        .into_iter()
        .flat_map(|devices| devices.values())
        .filter_map(|device| device["ipv4.address"].as_str());
    texts
        .flat_map(|text| text.split(','))
        .filter_map(|text| text.trim().parse().ok())
        .collect()
}

/// The addresses that a running machine has, IPv4 first.
pub(super) fn present(state: &Value) -> Vec<String> {
    let interfaces = state["network"].as_object();
    let outside = interfaces
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "lo");
    let mut found: Vec<(bool, String)> = outside
        .flat_map(|(_, interface)| interface["addresses"].as_array().into_iter().flatten())
        .filter(|address| address["scope"] == "global")
        .filter_map(|address| {
            let text = address["address"].as_str()?.to_owned();
            Some((address["family"] != "inet", text))
        })
        .collect();
    found.sort_by_key(|(is_newer, _)| *is_newer);
    found.into_iter().map(|(_, address)| address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_setting_is_read() {
        let check = |text: &str, expect: Option<&[(&str, &str)]>| {
            let bits = |text: &str| text.parse::<Ipv4Addr>().unwrap().to_bits();
            let expect = expect.map(|ranges| {
                let ranges = ranges.iter().map(|(a, b)| (bits(a), bits(b)));
                Addresses::Chosen(ranges.collect())
            });
            assert_eq!(Addresses::parse(text).ok(), expect, "{text}");
        };
        check("10.0.0.2-10.0.0.4", Some(&[("10.0.0.2", "10.0.0.4")]));
        check(
            "10.0.0.9, 10.1.0.0/30",
            Some(&[("10.0.0.9", "10.0.0.9"), ("10.1.0.1", "10.1.0.2")]),
        );
        check("10.0.0.4-10.0.0.2", None);
        check("10.0.0.0/31", None);
        check("0.0.0.0/0", None);
        check("10.0.0.0/8", None);
        check("ten", None);
        assert_eq!(Addresses::parse(" "), Ok(Addresses::Given));
        assert_eq!(Addresses::parse("none"), Ok(Addresses::None));
    }

    #[test]
    fn a_free_address_is_found_until_none_is_left() {
        let ranges = [(10, 11), (20, 20)];
        let mut taken = BTreeSet::new();
        for _ in 0..3 {
            let Ok(address) = choose(&ranges, &taken, "s1") else {
                panic!("one is free: {taken:?}");
            };
            assert!(taken.insert(address));
        }
        assert_eq!(taken.iter().map(|found| found.to_bits()).sum::<u32>(), 41);
        assert!(choose(&ranges, &taken, "s1").is_err());
    }
}
