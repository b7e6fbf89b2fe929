//! The addons of an order or of a service as options that a person chooses (wire 1.6).

use super::money;
use crate::faces::visit::Visit;
use onsell_domain::{Amount, Currency, Money};
use onsell_wire::{Document, Node};

/// As many values are shown beside each other; of more one is chosen from a list.
const RADIOS_MAX: usize = 9;

/// A value of an option.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub text: String,
    /// What it costs more, empty where nothing is said.
    pub price: String,
    /// Whether it is the one that is chosen.
    pub is_chosen: bool,
}

/// An option.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What it is sent as.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What is included and what more costs.
    pub hint: String,
    /// `switch`, `radios`, `list` or `number`.
    pub control: &'static str,
    /// What is chosen.
    pub value: String,
    /// What can be chosen.
    pub values: Vec<Offer>,
    /// What one more costs, or the switch.
    pub price: String,
    /// Limits of a number: least, most, step.
    pub limits: (String, String, String),
    /// Whether it cannot be changed.
    pub is_fixed: bool,
    /// Why what was chosen was refused.
    pub error: String,
}

impl Choice {
    /// Whether it is shown in this way; templates compare texts no shorter.
    pub fn is(&self, control: &str) -> bool {
        self.control == control
    }

    /// Whether a switch is on.
    pub fn is_on(&self) -> bool {
        !matches!(self.value.as_str(), "" | "0" | "off")
    }

    /// What is chosen, as the running total tells it.
    pub fn told(&self) -> Option<(String, String)> {
        let chosen = self.values.iter().find(|value| value.is_chosen);
        match (self.control, chosen) {
            ("switch", _) if self.is_on() => Some((self.label.clone(), self.price.clone())),
            ("switch", _) => None,
            ("number", _) if !self.value.is_empty() => {
                Some((format!("{}: {}", self.label, self.value), String::new()))
            }
            (_, Some(chosen)) => Some((chosen.text.clone(), chosen.price.clone())),
            _ => None,
        }
    }
}

/// The options of a form.
pub(super) fn read(visit: &Visit, document: &Document) -> Vec<Choice> {
    let root = &document.root;
    let currency = root.text_of("currency_str").unwrap_or_default();
    let forms = root
        .children_of("metadata")
        .flat_map(|node| node.children.iter());
    let is_of_addons = |page: &&Node| {
        let name = page.attribute("name");
        matches!(name, Some("addon" | "page_settings"))
    };
    let pages = forms
        .flat_map(|form| form.children_of("page"))
        .filter(is_of_addons);
    let fields = pages.flat_map(|page| page.children_of("field"));
    let is_addon = |field: &&Node| {
        let name = field.attribute("name");
        name.is_some_and(|name| name.starts_with("addon_"))
    };
    fields
        .filter(is_addon)
        .filter_map(|field| choice(visit, root, field, currency))
        .collect()
}

fn choice(visit: &Visit, root: &Node, field: &Node, currency: &str) -> Option<Choice> {
    let name = field.attribute("name")?;
    let control = field.children.first()?;
    let attribute = |name: &str| control.attribute(name).unwrap_or_default().to_owned();
    let value = root.text_of(name).unwrap_or_default().to_owned();
    let values = values(visit, root, name, &value, currency);
    let shown = match (control.tag.as_ref(), values.len()) {
        ("select", ..=RADIOS_MAX) => "radios",
        ("select", _) => "list",
        ("input", _) => "switch",
        _ => "number",
    };
    Some(Choice {
        label: message(root, name).unwrap_or_else(|| name.to_owned()),
        hint: message(root, &format!("hint_{name}"))
            .filter(|_| shown == "number")
            .map(|hint| money::sentence(visit, &hint))
            .unwrap_or_default(),
        price: price(visit, &attribute("cost"), currency),
        limits: (attribute("min"), attribute("max"), attribute("step")),
        is_fixed: control.attribute("readonly") == Some("yes"),
        control: shown,
        name: name.to_owned(),
        error: String::new(),
        value,
        values,
    })
}

fn values(visit: &Visit, root: &Node, name: &str, value: &str, currency: &str) -> Vec<Offer> {
    let is_of_field = |list: &&Node| list.attribute("name") == Some(name);
    let list = root.children_of("slist").find(is_of_field);
    let nodes = list.into_iter().flat_map(|list| list.children.iter());
    nodes
        .map(|node| {
            let key = node.attribute("key").unwrap_or(&node.text);
            Offer {
                value: key.to_owned(),
                text: node.text.clone(),
                price: price(visit, node.attribute("cost").unwrap_or_default(), currency),
                is_chosen: key == value,
            }
        })
        .collect()
}

/// What a value costs more: a sign before it says that it is added.
fn price(visit: &Visit, amount: &str, currency: &str) -> String {
    let (Ok(amount), Ok(currency)) = (Amount::parse(amount), Currency::parse(currency)) else {
        return String::new();
    };
    if amount == Amount::ZERO {
        return visit.words.say("order-included");
    }
    format!("+{}", visit.money(&Money::new(amount, currency)))
}

/// A text that an answer has for a name.
fn message(root: &Node, name: &str) -> Option<String> {
    let messages = root.children_of("messages");
    let mut texts = messages.flat_map(|messages| messages.children.iter());
    let found = texts.find(|text| text.attribute("name") == Some(name));
    found.map(|text| text.text.clone())
}
