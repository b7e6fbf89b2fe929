//! Lists: paging, and the fields every list has (wire 1.6).

use crate::ask::Ask;
use crate::declaration::{Parameter, ParameterKind};
use onsell_domain::Text;
use onsell_wire::{Document, Fault, Node, Params};

/// The most rows of one page; more is asked for by leaving `p_cnt` out.
pub(crate) const PAGE_ROWS_MAX: i64 = 100_000;

/// The page to show.
pub(crate) const PAGE_NUMBER: Parameter = Parameter::optional(
    "p_num",
    ParameterKind::Integer,
    Text::new("Page, from 1", "Страница, начиная с 1"),
);
/// How many rows a page has.
pub(crate) const PAGE_ROWS: Parameter = Parameter::optional(
    "p_cnt",
    ParameterKind::Integer,
    Text::new(
        "Rows per page; all when left out",
        "Строк на странице; без значения — все",
    ),
);
/// Whether the columns' parameters filter the rows.
pub(crate) const FILTER: Parameter = Parameter::optional(
    "filter",
    ParameterKind::Switch,
    Text::new(
        "Filter by the columns given",
        "Фильтровать по указанным колонкам",
    ),
);

/// Which part of a list is asked for. Without `p_cnt` it is all of it (wire part 9, item 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    number: u32,
    rows: Option<u32>,
}

impl Page {
    /// Reads `p_num` and `p_cnt`; numbers out of range come to the nearest in it.
    pub fn read(params: &Params) -> Result<Self, Fault> {
        let rows = params.integer("p_cnt")?.filter(|rows| *rows > 0);
        let rows = rows.map(|rows| rows.min(PAGE_ROWS_MAX) as u32);
        let number = params
            .integer("p_num")?
            .unwrap_or(1)
            .clamp(1, PAGE_ROWS_MAX) as u32;
        Ok(Self {
            number: if rows.is_some() { number } else { 1 },
            rows,
        })
    }

    /// Rows to pass over and rows to show, unless all are asked for.
    pub fn window(self) -> Option<(u32, u32)> {
        self.rows
            .map(|rows| ((self.number - 1).saturating_mul(rows), rows))
    }

    /// The rows of this page out of all, and how many there are in all.
    pub fn cut<T>(self, all: Vec<T>) -> (Vec<T>, i64) {
        let total = all.len() as i64;
        match self.window() {
            None => (all, total),
            Some((pass, rows)) => {
                let page = all.into_iter().skip(pass as usize).take(rows as usize);
                (page.collect(), total)
            }
        }
    }
}

/// The rows of one page of a list and how many there are in all.
pub(crate) struct Rows<T> {
    /// The rows of the page.
    pub shown: Vec<T>,
    /// How many there are in all.
    pub total: i64,
    /// Which page that is.
    pub page: Page,
}

impl<T> Rows<T> {
    /// The page out of all rows.
    pub fn cut(all: Vec<T>, page: Page) -> Self {
        let (shown, total) = page.cut(all);
        Self { shown, total, page }
    }

    /// The document of the list, a row from each.
    pub fn document(&self, ask: &Ask, row: impl Fn(&T) -> Node) -> Document {
        let mut document = Document::list(&ask.function);
        for each in &self.shown {
            document.push(row(each));
        }
        document.put("p_elems", self.total.to_string());
        document.put("p_num", self.page.number.to_string());
        let rows = self
            .page
            .rows
            .map_or(self.shown.len(), |rows| rows as usize);
        document.put("p_cnt", rows.to_string());
        document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cut_a_list() {
        let check = |number: &str, rows: &str, expect: &[i32]| {
            let mut params = Params::default();
            params.push("p_num", number);
            params.push("p_cnt", rows);
            let page = Page::read(&params).expect("numbers");
            let (cut, total) = page.cut(vec![1, 2, 3, 4, 5]);
            assert_eq!((cut.as_slice(), total), (expect, 5), "{number} {rows}");
        };
        check("", "", &[1, 2, 3, 4, 5]);
        check("3", "", &[1, 2, 3, 4, 5]);
        check("1", "2", &[1, 2]);
        check("3", "2", &[5]);
        check("4", "2", &[]);
        check("-1", "2", &[1, 2]);
        check("9223372036854775807", "9223372036854775807", &[]);
        check("1", "0", &[1, 2, 3, 4, 5]);
        check("1", "-5", &[1, 2, 3, 4, 5]);
    }
}
