//! Lists: paging, and the fields every list has (wire 1.6).

use crate::ask::Ask;
use crate::declaration::{Parameter, ParameterKind};
use crate::rows;
use onsell_domain::Text;
use onsell_wire::{Document, Fault, Node, Params};

/// The most rows of one page; more is asked for by leaving `p_cnt` out.
pub(crate) const PAGE_ROWS_MAX: i64 = 100_000;

/// The longest list that is sorted by a column no index is for.
const SORTED_MAX: i64 = 10_000;

/// The most pages that a list names one by one.
const PAGES_TOLD_MAX: i64 = 50;

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
}

/// Which column a list is sorted by, and whether downwards (wire 1.2: `p_col=-cdate`, or `p_sort`
/// with `p_order`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sort {
    /// The name of the column.
    pub column: String,
    /// Whether the greatest is first.
    pub descends: bool,
}

impl Sort {
    /// The order a request asks for.
    pub fn read(params: &Params) -> Option<Self> {
        // A plus that was not encoded arrives as a space.
        if let Some(text) = params.get("p_col").filter(|text| !text.trim().is_empty()) {
            let column = text.trim_start_matches(['+', '-', ' ']).trim_end();
            return Some(Self {
                column: column.to_owned(),
                descends: text.starts_with('-'),
            });
        }
        let column = params.text("p_sort")?.to_owned();
        let descends = params.text("p_order") == Some("desc");
        Some(Self { column, descends })
    }
}

/// The rows of a list: all there are, or those of one page of it.
pub(crate) struct Rows<T> {
    shown: Vec<T>,
    /// How many there are in all; none while all of them are here.
    total: Option<i64>,
    page: Page,
    /// Whether the store filtered them.
    is_filtered: bool,
    /// Whether they are in the order that was asked for, or will be.
    is_sorted: bool,
}

impl<T> Rows<T> {
    /// All rows of a small table. They are filtered by what their cells show, sorted by any column,
    /// and cut to the page when the document is written.
    pub fn whole(all: Vec<T>, page: Page) -> Self {
        Self {
            shown: all,
            total: None,
            page,
            is_filtered: false,
            is_sorted: true,
        }
    }

    /// The rows of a page that the store filtered, in its own order, and how many there are in all.
    pub fn page(shown: Vec<T>, total: i64, page: Page) -> Self {
        Self {
            shown,
            total: Some(total),
            page,
            is_filtered: true,
            is_sorted: false,
        }
    }

    /// The rows of a page that the store filters. It has an index for the order where `is_sorted`;
    /// else a list that is not long is read whole, and sorted when the document is written; a long
    /// one stays in the store's order, and says nothing of another. `list` gets the rows to pass
    /// over and to return, and tells how many there are in all.
    pub fn read<E>(
        page: Page,
        is_sorted: bool,
        mut list: impl FnMut(Option<(u32, u32)>) -> Result<(Vec<T>, i64), E>,
    ) -> Result<Self, E> {
        // Without rows it is only counted.
        let is_long = !is_sorted && list(Some((0, 0)))?.1 > SORTED_MAX;
        if is_sorted || is_long {
            let (shown, total) = list(page.window())?;
            return Ok(Self {
                is_sorted,
                ..Self::page(shown, total, page)
            });
        }
        let (shown, _) = list(None)?;
        Ok(Self {
            is_filtered: true,
            ..Self::whole(shown, page)
        })
    }

    /// The document of the list, a row from each.
    pub fn document(&self, ask: &Ask, row: impl Fn(&T) -> Node) -> Document {
        let mut nodes: Vec<Node> = self.shown.iter().map(row).collect();
        let sort = Sort::read(&ask.params).filter(|_| self.is_sorted);
        let total = self.total.unwrap_or_else(|| {
            if !self.is_filtered {
                rows::filter(&mut nodes, &ask.params);
            }
            if let Some(sort) = &sort {
                rows::sort(&mut nodes, sort);
            }
            let total = nodes.len() as i64;
            if let Some((pass, rows)) = self.page.window() {
                nodes = nodes
                    .drain(..)
                    .skip(pass as usize)
                    .take(rows as usize)
                    .collect();
            }
            total
        });
        let count = nodes.len();
        let mut document = Document::list(&ask.function);
        document.root.children = nodes;
        document.put("p_elems", total.to_string());
        document.put("p_num", self.page.number.to_string());
        let rows = self.page.rows.map_or(count, |rows| rows as usize);
        document.put("p_cnt", rows.to_string());
        if let Some(sort) = sort {
            document.put("p_sort", sort.column);
            document.put("p_order", if sort.descends { "desc" } else { "asc" });
        }
        self.put_pages(&mut document, total);
        document
    }

