//! The files of a certificate, as files that a browser keeps. What is secret is given only to a
//! form that was sent from here.

use crate::faces::field::{Control, Field};
use crate::faces::page::{Download, Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::message::certificate::FileAnswer;
use onsell_wire::{Document, Fault};
use onsell_x509::certificate;

/// What a certificate, a request or a key in PEM is.
const PEM: &str = "application/x-pem-file";

#[derive(Template)]
#[template(path = "certificate/file.html")]
struct Asks<'a> {
    words: Words,
    title: String,
    elid: &'a str,
    kind: &'a str,
    fields: Vec<Field>,
    fault: Option<String>,
    csrf: String,
    back: String,
}

fn is_secret(visit: &Visit) -> bool {
    matches!(visit.params.text("type"), Some("key" | "p12"))
}

/// The page of `certificate.file`: the file, or the question before a secret one.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    if is_secret(visit) {
        return ask(visit);
    }
    fetch(visit).await
}

/// What was sent from here: the file, or the question again with what was wrong.
pub(crate) async fn sent(visit: &mut Visit) -> Result<Shown, Fault> {
    match fetch(visit).await {
        Err(fault) => {
            visit.fault = Some(fault);
            ask(visit)
        }
        shown => shown,
    }
}

async fn fetch(visit: &Visit) -> Result<Shown, Fault> {
    let document = visit.look(&visit.function, visit.params.clone()).await?;
    let file = FileAnswer::from_node(&document.root).ok_or_else(Fault::internal)?;
    let is_packed = visit.params.text("type") == Some("p12");
    let kind = if is_packed {
        "application/x-pkcs12"
    } else {
        PEM
    };
    Ok(Shown::File(Download {
        name: file.name,
        kind,
        body: file.body,
    }))
}

fn ask(visit: &Visit) -> Result<Shown, Fault> {
    let words = visit.words;
    let kind = visit.params.text("type").unwrap_or_default();
    let elid = visit.params.text("elid").unwrap_or_default();
    let fault = visit.fault.as_ref();
    let mut fields = Vec::new();
    if kind == "p12" {
        let mut password = Field {
            name: "password".to_owned(),
            label: words.say("certificate-password"),
            hint: words.say("certificate-password-hint"),
            control: Control::Secret,
            value: String::new(),
            choices: Vec::new(),
            is_required: true,
            error: String::new(),
            is_set: true,
        };
        if fault.and_then(Fault::object) == Some("password") {
            password.error = words.say("certificate-password-short");
        }
        fields.push(password);
    }
    let title = match kind {
        "p12" => words.say("certificate-file-p12"),
        "key" => words.say("certificate-file-key"),
        _ => words.say("certificate-files"),
    };
    let template = Asks {
        words,
        title: title.clone(),
        elid,
        kind,
        fields,
        fault: fault.map(|fault| visit.told(fault)),
        csrf: visit.csrf(),
        back: format!("/panel/certificate.edit?elid={elid}"),
    };
    let mut page = Page::of(title, &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

/// The root of an authority of one's own, as its module has it: whoever shall trust it installs it.
pub(crate) async fn root(visit: &Visit) -> Result<Shown, Fault> {
    let id = visit.params.text("elid").unwrap_or_default();
    let document: Document = visit.call("processing.edit", &[("elid", id)]).await?;
    let kept = document.root.text_of("ca_certificate").unwrap_or_default();
    // A setting is one line; programs want the lines of the armor.
    let read = certificate::read_all(kept);
    let read = read.map_err(|_| Fault::missed("certificate", id))?;
    let pem: String = read.into_iter().map(|each| each.pem).collect();
    Ok(Shown::File(Download {
        name: format!("authority-{id}.crt"),
        kind: PEM,
        body: pem.into_bytes(),
    }))
}
