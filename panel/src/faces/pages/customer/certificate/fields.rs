//! The fields of a request and of the people behind it, and what they are filled in with before
//! anybody types.

use super::super::order_fields::empty;
use crate::faces::field::{self, Control, Field};
use crate::faces::visit::Visit;
use onsell_wire::{Document, Params};

/// What a request says beside its name: the field, and its label.
pub(super) const SUBJECT: [(&str, &str); 6] = [
    ("O", "certificate-organization"),
    ("OU", "certificate-unit"),
    ("field_country", "certificate-country"),
    ("ST", "certificate-region"),
    ("L", "certificate-city"),
    ("emailAddress", "certificate-email"),
];
/// What there is to know of a person.
pub(super) const PERSON: [(&str, &str); 5] = [
    ("fname", "certificate-first-name"),
    ("lname", "certificate-last-name"),
    ("email", "certificate-email"),
    ("phone", "certificate-phone"),
    ("jtitle", "certificate-job"),
];
/// What there is to know of an organization.
pub(super) const ORGANIZATION: [(&str, &str); 10] = [
    ("org_name", "certificate-name"),
    ("org_address", "certificate-address"),
    ("org_city", "certificate-city"),
    ("org_phone", "certificate-phone"),
    ("org_state", "certificate-region"),
    ("org_postcode", "certificate-postcode"),
    ("org_registration_number", "certificate-number"),
    ("org_incorporating_agency", "certificate-agency"),
    ("org_division", "certificate-unit"),
    ("org_duns", "certificate-duns"),
];

/// A field with what was typed, or with what is known.
pub(super) fn typed(
    visit: &Visit,
    known: &Params,
    name: &str,
    label: String,
    control: Control,
) -> Field {
    let mut field = empty(name, label, String::new(), control);
    let typed = visit.params.get(name);
    let filled = known.get(name).filter(|value| !value.is_empty());
    let value = if visit.params.has("fillin") {
        filled.or(typed)
    } else {
        typed.or(filled)
    };
    field.set(value.unwrap_or_default());
    field
}

/// Several fields with their labels.
pub(super) fn all(
    visit: &Visit,
    known: &Params,
    before: &str,
    fields: &[(&str, &str)],
) -> Vec<Field> {
    let field = |(name, label): &(&str, &str)| {
        let (name, label) = (format!("{before}{name}"), visit.words.say(label));
        typed(visit, known, &name, label, Control::Text)
    };
    fields.iter().map(field).collect()
}

/// The fields of the request, with the countries that the form offers.
pub(super) fn subject(visit: &Visit, known: &Params, document: &Document) -> Vec<Field> {
    let mut fields = all(visit, known, "", &SUBJECT);
    let country = fields
        .iter_mut()
        .find(|field| field.name == "field_country");
    if let Some(country) = country {
        country.offer_any(field::offered(document, "field_country"), visit.words);
        if let Some(nothing) = country.choices.first_mut() {
            nothing.text = visit.words.say("certificate-unsaid");
        }
    }
    fields
}
