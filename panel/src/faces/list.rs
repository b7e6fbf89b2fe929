//! Any list: columns, paging, filters, buttons, from its declaration and its rows.

use super::badge;
use super::choices;
use super::columns;
use super::field::{self, Field};
use super::page::{Page, Shown};
use super::verbs::{self, Button};
use super::visit::Visit;
use super::words::Words;
use crate::column::Column;
use crate::declaration::{Declaration, Kind};
use askama::Template;
use onsell_domain::Period;
use onsell_wire::{Document, Fault, Node, Params};

/// Rows of a page when nobody asks for another number.
pub(crate) const ROWS: i64 = 50;
/// Buttons that are seen at once; the others are behind "More".
const BUTTONS_MAX: usize = 6;
/// Parameters that say nothing about which rows.
const NO_FILTERS: [&str; 8] = [
    "filter", "p_num", "p_cnt", "p_col", "elid", "plid", "sok", "closed",
];
/// Columns by which one looks for a row, the best first.
const SOUGHT: [&str; 5] = ["licname", "name", "desc", "text", "id"];

/// A heading of a column.
struct Head {
    title: String,
    /// Where a click leads: the same list, sorted by it.
    address: String,
    /// `ascending` or `descending`, for the column it is sorted by.
    order: Option<&'static str>,
}

/// A cell.
#[derive(Default)]
pub(crate) struct Cell {
    /// What the column is called, for narrow windows.
    pub label: &'static str,
    /// What is read.
    pub text: String,
    /// The color of a state.
    pub badge: Option<&'static str>,
    /// Whether it stands at the right.
    pub is_number: bool,
    /// A switch that is on or off.
    pub switch: Option<bool>,
    /// Whether it leads to what the row is about.
    pub leads: bool,
}

impl Cell {
    /// Whether it is better not to break it.
    pub fn is_short(&self) -> bool {
        const SHORT: usize = 22;
        self.text.chars().count() <= SHORT
    }

    /// Whether it is a sentence, which needs some room.
    pub fn is_long(&self) -> bool {
        const LONG: usize = 60;
        self.text.chars().count() >= LONG
    }
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
    let filters = filters(visit, declaration, columns).await;
    let keeper = keeper(visit, declaration);
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
        sought: sought(visit, declaration, columns),
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
        clear: clear(visit),
        parent: parent(visit),
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
    let edit = verbs::behind(visit, declaration, "edit").map(|(name, _)| name);
    let leads = edit.is_some();
    let names = ["name", "desc", "id"];
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
                .map(|edit| row_address(visit, edit, &id)),
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

fn row_address(visit: &Visit, edit: &str, id: &str) -> String {
    let mut params = Params::default();
    params.push("elid", id);
    if let Some(parent) = visit.params.text("elid") {
        params.push("plid", parent);
    }
    Visit::address(edit, &params)
}

/// A cell as people read it.
pub(crate) fn cell(visit: &Visit, column: &Column, node: Option<&Node>) -> Cell {
    let text = node.map_or("", |node| node.text.as_str());
    if column.name == "autoprolong" {
        return Cell {
            text: renewal(visit, text),
            ..Cell::default()
        };
    }
    let original = node.and_then(|node| node.attribute("orig"));
    let switch = match text {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    };
    Cell {
        badge: original.map(badge::color),
        is_number: original.is_none() && is_number(text),
        switch: switch.filter(|_| original.is_none()),
        text: visit.locale.wire(text),
        ..Cell::default()
    }
}

/// How long each automatic renewal is, or that there is none.
fn renewal(visit: &Visit, code: &str) -> String {
    let period = code
        .parse()
        .ok()
        .and_then(|code| Period::from_code(code).ok());
    match period {
        Some(period) => period.name(visit.language()),
        None => visit.words.say("renewal-none"),
    }
}

/// Numbers and money stand at the right.
fn is_number(text: &str) -> bool {
    let digits = text.split_once(' ').map_or(text, |(digits, _)| digits);
    let mut characters = digits.chars();
    let is_first = |c: char| c.is_ascii_digit() || c == '-';
    characters.next().is_some_and(is_first)
        && characters.all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() < 2
        && digits.len() <= 20
}

fn pages(visit: &Visit, document: &Document, total: i64) -> Pages {
    let number = number(document, "p_num").unwrap_or(1).max(1);
    let rows = visit
        .params
        .text("p_cnt")
        .and_then(|text| text.parse().ok())
        .filter(|rows| *rows > 0)
        .unwrap_or(ROWS);
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

/// What the rows can be filtered by, with what they are filtered by now.
async fn filters(
    visit: &Visit,
    declaration: &'static Declaration,
    columns: &'static [Column],
) -> Vec<Field> {
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
        let offered = if offered.is_empty() && columns.len() > 1 {
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
fn keeper(visit: &Visit, declaration: &'static Declaration) -> Option<String> {
    let mut verbs = ["filter", "setfilter"].into_iter();
    verbs.find_map(|verb| Some(verbs::behind(visit, declaration, verb)?.0))
}

/// By what one looks for a row in the field above, with what is looked for now.
fn sought(
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

fn csv(visit: &Visit) -> String {
    let mut params = visit.params.clone();
    for name in super::visit::OURS.into_iter().chain(["p_num", "p_cnt"]) {
        params.remove(name);
    }
    params.set("func", visit.function.as_str());
    params.set("out", "csv");
    format!("/billmgr?{}", params.to_query())
}

/// The list without a filter.
fn clear(visit: &Visit) -> String {
    let mut params = Params::default();
    for (name, value) in parent(visit) {
        params.push(name, value);
    }
    Visit::address(&visit.function, &params)
}

fn parent(visit: &Visit) -> Vec<(String, String)> {
    ["elid", "plid"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), visit.params.text(name)?.to_owned())))
        .collect()
}
