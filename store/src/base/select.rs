//! The one kind of statement that is assembled: a list with its filters.

use std::fmt::Write;

/// A statement put together from constants; values only ever enter as parameters.
#[derive(Debug, Clone)]
pub struct Select {
    sql: String,
    placeholders: usize,
}

impl Select {
    /// Begins with a constant that has parameters `$1` to `$placeholders` already.
    pub fn new(sql: &'static str, placeholders: usize) -> Self {
        Self {
            sql: sql.to_owned(),
            placeholders,
        }
    }

    /// Appends a constant.
    pub fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Appends the next parameter.
    pub fn placeholder(&mut self) -> &mut Self {
        self.placeholders += 1;
        let _ = write!(self.sql, "${}", self.placeholders);
        self
    }

    /// Appends `(…)` with the next `count` parameters; `(NULL)`, which nothing equals, for none.
    pub fn in_list(&mut self, count: usize) -> &mut Self {
        self.sql.push('(');
        if count == 0 {
            self.sql.push_str("NULL");
        }
        for index in 0..count {
            if index > 0 {
                self.sql.push_str(", ");
            }
            self.placeholder();
        }
        self.sql.push(')');
        self
    }

    /// The whole text.
    pub fn sql(&self) -> &str {
        &self.sql
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_on() {
        let mut select = Select::new("SELECT a FROM t WHERE b = $1", 1);
        select
            .push(" AND c IN ")
            .in_list(2)
            .push(" AND d = ")
            .placeholder();
        assert_eq!(
            select.sql(),
            "SELECT a FROM t WHERE b = $1 AND c IN ($2, $3) AND d = $4"
        );
    }
}
