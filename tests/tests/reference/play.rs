//! Plays the script of calls.
//!
//! A line is `caller function name=value …`; values with spaces are in single quotes. `word=field`
//! in front keeps a field of the answer, which later lines name as `$word`. A line that begins with
//! `-` prepares and is shown nowhere; one that begins with `?` shows a refusal. `! work`,
//! `! check`, `! keep` and `! pass SECONDS` let the provider work, ask for events, write down what
//! it learned, and time pass.

use onsell_engine::{record, unknown_call};
use onsell_panel::{Declaration, Kind, Panel, Registry};
use onsell_store::journal::{self, LineFilter};
use onsell_store::testing::Fresh;
use onsell_tests::Twin;
use onsell_wire::{Format, Node, Params, decode_xml};
use std::collections::HashMap;
use std::fmt::Write;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/script.txt");

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../fixtures/certificate/", $name, ".pem"))
    };
}

/// A request, and a certificate with its chain: the same in every play.
const CERTIFICATE: [(&str, &str); 3] = [
    ("csr", fixture!("request")),
    ("crt", fixture!("certificate")),
    ("chain", fixture!("chain")),
];

/// What was kept of the answers, by its name.
pub type Kept = HashMap<String, String>;

/// A call that was made.
pub struct Played {
    /// The declared name of its function.
    pub function: &'static str,
    /// Who called.
    pub caller: &'static str,
    /// The call as it was written.
    pub call: String,
    /// The answer, laid out to be read.
    pub answer: String,
    /// Whether it was refused, as XML tells it.
    is_refused: Option<bool>,
    /// How many lines it left in the journal, and how many it had to.
    noted: (i64, Option<i64>),
}

/// Plays the script with the shown calls in this encoding. XML, in which fields are found, is
/// played first and keeps them; the systems are the same each time, so they are the same later.
pub fn play(format: Format, registry: &Registry, kept: &mut Kept) -> Vec<Played> {
    let twin = Twin::open_alike([Fresh::sqlite(), Fresh::sqlite()]);
    let known = [
        ("tariff", &twin.tariff),
        ("account", &twin.customer),
        ("reseller", &twin.reseller),
    ];
    kept.extend(known.map(|(name, value)| (name.to_owned(), value.clone())));
    kept.extend(CERTIFICATE.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let mut played = Vec::new();
    let script = std::fs::read_to_string(SCRIPT).expect("the script is there");
    let (mut refused, mut unnoted) = (Vec::new(), Vec::new());
    for line in script.lines().map(str::trim) {
        match line.split_at_checked(1) {
            None | Some(("#", _)) => {}
            Some(("!", directive)) => direct(&twin, directive.trim()),
            Some(("-", call)) => drop(make(&twin, call, Format::Xml, kept)),
            Some(("?", call)) => {
                let call = record(&twin, call, format, registry, kept);
                assert_ne!(call.is_refused, Some(false), "{line}: {}", call.answer);
                played.push(call);
            }
            Some(_) => {
                let call = record(&twin, line, format, registry, kept);
                let (left, must) = call.noted;
                if must.is_some_and(|must| left != must) {
                    unnoted.push(format!("{line} left {left}"));
                }
                if call.is_refused == Some(true) {
                    refused.push(format!("{line}: {}", call.answer));
                }
                played.push(call);
            }
        }
    }
    twin.close();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    let rule = "staff leave one line in the journal for each thing they do";
    assert!(unnoted.is_empty(), "{rule}:\n{}", unnoted.join("\n"));
    played
}

fn direct(twin: &Twin, directive: &str) {
    match directive.split_once(' ') {
        None if directive == "work" => twin.work(),
        None if directive == "check" => drop(twin.check_event()),
        None if directive == "keep" => {
            let engine = twin.provider.engine();
            let learned = unknown_call::keep(engine).and_then(|()| record::keep(engine));
            learned.expect("what was learned is kept");
        }
        Some(("pass", seconds)) => twin.pass_seconds(seconds.parse().expect("seconds")),
        _ => panic!("! {directive}"),
    }
}

/// How many lines a system's journal has.
fn lines(panel: &Panel) -> i64 {
    let count = panel.engine().read(|scope| {
        let filter = LineFilter {
            page: Some((0, 1)),
            ..LineFilter::default()
        };
        Ok(journal::list(scope.tx, &filter)?.1)
    });
    count.expect("a journal")
}

/// How many lines in the journal a call of staff has to leave that did what was asked.
fn must_leave(line: &Line<'_>, declaration: &Declaration) -> Option<i64> {
    /// An action that only answers, a list of what was done, and what does two things at once.
    const OTHERS: [&str; 3] = ["task.gettype", "pricelist.sync", "task.edit"];
    let is_staff = matches!(line.caller, ROOT | "staff");
    if !is_staff || OTHERS.contains(&declaration.name) {
        return None;
    }
    let acts = match declaration.kind {
        Kind::Action => true,
        Kind::Form => line.params.has("sok"),
        Kind::List(_) | Kind::Tree => false,
    };
    let ids = line.params.text("elid").unwrap_or_default();
    let objects = 1 + ids.matches(',').count() as i64;
    Some(if acts { objects } else { 0 })
}

/// Who calls without a name.
const ROOT: &str = "the machine's administrator";

/// A line of the script, taken apart.
struct Line<'a> {
    panel: &'a Panel,
    caller: &'static str,
    function: String,
    params: Params,
    call: String,
    keep: Option<(String, String)>,
}

