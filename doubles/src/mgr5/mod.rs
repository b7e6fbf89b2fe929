//! What the products of the `func=` family have in common: reading requests, signing in, and
//! documents, with the same encoders as our own API.

pub mod accounts;

use onsell_domain::{Language, Text};
use onsell_wire::{Document, Fault, Format, Node, Params, decode_request};

use crate::http::{Answer, Request};
use crate::scenario::Call;

/// What a function answers.
pub(crate) type Outcome = Result<Document, Fault>;

/// Reads a request to the program at this path, such as `/vmmgr`.
pub(crate) fn read(request: &Request, program: &str) -> Result<Call, Answer> {
    if request.path != program {
        return Err(page(404, "Not Found"));
    }
    let query = Some(request.query.as_str());
    let content_type = request.header("content-type");
    let params = decode_request(&request.method, query, content_type, &request.body);
    let params = params.map_err(|fault| answer(&Params::default(), Err(fault)))?;
    let function = params.get("func").unwrap_or_default().to_owned();
    let performs = if params.is_on("sok") { "+sok" } else { "" };
    Ok(Call {
        method: request.method.clone(),
        path: format!("{function}{performs}"),
        params,
        body: serde_json::Value::Null,
        headers: request.headers.clone(),
    })
}

/// An outcome as it leaves. Without `out` it is a page for a browser, which no program can read.
pub(crate) fn answer(params: &Params, outcome: Outcome) -> Answer {
    if !params.has("out") {
        return page(200, "Sign in");
    }
    let language = match params.get("lang") {
        Some("ru") => Language::Ru,
        _ => Language::En,
    };
    let document = outcome.unwrap_or_else(|fault| fault.to_document(language, None));
    let format = Format::of(params);
    Answer {
        status: 200,
        content_type: format.content_type(),
        body: document.encode(format),
    }
}

fn page(status: u16, title: &str) -> Answer {
    Answer {
        status,
        content_type: "text/html",
        body: format!("<html><body>{title}</body></html>"),
    }
}

/// The same list without its rows.
pub(crate) fn without_rows(mut answer: Answer) -> Answer {
    if let Ok(mut root) = onsell_wire::decode_xml(&answer.body) {
        root.children.retain(|child| child.tag != "elem");
        answer.body = root.to_xml();
    }
    answer
}

/// A list of rows.
pub(crate) fn list(function: &str, rows: impl IntoIterator<Item = Node>) -> Document {
    let mut document = Document::list(function);
    for row in rows {
        document.push(row);
    }
    document
}

/// A row of these fields; an empty field is left out, as the family does.
pub(crate) fn row(fields: &[(&'static str, &str)]) -> Node {
    let mut row = Node::new("elem");
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        row.put(*name, *value);
    }
    row
}

/// What an action answers, with the number of the object that it made.
pub(crate) fn done(function: &str, id: Option<i64>) -> Document {
    let mut document = Document::result(function);
    if let Some(id) = id {
        document.put("id", id.to_string());
    }
    document.push(Node::new("ok"));
    document
}

/// The choices of a field.
pub(crate) fn choices<'a>(
    field: &str,
    values: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Node {
    let mut list = Node::new("slist").attr("name", field);
    for (key, title) in values {
        list.push(Node::leaf("val", title).attr("key", key));
    }
    list
}

/// The value of a field that has to be there.
pub(crate) fn must<'a>(params: &'a Params, field: &str) -> Result<&'a str, Fault> {
    let value = params.get(field).filter(|value| !value.is_empty());
    value.ok_or_else(|| Fault::value_empty(field))
}

/// A number that has to be there.
pub(crate) fn must_number(params: &Params, field: &str) -> Result<i64, Fault> {
    let value = must(params, field)?;
    match value.parse() {
        Ok(number @ 0..) => Ok(number),
        _ => Err(Fault::value(field, value)),
    }
}

/// A number that may be left out.
pub(crate) fn number(params: &Params, field: &str) -> Result<Option<i64>, Fault> {
    params
        .has(field)
        .then(|| must_number(params, field))
        .transpose()
}

/// One of the values that a field may have.
pub(crate) fn one_of(
    params: &Params,
    field: &str,
    known: &[&'static str],
) -> Result<String, Fault> {
    let value = must(params, field)?;
    let found = known.iter().find(|known| **known == value);
    found
        .map(|known| (*known).to_owned())
        .ok_or_else(|| Fault::value(field, value))
}

/// What a recipe is given: fields that begin with `recipe_`, a guess.
pub(crate) fn recipe_params(params: &Params) -> Vec<(String, String)> {
    let given = params.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix("recipe_")?;
        Some((name.to_owned(), value.to_owned()))
    });
    given.collect()
}

/// A password that was typed twice.
pub(crate) fn must_password(params: &Params, field: &str) -> Result<String, Fault> {
    let password = must(params, field)?;
    if params.get("confirm") == Some(password) {
        Ok(password.to_owned())
    } else {
        Err(Fault::value("confirm", ""))
    }
}

/// A refusal of something that cannot be had now; the type is a guess.
pub(crate) fn refused(kind: &'static str, text: &'static str) -> Fault {
    Fault::from_text(kind, "", Text { en: text, ru: text })
}
