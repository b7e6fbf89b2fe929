//! Prices by period, side by side in one form: a line for what is priced, a column for each period.

use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::Period;
use onsell_wire::{Document, Node};

/// Periods that are offered though nothing has a price for them yet.
const USUAL: [i64; 4] = [1, 3, 6, 12];

/// A field of the grid.
pub(super) struct GridCell {
    /// What it is sent as.
    pub name: String,
    /// What is in it.
    pub value: String,
    /// What it costs at the seller.
    pub cost: String,
}

/// What is priced.
pub(super) struct GridRow {
    /// Its name.
    pub title: String,
    /// What else there is to know, such as the internal name.
    pub hint: String,
    /// A switch of its own, by name, and whether it is on.
    pub switch: Option<(String, bool)>,
    /// A field for each period.
    pub cells: Vec<GridCell>,
}

#[derive(Template)]
#[template(path = "price_grid.html")]
struct Grid<'a> {
    words: Words,
    visit: &'a Visit,
    function: &'a str,
    hidden: &'a [(String, String)],
    currency: String,
    periods: Vec<String>,
    rows: Vec<GridRow>,
    back: String,
}

/// The periods that any of these answers has a price for, and the usual ones, the shortest first.
pub(super) fn periods(documents: &[&Document]) -> Vec<i64> {
    let mut codes: Vec<i64> = USUAL.to_vec();
    for document in documents {
        let prices = document
            .root
            .children
            .iter()
            .filter(|node| node.tag.starts_with("price_") && !node.text.is_empty());
        let found = prices.filter_map(|node| node.tag.strip_prefix("price_")?.parse::<i64>().ok());
        codes.extend(found);
    }
    codes.sort_unstable();
    codes.dedup();
    codes.retain(|code| Period::from_code(*code).is_ok());
    codes
}

/// The field of one price: what was typed, or what the answer says.
pub(super) fn cell(visit: &Visit, root: &Node, name: String, tag: &str, code: i64) -> GridCell {
    let told = root.text_of(&format!("{tag}_{code}")).unwrap_or_default();
    let cost = ["seller_cost", "cost"]
        .into_iter()
        .filter_map(|kind| root.text_of(&format!("{kind}_{code}")))
        .find(|text| !text.is_empty());
    let cost = cost.filter(|_| tag == "price").unwrap_or_default();
    GridCell {
        value: visit.params.get(&name).unwrap_or(told).to_owned(),
        cost: cost.to_owned(),
        name,
    }
}

/// The grid, in HTML.
pub(super) fn draw(
    visit: &Visit,
    function: &str,
    hidden: &[(String, String)],
    currency: &str,
    codes: &[i64],
    rows: Vec<GridRow>,
) -> String {
    let name = |code: &i64| {
        let period = Period::from_code(*code).ok();
        period.map_or_else(String::new, |period| period.name(visit.language()))
    };
    let grid = Grid {
        words: visit.words,
        visit,
        function,
        hidden,
        currency: currency.to_owned(),
        periods: codes.iter().map(name).collect(),
        rows,
        back: visit.back().map_or_else(|| visit.here(), str::to_owned),
    };
    grid.render().unwrap_or_default()
}
