//! The fields `addon_<id>`, which orders, edits, rows and cards have in common (wire 2.4).

use onsell_domain::Text;

use crate::{Fault, Node, Params};

/// How many addons one request may set.
pub const ADDONS_MAX: usize = 200;

const PREFIX: &str = "addon_";

/// The id in the name of a field, if it is one of these.
fn addon_id(name: &str) -> Option<i64> {
    let digits = name.strip_prefix(PREFIX)?;
    if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// A switch is one or none.
fn switch(value: &str) -> Option<i64> {
    match value.trim() {
        "on" => Some(1),
        "off" => Some(0),
        _ => None,
    }
}

/// Appends a field for each addon.
pub(super) fn push(params: &mut Params, addons: impl IntoIterator<Item = (i64, i64)>) {
    for (id, value) in addons {
        params.push(format!("{PREFIX}{id}"), value.to_string());
    }
}

/// The addons that a request sets; an empty field sets nothing.
pub(super) fn from_params(params: &Params) -> Result<Vec<(i64, i64)>, Fault> {
    let mut addons = Vec::new();
    for (name, value) in params.iter() {
        let Some(id) = addon_id(name) else { continue };
        let value = match switch(value) {
            Some(value) => value,
            None => match params.integer(name)? {
                Some(value) => value,
                None => continue,
            },
        };
        if addons.len() == ADDONS_MAX {
            return Err(Fault::value_because(
                name,
                "",
                Text {
                    en: "The request sets too many addons",
                    ru: "В запросе слишком много дополнений",
                },
            ));
        }
        addons.push((id, value));
    }
    Ok(addons)
}

/// The addons that a row or a card tells; what is no number (a text for people) is not told.
pub(super) fn from_node(node: &Node) -> Vec<(i64, i64)> {
    let told = node.children.iter().filter_map(|child| {
        let id = addon_id(&child.tag)?;
        let value = child.attribute("orig").unwrap_or(&child.text);
        Some((id, switch(value).or_else(|| value.trim().parse().ok())?))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_set_numbers_and_switches() {
        let check = |query: &str, expect: Option<&[(i64, i64)]>| {
            let params = Params::parse_urlencoded(query).expect(query);
            assert_eq!(from_params(&params).ok().as_deref(), expect, "{query}");
        };
        check(
            "addon_55236=3;&addon_1=on&addon_2=off",
            Some(&[(55236, 3), (1, 1), (2, 0)]),
        );
        check(
            "addon_1=&addon_2=null&addon_=3&addon_x=3&addon_01=3&hint_addon_4=4",
            Some(&[]),
        );
        check("addon_1=many", None);
        let many: Vec<String> = (0..=ADDONS_MAX)
            .map(|id| format!("addon_{}=1", id + 1))
            .collect();
        check(&many.join("&"), None);
    }

    #[test]
    fn rows_tell_numbers_and_switches() {
        let row = Node::new("elem")
            .with(Node::leaf("addon_1", " 3 "))
            .with(Node::leaf("addon_2", "on"))
            .with(Node::leaf("addon_3", "4 GB").attr("orig", "4"))
            .with(Node::leaf("addon_5", "4 GB"))
            .with(Node::leaf("id", "6"));
        assert_eq!(from_node(&row), [(1, 3), (2, 1), (3, 4)]);
    }
}
