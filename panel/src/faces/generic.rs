//! Which page a visit gets: one made by hand, or the one that any function of its kind has.

use super::page::{Page, Shown};
use super::visit::Visit;
use super::words::Words;
use super::{facts, form, list, pages, perform};
use crate::declaration::{Declaration, Kind};
use askama::Template;
use onsell_domain::{Level, Text};
use onsell_wire::{Fault, Params};

/// Shows what was asked for.
pub(crate) async fn get(visit: &Visit) -> Result<Shown, Fault> {
    if let Some(elsewhere) = at_the_door(visit) {
        return Ok(elsewhere);
    }
    if visit.params.has("csrf") {
        // A form that only asks, sent without the script: its token belongs into no address.
        let mut params = visit.params.clone();
        params.remove("csrf");
        let address = format!("/panel/{}?{}", visit.function, params.to_query());
        return Ok(Shown::Elsewhere(address, Vec::new()));
    }
    if let Some(shown) = Box::pin(pages::show(visit)).await {
        return shown;
    }
    if visit.declaration().is_none() || is_of_no_kind(visit) {
        return Err(Fault::missed("page", &visit.function));
    }
    let declaration = visit.may(&visit.function);
    let declaration = declaration.ok_or_else(|| Fault::access(&visit.function))?;
    match declaration.kind {
        Kind::List(_) => list::show(visit, declaration).await,
        Kind::Form => form::show(visit, declaration).await,
        Kind::Action => form::confirm(visit, declaration).await,
        Kind::Tree => facts::show(visit, declaration).await,
    }
}

/// A form without a token of this session, as it is after signing in anew elsewhere.
const STALE: Text = Text::new(
    "This page belongs to a session that has ended. Nothing was done: look at it and send it again",
    "Эта страница относится к завершённой сессии. Ничего не сделано: проверьте и отправьте снова",
);

/// Performs what was sent; what is refused is shown again as it was typed.
pub(crate) async fn post(visit: &mut Visit) -> Result<Shown, Fault> {
    if let Some(elsewhere) = at_the_door(visit) {
        return Ok(elsewhere);
    }
    let token = visit.params.get("csrf").unwrap_or_default();
    if !visit.panel.csrf().is_valid(&visit.subject(), token) {
        visit.fault = Some(Fault::from_text("access", "", STALE));
        return again(visit).await;
    }
    let declaration = visit.panel.registry().declaration(&visit.function);
    let declaration = declaration.ok_or_else(|| Fault::access(&visit.function))?;
    if let Some(shown) = Box::pin(pages::between(visit)).await {
        return shown;
    }
    match perform::perform(visit, declaration).await {
        Ok(shown) => Ok(shown),
        Err(fault) => {
            visit.fault = Some(fault);
            again(visit).await
        }
    }
}

/// The form that was sent, with what was typed and why it was refused.
async fn again(visit: &Visit) -> Result<Shown, Fault> {
    let fault = visit.fault.clone().unwrap_or_else(Fault::internal);
    let shows =
        |declaration: &'static Declaration| !matches!(declaration.kind, Kind::List(_) | Kind::Tree);
    let by_hand = Box::pin(pages::show(visit)).await;
    if let Some(shown) = by_hand {
        return shown;
    }
    match visit.may(&visit.function).filter(|found| shows(found)) {
        Some(declaration) if declaration.kind == Kind::Form => {
            form::show(visit, declaration).await.map_err(|_| fault)
        }
        Some(declaration) => form::confirm(visit, declaration).await,
        None => Err(fault),
    }
}

/// Whether a page of a family is asked for a kind of services that does not exist: any word would
/// do as the name of one.
fn is_of_no_kind(visit: &Visit) -> bool {
    let name = visit.declaration().map_or("", |known| known.name);
    let family = name.strip_prefix("v2.").unwrap_or(name);
    let asked = visit
        .function
        .strip_prefix("v2.")
        .unwrap_or(&visit.function);
    let kind = asked.split('.').next().unwrap_or_default();
    let mut kinds = visit.frame.types.iter();
    let is_family = family.split('.').next() == Some("T");
    is_family && visit.frame.identity.is_some() && !kinds.any(|(known, _)| known.intname == kind)
}

/// Whoever has to sign in first, or to give the second factor, is led there.
fn at_the_door(visit: &Visit) -> Option<Shown> {
    let declaration = visit.declaration();
    let is_open = declaration.is_some_and(|declaration| declaration.level == Level::Guest);
    let back = |function: &str| {
        let mut params = Params::default();
        if visit.fault.is_none() {
            params.push("back", visit.here());
        }
        Shown::Elsewhere(
            format!("/panel/{function}?{}", params.to_query()),
            Vec::new(),
        )
    };
    match &visit.frame.identity {
        None if !is_open => Some(back("auth")),
        Some(identity) if identity.is_halfway && visit.function != "totp.confirm" => {
            Some(back("totp.confirm"))
        }
        _ => None,
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    words: Words,
    message: String,
}

/// A page for what cannot be shown.
pub(crate) fn refused(visit: &Visit, fault: &Fault) -> Shown {
    let template = Refused {
        words: visit.words,
        message: fault.message(visit.language()),
    };
    let status = match fault.kind() {
        "access" => 403,
        "missed" => 404,
        "overload" => 503,
        _ => 422,
    };
    match Page::of(visit.words.say("refused-title"), &template) {
        Ok(page) => Shown::Page(Page { status, ..page }),
        Err(_) => Shown::Elsewhere("/panel".to_owned(), Vec::new()),
    }
}
