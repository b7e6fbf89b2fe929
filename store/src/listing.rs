//! A page of a list, and how many rows the list has: both narrowed by the same conditions.

use crate::columns::{FromRow, read_all};
use crate::{Arg, Result, Select, Tx};

/// A list that is put together: its rows and their count under the same conditions.
pub(crate) struct Listing<'a> {
    rows: Select,
    count: Select,
    args: Vec<Arg<'a>>,
}

impl<'a> Listing<'a> {
    /// Begins with two constants that have no parameters and end in a condition.
    pub fn new(rows: &'static str, count: &'static str) -> Self {
        Self {
            rows: Select::new(rows, 0),
            count: Select::new(count, 0),
            args: Vec::new(),
        }
    }

    /// A condition without a parameter.
    pub fn and(&mut self, condition: &'static str) {
        self.rows.push(condition);
        self.count.push(condition);
    }

    /// A condition that ends in its parameter, where there is a value for it.
    pub fn with(&mut self, condition: &'static str, value: Option<impl Into<Arg<'a>>>) {
        self.within(condition, value, "");
    }

    /// A condition whose parameter stands in a subquery, which `end` closes.
    pub fn within(
        &mut self,
        condition: &'static str,
        value: Option<impl Into<Arg<'a>>>,
        end: &'static str,
    ) {
        if let Some(value) = value {
            for select in [&mut self.rows, &mut self.count] {
                select.push(condition).placeholder().push(end);
            }
            self.args.push(value.into());
        }
    }

    /// The rows in their order, of one page (rows to pass over and rows to return) or all, and how
    /// many there are in all.
    pub fn read<T: FromRow>(
        mut self,
        tx: &mut dyn Tx,
        order: &'static str,
        window: Option<(u32, u32)>,
    ) -> Result<(Vec<T>, i64)> {
        self.rows.push(order);
        let Some((pass, show)) = window else {
            let all: Vec<T> = read_all(tx.select(&self.rows, &self.args)?)?;
            let total = all.len() as i64;
            return Ok((all, total));
        };
        let total = match tx.select(&self.count, &self.args)?.into_iter().next() {
            Some(row) => row.read().next()?,
            None => 0,
        };
        self.rows.push(" LIMIT ").placeholder();
        self.rows.push(" OFFSET ").placeholder();
        self.args.push(i64::from(show).into());
        self.args.push(i64::from(pass).into());
        Ok((read_all(tx.select(&self.rows, &self.args)?)?, total))
    }
}

/// The pattern of a text that stands anywhere, for `LOWER(…) LIKE … ESCAPE '\'`.
pub(crate) fn anywhere(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
