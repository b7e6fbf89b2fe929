//! Tags say which recipe fits which template (semantics 2.1).

/// Whether two things fit together by their tags, words separated by spaces: they have one in
/// common, unless one of them has none.
pub fn fit(one: &str, other: &str) -> bool {
    let mut words = one.split_whitespace().peekable();
    let others: Vec<&str> = other.split_whitespace().collect();
    words.peek().is_none() || others.is_empty() || words.any(|word| others.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_has_a_tag_in_common() {
        let check = |one: &str, other: &str, expect: bool| {
            assert_eq!(fit(one, other), expect, "{one:?} {other:?}");
            assert_eq!(fit(other, one), expect, "{other:?} {one:?}");
        };
        check("linux debian", "debian ispmanager", true);
        check("windows", "debian ispmanager", false);
        check("deb", "debian", false);
        check("", "debian", true);
        check(" ", "", true);
    }
}
