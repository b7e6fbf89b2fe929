//! A new processing module in four steps: the product type, the kind of module, the connection, the
//! rest. What was chosen and typed travels from step to step; the password travels sealed, in the
//! body of a request and never in an address. The last step is the function itself, which saves
//! only what it could connect to.

use super::module_fields as fields;
use crate::faces::field::{Control, Field};
use crate::faces::form;
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use crate::fields::name_in;
use askama::Template;
use onsell_domain::Secret;
use onsell_engine::kept_secret;
use onsell_modules::ModuleKind;
use onsell_wire::{Document, Fault, Params};

/// The function whose steps these are.
const FUNCTION: &str = "processing.add";
/// Fields of the third step.
const CONNECTION: [&str; 3] = ["url", "username", "password"];
/// The names of the steps.
const STEPS: [&str; 4] = [
    "wizard-product",
    "wizard-module",
    "wizard-connection",
    "wizard-details",
];

/// Something to choose with a click.
struct Choice {
    value: String,
    title: String,
    text: String,
    address: String,
}

#[derive(Template)]
#[template(path = "wizard.html")]
struct Wizard<'a> {
    words: Words,
    visit: &'a Visit,
    title: String,
    /// Their names, and where a step that was made leads back.
    steps: Vec<(String, Option<String>)>,
    /// The present one, from 1.
    at: usize,
    choices: Vec<Choice>,
    fields: Vec<Field>,
    hidden: Vec<(String, String)>,
    fault: Option<String>,
    hint: String,
    send: String,
    back: Option<String>,
}

/// What the choices so far say.
struct Chosen {
    product_type: Option<String>,
    kind: Option<ModuleKind>,
}

fn chosen(visit: &Visit) -> Chosen {
    let text = |name: &str| visit.params.text(name);
    let product_type = text("itemtype").filter(|name| {
        let mut types = visit.frame.types.iter();
        types.any(|(kind, _)| kind.intname == *name)
    });
    let kind = text("module").and_then(ModuleKind::parse);
    Chosen {
        kind: kind.filter(|kind| product_type.is_some_and(|name| kind.serves(name))),
        product_type: product_type.map(str::to_owned),
    }
}

/// The page of the step that is next; after a refusal the step that it is about.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let chosen = chosen(visit);
    let step = match (&chosen.product_type, chosen.kind) {
        (None, _) => 1,
        (Some(_), None) => 2,
        (Some(_), Some(kind)) if fields::connection(kind).is_empty() => 4,
        _ if is_about_details(visit) => 4,
        _ => 3,
    };
    page(visit, &chosen, step).await
}

/// Whether what was refused is something of the last step.
fn is_about_details(visit: &Visit) -> bool {
    let object = visit.fault.as_ref().and_then(Fault::object);
    let kind = chosen(visit).kind;
    let details = kind.map(fields::details).unwrap_or_default();
    object.is_some_and(|object| details.contains(&object))
}

/// What is sent between the steps: after the third comes the fourth, which is not performed yet.
/// Before the last is performed, the password is opened.
pub(crate) async fn between(visit: &mut Visit) -> Option<Result<Shown, Fault>> {
    if visit.function != FUNCTION || visit.may(FUNCTION).is_none() {
        return None;
    }
    let (engine, whose) = (visit.panel.engine().clone(), visit.subject());
    match visit.params.text("step") {
        Some("connection") => {
            let typed = visit.params.text("password").map(Secret::from);
            if let Some(password) = typed {
                let sealed = kept_secret::keep(&engine, &whose, &password);
                visit.params.set("sealed", sealed);
            }
            visit.params.remove("password");
            let chosen = chosen(visit);
            Some(page(visit, &chosen, 4).await)
        }
        Some("details") => {
            let sealed = visit.params.text("sealed").unwrap_or_default().to_owned();
            if let Some(password) = kept_secret::open(&engine, &whose, &sealed) {
                visit.params.set("password", password.expose());
            }
            None
        }
        _ => None,
    }
}

