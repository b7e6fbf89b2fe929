//! The filter language of lists: `where=((consul_id+EQ+'7')+AND+(name+EQ+'host_create'))`.
//!
//! The operators are those that public clients use: `EQ`, `NE`, `CP(LIKE, '%x%')`, `IS null`,
//! `AND`, `OR`, `NOT`, parentheses and dotted fields (backends 1.2). How tightly they bind is a
//! guess: `NOT` before `AND` before `OR`.

mod parse;

use serde_json::Value;

/// A filter that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// A field has this value, `None` being null.
    Is(String, Option<String>),
    /// A field's text is like this pattern with `%`.
    Like(String, String),
    Not(Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
}

impl Filter {
    /// The fields that it looks at, without what follows their first dot.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::Is(field, _) | Self::Like(field, _) => {
                vec![field.split('.').next().unwrap_or_default()]
            }
            Self::Not(inner) => inner.fields(),
            Self::And(one, other) | Self::Or(one, other) => {
                let mut fields = one.fields();
                fields.extend(other.fields());
                fields
            }
        }
    }

    /// Whether a row passes.
    pub fn passes(&self, row: &Value) -> bool {
        match self {
            Self::Is(field, value) => field_of(row, field) == *value,
            Self::Like(field, pattern) => {
                field_of(row, field).is_some_and(|text| is_like(&text, pattern))
            }
            Self::Not(inner) => !inner.passes(row),
            Self::And(one, other) => one.passes(row) && other.passes(row),
            Self::Or(one, other) => one.passes(row) || other.passes(row),
        }
    }
}

/// A field as text, none where it is null or not there.
pub(crate) fn field_of(row: &Value, field: &str) -> Option<String> {
    let mut value = row;
    for name in field.split('.') {
        value = value.get(name)?;
    }
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// `%` at the beginning and at the end of a pattern is whatever is there.
fn is_like(text: &str, pattern: &str) -> bool {
    let text = text.to_lowercase();
    let pattern = pattern.to_lowercase();
    let wanted = pattern.trim_matches('%');
    match (pattern.starts_with('%'), pattern.ends_with('%')) {
        (true, true) => text.contains(wanted),
        (true, false) => text.ends_with(wanted),
        (false, true) => text.starts_with(wanted),
        (false, false) => text == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn filters_choose_rows() {
        let row = json!({
            "id": 5, "name": "cont7", "state": "active", "owner_email": null, "is_new": false,
            "account": { "id": 3, "email": "vm3@example.com" },
        });
        let check = |filter: &str, expect: bool| {
            let read = Filter::parse(filter).unwrap();
            assert_eq!(read.passes(&row), expect, "{filter}");
        };
        check("(id EQ '5')", true);
        check("id EQ 5", true);
        check("id EQ 6", false);
        check("id NE 6", true);
        check("account.id EQ 3", true);
        check("account.email EQ 'vm3@example.com'", true);
        check("name CP(LIKE, '%ont%')", true);
        check("name CP(LIKE, 'ont%')", false);
        check("name CP(LIKE, '%NT7')", true);
        check("owner_email IS null", true);
        check("(owner_email IS null) AND is_new EQ false", true);
        check("account IS null", false);
        check("((id EQ '5') AND (name EQ 'cont7'))", true);
        check("id EQ 6 AND id EQ 7 OR id EQ 5", true);
        check("id EQ 5 OR id EQ 6 AND id EQ 7", true);
        check("(id EQ 5 OR id EQ 6) AND id EQ 7", false);
        check("NOT id EQ 6 AND name EQ 'cont7'", true);
        check("NOT (id EQ 5 OR id EQ 6)", false);
        check("account.nothing EQ 1", false);
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for filter in [
            "",
            "id",
            "id EQ",
            "id = 5",
            "(id EQ 5",
            "id EQ 5)",
            "id EQ '5",
            "id GT 5",
            "id+EQ+5",
            "name CP(REGEX, 'x')",
            "id EQ 5 id EQ 6",
            "owner IS 5",
        ] {
            Filter::parse(filter).expect_err(filter);
        }
        let deep = "(".repeat(10_000);
        Filter::parse(&deep).unwrap_err();
    }

    #[test]
    fn the_fields_of_a_filter_are_known() {
        let filter = Filter::parse("account.id EQ 3 AND NOT (id EQ 5 OR x IS null)").unwrap();
        assert_eq!(filter.fields(), ["account", "id", "x"]);
    }
}
