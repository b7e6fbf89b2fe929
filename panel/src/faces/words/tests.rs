//! That every message is there in both languages, and is used.

use super::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What stands before names of messages that are made at run time, with who makes them.
const MADE: [&str; 6] = [
    // `faces/pages/certificate/sells.rs`: what a product of certificates carries.
    "certificate-flag-",
    // `faces/verbs.rs`: the last word of a function's name.
    "verb-",  // `faces/menu.rs`: the group of a menu.
    "menu-",  // `faces/badge.rs`: the state of a service.
    "state-", // `faces/pages/dashboard.rs`: the light of the scheduler.
    "light-", // `faces/page.rs`: the name of a function that was done.
    "done-",
];

fn names(text: &str) -> BTreeSet<String> {
    let is_name = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    let name = |line: &str| line.split([' ', '=']).next().unwrap_or_default().to_owned();
    let mut names = BTreeSet::new();
    for name in text.lines().filter(is_name).map(name) {
        assert!(names.insert(name.clone()), "{name} is there twice");
    }
    names
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            found.push(path);
        }
    }
}

/// Every word in quotation marks of the face.
fn said() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join("src/faces"), &mut found);
    sources(&root.join("templates"), &mut found);
    let texts = found
        .iter()
        .filter(|path| !path.ends_with("words/tests.rs"))
        .map(|path| std::fs::read_to_string(path).expect("a text"));
    let words = texts.flat_map(|text| text.split('"').map(str::to_owned).collect::<Vec<_>>());
    words.collect()
}

#[test]
fn both_languages_have_the_same_messages_without_mistakes() {
    for text in [ENGLISH, RUSSIAN] {
        assert!(FluentResource::try_new(text.to_owned()).is_ok());
    }
    assert_eq!(names(ENGLISH), names(RUSSIAN));
}

#[test]
fn no_message_is_unused() {
    let said = said();
    let is_made = |name: &&String| MADE.iter().any(|prefix| name.starts_with(prefix));
    let names = names(ENGLISH);
    let unused: Vec<&String> = names
        .iter()
        .filter(|name| !is_made(name) && !said.contains(*name))
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn no_message_is_missing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join("src/faces"), &mut found);
    sources(&root.join("templates"), &mut found);
    let names = names(ENGLISH);
    for path in found {
        let text = std::fs::read_to_string(&path).expect("a text");
        for call in ["words.say(\"", "words.count(\"", "words.about(\""] {
            for rest in text.split(call).skip(1) {
                let name = rest.split('"').next().unwrap_or_default();
                assert!(names.contains(name), "{path:?} says {name}");
            }
        }
    }
}

#[test]
fn russian_counts_in_three_forms() {
    let check = |count: i64, expect: &str| {
        assert_eq!(Words::new(Language::Ru).count("rows", count), expect);
    };
    check(1, "1 строка");
    check(3, "3 строки");
    check(15, "15 строк");
}
