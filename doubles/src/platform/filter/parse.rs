//! Reading a filter.

use super::Filter;

/// Parentheses and negations inside each other.
const DEPTH_MAX: usize = 32;

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
