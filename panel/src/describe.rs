//! What pages are told of a list or a form besides its rows and values: columns, buttons, fields
//! and what people call them (wire 1.6). All of it comes from the declarations.

use crate::ask::Ask;
use crate::column::Column;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::registry::Registry;
use onsell_domain::Level;
use onsell_wire::document::Shape;
use onsell_wire::{Document, Node};

/// Parameters that are no fields: they say which object is meant, or what to do with the form.
const NO_FIELDS: [&str; 6] = [
    "elid",
    "plid",
    "sok",
    "clicked_button",
    "orderkey",
    "pricemax",
];

/// Tells of a list or a form what its declaration says, where the encoding has a place for it.
pub(crate) fn describe(
    document: &mut Document,
    declaration: &Declaration,
    registry: &Registry,
    ask: &Ask,
    level: Level,
) {
    let described = match (declaration.kind, document.shape) {
        (Kind::List(columns), Shape::List) if ask.format.describes_lists() => {
            let toolbar = toolbar(declaration, registry, ask, level);
            list(declaration, columns, toolbar, ask)
        }
        (Kind::Form, Shape::Form) if ask.format.describes_forms() => {
            form(document, declaration, ask)
        }
        _ => return,
    };
    document.root.children.splice(0..0, described);
}

fn list(declaration: &Declaration, columns: &[Column], toolbar: Toolbar, ask: &Ask) -> [Node; 2] {
    let key_name = columns.iter().find(|column| column.name == "name");
    let mut table = Node::new("coldata");
    let mut messages = messages(declaration, ask);
    for column in columns {
        let col = Node::new("col").attr("name", column.name);
        table.push(col.attr("type", "data").attr("sort", "alpha"));
        messages.push(message(column.name, column.text.get(ask.language)));
    }
    messages.children.extend(toolbar.messages);
    let metadata = Node::new("metadata")
        .attr("name", ask.function.clone())
        .attr("type", "list")
        .attr("key", "id")
        .attr("keyname", key_name.map_or("id", |column| column.name))
        .with(Node::new("toolbar").with(toolbar.buttons))
        .with(table);
    [metadata, messages]
}

/// The buttons of a list and what they are called.
struct Toolbar {
    buttons: Node,
    messages: Vec<Node>,
}

/// The functions behind a list's name, as far as this caller may call them.
fn toolbar(declaration: &Declaration, registry: &Registry, ask: &Ask, level: Level) -> Toolbar {
    let mut buttons = Node::new("toolgrp").attr("name", "main");
    let mut messages = Vec::new();
    for (verb, function) in registry.behind(declaration.name) {
        if function.level > level {
            continue;
        }
        let button = Node::new("toolbtn")
            .attr("name", verb)
            .attr("func", format!("{}.{verb}", ask.function));
        buttons.push(button.attr("type", button_type(function)));
        let text = function.title.get(ask.language);
        messages.push(message(&format!("short_{verb}"), text));
    }
    Toolbar { buttons, messages }
}

/// How a button is pressed: for one row, for several, or for none.
fn button_type(function: &Declaration) -> &'static str {
    let object = function.parameters.iter().find(|p| p.name == "elid");
    match (function.kind, object) {
        (Kind::List(_), _) => "list",
        (Kind::Form, Some(object)) if object.required => "edit",
        (Kind::Form, _) => "new",
        (_, Some(object)) if object.kind == ParameterKind::Ids => "group",
        (_, Some(_)) => "edit",
        (_, None) => "refresh",
    }
}

/// The fields, in front of those that the function described itself.
fn form(document: &mut Document, declaration: &Declaration, ask: &Ask) -> [Node; 2] {
    let mut page = Node::new("page").attr("name", "main");
    let mut texts = messages(declaration, ask);
    for parameter in declaration.parameters {
        if NO_FIELDS.contains(&parameter.name) || parameter.name.ends_with("_N") {
            continue;
        }
        let field = Node::new("field").attr("name", parameter.name);
        page.push(field.with(control(document, parameter)));
        texts.push(message(parameter.name, parameter.text.get(ask.language)));
    }
    let mut form = Node::new("form").attr("title", "name").with(page);
    for own in take(document, "metadata") {
        let pages = own.children.into_iter().flat_map(|form| form.children);
        form.children.extend(pages);
    }
    for own in take(document, "messages") {
        let is_new = |text: &Node| {
            let known = |other: &Node| other.attribute("name") == text.attribute("name");
            !texts.children.iter().any(known)
        };
        let new: Vec<Node> = own
            .children
            .iter()
            .filter(|text| is_new(text))
            .cloned()
            .collect();
        texts.children.extend(new);
    }
    let button = |name: &str| Node::new("button").attr("name", name).attr("type", name);
    form.push(
        Node::new("buttons")
            .with(button("ok"))
            .with(button("cancel")),
    );
    let metadata = Node::new("metadata")
        .attr("name", ask.function.clone())
        .attr("type", "form")
        .with(form);
    [metadata, texts]
}

fn take(document: &mut Document, tag: &str) -> Vec<Node> {
    let children = std::mem::take(&mut document.root.children);
    let (taken, kept) = children.into_iter().partition(|child| child.tag == tag);
    document.root.children = kept;
    taken
}

fn control(document: &Document, parameter: &Parameter) -> Node {
    let is_choice = |node: &Node| node.attribute("name") == Some(parameter.name);
    if document.root.children_of("slist").any(is_choice) {
        return Node::new("select").attr("name", parameter.name);
    }
    let (kind, check) = match parameter.kind {
        ParameterKind::Secret => ("password", None),
        ParameterKind::File => ("file", None),
        ParameterKind::Switch => ("checkbox", None),
        ParameterKind::Date => ("text", Some("date")),
        ParameterKind::Id | ParameterKind::Integer => ("text", Some("int")),
        ParameterKind::Amount => ("text", Some("money")),
        ParameterKind::Text
        | ParameterKind::Ids
        | ParameterKind::Period
        | ParameterKind::AutoProlong => ("text", None),
    };
    let mut input = Node::new("input")
        .attr("type", kind)
        .attr("name", parameter.name);
    if parameter.required {
        input = input.attr("required", "yes");
    }
    match check {
        Some(check) => input.attr("check", check),
        None => input,
    }
}

fn messages(declaration: &Declaration, ask: &Ask) -> Node {
    let messages = Node::new("messages").attr("name", ask.function.clone());
    messages.with(message("title", declaration.title.get(ask.language)))
}

fn message(name: &str, text: &str) -> Node {
    Node::leaf("msg", text).attr("name", name)
}
