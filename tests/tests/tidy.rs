//! The house rules, as far as a machine can read them. That every function of the API explains
//! itself in both languages is proven beside the registry in `panel`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The floors, from the lowest to the highest. A floor imports only floors below it.
const FLOORS: [&str; 8] = [
    "domain", "x509", "wire", "store", "modules", "engine", "panel", "onsell",
];
/// Beside the house: they may look into every floor.
const BESIDE: [&str; 6] = ["bench", "doubles", "e2e", "fuzz", "sim", "tests"];
/// What is made by tools or belongs to them.
const NOT_OURS: [&str; 6] = [
    "target",
    ".git",
    "artifacts",
    "coverage",
    "Cargo.lock",
    "LICENSE-APACHE",
];
/// Documents as others send them.
const FOREIGN: [&str; 2] = ["wire/tests/corpus", "fuzz/corpus"];

const COLUMNS_MAX: usize = 100;
const LINES_MAX: usize = 600;
const LINES_MEDIAN_MAX: usize = 150;

/// A text file of the project, by its path from the root.
struct TextFile {
    path: String,
    text: String,
}

impl TextFile {
    fn is(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == extension)
    }
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("a member of the workspace").to_owned()
}

/// Every text file we wrote.
fn files() -> Vec<TextFile> {
    let root = root();
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(&root).expect("below the root");
            let name = name.to_str().expect("a name is text").to_owned();
            let is_left_out = NOT_OURS
                .iter()
                .any(|left_out| entry.file_name() == *left_out);
            if is_left_out || FOREIGN.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                // What is no text is a database somebody tried things with.
                files.push(TextFile { path: name, text });
            }
        }
    }
    assert!(files.len() > 100, "the walk has lost its way");
    files
}

/// Reports every line that breaks a rule.
fn check(rule: &str, broken: impl Fn(&TextFile, &str) -> bool) {
    let found: Vec<String> = files()
        .iter()
        .flat_map(|file| {
            let lines = file.text.lines().enumerate();
            let lines = lines.filter(|(_, line)| broken(file, line));
            lines
                .map(|(index, line)| format!("{}:{}: {line}", file.path, index + 1))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

#[test]
fn a_line_of_rust_fits() {
    // A text on the wire is not broken in two: it is read beside the document that it came from.
    check("100 columns", |file, line| {
        file.is("rs") && line.chars().count() > COLUMNS_MAX && !line.contains('"')
    });
}

#[test]
fn nothing_is_put_off() {
    // Spelled apart, so that this file does not find itself.
    let words = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]].map(|parts| parts.concat());
    check("finish it or leave it out", |_, line| {
        has_word(line, &words)
    });
}

fn has_word(line: &str, words: &[String]) -> bool {
    let mut parts = line.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| words.iter().any(|word| word == part))
}

#[test]
fn nothing_points_into_one_machine() {
    let folders = ["work", "home", "root"].map(|name| ["/", name, "/"].concat());
    check("a path of one machine", |_, line| {
        folders.iter().any(|folder| line.contains(folder.as_str()))
    });
}

#[test]
fn a_license_is_spelled_with_an_s() {
    let british = ["licen", "ce"].concat();
    // A field of the documented API.
    let of_the_wire = format!("{british}_agreement");
    check("American spelling", |_, line| {
        let line = line.to_lowercase().replace(&of_the_wire, "");
        line.contains(&british)
    });
}

#[test]
fn no_test_rests() {
    // Spelled apart, so that this file does not find itself.
    let attribute = ["#[ig", "nore"].concat();
    check("a test that does not run", |file, line| {
        file.is("rs") && line.trim_start().starts_with(&attribute)
    });
}

#[test]
fn a_file_is_one_idea() {
    let mut lengths = Vec::new();
    for file in files() {
        let length = file.text.lines().count();
        let is_source = file.is("rs") || file.is("sql");
        assert!(
            !is_source || length <= LINES_MAX,
            "{}: {length} lines",
            file.path
        );
        if file.is("rs") {
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= LINES_MEDIAN_MAX, "the median is {median} lines");
}

#[test]
fn a_page_has_one_title() {
    let mut pages = 0;
    for file in files().iter().filter(|file| file.is("md")) {
        assert_eq!(titles(&file.text), [1], "{}: one title, first", file.path);
        pages += 1;
    }
    assert!(pages > 2, "the pages are not found");
}

/// The lines with a title, code left aside.
fn titles(page: &str) -> Vec<usize> {
    let mut is_code = false;
    let mut titles = Vec::new();
    for (index, line) in page.lines().enumerate() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if !is_code && line.starts_with("# ") {
            titles.push(index + 1);
        }
    }
    titles
}

