//! The numbers that a seller gives to countries: the list `country` (wire 3.13).

use crate::{Node, Params};

/// Asks for all countries.
pub fn country_request() -> Params {
    let mut params = Params::default();
    params.push("func", "country");
    params
}

/// The seller's number of the country with these two letters. Where the list does not tell letters,
/// the picture of the flag does (wire 3.13).
pub fn country_number(root: &Node, letters: &str) -> Option<i64> {
    let is_it = |row: &&Node| {
        let told = row.first_text(&["iso2", "iso", "code"]);
        let flag = row.first_text(&["image"]).and_then(letters_of_flag);
        told.or(flag)
            .is_some_and(|told| told.eq_ignore_ascii_case(letters))
    };
    let row = root.children_of("elem").find(is_it)?;
    row.first_number(&["id"])
}

/// `DE` in `/manimg/common/flag/DE.png`.
fn letters_of_flag(path: &str) -> Option<&str> {
    path.rsplit('/').next()?.split('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode_xml;

    #[test]
    fn a_country_is_known_by_its_letters_or_its_flag() {
        let list = "<doc><elem><id>182</id><image>/manimg/common/flag/RU.png</image></elem>\
            <elem><id>7</id><iso2>DE</iso2><image>/x/XX.png</image></elem><elem/></doc>";
        let root = decode_xml(list).expect("XML");
        assert_eq!(country_number(&root, "ru"), Some(182));
        assert_eq!(country_number(&root, "DE"), Some(7));
        assert_eq!(country_number(&root, "XX"), None);
        assert_eq!(country_number(&root, ""), None);
    }
}
