//! What a tariff of certificates sells: boxes to tick in the place of words to type.

use crate::faces::sheet::Block;
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::certificate::TemplateFlag;
use onsell_wire::{Document, Fault};

/// A box.
struct Flag {
    word: &'static str,
    text: String,
    is_on: bool,
}

#[derive(Template)]
#[template(path = "certificate/sells.html")]
struct Sells<'a> {
    words: Words,
    elid: &'a str,
    flags: Vec<Flag>,
    names: &'a str,
    /// Why the number of names was refused.
    error: String,
    csrf: String,
    here: String,
}

/// The block; empty where the tariff sells something else.
pub(crate) fn block(visit: &Visit, document: &Document, id: &str) -> Block {
    let words = visit.words;
    let mut block = Block::new("certificate", words.say("certificate-sells"));
    let root = &document.root;
    let (Some("certificate"), Some(told)) = (root.text_of("itemtype"), root.text_of("template"))
    else {
        return block;
    };
    let fault = visit.fault.as_ref();
    let fault = fault.filter(|fault| fault.object() == Some("namesincluded"));
    let typed = |name: &str| visit.params.get(name).filter(|_| visit.fault.is_some());
    let said = typed("template").unwrap_or(told);
    let is_on = |word: &str| {
        let mut words = said.split(|sign: char| sign == ',' || sign.is_whitespace());
        words.any(|known| known == word)
    };
    let flags = TemplateFlag::ALL.map(|flag| Flag {
        word: flag.name(),
        text: words.say(&format!(
            "certificate-flag-{}",
            flag.name().replace('_', "-")
        )),
        is_on: is_on(flag.name()),
    });
    let names = typed("namesincluded").or(root.text_of("namesincluded"));
    let template = Sells {
        words,
        elid: id,
        flags: flags.into(),
        names: names.unwrap_or_default(),
        error: fault
            .map(|fault: &Fault| visit.told(fault))
            .unwrap_or_default(),
        csrf: visit.csrf(),
        here: visit.here(),
    };
    block.html = template.render().unwrap_or_default();
    block
}
