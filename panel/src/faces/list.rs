//! Any list: columns, paging, filters, buttons, from its declaration and its rows.

use super::cells::{Cell, cell, row_address};
use super::columns;
use super::field::Field;
use super::list_filters;
use super::page::{Page, Shown};
use super::verbs::{self, Button};
use super::visit::Visit;
use super::words::Words;
use crate::column::Column;
use crate::declaration::{Declaration, Kind};
use askama::Template;
use onsell_wire::{Document, Fault};

/// Rows of a page when nobody asks for another number.
pub(crate) const ROWS: i64 = 50;
/// Buttons that are seen at once; the others are behind "More".
const BUTTONS_MAX: usize = 6;

/// A heading of a column.
struct Head {
    title: String,
    /// Where a click leads: the same list, sorted by it.
    address: String,
    /// `ascending` or `descending`, for the column it is sorted by.
    order: Option<&'static str>,
}

/// A row.
struct Row {
    id: String,
    /// What it is called, for whoever hears and does not see it.
    name: String,
    /// Where its first cell leads.
    address: Option<String>,
    cells: Vec<Cell>,
    /// What whoever sees it in this state has to know; it stands beside the state.
    hint: String,
}

/// A column that may be shown.
struct Choosable {
    name: &'static str,
    title: String,
    is_shown: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    words: Words,
    visit: &'a Visit,
    title: String,
    /// Buttons that need no rows.
    begin: Vec<Button>,
    /// Buttons for the rows that are chosen, and those behind "More".
    first: Vec<Button>,
    further: Vec<Button>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    total: i64,
    pages: Pages,
    filters: Vec<Field>,
    is_filtered: bool,
    /// Where the filter is sent, and whether it is kept there.
    filter_address: String,
    is_kept: bool,
    sought: Option<(&'static str, String)>,
    columns: Vec<Choosable>,
    csv: String,
    here: String,
    clear: String,
    /// What the list is of: kept in its forms.
    parent: Vec<(String, String)>,
}

/// The page that is shown, and those around it.
struct Pages {
    number: i64,
    count: i64,
    first: i64,
    last: i64,
    previous: Option<String>,
    next: Option<String>,
}

/// Shows the list that was asked for.
pub(crate) async fn show(visit: &Visit, declaration: &'static Declaration) -> Result<Shown, Fault> {
    let Kind::List(columns) = declaration.kind else {
        return Err(Fault::internal());
    };
    let mut params = visit.params.clone();
    if !params.has("p_cnt") {
        params.set("p_cnt", ROWS.to_string());
    }
    let called = visit.call_with(&visit.function, params).await;
    let document = called.result?;
    let title = title(visit, declaration);
    let filters = list_filters::fields(visit, declaration).await;
    let keeper = list_filters::keeper(visit, declaration);
    let shown = columns::shown(visit, declaration.name, columns, &document);
    let (mut first, begin): (Vec<Button>, Vec<Button>) = verbs::buttons(visit, declaration)
        .into_iter()
        .partition(|button| button.needs_rows);
    let further = first.split_off(first.len().min(BUTTONS_MAX));
    let total = number(&document, "p_elems").unwrap_or_default();
    let template = ListPage {
        words: visit.words,
        visit,
        begin,
        first,
        further,
        heads: heads(visit, &shown, &document),
        rows: rows(visit, declaration, &shown, &document),
        total,
        pages: pages(visit, &document, total),
        is_filtered: filters.iter().any(|field| !field.value.is_empty()),
        filter_address: keeper.as_deref().unwrap_or(&visit.function).to_owned(),
        is_kept: keeper.is_some(),
        sought: list_filters::sought(visit, declaration, columns),
        filters,
        columns: columns
            .iter()
            .map(|column| Choosable {
                name: column.name,
                title: column.text.get(visit.language()).to_owned(),
                is_shown: shown.iter().any(|known| known.name == column.name),
            })
            .collect(),
        csv: csv(visit),
        here: visit.here(),
        clear: list_filters::clear(visit),
        parent: list_filters::parent(visit),
        title: title.clone(),
    };
    let page = Page::of(title, &template)?;
    // What asks other systems is asked by people only.
    Ok(Shown::Page(if called.changes { page } else { page.live() }))
}

/// What a list is called: services are called as their kind is.
pub(crate) fn title(visit: &Visit, declaration: &Declaration) -> String {
    let mut types = visit.frame.types.iter();
    let kind = types.find(|(kind, _)| kind.intname == visit.function);
    match kind {
        Some((kind, _)) => {
            crate::fields::name_in(visit.language(), &kind.name, &kind.name_ru).to_owned()
        }
        None => declaration.title.get(visit.language()).to_owned(),
    }
}

fn number(document: &Document, tag: &str) -> Option<i64> {
    document.root.text_of(tag)?.parse().ok()
}

fn heads(visit: &Visit, columns: &[&'static Column], document: &Document) -> Vec<Head> {
    let sorted = document.root.text_of("p_sort");
    let descends = document.root.text_of("p_order") == Some("desc");
    columns
        .iter()
        .map(|column| {
            let is_sorted = sorted == Some(column.name);
            let mut params = visit.params.clone();
            params.remove("p_num");
            let mark = if is_sorted && !descends { "-" } else { "+" };
            params.set("p_col", format!("{mark}{}", column.name));
            let order = if descends { "descending" } else { "ascending" };
            Head {
                title: column.text.get(visit.language()).to_owned(),
                address: Visit::address(&visit.function, &params),
                order: is_sorted.then_some(order),
            }
        })
        .collect()
}

fn rows(
    visit: &Visit,
    declaration: &'static Declaration,
    columns: &[&'static Column],
    document: &Document,
) -> Vec<Row> {
    let edit = verbs::behind(visit, declaration, &visit.function, "edit").map(|(name, _)| name);
    let leads = edit.is_some();
    let names = ["name", "desc", "CN", "id"];
    let leading = names
        .into_iter()
        .find(|name| columns.iter().any(|column| column.name == *name))
        .or(columns.first().map(|column| column.name));
    let rows = document.root.children_of("elem");
    rows.map(|row| {
        let id = row.text_of("id").unwrap_or_default().to_owned();
        let name = row.first_text(&names).unwrap_or_default();
        Row {
            address: edit
                .as_ref()
                .filter(|_| !id.is_empty())
                .map(|edit| row_address(edit, &id, visit.params.text("elid"))),
            name: name.to_owned(),
            cells: columns
                .iter()
                .map(|column| Cell {
                    leads: leads && leading == Some(column.name),
                    label: column.text.get(visit.language()),
                    ..cell(visit, column, row.child(column.name))
                })
                .collect(),
            hint: row.text_of("hint").unwrap_or_default().to_owned(),
            id,
        }
    })
    .collect()
}

fn pages(visit: &Visit, document: &Document, total: i64) -> Pages {
    let number = number(document, "p_num").unwrap_or(1).max(1);
    // As the list understood it: what was asked for may be any number.
    let rows = self::number(document, "p_cnt").unwrap_or(ROWS).max(1);
    let count = ((total + rows - 1) / rows).max(1);
    let at = |number: i64| {
        let mut params = visit.params.clone();
        params.set("p_num", number.to_string());
        Visit::address(&visit.function, &params)
    };
    Pages {
        number,
        count,
        first: ((number - 1) * rows + 1).min(total),
        last: (number * rows).min(total),
        previous: (number > 1).then(|| at(number - 1)),
        next: (number < count).then(|| at(number + 1)),
    }
}

fn csv(visit: &Visit) -> String {
    let mut params = visit.params.clone();
    for name in super::visit::OURS.into_iter().chain(["p_num", "p_cnt"]) {
        params.remove(name);
    }
    params.set("func", visit.function.as_str());
    params.set("out", "csv");
    format!("/billmgr?{}", params.to_query())
}
