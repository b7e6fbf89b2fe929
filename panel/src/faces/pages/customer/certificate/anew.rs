//! A certificate is issued anew: for the same request, or for another one.

use super::super::order_fields::empty;
use crate::faces::field::{Control, Field};
use crate::faces::page::{Page, Shown};
use crate::faces::pages::certificate::proof::{self, Ways};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Fault, Params};

/// The field that says which request is meant; functions do not read it.
const WHICH: &str = "request";

#[derive(Template)]
#[template(path = "certificate/anew.html")]
struct Anew {
    words: Words,
    name: String,
    elid: String,
    /// Whether another request is brought.
    brings: bool,
    csr: Field,
    further: Field,
    ways: String,
    fault: Option<String>,
    csrf: String,
    back: String,
}

fn brings(params: &Params) -> bool {
    params.text(WHICH) == Some("other")
}

/// The page of `certificate.reissue`.
pub(in crate::faces::pages::customer) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let words = visit.words;
    let elid = visit.params.text("elid").unwrap_or_default();
    let card = visit.call("certificate.edit", &[("elid", elid)]).await?;
    let told = |name: &str| card.root.text_of(name).unwrap_or_default();
    let typed = |name: &str, label: &str| {
        let mut field = empty(name, words.say(label), String::new(), Control::Lines);
        field.set(visit.params.get(name).unwrap_or_default());
        field
    };
    let mut csr = typed("csr", "certificate-csr");
    csr.hint = words.say("certificate-csr-hint");
    let mut further = typed("altname", "certificate-further");
    further.hint = words.say("certificate-further-anew");
    let asked = |name: &str, value: &str| -> Params {
        let tariff = ("pricelist".to_owned(), told("pricelist").to_owned());
        [tariff, (name.to_owned(), value.to_owned())]
            .into_iter()
            .collect()
    };
    let said = [("csr", &csr.value), ("domain", &further.value)];
    let said = said
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty());
    let asked = said.map(|(name, value)| asked(name, value)).collect();
    let mut ways = Ways::read(visit, &card, asked).await;
    let fault = visit.fault.as_ref();
    let message = fault.map(|fault| match fault.object() {
        Some("csr") => visit.told(fault),
        _ => super::order::told(visit, fault),
    });
    if let (Some(fault), Some(message)) = (fault, &message) {
        let object = fault.object().unwrap_or_default();
        ways.refuse(object, message);
        let fields = [&mut csr, &mut further].into_iter();
        for field in fields.filter(|field| field.name == object) {
            field.error.clone_from(message);
        }
    }
    let template = Anew {
        words,
        name: told("CN").to_owned(),
        elid: elid.to_owned(),
        brings: brings(&visit.params),
        csr,
        further,
        ways: ways.html()?,
        fault: message,
        csrf: visit.csrf(),
        back: format!("/panel/certificate.edit?elid={elid}"),
    };
    let mut page = Page::of(words.say("certificate-anew"), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

/// What is sent: with the present request nothing else is said.
pub(in crate::faces::pages::customer) fn only_meant(params: &mut Params) {
    proof::only_meant(params);
    if params.has(WHICH) && !brings(params) {
        let others: Vec<String> = params
            .iter()
            .map(|(name, _)| name.to_owned())
            .filter(|name| matches!(name.as_str(), "csr" | "altname" | "approver_method"))
            .collect();
        for name in others {
            params.remove(&name);
        }
    }
    params.remove(WHICH);
}
