//! Countries by their numbers and letters (ISO 3166-1). The numbers are those of the standard, so
//! that programs may keep them.

use crate::language::Language;

/// Number, letters, English and Russian name, separated by tabs.
const TABLE: &str = include_str!("country.tsv");

/// A country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// Its number.
    pub id: i64,
    /// Its two letters.
    pub code: &'static str,
    /// Its English name.
    pub name: &'static str,
    /// Its Russian name.
    pub name_ru: &'static str,
}

impl Country {
    /// Every country, by its letters.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.lines().filter_map(Self::read)
    }

    /// The country of that number.
    pub fn find(id: i64) -> Option<Self> {
        Self::all().find(|country| country.id == id)
    }

    /// The country with these letters.
    pub fn with_code(code: &str) -> Option<Self> {
        Self::all().find(|country| country.code == code)
    }

    /// What it is called.
    pub fn name_in(self, language: Language) -> &'static str {
        match language {
            Language::Ru => self.name_ru,
            Language::En => self.name,
        }
    }

    fn read(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t');
        Some(Self {
            id: fields.next()?.parse().ok()?,
            code: fields.next()?,
            name: fields.next()?,
            name_ru: fields.next()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_line_is_a_country_of_its_own() {
        let all: Vec<Country> = Country::all().collect();
        assert_eq!(all.len(), TABLE.lines().count());
        let ids: HashSet<i64> = all.iter().map(|country| country.id).collect();
        let codes: HashSet<&str> = all.iter().map(|country| country.code).collect();
        assert_eq!((ids.len(), codes.len()), (all.len(), all.len()));
        for country in all {
            assert_eq!(country.code.len(), 2);
            assert!(!country.name_ru.is_ascii(), "{country:?}");
        }
    }

    #[test]
    fn a_country_is_found_by_number_and_by_letters() {
        let germany = Country::find(276);
        assert_eq!(germany, Country::with_code("DE"));
        assert_eq!(germany.map(|country| country.name), Some("Germany"));
        assert_eq!((Country::find(0), Country::with_code("de")), (None, None));
    }
}
