//! What cannot be taken back, or stops something, is said before it is done.

use super::order_fields;
use crate::faces::field::{self, Control, Field};
use crate::faces::page::{Page, Shown};
use crate::faces::preview;
use crate::faces::verbs;
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Document, Fault};

#[derive(Template)]
#[template(path = "customer/deed.html")]
struct Deed<'a> {
    words: Words,
    visit: &'a Visit,
    title: String,
    name: String,
    elid: String,
    warning: String,
    /// What it comes to, in HTML.
    preview: String,
    fields: Vec<Field>,
    send: String,
    is_danger: bool,
    fault: Option<String>,
    csrf: String,
    back: String,
}

/// The page of `T.delete`, `T.suspend`, `T.stop`, `T.reinstall` or `T.changepassword` for one
/// service.
pub(super) async fn show(visit: &Visit, verb: &str) -> Result<Shown, Fault> {
    let kind = visit.function.split('.').next().unwrap_or_default();
    let elid = visit.params.text("elid").unwrap_or_default();
    let card = visit
        .call(&format!("{kind}.edit"), &[("elid", elid)])
        .await?;
    let words = visit.words;
    let (warning, act) = match verb {
        "delete" => (words.say("deed-delete"), "close"),
        "suspend" => (words.say("deed-suspend"), "suspend"),
        "stop" => (words.say("deed-stop"), "stop"),
        "deletekey" => (words.say("deed-deletekey"), ""),
        "reinstall" => (words.say("deed-reinstall"), ""),
        _ => (words.say("deed-password"), ""),
    };
    let preview = if act.is_empty() {
        String::new()
    } else {
        let elid = [("elid".to_owned(), elid.to_owned())];
        preview::of_action(visit, act, elid.into_iter().collect()).await
    };
    let mut fields = match verb {
        "reinstall" => system(visit, kind, &card).await,
        _ => Vec::new(),
    };
    if matches!(verb, "reinstall" | "changepassword") {
        fields.push(password(visit));
    }
    if let Some(fault) = &visit.fault {
        let meant = |field: &&mut Field| fault.object() == Some(field.name.as_str());
        if let Some(field) = fields.iter_mut().find(meant) {
            field.error = visit.told(fault);
        }
    }
    let declaration = visit.declaration().ok_or_else(Fault::internal)?;
    let name = card.root.text_of("title_name").unwrap_or_default();
    let title = verbs::text(words, verb, declaration);
    let template = Deed {
        words,
        title: title.clone(),
        name: name.to_owned(),
        elid: elid.to_owned(),
        warning,
        preview,
        fields,
        send: title,
        is_danger: verbs::is_danger(verb),
        fault: visit.fault.as_ref().map(|fault| visit.told(fault)),
        csrf: visit.csrf(),
        back: visit
            .back()
            .map_or_else(|| format!("/panel/{kind}.edit?elid={elid}"), str::to_owned),
        visit,
    };
    let mut page = Page::of(template.title.clone(), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

/// The systems that can be installed, with the present one chosen.
async fn system(visit: &Visit, kind: &str, card: &Document) -> Vec<Field> {
    let text = |name: &str| card.root.text_of(name).unwrap_or_default();
    let typed = visit.params.text("ostempl").unwrap_or(text("ostempl"));
    let params = [
        ("pricelist", text("pricelist")),
        ("period", text("period")),
        ("ostempl", typed),
    ];
    let order = format!("{kind}.order.param");
    match visit.call(&order, &params).await {
        Ok(document) => order_fields::system(visit, &document),
        // What is not sold any more stays as it is.
        Err(_) => Vec::new(),
    }
}

fn password(visit: &Visit) -> Field {
    let declaration = visit.declaration();
    let parameters = declaration.map_or(&[][..], |known| known.parameters);
    let known = parameters
        .iter()
        .find(|parameter| parameter.name == "password");
    let mut field = known.map_or_else(
        || order_fields::empty("password", String::new(), String::new(), Control::Secret),
        |parameter| field::of(parameter, visit.language()),
    );
    field.label = visit.words.say("deed-new-password");
    field.hint = visit.words.say("deed-new-password-hint");
    field
}