#[test]
fn titles_are_found_outside_of_code() {
    let check = |page: &str, expect: &[usize]| assert_eq!(titles(page), expect, "{page}");
    check("# A\n\n## B\n", &[1]);
    check("A\n# B\n# C\n", &[2, 3]);
    check("# A\n```sh\n# no\n```\n#no\n# B\n", &[1, 6]);
}

#[test]
fn a_floor_imports_only_floors_below() {
    let mut crates = BTreeSet::new();
    for file in files() {
        let Some(name) = file.path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        crates.insert(name.to_owned());
        for (section, import) in imports(&file.text) {
            assert!(
                may_import(name, &section, &import),
                "{name} imports {import} in [{section}]"
            );
        }
    }
    let known: BTreeSet<String> = FLOORS
        .iter()
        .chain(&BESIDE)
        .map(|name| (*name).to_owned())
        .collect();
    assert_eq!(crates, known, "each crate has its place");
}

/// The crates of the workspace that a manifest names, with the section that does.
fn imports(manifest: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut imports = Vec::new();
    for line in manifest.lines() {
        if let Some(title) = line.strip_prefix('[') {
            title.trim_end_matches(']').clone_into(&mut section);
            continue;
        }
        let is_list = section.ends_with("dependencies");
        let name = line.split(['=', '.']).next().unwrap_or_default().trim();
        let import = match name.strip_prefix("onsell") {
            Some("") => "onsell",
            Some(rest) => rest.trim_start_matches('-'),
            None => continue,
        };
        if is_list {
            imports.push((section.clone(), import.to_owned()));
        }
    }
    imports
}

fn may_import(name: &str, section: &str, import: &str) -> bool {
    let height = |name: &str| FLOORS.iter().position(|floor| *floor == name);
    match (height(name), height(import)) {
        (Some(importer), Some(imported)) => imported < importer,
        // The demo plays with the doubles; other floors know them only in their tests.
        (Some(_), None) => {
            import == "doubles" && (name == "onsell" || section == "dev-dependencies")
        }
        (None, _) => true,
    }
}

#[test]
fn imports_are_judged() {
    let check = |name: &str, manifest: &str, expect: bool| {
        let imports = imports(manifest);
        assert!(!imports.is_empty(), "{manifest}");
        let is_right = imports
            .iter()
            .all(|(section, import)| may_import(name, section, import));
        assert_eq!(is_right, expect, "{name}: {manifest}");
    };
    check(
        "wire",
        "[dependencies]\nonsell-domain = { workspace = true }",
        true,
    );
    check(
        "wire",
        "[dependencies]\nserde = \"1\"\nonsell-store.workspace = true",
        false,
    );
    check(
        "store",
        "[dev-dependencies]\nonsell-wire = { path = \"../wire\" }",
        true,
    );
    check(
        "store",
        "[dev-dependencies]\nonsell-engine = { workspace = true }",
        false,
    );
    check(
        "store",
        "[dependencies]\nonsell-store = { workspace = true }",
        false,
    );
    check(
        "engine",
        "[dependencies]\nonsell = { path = \"../onsell\" }",
        false,
    );
    check(
        "engine",
        "[dependencies]\nonsell-doubles = { workspace = true }",
        false,
    );
    check(
        "engine",
        "[dev-dependencies]\nonsell-doubles = { workspace = true }",
        true,
    );
    check(
        "onsell",
        "[dependencies]\nonsell-doubles = { workspace = true }",
        true,
    );
    check(
        "onsell",
        "[dependencies]\nonsell-bench = { workspace = true }",
        false,
    );
    check(
        "bench",
        "[dependencies]\nonsell = { path = \"../onsell\" }",
        true,
    );
    assert!(imports("[package]\nonsell = 1\n[dependencies]\nserde = \"1\"").is_empty());
}
