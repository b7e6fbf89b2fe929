//! The rows of a list as a part of another page.

use super::cells::{Cell, cell, row_address};
use super::verbs;
use super::visit::Visit;
use crate::column::Column;
use crate::declaration::Kind;
use onsell_wire::Params;

/// Rows of a part of a page at most; the list itself has the rest.
pub(crate) const ROWS: &str = "10";

/// Some rows of a list.
pub(crate) struct Table {
    /// The headings.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// Where all of them are.
    pub address: String,
    /// How many there are.
    pub total: i64,
}

/// A row.
pub(crate) struct TableRow {
    /// The number of what it is of.
    pub id: String,
    /// Where its first cell leads.
    pub address: Option<String>,
    /// The cells.
    pub cells: Vec<Cell>,
}

impl Table {
    /// The first rows of a list with these columns; none where there are none, or where whoever
    /// looks may not see it.
    pub async fn read(
        visit: &Visit,
        list: &str,
        params: &[(&str, &str)],
        columns: &[&str],
    ) -> Option<Self> {
        let declaration = visit.may(list)?;
        let Kind::List(declared) = declaration.kind else {
            return None;
        };
        let mut all: Vec<(&str, &str)> = params.to_vec();
        all.push(("p_cnt", ROWS));
        let document = visit.call(list, &all).await.ok()?;
        let shown: Vec<&Column> = columns
            .iter()
            .filter_map(|name| declared.iter().find(|column| column.name == *name))
            .collect();
        let edit = verbs::behind(visit, declaration, list, "edit").map(|(name, _)| name);
        let parent = params.iter().find(|(name, _)| *name == "elid");
        let parent = parent.map(|(_, parent)| *parent);
        let address = |id: &str| {
            let edit = edit.as_ref().filter(|_| !id.is_empty())?;
            Some(row_address(edit, id, parent))
        };
        let rows: Vec<TableRow> = document
            .root
            .children_of("elem")
            .map(|row| TableRow {
                address: address(row.text_of("id").unwrap_or_default()),
                id: row.text_of("id").unwrap_or_default().to_owned(),
                cells: shown
                    .iter()
                    .map(|column| Cell {
                        label: column.text.get(visit.language()),
                        ..cell(visit, column, row.child(column.name))
                    })
                    .collect(),
            })
            .collect();
        let total = document.root.text_of("p_elems");
        let known: Params = owned(params);
        (!rows.is_empty()).then(|| Self {
            heads: shown
                .iter()
                .map(|column| column.text.get(visit.language()).to_owned())
                .collect(),
            total: total.and_then(|text| text.parse().ok()).unwrap_or_default(),
            rows,
            address: Visit::address(list, &known),
        })
    }

    /// Whether the list has more rows than are shown.
    pub fn has_more(&self) -> bool {
        usize::try_from(self.total).is_ok_and(|total| total > self.rows.len())
    }

    /// The same with rows that lead somewhere else.
    #[must_use]
    pub fn leading(mut self, address: impl Fn(&TableRow) -> Option<String>) -> Self {
        for row in &mut self.rows {
            row.address = address(row);
        }
        self
    }
}

fn owned(params: &[(&str, &str)]) -> Params {
    let owned = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}
