//! Every function in one list, and how a name finds it.

use crate::answer::Entry;
use crate::declaration::Declaration;
use crate::functions;
use std::collections::HashMap;

/// What stands for the product type in the name of a family.
const FAMILY: char = 'T';

/// What stands before the product type in the names of the newer functions (wire 3.5).
const NEWER: &str = "v2.";

/// Every function by its name.
pub struct Registry {
    entries: Vec<Box<dyn Entry>>,
    exact: HashMap<&'static str, usize>,
    /// By whether they are newer ones and what follows the product type: `""`, `.edit`,
    /// `.order.param`.
    families: HashMap<(bool, &'static str), usize>,
}

impl Registry {
    /// The registry of all functions.
    #[expect(clippy::new_without_default, reason = "there is one list of functions")]
    pub fn new() -> Self {
        let entries = functions::all();
        let (mut exact, mut families) = (HashMap::new(), HashMap::new());
        for (index, entry) in entries.iter().enumerate() {
            let name = entry.declaration().name;
            let newer = name.strip_prefix(NEWER);
            match newer.unwrap_or(name).strip_prefix(FAMILY) {
                Some(rest) => families.insert((newer.is_some(), rest), index),
                None => exact.insert(name, index),
            };
        }
        Self {
            entries,
            exact,
            families,
        }
    }

    /// What every function says of itself, in the order of the list.
    pub fn declarations(&self) -> impl Iterator<Item = &'static Declaration> {
        self.entries.iter().map(|entry| entry.declaration())
    }

    /// Whether a session may keep a filter for the list of this declared name.
    pub(crate) fn keeps_filter(&self, list: &'static str) -> bool {
        self.behind(list)
            .any(|(verb, _)| matches!(verb, "filter" | "setfilter"))
    }

    /// What the function of that name says of itself.
    pub fn declaration(&self, name: &str) -> Option<&'static Declaration> {
        self.find(name).map(|(entry, _)| entry.declaration())
    }

    /// The functions right behind a name, with what follows it: of `account` the function
    /// `account.edit` with `edit`.
    pub(crate) fn behind(
        &self,
        name: &'static str,
    ) -> impl Iterator<Item = (&'static str, &'static Declaration)> {
        self.declarations().filter_map(move |declaration| {
            let rest = declaration.name.strip_prefix(name)?.strip_prefix('.')?;
            (!rest.contains('.')).then_some((rest, declaration))
        })
    }

    /// What the function of that name says of itself; `soft.edit` is one of the family `T.edit`.
    pub fn declaration_of(&self, name: &str) -> Option<&'static Declaration> {
        self.find(name).map(|(entry, _)| entry.declaration())
    }

    /// The function of that name, and the product type when it is one of a family. Whether there is
    /// such a product type only the store knows.
    pub(crate) fn find<'a>(&self, name: &'a str) -> Option<(&dyn Entry, Option<&'a str>)> {
        if let Some(index) = self.exact.get(name) {
            return Some((self.entries[*index].as_ref(), None));
        }
        let newer = name.strip_prefix(NEWER).map(|name| (true, name));
        let names = newer.into_iter().chain([(false, name)]);
        names.into_iter().find_map(|(is_newer, name)| {
            let end = name.find('.').unwrap_or(name.len());
            let (product_type, rest) = name.split_at(end);
            let index = self.families.get(&(is_newer, rest))?;
            is_type_name(product_type).then(|| (self.entries[*index].as_ref(), Some(product_type)))
        })
    }
}

fn is_type_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::{Kind, Parameter};
    use onsell_domain::Text;
    use std::collections::HashSet;

    #[test]
    fn a_name_finds_its_function() {
        let registry = Registry::new();
        let check = |name: &str, expect: Option<(&str, Option<&str>)>| {
            let found = registry.find(name);
            let found = found.map(|(entry, kind)| (entry.declaration().name, kind));
            assert_eq!(found, expect, "{name}");
        };
        check("whoami", Some(("whoami", None)));
        check("soft", Some(("T", Some("soft"))));
        check("soft.edit", Some(("T.edit", Some("soft"))));
        check(
            "soft_2.order.param",
            Some(("T.order.param", Some("soft_2"))),
        );
        check(
            "v2.soft.order.param",
            Some(("v2.T.order.param", Some("soft"))),
        );
        check("v2.order.param", Some(("T.order.param", Some("v2"))));
        check("v2", Some(("T", Some("v2"))));
        check("v2.soft", None);
        check("v2.soft.edit", None);
        check("service.prolong", Some(("service.prolong", None)));
        check("account.edit", Some(("account.edit", None)));
        check("soft.nothing", None);
        check("Soft.edit", None);
        check("T", None);
        check("T.edit", None);
        check(".edit", None);
        check("", None);
        check("soft.edit.", None);
    }

    #[test]
    fn every_function_explains_itself() {
        let is_russian = |text: Text| text.ru.chars().any(|c| ('а'..='я').contains(&c));
        let in_both = |text: Text, place: &str| {
            assert!(
                !text.en.is_empty() && text.en.is_ascii(),
                "{place}: English"
            );
            assert!(is_russian(text), "{place}: Russian");
        };
        let mut names = HashSet::new();
        for declaration in Registry::new().declarations() {
            assert!(names.insert(declaration.name), "{} twice", declaration.name);
            in_both(declaration.title, declaration.name);
            if let Kind::List(columns) = declaration.kind {
                for column in columns {
                    in_both(column.text, column.name);
                }
            }
            let mut parameters = HashSet::new();
            for Parameter { name, text, .. } in declaration.parameters {
                assert!(
                    parameters.insert(name),
                    "{}: {name} twice",
                    declaration.name
                );
                in_both(*text, name);
            }
        }
        assert!(names.len() > 40);
    }
}
