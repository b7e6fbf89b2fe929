//! The filter language of lists: `where=((consul_id+EQ+'7')+AND+(name+EQ+'host_create'))`.
//!
//! The operators are those that public clients use: `EQ`, `NE`, `CP(LIKE, '%x%')`, `IS null`,
//! `AND`, `OR`, `NOT`, parentheses and dotted fields (backends 1.2). How tightly they bind is a
//! guess: `NOT` before `AND` before `OR`.

use serde_json::Value;

/// Parentheses and negations inside each other.
const DEPTH_MAX: usize = 32;

/// A filter that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// A field has this value, `None` being null.
    Is(String, Option<String>),
    /// A field's text is like this pattern with `%`.
    Like(String, String),
    Not(Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Comma,
    Word(String),
    Quoted(String),
}

impl Filter {
    /// Reads a filter; the query was decoded, so that its `+` are spaces.
    pub fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut reader = Reader {
            rest: &tokens,
            depth: 0,
        };
        let filter = reader.either()?;
        match reader.rest.first() {
            None => Ok(filter),
            Some(token) => Err(format!("{token:?} is not expected")),
        }
    }

    /// The fields that it looks at, without what follows their first dot.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::Is(field, _) | Self::Like(field, _) => {
                vec![field.split('.').next().unwrap_or_default()]
            }
            Self::Not(inner) => inner.fields(),
            Self::And(one, other) | Self::Or(one, other) => {
                let mut fields = one.fields();
                fields.extend(other.fields());
                fields
            }
        }
    }

    /// Whether a row passes.
    pub fn passes(&self, row: &Value) -> bool {
        match self {
            Self::Is(field, value) => field_of(row, field) == *value,
            Self::Like(field, pattern) => {
                field_of(row, field).is_some_and(|text| is_like(&text, pattern))
            }
            Self::Not(inner) => !inner.passes(row),
            Self::And(one, other) => one.passes(row) && other.passes(row),
            Self::Or(one, other) => one.passes(row) || other.passes(row),
        }
    }
}

