//! Carrying out what a form or a button asks for, and what is shown after it.

use super::form;
use super::page::{Page, Shown};
use super::pages;
use super::visit::Visit;
use super::words::Words;
use crate::declaration::Declaration;
use askama::Template;
use onsell_wire::{Document, Fault, Node, Params};

/// Elements of an answer that are told once and nowhere else. Other facts are on the page that one
/// returns to.
const TOLD: [&str; 7] = [
    "link",
    "password",
    "key",
    "secret",
    "qrcode",
    "recovery_code",
    "code",
];

/// What became of one of several objects.
struct ResultRow {
    id: String,
    is_done: bool,
    text: String,
}

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    words: Words,
    title: String,
    rows: Vec<ResultRow>,
    done: usize,
    refused: usize,
    facts: Vec<(String, String)>,
    back: String,
}

/// Performs the function of the visit.
///
/// # Errors
/// What the function refuses, for whoever shows the form again.
pub(crate) async fn perform(
    visit: &Visit,
    declaration: &'static Declaration,
) -> Result<Shown, Fault> {
    let mut params = visit.params.clone();
    pages::only_meant(visit, &mut params);
    params.set("sok", "ok");
    if visit.function == form::SEVERAL {
        // What is left empty stays as it is with each of them.
        params = params
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
    }
    let called = visit.call_with(&visit.function, params).await;
    let cookies: Vec<String> = called.cookie.into_iter().collect();
    let document = called.result?;
    if let Some(shown) = pages::done(visit, &document) {
        return Ok(with_cookies(shown?, cookies));
    }
    if let Some(rows) = document.group_results() {
        return results(visit, declaration, rows);
    }
    let facts = facts(&document);
    if !facts.is_empty() {
        let mut page = page(visit, declaration, Vec::new(), facts)?;
        page.cookies = cookies;
        return Ok(Shown::Page(page));
    }
    Ok(Shown::Elsewhere(next(visit), cookies))
}

/// The same with what the browser shall keep.
fn with_cookies(shown: Shown, mut cookies: Vec<String>) -> Shown {
    match shown {
        Shown::Page(mut page) => {
            page.cookies.append(&mut cookies);
            Shown::Page(page)
        }
        Shown::Elsewhere(address, mut own) => {
            own.append(&mut cookies);
            Shown::Elsewhere(address, own)
        }
        Shown::File(file) => Shown::File(file),
    }
}

/// Where one goes after something was done, with a word about it.
fn next(visit: &Visit) -> String {
    // That somebody is in or out is seen without a word.
    const SILENT: [&str; 3] = ["auth", "totp.confirm", "logon"];
    // Whoever became somebody else does not stay on a page of who he was.
    const OTHERS: [&str; 4] = ["account.su", "user.su", "task.su", "session.back"];
    if OTHERS.contains(&visit.function.as_str()) {
        return "/panel".to_owned();
    }
    let address = visit
        .back()
        .map_or_else(|| form::parent(visit), str::to_owned);
    if SILENT.contains(&visit.function.as_str()) {
        return address;
    }
    with_notice(&address, &visit.function)
}

/// An address with the word that a function was done.
pub(crate) fn with_notice(address: &str, function: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut params = Params::parse_urlencoded(query).unwrap_or_default();
    params.set("notice", function);
    format!("{path}?{}", params.to_query())
}

fn results(
    visit: &Visit,
    declaration: &'static Declaration,
    rows: &[Node],
) -> Result<Shown, Fault> {
    let row = |row: &Node| ResultRow {
        id: row.text_of("elid").unwrap_or_default().to_owned(),
        is_done: row.text_of("status") == Some("ok"),
        text: row.text_of("msg").unwrap_or_default().to_owned(),
    };
    let rows = rows.iter().map(row).collect();
    page(visit, declaration, rows, Vec::new()).map(Shown::Page)
}

fn page(
    visit: &Visit,
    declaration: &Declaration,
    rows: Vec<ResultRow>,
    facts: Vec<(String, String)>,
) -> Result<Page, Fault> {
    let title = declaration.title.get(visit.language()).to_owned();
    let done = rows.iter().filter(|row| row.is_done).count();
    let template = ResultPage {
        words: visit.words,
        refused: rows.len() - done,
        done,
        rows,
        facts,
        back: visit
            .back()
            .map_or_else(|| form::parent(visit), str::to_owned),
        title: title.clone(),
    };
    Page::of(title, &template)
}

/// What an answer tells besides that it was done: a key, a link, codes.
fn facts(document: &Document) -> Vec<(String, String)> {
    let children = document.root.children.iter();
    children
        .filter(|node| TOLD.contains(&node.tag.as_ref()) && !node.text.is_empty())
        .map(|node| (node.tag.to_string(), node.text.clone()))
        .collect()
}
