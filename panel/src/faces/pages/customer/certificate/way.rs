//! Another way to prove the names of a certificate that waits.

use crate::faces::page::{Page, Shown};
use crate::faces::pages::certificate::proof::Ways;
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Fault, Params};

#[derive(Template)]
#[template(path = "certificate/way.html")]
struct WayPage {
    words: Words,
    name: String,
    elid: String,
    ways: String,
    fault: Option<String>,
    csrf: String,
    back: String,
}

/// The page.
pub(in crate::faces::pages::customer) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let elid = visit.params.text("elid").unwrap_or_default();
    let card = visit.call("certificate.edit", &[("elid", elid)]).await?;
    let asked: Params = [("elid".to_owned(), elid.to_owned())].into_iter().collect();
    let mut ways = Ways::read(visit, &card, vec![asked]).await;
    let fault = visit.fault.as_ref();
    let message = fault.map(|fault| super::order::told(visit, fault));
    if let (Some(fault), Some(message)) = (fault, &message) {
        ways.refuse(fault.object().unwrap_or_default(), message);
    }
    let title = visit.words.say("certificate-other-way");
    let template = WayPage {
        words: visit.words,
        name: card.root.text_of("CN").unwrap_or_default().to_owned(),
        ways: ways.html()?,
        fault: message,
        csrf: visit.csrf(),
        back: format!("/panel/certificate.edit?elid={elid}"),
        elid: elid.to_owned(),
    };
    let mut page = Page::of(title, &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}
