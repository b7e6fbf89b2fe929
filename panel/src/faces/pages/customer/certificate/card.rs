//! A certificate on the card of its owner: how far it is, what to publish, what to download.

use crate::faces::pages::certificate::told::{self, Told};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Fault, Node};

#[derive(Template)]
#[template(path = "certificate/card.html")]
struct Card<'a> {
    words: Words,
    told: Told,
    elid: &'a str,
    /// What its owner should do next.
    next: String,
    /// Whether it can be issued anew now.
    can_reissue: bool,
    /// Whether what failed can be begun again.
    can_retry: bool,
    csrf: String,
    here: &'a str,
    /// The same in an address.
    back: &'a str,
}

/// It in HTML; nothing where the service is something else.
pub(in crate::faces::pages::customer) fn html(
    visit: &Visit,
    card: &Node,
    is_busy: bool,
    (here, back): (&str, &str),
) -> Result<String, Fault> {
    let Some(told) = told::read(visit, card) else {
        return Ok(String::new());
    };
    let is_active = card.text_of("status") == Some("2");
    let template = Card {
        words: visit.words,
        next: next(visit, &told),
        can_retry: is_busy && told.word == "failed",
        can_reissue: is_active && !is_busy && told.is_issued(),
        elid: visit.params.text("elid").unwrap_or_default(),
        csrf: visit.csrf(),
        told,
        here,
        back,
    };
    template.render().map_err(|error| {
        tracing::error!(error = %error, "a part of a page could not be written");
        Fault::internal()
    })
}

fn next(visit: &Visit, told: &Told) -> String {
    let words = visit.words;
    let open = told.proofs.iter().find(|proof| proof.color != "good");
    match (told.word.as_str(), open.map(|proof| proof.way)) {
        ("issued", _) if told.is_issued() => match told.next.as_str() {
            "" => words.say("certificate-next-install"),
            day => words.about("certificate-next-anew", day),
        },
        ("failed", _) => words.say("certificate-next-failed"),
        (_, Some("dns")) => words.say("certificate-next-dns"),
        (_, Some("http")) => words.say("certificate-next-http"),
        (_, Some(_)) => words.say("certificate-next-email"),
        (_, None) => words.say("certificate-next-wait"),
    }
}