/// A field as text, none where it is null or not there.
pub(super) fn field_of(row: &Value, field: &str) -> Option<String> {
    let mut value = row;
    for name in field.split('.') {
        value = value.get(name)?;
    }
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// `%` at the beginning and at the end of a pattern is whatever is there.
fn is_like(text: &str, pattern: &str) -> bool {
    let text = text.to_lowercase();
    let pattern = pattern.to_lowercase();
    let wanted = pattern.trim_matches('%');
    match (pattern.starts_with('%'), pattern.ends_with('%')) {
        (true, true) => text.contains(wanted),
        (true, false) => text.ends_with(wanted),
        (false, true) => text.starts_with(wanted),
        (false, false) => text == wanted,
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' => {
                tokens.push(Token::Open);
                1
            }
            ')' => {
                tokens.push(Token::Close);
                1
            }
            ',' => {
                tokens.push(Token::Comma);
                1
            }
            '\'' => {
                let inside = &rest[1..];
                let end = inside.find('\'').ok_or("a quote is not closed")?;
                tokens.push(Token::Quoted(inside[..end].to_owned()));
                end + 2
            }
            _ => {
                let is_end = |c: char| !(c.is_alphanumeric() || "._-@".contains(c));
                let end = rest.find(is_end).unwrap_or(rest.len());
                if end == 0 {
                    return Err(format!("'{first}' is not expected"));
                }
                tokens.push(Token::Word(rest[..end].to_owned()));
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

struct Reader<'a> {
    rest: &'a [Token],
    depth: usize,
}

impl Reader<'_> {
    fn either(&mut self) -> Result<Filter, String> {
        let mut filter = self.both()?;
        while self.takes_word("OR") {
            filter = Filter::Or(Box::new(filter), Box::new(self.both()?));
        }
        Ok(filter)
    }

    fn both(&mut self) -> Result<Filter, String> {
        let mut filter = self.one()?;
        while self.takes_word("AND") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("the filter is too deep".to_owned());
        }
        let filter = if self.takes_word("NOT") {
            Filter::Not(Box::new(self.one()?))
        } else if self.takes(&Token::Open) {
            let inner = self.either()?;
            self.must(&Token::Close)?;
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn comparison(&mut self) -> Result<Filter, String> {
        let field = self.word()?;
        let operator = self.word()?;
        match operator.as_str() {
            "EQ" => Ok(Filter::Is(field, self.value()?)),
            "NE" => Ok(Filter::Not(Box::new(Filter::Is(field, self.value()?)))),
            "IS" if self.takes_word("null") || self.takes_word("NULL") => {
                Ok(Filter::Is(field, None))
            }
            "CP" => {
                self.must(&Token::Open)?;
                let comparison = self.word()?;
                self.must(&Token::Comma)?;
                let pattern = self.value()?.unwrap_or_default();
                self.must(&Token::Close)?;
                match comparison.as_str() {
                    "LIKE" => Ok(Filter::Like(field, pattern)),
                    other => Err(format!("the comparison {other} is not known")),
                }
            }
            other => Err(format!("the operator {other} is not known")),
        }
    }

    fn value(&mut self) -> Result<Option<String>, String> {
        match self.next() {
            Some(Token::Quoted(text)) => Ok(Some(text.clone())),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("null") => Ok(None),
            Some(Token::Word(word)) => Ok(Some(word.clone())),
            other => Err(format!("{other:?} is no value")),
        }
    }

    fn word(&mut self) -> Result<String, String> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word.clone()),
            other => Err(format!("{other:?} is no word")),
        }
    }

    fn must(&mut self, token: &Token) -> Result<(), String> {
        if self.takes(token) {
            Ok(())
        } else {
            Err(format!("{token:?} is missing"))
        }
    }

    fn takes(&mut self, token: &Token) -> bool {
        let is_next = self.rest.first() == Some(token);
        if is_next {
            self.next();
        }
        is_next
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(&Token::Word(word.to_owned()))
    }

    fn next(&mut self) -> Option<&Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn filters_choose_rows() {
        let row = json!({
            "id": 5, "name": "cont7", "state": "active", "owner_email": null, "is_new": false,
            "account": { "id": 3, "email": "vm3@example.com" },
        });
        let check = |filter: &str, expect: bool| {
            let read = Filter::parse(filter).unwrap();
            assert_eq!(read.passes(&row), expect, "{filter}");
        };
        check("(id EQ '5')", true);
        check("id EQ 5", true);
        check("id EQ 6", false);
        check("id NE 6", true);
        check("account.id EQ 3", true);
        check("account.email EQ 'vm3@example.com'", true);
        check("name CP(LIKE, '%ont%')", true);
        check("name CP(LIKE, 'ont%')", false);
        check("name CP(LIKE, '%NT7')", true);
        check("owner_email IS null", true);
        check("(owner_email IS null) AND is_new EQ false", true);
        check("account IS null", false);
        check("((id EQ '5') AND (name EQ 'cont7'))", true);
        check("id EQ 6 AND id EQ 7 OR id EQ 5", true);
        check("id EQ 5 OR id EQ 6 AND id EQ 7", true);
        check("(id EQ 5 OR id EQ 6) AND id EQ 7", false);
        check("NOT id EQ 6 AND name EQ 'cont7'", true);
        check("NOT (id EQ 5 OR id EQ 6)", false);
        check("account.nothing EQ 1", false);
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for filter in [
            "",
            "id",
            "id EQ",
            "id = 5",
            "(id EQ 5",
            "id EQ 5)",
            "id EQ '5",
            "id GT 5",
            "id+EQ+5",
            "name CP(REGEX, 'x')",
            "id EQ 5 id EQ 6",
            "owner IS 5",
        ] {
            Filter::parse(filter).expect_err(filter);
        }
        let deep = "(".repeat(10_000);
        Filter::parse(&deep).unwrap_err();
    }

    #[test]
    fn the_fields_of_a_filter_are_known() {
        let filter = Filter::parse("account.id EQ 3 AND NOT (id EQ 5 OR x IS null)").unwrap();
        assert_eq!(filter.fields(), ["account", "id", "x"]);
    }
}
