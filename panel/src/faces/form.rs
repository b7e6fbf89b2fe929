//! Any form: its fields from the declaration and the answer, what was typed, and what was refused.

use super::choices;
use super::field::{self, Control, Field};
use super::page::{Page, Shown};
use super::pages;
use super::per_period;
use super::preview;
use super::verbs;
use super::visit::Visit;
use super::words::Words;
use crate::declaration::{Declaration, Kind, Parameter};
use askama::Template;
use onsell_domain::Level;
use onsell_wire::{Document, Fault, Node};

/// Parameters that say which object is meant: they travel along unseen.
const UNSEEN: [&str; 7] = [
    "elid",
    "plid",
    "orderkey",
    "faction",
    "billorder",
    "snext",
    // The form of a service, and not its card (`pages/service.rs`).
    "change",
];
/// Parameters that our pages send themselves, or leave out.
const LEFT_OUT: [&str; 7] = [
    "p_num",
    "p_cnt",
    "sok",
    "clicked_button",
    "pricemax",
    "sv_field",
    "checkcookie",
];

/// The function that saves one form for several objects.
pub(crate) const SEVERAL: &str = "groupedit";

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    words: Words,
    visit: &'a Visit,
    title: String,
    /// Which object it is.
    about: String,
    fields: Vec<Field>,
    /// Fields without a value that few need.
    further: Vec<Field>,
    hidden: Vec<(String, String)>,
    fault: Option<String>,
    /// What is written on the button that sends it.
    send: String,
    is_danger: bool,
    back: String,
    csrf: String,
    /// Where the connection of what is edited can be tried.
    check: Option<String>,
    /// The objects of an action.
    objects: Vec<String>,
    /// What an action on a service would come to, in HTML.
    preview: String,
}

/// Shows a form, with the values there are.
pub(crate) async fn show(visit: &Visit, declaration: &'static Declaration) -> Result<Shown, Fault> {
    // What was typed is shown again as it is; the form is read as it would be without it.
    let mut params = visit.params.clone();
    for name in ["sok", "clicked_button"] {
        params.remove(name);
    }
    let asked = if visit.fault.is_some() {
        only_objects(declaration, &params)
    } else {
        params
    };
    if lacks(declaration, &asked) {
        return confirm(visit, declaration).await;
    }
    let mut called = visit.look_with(&visit.function, asked).await;
    let document = match called.result {
        // It does not say beforehand what it needs: it is asked for.
        Err(fault) if visit.fault.is_none() && names_field(declaration, &fault) => {
            return confirm(visit, declaration).await;
        }
        result => result?,
    };
    let mut shown = of(visit, declaration, inner(document)).await?;
    if let Shown::Page(page) = &mut shown {
        page.cookies.extend(called.cookie.take());
    }
    Ok(shown)
}

/// Shows an action before it is carried out: what it will be done to, and what it asks.
pub(crate) async fn confirm(
    visit: &Visit,
    declaration: &'static Declaration,
) -> Result<Shown, Fault> {
    let document = Document::form(&visit.function);
    of(visit, declaration, document).await
}

/// Whether a form cannot be read before something is chosen in it, such as the module that tariffs
/// are imported from.
fn lacks(declaration: &Declaration, params: &onsell_wire::Params) -> bool {
    let mut parameters = declaration.parameters.iter();
    // The form of an object has its values.
    !params.has("elid")
        && parameters.any(|p| p.required && !UNSEEN.contains(&p.name) && !params.has(p.name))
}

