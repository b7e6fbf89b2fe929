//! Values that are chosen and not typed: which list a parameter's numbers come from, by its name. A
//! name means the same in every function, so this is said once; plain words mean it in some.

use super::fixed_choices;
use super::visit::Visit;
use onsell_wire::Node;

/// More rows than this are not chosen from but typed.
const ROWS_MAX: usize = 300;

/// The beginning of a function's name, its parameter, the list it is chosen from, and the cells
/// that hold the value and what is read.
type Source = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const SOURCES: [Source; 16] = [
    ("", "itemtype", "itemtype", "intname", "name"),
    ("", "datacenter", "datacenter", "id", "name"),
    ("", "department", "department", "id", "name"),
    ("", "project", "project", "id", "name"),
    ("", "enumeration", "enumeration", "id", "name"),
    ("", "currency", "currency", "iso", "name"),
    ("", "licenseserver", "processing", "id", "name"),
    ("", "processingmodule", "processing", "id", "name"),
    ("", "module_id", "processing", "id", "name"),
    ("", "pricelist", "pricelist", "id", "name"),
    ("", "country", "country", "id", "name"),
    ("", "profile", "profile", "id", "name"),
    ("currencyrate.", "from", "currency", "iso", "name"),
    ("currencyrate.", "to", "currency", "iso", "name"),
    ("service.setmodule", "module", "processing", "id", "name"),
    ("service.link", "module", "processing", "id", "name"),
];

/// A value and what is read in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Whether it is the one that is chosen.
    pub is_chosen: bool,
}

/// What a parameter is chosen from, if whoever looks may see that list and it is short.
pub(crate) async fn of(visit: &Visit, parameter: &str) -> Vec<Choice> {
    let declared = visit.declaration();
    let function = declared.map_or("", |declaration| declaration.name);
    let fixed = fixed_choices::of(function, parameter, visit.language());
    if !fixed.is_empty() {
        return fixed;
    }
    let is_meant = |(of, name, ..): &&Source| function.starts_with(of) && *name == parameter;
    let Some((_, _, list, value, text)) = SOURCES.iter().find(is_meant) else {
        return Vec::new();
    };
    if visit.may(list).is_none() {
        return Vec::new();
    }
    let rows = (ROWS_MAX + 1).to_string();
    let Ok(document) = visit.call(list, &[("p_cnt", &rows)]).await else {
        return Vec::new();
    };
    let rows: Vec<&Node> = document.root.children_of("elem").collect();
    if rows.len() > ROWS_MAX {
        return Vec::new();
    }
    let choice = |row: &&Node| {
        let value = row.text_of(value)?;
        Some(Choice {
            value: value.to_owned(),
            text: row.text_of(text).unwrap_or(value).to_owned(),
            is_chosen: false,
        })
    };
    rows.iter().filter_map(choice).collect()
}
