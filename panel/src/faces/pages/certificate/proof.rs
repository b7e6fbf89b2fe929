//! How the names of a certificate shall be proven: the ways that the product knows, and who
//! approves each name by letter.

use crate::faces::choices::Choice;
use crate::faces::field::{self, Control, Field};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Document, Fault, Params};

/// The field of the way.
const WAY: &str = "approver_method";
/// The way of letters.
const LETTER: &str = "auth_email";

/// What is chosen, as a part of a form.
#[derive(Template)]
#[template(path = "certificate/proof.html")]
pub(crate) struct Ways {
    words: Words,
    /// The ways.
    offered: Vec<Choice>,
    /// Why the way was refused.
    error: String,
    /// Who approves each name.
    approvers: Vec<Field>,
}

impl Ways {
    /// The ways that a document offers, with what was chosen. `asked` says to
    /// `certificate.approver` whose addresses are offered; it is asked only when letters are
    /// chosen.
    pub async fn read(visit: &Visit, document: &Document, asked: Vec<Params>) -> Self {
        let mut offered = field::offered(document, WAY);
        let told = document.root.text_of(WAY);
        let chosen = visit.params.text(WAY).or(told).unwrap_or_default();
        let is_offered = offered.iter().any(|way| way.value == chosen);
        for (place, way) in offered.iter_mut().enumerate() {
            way.is_chosen = way.value == chosen || !is_offered && place == 0;
        }
        let by_letter = offered
            .iter()
            .any(|way| way.is_chosen && way.value == LETTER);
        let approvers = if by_letter {
            approvers(visit, document, asked).await
        } else {
            Vec::new()
        };
        Self {
            words: visit.words,
            offered,
            error: String::new(),
            approvers,
        }
    }

    /// Tells why something was refused, if it is about something here.
    pub fn refuse(&mut self, object: &str, message: &str) {
        if object == WAY {
            message.clone_into(&mut self.error);
        }
        let mut approvers = self.approvers.iter_mut();
        if let Some(field) = approvers.find(|field| field.name == object) {
            message.clone_into(&mut field.error);
        }
    }

    /// It in HTML.
    pub fn html(&self) -> Result<String, Fault> {
        self.render().map_err(|error| {
            tracing::error!(error = %error, "a part of a page could not be written");
            Fault::internal()
        })
    }
}

/// A field for each name with the addresses that may approve it.
async fn approvers(visit: &Visit, document: &Document, asked: Vec<Params>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for params in asked {
        // Where nobody can be asked, an address is asked for when it is sent.
        let Ok(answer) = visit.look("certificate.approver", params).await else {
            continue;
        };
        for domain in answer.root.children_of("domain") {
            let name = domain.attribute("name").unwrap_or_default();
            if fields.iter().any(|field| field.label == name) {
                continue;
            }
            let parameter = format!("approver_email_{}", fields.len() + 1);
            let told = document.root.text_of(&parameter);
            let value = visit.params.get(&parameter).or(told);
            let choices = domain.children_of("approver").map(|address| Choice {
                value: address.text.clone(),
                text: address.text.clone(),
                is_chosen: false,
            });
            let mut field = Field {
                name: parameter,
                label: name.to_owned(),
                hint: String::new(),
                control: Control::Text,
                value: value.unwrap_or_default().to_owned(),
                choices: Vec::new(),
                is_required: false,
                error: String::new(),
                is_set: true,
            };
            field.offer(choices.collect());
            fields.push(field);
        }
    }
    fields
}

/// What is sent without what the chosen way does not need.
pub(crate) fn only_meant(params: &mut Params) {
    if params.text(WAY) == Some(LETTER) {
        return;
    }
    let names: Vec<String> = params
        .iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| name.starts_with("approver_email_"))
        .collect();
    for name in names {
        params.remove(&name);
    }
}