fn record(twin: &Twin, line: &str, format: Format, registry: &Registry, kept: &mut Kept) -> Played {
    let before = [&twin.provider, &twin.vendor].map(lines);
    let (line, answer) = make(twin, line, format, kept);
    let found = registry.declaration_of(&line.function);
    let declaration = found.unwrap_or_else(|| panic!("no function {}", line.function));
    let after = [&twin.provider, &twin.vendor].map(lines);
    let left = after[0] + after[1] - before[0] - before[1];
    Played {
        noted: (left, must_leave(&line, declaration)),
        function: declaration.name,
        caller: line.caller,
        call: line.call,
        is_refused: (format == Format::Xml).then(|| {
            let root = decode_xml(&answer).expect("a document");
            root.child("error").is_some()
        }),
        answer: laid_out(&answer, format),
    }
}

fn make<'a>(twin: &'a Twin, line: &str, format: Format, kept: &mut Kept) -> (Line<'a>, String) {
    let line = read(twin, line, kept);
    let answer = line.panel.call_local(line.params.clone(), format);
    if let Some((name, field)) = &line.keep
        && format == Format::Xml
    {
        let root = decode_xml(&answer).expect("a document");
        let found = text_at(&root, field);
        let text = found.unwrap_or_else(|| panic!("no {field} in {answer}"));
        kept.insert(name.clone(), text.to_owned());
    }
    (line, answer)
}

/// What is at a path such as `auth/@id`.
fn text_at<'a>(root: &'a Node, path: &str) -> Option<&'a str> {
    let mut node = root;
    for part in path.split('/') {
        match part.strip_prefix('@') {
            Some(attribute) => return node.attribute(attribute),
            None => node = node.child(part)?,
        }
    }
    Some(&node.text)
}

fn read<'a>(twin: &'a Twin, line: &str, kept: &Kept) -> Line<'a> {
    let mut words = words(line).into_iter().peekable();
    let keep = words.next_if(|word| word.contains('='));
    let keep = keep.and_then(|word| {
        let (name, field) = word.split_once('=')?;
        Some((name.to_owned(), field.to_owned()))
    });
    let (caller, function) = (words.next().expect(line), words.next().expect(line));
    let (panel, authinfo, caller) = match caller.as_str() {
        "guest" => (&twin.provider, None, "a guest"),
        "customer" => (&twin.provider, Some(twin.customer_authinfo()), "a customer"),
        "staff" => (&twin.provider, None, ROOT),
        "clerk" => (
            &twin.provider,
            Some("clerk:a clerk password".to_owned()),
            "staff",
        ),
        "reseller" => (&twin.vendor, Some(twin.reseller_authinfo()), "a reseller"),
        "vendor" => (&twin.vendor, None, ROOT),
        other => panic!("nobody is called {other}: {line}"),
    };
    let (mut params, mut call) = (Params::default(), function.clone());
    params.set("func", function.as_str());
    for word in words {
        let (name, value) = word
            .split_once('=')
            .unwrap_or_else(|| panic!("{line}: {word}"));
        let value = filled(value, kept);
        let quoted = if value.contains([' ', '&', '$']) {
            format!("'{value}'")
        } else {
            value.clone()
        };
        // Text takes text.
        let _ = write!(call, " {name}={quoted}");
        params.push(name, value);
    }
    if let Some(authinfo) = authinfo
        && !params.has("auth")
    {
        params.set("authinfo", authinfo);
    }
    Line {
        panel,
        caller,
        function,
        params,
        call,
        keep,
    }
}

/// A value with what was kept in the place of each `$word`.
fn filled(value: &str, kept: &Kept) -> String {
    let mut filled = String::new();
    let mut parts = value.split('$');
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(part.len());
        let (word, rest) = part.split_at(end);
        let known = kept.get(word);
        filled.push_str(known.unwrap_or_else(|| panic!("nothing is kept as {word}")));
        filled.push_str(rest);
    }
    filled
}

/// Words apart by spaces; a part in single quotes may have some.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut is_quoted) = (Vec::new(), String::new(), false);
    for character in line.chars() {
        match character {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            other => word.push(other),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// XML with a line for each element, JSON indented, the rest as it is.
fn laid_out(answer: &str, format: Format) -> String {
    match format {
        Format::Xml | Format::Devel => answer.trim_end().replace("><", ">\n<"),
        Format::DollarJson | Format::Bjson | Format::Ajax => {
            let value: serde_json::Value = serde_json::from_str(answer).expect(answer);
            serde_json::to_string_pretty(&value).expect("it was JSON")
        }
        Format::Text | Format::Csv => answer.replace('\r', "").trim_end().to_owned(),
    }
}
