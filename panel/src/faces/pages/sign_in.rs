//! Signing in: name and password, then the code where a second factor is on.

use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::Fault;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    words: Words,
    name: String,
    fault: Option<String>,
    csrf: String,
    back: String,
    can_register: bool,
}

/// The page of `auth`.
pub(crate) fn show(visit: &Visit) -> Result<Shown, Fault> {
    let template = SignIn {
        words: visit.words,
        name: visit.params.text("username").unwrap_or_default().to_owned(),
        fault: fault(visit),
        csrf: visit.csrf(),
        back: visit.back().unwrap_or("/panel").to_owned(),
        can_register: visit.panel.options().registration,
    };
    shown(visit, &template)
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactor {
    words: Words,
    fault: Option<String>,
    csrf: String,
    back: String,
}

/// Whether the password was right and the second factor is still missing.
pub(crate) fn is_halfway(visit: &Visit) -> bool {
    let identity = visit.frame.identity.as_ref();
    identity.is_some_and(|identity| identity.is_halfway)
}

/// The page that asks for the code.
pub(crate) fn second_factor(visit: &Visit) -> Result<Shown, Fault> {
    let template = SecondFactor {
        words: visit.words,
        fault: fault(visit),
        csrf: visit.csrf(),
        back: visit.back().unwrap_or("/panel").to_owned(),
    };
    shown(visit, &template)
}

fn fault(visit: &Visit) -> Option<String> {
    let fault = visit.fault.as_ref();
    fault.map(|fault| fault.message(visit.language()))
}

fn shown(visit: &Visit, template: &impl Template) -> Result<Shown, Fault> {
    let mut page = Page::of(visit.words.say("sign-in-title"), template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}