    /// `1-20`, `21-40` … for whoever draws a pager.
    fn put_pages(&self, document: &mut Document, total: i64) {
        let Some(rows) = self.page.rows.map(i64::from) else {
            return;
        };
        let pages = (total + rows - 1) / rows;
        if pages < 2 {
            return;
        }
        for page in 0..pages.min(PAGES_TOLD_MAX) {
            let (first, last) = (page * rows + 1, ((page + 1) * rows).min(total));
            document.put("page", format!("{first}-{last}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(query: &str) -> Ask {
        Ask::for_tests("x", Params::parse_urlencoded(query).expect(query))
    }

    fn shown(query: &str, all: &[&str]) -> (String, Document) {
        let ask = ask(query);
        let page = Page::read(&ask.params).expect("numbers");
        let rows = Rows::whole(all.to_vec(), page);
        let document = rows.document(&ask, |text| {
            let name = Node::leaf("name", *text);
            Node::new("elem").with(name.attr("orig", text.to_lowercase()))
        });
        let names: Vec<&str> = document
            .root
            .children_of("elem")
            .filter_map(|row| row.text_of("name"))
            .collect();
        (names.join(" "), document)
    }

    #[test]
    fn pages_cut_a_list() {
        let check = |number: &str, rows: &str, expect: &str| {
            let query = format!("p_num={number}&p_cnt={rows}");
            let (names, document) = shown(&query, &["1", "2", "3", "4", "5"]);
            assert_eq!(names, expect, "{query}");
            assert_eq!(document.root.text_of("p_elems"), Some("5"));
        };
        check("", "", "1 2 3 4 5");
        check("3", "", "1 2 3 4 5");
        check("1", "2", "1 2");
        check("3", "2", "5");
        check("4", "2", "");
        check("-1", "2", "1 2");
        check("9223372036854775807", "9223372036854775807", "");
        check("1", "0", "1 2 3 4 5");
        check("1", "-5", "1 2 3 4 5");
    }

    #[test]
    fn an_order_is_told_only_where_it_is_kept() {
        let check = |length: i64, is_sorted: bool, told: bool, windows: &[Option<(u32, u32)>]| {
            let ask = ask("p_col=-name&p_cnt=2");
            let page = Page::read(&ask.params).expect("numbers");
            let mut asked = Vec::new();
            let rows = Rows::read(page, is_sorted, |window| {
                asked.push(window);
                Ok::<_, Fault>((Vec::<i64>::new(), length))
            });
            let document = rows.expect("rows").document(&ask, |_| Node::new("elem"));
            assert_eq!(asked, windows);
            assert_eq!(document.root.text_of("p_sort").is_some(), told, "{length}");
        };
        let (counted, page, all) = (Some((0, 0)), Some((0, 2)), None);
        check(SORTED_MAX + 1, true, true, &[page]);
        check(SORTED_MAX + 1, false, false, &[counted, page]);
        check(SORTED_MAX, false, true, &[counted, all]);
    }

    #[test]
    fn a_pager_is_told_its_pages() {
        let (_, document) = shown("p_cnt=2&p_num=2", &["1", "2", "3"]);
        let pages: Vec<&str> = document
            .root
            .children_of("page")
            .map(|page| page.text.as_str())
            .collect();
        assert_eq!(pages, ["1-2", "3-3"]);
    }

    #[test]
    fn a_list_is_sorted_by_any_column() {
        let check = |query: &str, expect: &str| {
            assert_eq!(
                shown(query, &["b", "10.00 EUR", "9.50 EUR", "A"]).0,
                expect,
                "{query}"
            );
        };
        check("p_col=%2Bname", "9.50 EUR 10.00 EUR A b");
        check("p_col=+name", "9.50 EUR 10.00 EUR A b");
        check("p_col=-name", "b A 10.00 EUR 9.50 EUR");
        check("p_sort=name&p_order=desc", "b A 10.00 EUR 9.50 EUR");
        check("p_col=nothing", "b 10.00 EUR 9.50 EUR A");
    }

    #[test]
    fn a_list_is_filtered_by_what_it_shows() {
        let check = |query: &str, expect: &str| {
            let (names, document) = shown(query, &["Lite", "Pro", "12", "2"]);
            assert_eq!(names, expect, "{query}");
            let total = names.split_whitespace().count().to_string();
            assert_eq!(document.root.text_of("p_elems"), Some(total.as_str()));
        };
        check("filter=on&name=li", "Lite");
        check("filter=on&name=pro", "Pro");
        check("filter=on&name=2", "2");
        check("filter=on&name=2, 12", "12 2");
        check("filter=on&name=", "Lite Pro 12 2");
        check("filter=on&other=x", "Lite Pro 12 2");
        check("name=li", "Lite Pro 12 2");
    }
}
