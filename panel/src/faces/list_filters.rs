//! What the rows of a list can be filtered by, what they are filtered by now, and where it is kept.

use super::choices;
use super::field::{self, Field};
use super::verbs;
use super::visit::Visit;
use crate::column::Column;
use crate::declaration::Declaration;
use onsell_wire::{Document, Params};

/// Parameters that say nothing about which rows.
const NO_FILTERS: [&str; 8] = [
    "filter", "p_num", "p_cnt", "p_col", "elid", "plid", "sok", "closed",
];
/// Columns by which one looks for a row, the best first.
const SOUGHT: [&str; 5] = ["licname", "name", "desc", "text", "id"];

/// What the rows can be filtered by, with what they are filtered by now.
pub(super) async fn fields(visit: &Visit, declaration: &'static Declaration) -> Vec<Field> {
    let can_filter = declaration.parameters.iter().any(|p| p.name == "filter");
    let mut fields = Vec::new();
    if !can_filter {
        return fields;
    }
    let kept = kept(visit, declaration).await;
    for parameter in declaration.parameters {
        let is_none = NO_FILTERS.contains(&parameter.name) || parameter.name.ends_with("_N");
        if is_none || !field::is_for(visit, parameter) {
            continue;
        }
        let mut field = field::of(parameter, visit.language());
        field.is_required = false;
        let typed = visit.params.text(parameter.name);
        let value = typed.map(str::to_owned).or_else(|| {
            let kept = kept.as_ref()?;
            kept.root.text_of(parameter.name).map(str::to_owned)
        });
        field.set(&value.unwrap_or_default());
        let offered = match &kept {
            Some(kept) => field::offered(kept, parameter.name),
            None => Vec::new(),
        };
        let offered = if offered.is_empty() {
            choices::of(visit, parameter.name).await
        } else {
            offered
        };
        field.offer_any(offered, visit.words);
        fields.push(field);
    }
    fields
}

/// The form of the filter that the session keeps.
async fn kept(visit: &Visit, declaration: &'static Declaration) -> Option<Document> {
    let keeper = keeper(visit, declaration)?;
    visit.call(&keeper, &[]).await.ok()
}

/// The function that keeps the filter of a list.
pub(super) fn keeper(visit: &Visit, declaration: &'static Declaration) -> Option<String> {
    let mut verbs = ["filter", "setfilter"].into_iter();
    verbs.find_map(|verb| Some(verbs::behind(visit, declaration, &visit.function, verb)?.0))
}

/// By what one looks for a row in the field above, with what is looked for now.
pub(super) fn sought(
    visit: &Visit,
    declaration: &Declaration,
    columns: &[Column],
) -> Option<(&'static str, String)> {
    let is_filter = |name: &str| declaration.parameters.iter().any(|p| p.name == name);
    if !is_filter("filter") {
        return None;
    }
    let is_column = |name: &str| columns.iter().any(|column| column.name == name);
    let name = SOUGHT
        .into_iter()
        .find(|name| is_filter(name))
        .or_else(|| SOUGHT.into_iter().find(|name| is_column(name)))?;
    let value = visit.params.text(name).unwrap_or_default();
    Some((name, value.to_owned()))
}

/// The list without a filter.
pub(super) fn clear(visit: &Visit) -> String {
    let mut params = Params::default();
    for (name, value) in parent(visit) {
        params.push(name, value);
    }
    Visit::address(&visit.function, &params)
}

/// What the list is of, if it belongs to one object.
pub(super) fn parent(visit: &Visit) -> Vec<(String, String)> {
    ["elid", "plid"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), visit.params.text(name)?.to_owned())))
        .collect()
}
