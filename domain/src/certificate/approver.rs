//! Who may approve a certificate by letter: the addresses at a domain that only its owner reads
//! (CA/Browser Forum baseline requirements 3.2.2.4.4).

/// The parts before the `@`.
const LOCAL_PARTS: [&str; 5] = [
    "admin",
    "administrator",
    "webmaster",
    "hostmaster",
    "postmaster",
];

/// The addresses that may approve a name: at the name itself and at every domain above it that is
/// no top level. Which of those is the registered one, the authority knows.
pub fn approvers(name: &str) -> Vec<String> {
    let name = name.strip_prefix("*.").unwrap_or(name);
    let mut domains = vec![name];
    while let Some((_, above)) = domains.last().and_then(|domain| domain.split_once('.')) {
        if !above.contains('.') {
            break;
        }
        domains.push(above);
    }
    let of_domain = |domain: &str| LOCAL_PARTS.map(|local| format!("{local}@{domain}"));
    domains.into_iter().flat_map(of_domain).collect()
}

/// Whether an address may approve a name.
pub fn may_approve(address: &str, name: &str) -> bool {
    let is_same = |known: &String| known.eq_ignore_ascii_case(address.trim());
    approvers(name).iter().any(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_owner_approve() {
        assert!(may_approve("admin@example.com", "example.com"));
        assert!(may_approve("Hostmaster@Example.com", "*.example.com"));
        assert!(may_approve("postmaster@example.co.uk", "a.b.example.co.uk"));
        assert!(!may_approve("sales@example.com", "example.com"));
        assert!(!may_approve("admin@com", "example.com"));
        assert!(!may_approve("admin@example.org", "example.com"));
        assert_eq!(approvers("example.com").len(), 5);
        assert_eq!(approvers("*.a.example.com").len(), 10);
        assert_eq!(approvers("localhost").len(), 5);
    }
}
