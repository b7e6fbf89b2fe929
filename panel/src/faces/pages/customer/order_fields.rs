//! What an order is told besides its options: a name and an address, or the machine.

use crate::faces::choices::Choice as Offered;
use crate::faces::field::{self, Control, Field};
use crate::faces::visit::Visit;
use onsell_wire::{Document, Node};

/// The fields of an order; those of a machine change what else can be chosen.
pub(super) struct Fields {
    /// Fields that others depend on.
    pub leading: Vec<Field>,
    /// Fields that are checked when they are left.
    pub checked: Vec<Field>,
}

/// The fields for what the form answered.
pub(super) fn read(visit: &Visit, document: &Document, kind: &str) -> Fields {
    let words = visit.words;
    if kind == crate::faces::pages::certificate::KIND {
        return Fields {
            leading: Vec::new(),
            checked: Vec::new(),
        };
    }
    let is_server = field_list(document, "ostempl").is_some();
    let text = |name: &str, label: String, hint: String| {
        let mut field = empty(name, label, hint, Control::Text);
        field.value = typed(visit, document, name);
        field
    };
    if is_server {
        let mut leading = vec![chosen(
            document,
            "datacenter",
            words.say("order-data-center"),
        )];
        leading.retain(|field| field.choices.len() > 1);
        leading.extend(system(visit, document));
        let hint = words.say("order-host-name-hint");
        let domain = text("domain", words.say("order-host-name"), hint);
        return Fields {
            leading,
            checked: vec![domain],
        };
    }
    if field_list(document, "license").is_some() {
        return Fields {
            leading: vec![license(visit, document)],
            checked: Vec::new(),
        };
    }
    let hint = words.say("order-name-hint");
    let mut checked = vec![text("licname", words.say("order-name"), hint)];
    if kind == "soft" {
        let hint = words.say("order-address-hint");
        checked.push(text("ip", words.say("order-address"), hint));
    }
    Fields {
        leading: Vec::new(),
        checked,
    }
}

/// The license that a module is for; its number is typed where there are too many to choose from.
fn license(visit: &Visit, document: &Document) -> Field {
    let words = visit.words;
    let hint = words.say("order-license-hint");
    let mut field = empty("license", words.say("card-license"), hint, Control::Text);
    field.set(&typed(visit, document, "license"));
    let mut offered = field::offered(document, "license");
    if !offered.is_empty() {
        let none = Offered {
            value: String::new(),
            text: words.say("order-license-none"),
            is_chosen: false,
        };
        offered.insert(0, none);
        field.offer(offered);
    }
    field.is_required = true;
    field
}

/// The system of a machine and what is installed on it, where there is something to choose.
pub(super) fn system(visit: &Visit, document: &Document) -> Vec<Field> {
    let words = visit.words;
    let mut fields = vec![
        chosen(document, "ostempl", words.say("order-system")),
        chosen(document, "recipe", words.say("order-recipe")),
    ];
    fields.retain(|field| field.choices.len() > 1);
    fields
}

/// A field that is chosen from what the form offers.
fn chosen(document: &Document, name: &str, label: String) -> Field {
    let mut field = empty(name, label, String::new(), Control::Text);
    field.set(document.root.text_of(name).unwrap_or_default());
    field.offer(offered(document, name));
    field
}

/// A field with nothing in it.
pub(super) fn empty(name: &str, label: String, hint: String, control: Control) -> Field {
    Field {
        name: name.to_owned(),
        label,
        hint,
        control,
        value: String::new(),
        choices: Vec::new(),
        is_required: false,
        error: String::new(),
        is_set: true,
    }
}

/// What was typed stands before what the form answered.
fn typed(visit: &Visit, document: &Document, name: &str) -> String {
    let told = document.root.text_of(name);
    visit
        .params
        .get(name)
        .or(told)
        .unwrap_or_default()
        .to_owned()
}

fn field_list<'a>(document: &'a Document, name: &str) -> Option<&'a Node> {
    let is_of_field = |list: &&Node| list.attribute("name") == Some(name);
    document.root.children_of("slist").find(is_of_field)
}

/// What can be chosen; a recipe only with the template that it is for.
fn offered(document: &Document, name: &str) -> Vec<Offered> {
    let template = document.root.text_of("ostempl").unwrap_or_default();
    let list = field_list(document, name);
    let nodes = list.into_iter().flat_map(|list| list.children.iter());
    let fits = |node: &&Node| {
        let other = node.attribute("depend");
        other.is_none_or(|other| other == template)
    };
    let fitting: Vec<&str> = nodes
        .filter(fits)
        .filter_map(|node| node.attribute("key"))
        .collect();
    let mut offered = field::offered(document, name);
    let mut seen = Vec::new();
    offered.retain(|choice| {
        let is_new = !seen.contains(&choice.value);
        seen.push(choice.value.clone());
        is_new && fitting.contains(&choice.value.as_str())
    });
    offered
}