async fn page(visit: &Visit, chosen: &Chosen, step: usize) -> Result<Shown, Fault> {
    let words = visit.words;
    let declaration = visit.may(FUNCTION).ok_or_else(|| Fault::access(FUNCTION))?;
    let title = declaration.title.get(visit.language()).to_owned();
    let at = |count: usize| address(chosen, count);
    let template = Wizard {
        words,
        visit,
        title: title.clone(),
        steps: STEPS
            .iter()
            .enumerate()
            .map(|(index, name)| (words.say(name), (index + 1 < step).then(|| at(index))))
            .collect(),
        at: step,
        choices: match step {
            1 => product_types(visit),
            2 => kinds(visit, chosen),
            _ => Vec::new(),
        },
        fields: match (step, chosen.kind) {
            (3, Some(kind)) => typed(visit, kind, fields::connection(kind)).await,
            (4, Some(kind)) => typed(visit, kind, &fields::details(kind)).await,
            _ => Vec::new(),
        },
        hidden: hidden(visit, step),
        fault: visit
            .fault
            .as_ref()
            .map(|fault| fault.message(visit.language())),
        hint: match step {
            3 => words.say("wizard-connection-hint"),
            4 => words.say("wizard-details-hint"),
            _ => String::new(),
        },
        send: match step {
            3 => words.say("list-next"),
            _ => words.say("wizard-save"),
        },
        back: (step > 1).then(|| at(step - 2)),
    };
    let mut page = Page::of(title, &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

/// The address of the wizard with the first choices.
fn address(chosen: &Chosen, count: usize) -> String {
    let mut params = Params::default();
    if let Some(product_type) = chosen.product_type.as_ref().filter(|_| count > 0) {
        params.push("itemtype", product_type.as_str());
    }
    if let Some(kind) = chosen.kind.filter(|_| count > 1) {
        params.push("module", kind.name());
    }
    Visit::address(FUNCTION, &params)
}

fn product_types(visit: &Visit) -> Vec<Choice> {
    let types = visit.frame.types.iter();
    types
        .map(|(kind, _)| {
            let chosen = Chosen {
                product_type: Some(kind.intname.clone()),
                kind: None,
            };
            Choice {
                title: name_in(visit.language(), &kind.name, &kind.name_ru).to_owned(),
                text: kind.intname.clone(),
                value: kind.intname.clone(),
                address: address(&chosen, 1),
            }
        })
        .collect()
}

fn kinds(visit: &Visit, chosen: &Chosen) -> Vec<Choice> {
    let product_type = chosen.product_type.clone().unwrap_or_default();
    let serves = |kind: &ModuleKind| kind.serves(&product_type);
    ModuleKind::ALL
        .into_iter()
        .filter(serves)
        .map(|kind| {
            let chosen = Chosen {
                product_type: Some(product_type.clone()),
                kind: Some(kind),
            };
            Choice {
                value: kind.name().to_owned(),
                title: fields::name(kind, visit.language()).to_owned(),
                text: fields::purpose(kind, visit.language()).to_owned(),
                address: address(&chosen, 2),
            }
        })
        .collect()
}

/// The fields of a step, with what was typed before.
async fn typed(visit: &Visit, kind: ModuleKind, names: &[&str]) -> Vec<Field> {
    let Some(declaration) = visit.may(FUNCTION) else {
        return Vec::new();
    };
    let empty = Document::form(FUNCTION);
    let object = visit.fault.as_ref().and_then(Fault::object);
    let mut found = Vec::new();
    for name in names {
        let field = form::field_named(visit, declaration, &empty, name).await;
        let Some(mut field) = field else { continue };
        let is_needed = fields::is_needed(kind, name);
        let is_sealed = visit.params.has("sealed");
        let is_password = field.control == Control::Secret;
        field.is_required = is_needed && !(is_password && is_sealed);
        if let Some(fault) = visit.fault.as_ref().filter(|_| object == Some(name)) {
            field.error = fault.message(visit.language());
        }
        found.push(field);
    }
    fields::plainly(&mut found, kind, visit.language());
    found
}

/// What was chosen and typed before, and which step is sent.
fn hidden(visit: &Visit, step: usize) -> Vec<(String, String)> {
    let own: &[&str] = if step == 3 {
        &CONNECTION
    } else {
        &["password"]
    };
    let shown = match step {
        4 => chosen(visit).kind.map(fields::details).unwrap_or_default(),
        _ => Vec::new(),
    };
    let is_kept = |name: &str| {
        !own.contains(&name)
            && !shown.contains(&name)
            && !matches!(name, "step" | "sok" | "csrf" | "back" | "func" | "notice")
    };
    let mut hidden: Vec<(String, String)> = visit
        .params
        .iter()
        .filter(|(name, _)| is_kept(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let name = if step == 3 { "connection" } else { "details" };
    hidden.push(("step".to_owned(), name.to_owned()));
    hidden
}
