//! Every function is really called, in every encoding, and the answers are those of the pages in
//! `docs/api/` and of the files in `tests/golden/`, to the letter.
//!
//! `tests/tests/reference/script.txt` is the list of the calls, played from its beginning to its
//! end once for each encoding, on two systems that are the same each time. With the variable
//! `ONSELL_WRITE_REFERENCE` the pages and files are written anew instead of compared.

#[path = "reference/play.rs"]
mod play;

use onsell_panel::Registry;
use onsell_panel::faces::{openapi, reference};
use onsell_wire::Format;
use play::{Kept, Played, play};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The encodings that the pages show.
const SHOWN: [(&str, Format); 3] = [
    ("xml", Format::Xml),
    ("json", Format::DollarJson),
    ("bjson", Format::Bjson),
];
/// The encodings that only the files keep.
const KEPT: [(&str, Format); 4] = [
    ("text", Format::Text),
    ("csv", Format::Csv),
    ("devel", Format::Devel),
    ("ajax", Format::Ajax),
];

fn repository() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().expect("the workspace").to_owned()
}

/// What a file has to say, or how it differs from that.
fn hold(path: &Path, expect: &str, differing: &mut Vec<String>) {
    if std::env::var_os("ONSELL_WRITE_REFERENCE").is_some() {
        let folder = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(folder).expect("a folder can be made");
        std::fs::write(path, expect).expect("a file can be written");
        return;
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    if found == expect {
        return;
    }
    let differs = found.lines().zip(expect.lines()).position(|(a, b)| a != b);
    let number = differs.unwrap_or_else(|| found.lines().count().min(expect.lines().count()));
    let line = |text: &str| text.lines().nth(number).unwrap_or_default().to_owned();
    differing.push(format!(
        "{}:{}\n  has    {}\n  wants  {}",
        path.display(),
        number + 1,
        line(&found),
        line(expect)
    ));
}

#[test]
fn every_function_answers_as_its_page_says() {
    let registry = Registry::new();
    let mut words = Kept::new();
    let mut all = |(name, format)| (name, play(format, &registry, &mut words));
    let (shown, kept) = (SHOWN.map(&mut all), KEPT.map(&mut all));
    let root = repository();
    let (pages, golden) = (root.join("docs/api"), root.join("tests/golden"));
    let (mut differing, mut missing) = (Vec::new(), Vec::new());
    for declaration in registry.declarations() {
        let name = declaration.name;
        let examples = examples(name, &shown);
        if examples.is_empty() {
            missing.push(name);
        }
        let page = reference::page(declaration, &examples);
        hold(&pages.join(format!("{name}.md")), &page, &mut differing);
        let mut file = String::new();
        for example in self::examples(name, &kept) {
            for (encoding, answer) in &example.answers {
                let call = &example.call;
                // Text takes text.
                let _ = write!(file, "== {encoding}: {call}\n{answer}\n\n");
            }
        }
        let file = format!("{}\n", file.trim_end());
        hold(&golden.join(format!("{name}.txt")), &file, &mut differing);
    }
    let index = reference::index(registry.declarations());
    hold(&pages.join("README.md"), &index, &mut differing);
    let described = openapi::describe(registry.declarations());
    let described = serde_json::to_string_pretty(&described).expect("JSON") + "\n";
    hold(&pages.join("openapi.json"), &described, &mut differing);
    assert!(missing.is_empty(), "no example in the script: {missing:?}");
    assert!(
        differing.is_empty(),
        "ONSELL_WRITE_REFERENCE=1 writes these anew, after a look at what changed:\n{}",
        differing.join("\n")
    );
    nothing_else(&pages, &registry, "md", &["README"]);
    nothing_else(&golden, &registry, "txt", &[]);
}

/// The calls of a function with their answers in each of the encodings.
fn examples(name: &str, plays: &[(&'static str, Vec<Played>)]) -> Vec<reference::Example> {
    let mut examples: BTreeMap<usize, reference::Example> = BTreeMap::new();
    for (encoding, played) in plays {
        for (place, call) in played.iter().enumerate() {
            if call.function != name {
                continue;
            }
            let example = examples.entry(place).or_insert_with(|| reference::Example {
                caller: call.caller.to_owned(),
                call: call.call.clone(),
                answers: Vec::new(),
            });
            example.answers.push((encoding, call.answer.clone()));
        }
    }
    examples.into_values().collect()
}

/// No page is left of a function that is gone.
fn nothing_else(folder: &Path, registry: &Registry, extension: &str, more: &[&str]) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|found| found != extension) {
            continue;
        }
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let is_known = registry.declarations().any(|known| known.name == name);
        assert!(
            is_known || more.contains(&name),
            "{} is of no function",
            path.display()
        );
    }
}

#[test]
fn the_description_for_machines_names_every_function() {
    let registry = Registry::new();
    let described = openapi::describe(registry.declarations());
    let paths = described["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), registry.declarations().count());
    let edit = &paths["/billmgr#func={T}.edit"]["post"];
    assert_eq!(edit["parameters"][0]["name"], "T");
    let schema = &edit["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
    assert_eq!(schema["required"], serde_json::json!(["func", "elid"]));
}
