//! What a comparison with a seller found: one line for each thing, in words for the administrator.

use onsell_domain::{Language, Money, Period, Words};

/// What became of a thing, or whether somebody should look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new here.
    Created,
    /// The seller does not offer it any more, and it is off here now.
    Deactivated,
    /// The seller charges something else for it.
    Cost,
    /// Nothing changed, but somebody should look at it.
    Warning,
}

impl Change {
    /// The word for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Deactivated => "deactivated",
            Self::Cost => "cost",
            Self::Warning => "warning",
        }
    }
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub change: Change,
    /// What kind of thing it is, as the wire calls it: `pricelist`, `pricelist.detail`,
    /// `enumeration`, `enumerationitem`.
    pub object: &'static str,
    /// Its number here.
    pub id: i64,
    /// What people call it here.
    pub name: String,
    /// What is to say about it.
    pub words: Words,
}

/// A thing that lines are about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thing<'a> {
    pub object: &'static str,
    pub id: i64,
    pub name: &'a str,
}

impl Thing<'_> {
    pub fn line(self, change: Change, words: Words) -> Line {
        Line {
            change,
            object: self.object,
            id: self.id,
            name: self.name.to_owned(),
            words,
        }
    }

    pub fn warning(self, words: Words) -> Line {
        self.line(Change::Warning, words)
    }

    /// The line about a cost that changed.
    pub fn cost(self, period: Period, before: Option<Money>, now: Money) -> Line {
        let [en, ru] = names(period);
        let words = match before {
            Some(before) => Words::new(
                format!("The cost of {en} is {now} now, it was {before}"),
                format!("Стоимость периода «{ru}» теперь {now}, была {before}"),
            ),
            None => Words::new(
                format!("The cost of {en} is {now}; it was not known"),
                format!("Стоимость периода «{ru}» — {now}; раньше была неизвестна"),
            ),
        };
        self.line(Change::Cost, words)
    }
}

/// A period in English and in Russian.
pub(crate) fn names(period: Period) -> [String; 2] {
    [Language::En, Language::Ru].map(|language| period.name(language))
}

/// Periods as a refusal names them: by their codes, which are the same in every language.
pub(crate) fn codes(periods: impl IntoIterator<Item = Period>) -> String {
    let codes: Vec<String> = periods
        .into_iter()
        .map(|period| period.code().to_string())
        .collect();
    codes.join(", ")
}
