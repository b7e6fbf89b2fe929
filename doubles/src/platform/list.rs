//! Lists: `where`, `orderby`, `limit`, and the shape `{"last_notify","size","list"}`.

use std::cmp::Ordering;

use onsell_wire::Params;
use serde_json::{Value, json};

use super::fault::{Fault, Outcome};
use super::filter::{Filter, field_of};

/// A row at rest, to compare with others.
fn key(row: &Value, field: &str) -> (Option<i64>, Option<String>) {
    let text = field_of(row, field);
    (text.as_deref().and_then(|text| text.parse().ok()), text)
}

/// The rows that a filter lets through; a field that no row can have is refused, because a filter
/// with a slip in it would otherwise find nothing for ever.
pub(crate) fn chosen(
    params: &Params,
    fields: &[&str],
    rows: Vec<Value>,
) -> Result<Vec<Value>, Fault> {
    let Some(text) = params.get("where").filter(|text| !text.trim().is_empty()) else {
        return Ok(rows);
    };
    let filter = Filter::parse(text).map_err(|why| Fault::bad(&format!("where: {why}")))?;
    let unknown = filter
        .fields()
        .into_iter()
        .find(|field| !fields.contains(field));
    match unknown {
        Some(field) => Err(Fault::bad(&format!("where: no field {field}"))),
        None => Ok(rows.into_iter().filter(|row| filter.passes(row)).collect()),
    }
}

/// The answer of a list: filtered, sorted and cut.
pub(crate) fn list(params: &Params, fields: &[&str], rows: Vec<Value>) -> Outcome {
    let mut rows = chosen(params, fields, rows)?;
    let size = rows.len();
    if let Some(order) = params.get("orderby") {
        let (field, direction) = order
            .trim()
            .split_once(' ')
            .unwrap_or((order.trim(), "asc"));
        let is_falling = match direction {
            "asc" => false,
            "desc" => true,
            other => return Err(Fault::bad(&format!("orderby: no direction {other}"))),
        };
        if !fields.contains(&field.split('.').next().unwrap_or_default()) {
            return Err(Fault::bad(&format!("orderby: no field {field}")));
        }
        rows.sort_by(|one, other| {
            let order = key(one, field).cmp(&key(other, field));
            if is_falling {
                order.reverse()
            } else {
                order.then(Ordering::Equal)
            }
        });
    }
    if let Some(limit) = params.get("limit") {
        let (skipped, count) = limit.split_once(',').unwrap_or(("0", limit));
        let (Ok(skipped), Ok(count)) = (skipped.trim().parse(), count.trim().parse()) else {
            return Err(Fault::bad("limit: two numbers are expected"));
        };
        rows = rows.into_iter().skip(skipped).take(count).collect();
    }
    Ok(json!({ "last_notify": 1, "size": size, "list": rows }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_filtered_sorted_and_cut() {
        let ids = |query: &str| -> Result<Vec<i64>, String> {
            let rows = [9, 10, 1].map(|id| json!({ "id": id, "name": format!("n{id}") }));
            let params = Params::parse_urlencoded(query).unwrap();
            let list = list(&params, &["id", "name"], rows.to_vec());
            let list = list.map_err(|fault| fault.message)?;
            let rows = list["list"].as_array().unwrap().iter();
            Ok(rows.map(|row| row["id"].as_i64().unwrap()).collect())
        };
        let check =
            |query: &str, expect: &[i64]| assert_eq!(ids(query).unwrap(), expect, "{query}");
        check("", &[9, 10, 1]);
        check("where=", &[9, 10, 1]);
        check("where=(id+EQ+'10')", &[10]);
        check("where=%28id%20NE%20%2710%27%29", &[9, 1]);
        check("orderby=id+asc", &[1, 9, 10]);
        check("orderby=id%20desc&limit=1,1", &[9]);
        check("limit=2", &[9, 10]);
        check("limit=5,2", &[]);
        for query in [
            "where=(nam+EQ+'x')",
            "where=(id%2BEQ%2B'10')",
            "orderby=x",
            "orderby=id+up",
            "limit=x",
        ] {
            ids(query).expect_err(query);
        }
    }
}
