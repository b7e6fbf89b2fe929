//! A field of a form: made from a parameter's declaration, or from what the answer says of itself.

use super::choices::Choice;
use super::visit::Visit;
use super::words::Words;
use crate::declaration::{Parameter, ParameterKind};
use onsell_domain::Language;
use onsell_wire::{Document, Node};

/// How a field is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// A line.
    Text,
    /// A line of digits.
    Number,
    /// Money.
    Amount,
    /// A day.
    Date,
    /// Words that are not shown again.
    Secret,
    /// A file to upload.
    File,
    /// On or off.
    Switch,
    /// Several lines.
    Lines,
    /// One of several values.
    Choice,
    /// Nothing to see.
    Hidden,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// What it is sent as.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What else there is to know.
    pub hint: String,
    /// How it is filled.
    pub control: Control,
    /// What is in it; never a secret.
    pub value: String,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// Whether it has to be filled.
    pub is_required: bool,
    /// Why what is in it was refused.
    pub error: String,
    /// Whether there is a value at all, or it is only possible.
    pub is_set: bool,
}

/// Parameters whose value is several lines.
const LINES: [&str; 9] = [
    "csr",
    "crt",
    "crt_chain",
    "ca_certificate",
    "note",
    "description",
    "instruction",
    "comment",
    "csv",
];

/// The field of a parameter, empty.
pub(crate) fn of(parameter: &Parameter, language: Language) -> Field {
    let (label, hint) = label_and_hint(parameter.text.get(language));
    Field {
        name: parameter.name.to_owned(),
        label,
        hint,
        control: control(parameter),
        value: String::new(),
        choices: Vec::new(),
        is_required: parameter.required,
        error: String::new(),
        is_set: false,
    }
}

fn control(parameter: &Parameter) -> Control {
    match parameter.kind {
        ParameterKind::Secret => Control::Secret,
        ParameterKind::File => Control::File,
        ParameterKind::Switch => Control::Switch,
        ParameterKind::Date => Control::Date,
        ParameterKind::Amount => Control::Amount,
        ParameterKind::Id | ParameterKind::Integer => Control::Number,
        ParameterKind::Text if LINES.contains(&parameter.name) => Control::Lines,
        ParameterKind::Text
        | ParameterKind::Ids
        | ParameterKind::Period
        | ParameterKind::AutoProlong => Control::Text,
    }
}

/// Whether a parameter says something to whoever looks: some are for staff, as their texts tell.
pub(super) fn is_for(visit: &Visit, parameter: &Parameter) -> bool {
    visit.is_staff() || !parameter.text.en.contains("staff only")
}

/// What stands before the first semicolon or colon of a text is the label, what follows the hint:
/// texts of parameters are written so.
pub(crate) fn label_and_hint(text: &str) -> (String, String) {
    match text.find([';', ':']) {
        Some(at) => (
            text[..at].trim().to_owned(),
            capital(text[at + 1..].trim_start()),
        ),
        None => (text.to_owned(), String::new()),
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The values that an answer offers for a field (wire 1.6: `slist`).
pub(crate) fn offered(document: &Document, name: &str) -> Vec<Choice> {
    let is_of_field = |node: &&Node| node.attribute("name") == Some(name);
    let Some(list) = document.root.children_of("slist").find(is_of_field) else {
        return Vec::new();
    };
    let choice = |node: &Node| Choice {
        value: node.attribute("key").unwrap_or(&node.text).to_owned(),
        text: node.text.clone(),
        is_chosen: false,
    };
    list.children.iter().map(choice).collect()
}

impl Field {
    /// Puts a value in.
    pub fn set(&mut self, value: &str) {
        if matches!(self.control, Control::Secret | Control::File) {
            return;
        }
        value.clone_into(&mut self.value);
        for choice in &mut self.choices {
            choice.is_chosen = choice.value == value;
        }
    }

    /// Lets it be chosen from these values, where there are any; one that is there already stays.
    pub fn offer(&mut self, choices: Vec<Choice>) {
        if choices.is_empty() || self.control == Control::Secret {
            return;
        }
        self.choices = choices;
        self.control = Control::Choice;
        let value = self.value.clone();
        let is_known = self.choices.iter().any(|choice| choice.value == value);
        if !value.is_empty() && !is_known {
            self.choices.push(Choice {
                text: value.clone(),
                value: value.clone(),
                is_chosen: false,
            });
        }
        self.set(&value);
    }

    /// The same, where nothing may be chosen as well.
    pub fn offer_any(&mut self, mut choices: Vec<Choice>, words: Words) {
        if choices.is_empty() {
            return;
        }
        if choices.iter().all(|choice| !choice.value.is_empty()) {
            let text = words.say("choice-any");
            choices.insert(
                0,
                Choice {
                    value: String::new(),
                    text,
                    is_chosen: false,
                },
            );
        }
        self.offer(choices);
    }

    /// Makes it one of a form for several objects: empty, and what is left so changes nothing.
    pub fn for_several(&mut self, words: Words) {
        let choice = |value: &str, text: String| Choice {
            value: value.to_owned(),
            text,
            is_chosen: value.is_empty(),
        };
        if self.control == Control::Switch {
            self.choices = vec![
                choice("on", words.say("switch-on")),
                choice("off", words.say("switch-off")),
            ];
            self.control = Control::Choice;
        }
        if self.control == Control::Choice {
            self.choices.retain(|known| !known.value.is_empty());
            self.choices
                .insert(0, choice("", words.say("field-unchanged")));
        }
        self.is_required = false;
        self.set("");
    }

    /// Whether it is a switch that is on.
    pub fn is_on(&self) -> bool {
        matches!(self.value.as_str(), "on" | "yes" | "1" | "ok")
    }

    /// The `type` of an input.
    pub fn input(&self) -> &'static str {
        match self.control {
            Control::Date => "date",
            Control::Secret => "password",
            Control::File => "file",
            Control::Hidden => "hidden",
            _ => "text",
        }
    }

    /// Which keys a phone offers.
    pub fn keys(&self) -> &'static str {
        match self.control {
            Control::Number => "numeric",
            Control::Amount => "decimal",
            _ => "text",
        }
    }

    /// What a browser may fill in by itself.
    pub fn completion(&self) -> &'static str {
        match self.name.as_str() {
            "username" => "username",
            "password" => "current-password",
            "passwd" => "new-password",
            "email" => "email",
            "phone" => "tel",
            "realname" => "name",
            _ => "off",
        }
    }

    /// Whether it is of this kind; templates cannot name the kinds.
    pub fn is(&self, kind: &str) -> bool {
        match kind {
            "switch" => self.control == Control::Switch,
            "choice" => self.control == Control::Choice,
            "lines" => self.control == Control::Lines,
            "hidden" => self.control == Control::Hidden,
            "file" => self.control == Control::File,
            "secret" => self.control == Control::Secret,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::label_and_hint;

    #[test]
    fn a_label_is_short_and_the_rest_a_hint() {
        let check = |text: &str, label: &str, hint: &str| {
            assert_eq!(label_and_hint(text), (label.to_owned(), hint.to_owned()));
        };
        check("Name", "Name", "");
        check("Warn below; empty: never", "Warn below", "Empty: never");
        check("LXD: project", "LXD", "Project");
    }
}