/// What a form cannot be read without.
fn only_objects(declaration: &Declaration, params: &onsell_wire::Params) -> onsell_wire::Params {
    let is_required = |name: &str| {
        let mut parameters = declaration.parameters.iter();
        parameters.any(|p| p.required && p.name == name)
    };
    let objects = params
        .iter()
        .filter(|(name, _)| UNSEEN.contains(name) || is_required(name));
    objects
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A form inside another document, as steps of a wizard are (wire 1.6).
fn inner(mut document: Document) -> Document {
    let is_nested = |node: &Node| node.tag == "doc";
    if let Some(at) = document.root.children.iter().position(is_nested) {
        let nested = document.root.children.remove(at);
        document.root.children = nested.children;
    }
    document
}

/// The page of a form whose values are in a document.
pub(crate) async fn of(
    visit: &Visit,
    declaration: &'static Declaration,
    document: Document,
) -> Result<Shown, Fault> {
    let fields = match several(visit) {
        Some(form) => {
            let mut fields = fields(visit, form, &document).await;
            fields.retain(|field| field.control != Control::Secret);
            for field in &mut fields {
                field.for_several(visit.words);
                field.set(visit.params.get(&field.name).unwrap_or_default());
            }
            fields
        }
        None => fields(visit, declaration, &document).await,
    };
    let (mut fields, further) = parted(visit, declaration, fields);
    let fault = visit.fault.as_ref();
    let message = fault.map(|fault| visit.told(fault));
    let about_field = |field: &&mut Field| {
        fault
            .and_then(Fault::object)
            .is_some_and(|name| name == field.name)
    };
    let mut further = further;
    if let Some(field) = fields.iter_mut().chain(&mut further).find(about_field) {
        field.error = message.clone().unwrap_or_default();
    }
    let verb = visit.function.rsplit('.').next().unwrap_or_default();
    let is_action = declaration.kind == Kind::Action;
    let title = declaration.title.get(visit.language()).to_owned();
    let template = FormPage {
        words: visit.words,
        visit,
        about: match several(visit) {
            Some(form) => form.title.get(visit.language()).to_owned(),
            None => about(&document),
        },
        fields,
        further,
        hidden: hidden(visit),
        fault: message,
        send: if is_action || declaration.name.starts_with("service.") {
            verbs::text(visit.words, verb, declaration)
        } else {
            visit.words.say("form-save")
        },
        is_danger: is_action && verbs::is_danger(verb),
        back: visit.back().map_or_else(|| parent(visit), str::to_owned),
        csrf: visit.csrf(),
        check: check(visit),
        objects: objects(visit, is_action || several(visit).is_some()),
        preview: preview::of(visit).await,
        title: title.clone(),
    };
    let mut page = Page::of(title, &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}

/// What the object of a form is called.
fn about(document: &Document) -> String {
    let names = ["title_name", "name", "desc", "username"];
    document
        .root
        .first_text(&names)
        .unwrap_or_default()
        .to_owned()
}

/// The list that a form belongs to.
pub(crate) fn parent(visit: &Visit) -> String {
    let mut name = visit.function.as_str();
    while let Some((before, _)) = name.rsplit_once('.') {
        let is_list = |d: &'static Declaration| matches!(d.kind, Kind::List(_));
        if visit.may(before).is_some_and(is_list) {
            let mut params = onsell_wire::Params::default();
            if let Some(parent) = visit.params.text("plid") {
                params.push("elid", parent);
            }
            return Visit::address(before, &params);
        }
        name = before;
    }
    "/panel".to_owned()
}

/// Whether a refusal is about a field that can be filled in.
fn names_field(declaration: &Declaration, fault: &Fault) -> bool {
    let mut fields = declaration.parameters.iter();
    fault.kind() == "value"
        && fields.any(|p| !UNSEEN.contains(&p.name) && fault.object() == Some(p.name))
}

fn hidden(visit: &Visit) -> Vec<(String, String)> {
    let sent = visit.params.iter();
    let goes_along = |name: &str| UNSEEN.contains(&name) || is_key_of_link(visit, name);
    sent.filter(|(name, _)| goes_along(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Whether this is the key of a link in a letter: whoever opened the link need not type it.
fn is_key_of_link(visit: &Visit, name: &str) -> bool {
    let is_public = |d: &'static Declaration| d.level == Level::Guest;
    name == "key" && visit.params.has(name) && visit.declaration().is_some_and(is_public)
}

/// The form that is filled once for several objects (`groupedit`, wire 1.2).
fn several(visit: &Visit) -> Option<&'static Declaration> {
    let form = visit.params.text("faction");
    visit.may(form.filter(|_| visit.function == SEVERAL)?)
}

fn objects(visit: &Visit, has_several: bool) -> Vec<String> {
    let elid = visit.params.text("elid").filter(|_| has_several);
    let numbers = elid.into_iter().flat_map(|elid| elid.split(','));
    numbers.map(|number| number.trim().to_owned()).collect()
}

/// Where the connection of what is edited can be tried: a function `check` beside the form.
fn check(visit: &Visit) -> Option<String> {
    let family = visit.function.strip_suffix(".edit")?;
    let elid = visit.params.text("elid")?;
    let name = format!("{family}.check");
    let has_secret = visit.declaration().is_some_and(|declaration| {
        let mut parameters = declaration.parameters.iter();
        parameters.any(|p| p.kind == crate::declaration::ParameterKind::Secret)
    });
    visit.may(&name).filter(|_| has_secret)?;
    let params = [("elid".to_owned(), elid.to_owned())];
    Some(Visit::address(&name, &params.into_iter().collect()))
}

/// Whether a field of an order says anything of the kind of services that is ordered.
fn is_of_kind(visit: &Visit, declaration: &Declaration, name: &str) -> bool {
    const OF_OTHERS: [&str; 10] = [
        "ip",
        "licname",
        "domain",
        "ostempl",
        "recipe",
        "datacenter",
        "license",
        "item",
        "accountlimit",
        "bitninja_email",
    ];
    if !declaration.name.ends_with("T.order.param") {
        return true;
    }
    if pages::certificate::is_meant(visit) {
        return !OF_OTHERS.contains(&name);
    }
    !pages::certificate::is_own(name)
}

async fn fields(
    visit: &Visit,
    declaration: &'static Declaration,
    document: &Document,
) -> Vec<Field> {
    let is_field = |parameter: &&Parameter| {
        let name = parameter.name;
        !is_key_of_link(visit, name)
            && !UNSEEN.contains(&name)
            && !LEFT_OUT.contains(&name)
            && !name.ends_with("_N")
            && field::is_for(visit, parameter)
            && is_of_kind(visit, declaration, name)
    };
    let mut fields = Vec::new();
    for parameter in declaration.parameters.iter().filter(is_field) {
        let mut field = field::of(parameter, visit.language());
        fill(visit, document, &mut field).await;
        fields.push(field);
    }
    let priced = per_period::fields(declaration, document, visit.language());
    for mut field in priced.into_iter().chain(own_fields(document)) {
        let is_new = fields.iter().all(|known| known.name != field.name);
        let is_declared = |parameter: &&Parameter| parameter.name == field.name;
        let declared = declaration.parameters.iter().find(is_declared);
        let is_for = declared.is_none_or(|parameter| field::is_for(visit, parameter));
        let is_of_kind = is_of_kind(visit, declaration, &field.name);
        if is_new && is_for && is_of_kind && !is_key_of_link(visit, &field.name) {
            fill(visit, document, &mut field).await;
            fields.push(field);
        }
    }
    fields
}

/// The field of one name, with the value there is or with what was typed.
pub(crate) async fn field_named(
    visit: &Visit,
    declaration: &'static Declaration,
    document: &Document,
    name: &str,
) -> Option<Field> {
    let mut parameters = declaration.parameters.iter();
    let declared = parameters.find(|parameter| parameter.name == name);
    let mut field = match declared {
        Some(parameter) => field::of(parameter, visit.language()),
        None => own_fields(document)
            .into_iter()
            .find(|field| field.name == name)?,
    };
    fill(visit, document, &mut field).await;
    Some(field)
}

/// Fields that only this answer has, such as the addons of a tariff (wire 1.6).
fn own_fields(document: &Document) -> Vec<Field> {
    let text = |name: &str| {
        let messages = document.root.children_of("messages");
        let mut texts = messages.flat_map(|messages| messages.children.iter());
        let found = texts.find(|text| text.attribute("name") == Some(name));
        found.map_or_else(|| name.to_owned(), |text| text.text.clone())
    };
    let metadata = document.root.children_of("metadata");
    let forms = metadata.flat_map(|node| node.children.iter());
    let pages = forms.flat_map(|form| form.children_of("page"));
    let fields = pages.flat_map(|page| page.children_of("field"));
    let is_seen = |name: &&str| !UNSEEN.contains(name) && !LEFT_OUT.contains(name);
    fields
        .filter_map(|node| {
            let name = node.attribute("name").filter(is_seen)?;
            let control = node.children.first()?;
            Some(Field {
                name: name.to_owned(),
                label: text(name),
                hint: String::new(),
                control: match (control.tag.as_ref(), control.attribute("type")) {
                    ("textarea", _) => Control::Lines,
                    ("input", Some("checkbox")) => Control::Switch,
                    ("input", Some("password")) => Control::Secret,
                    ("input", Some("hidden")) => Control::Hidden,
                    _ => Control::Text,
                },
                value: String::new(),
                choices: Vec::new(),
                is_required: control.attribute("required") == Some("yes"),
                error: String::new(),
                is_set: false,
            })
        })
        .collect()
}

async fn fill(visit: &Visit, document: &Document, field: &mut Field) {
    let told = document.root.text_of(&field.name);
    let typed = visit.params.get(&field.name);
    field.is_set = told.is_some() || typed.is_some();
    field.set(typed.or(told).unwrap_or_default());
    // What is added is on, unless one switches it off.
    if field.name == "active" && !field.is_set && !visit.params.has("elid") {
        field.set("on");
    }
    let offered = field::offered(document, &field.name);
    if !offered.is_empty() {
        field.offer(offered);
    } else if field.control != Control::Switch {
        let choices = choices::of(visit, &field.name).await;
        if field.is_required {
            field.offer(choices);
        } else {
            field.offer_any(choices, visit.words);
        }
    }
}

/// The fields that say something or are needed, and those that few fill in.
fn parted(
    visit: &Visit,
    declaration: &Declaration,
    fields: Vec<Field>,
) -> (Vec<Field>, Vec<Field>) {
    const FEW: usize = 9;
    let is_known = visit.params.has("elid") && declaration.kind == Kind::Form;
    if fields.len() <= FEW || !is_known {
        return (fields, Vec::new());
    }
    let is_first = |field: &Field| {
        field.is_set
            || field.is_required
            || field.control == Control::Secret
            || field.name.starts_with("price_")
    };
    fields.into_iter().partition(is_first)
}
