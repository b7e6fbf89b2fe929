//! The subject of a request in its fields (backends 5.1), the country in both of its spellings.

use onsell_domain::Country;
use onsell_domain::certificate::Subject;

use crate::{Fault, Params};

/// The number of a country as the seller counts them.
const FIELD_COUNTRY: &str = "field_country";

/// Appends what is said; the country also by the seller's number for it, where that is known.
pub(super) fn push(params: &mut Params, subject: &Subject, country_id: Option<i64>) {
    if let Some(id) = country_id {
        params.push(FIELD_COUNTRY, id.to_string());
    }
    for (name, value) in subject.fields() {
        if !value.is_empty() {
            params.push(name, value);
        }
    }
}

/// The subject in a request. A country told by its number only is one of ours.
pub(super) fn from_params(params: &Params) -> Result<Subject, Fault> {
    let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
    let country = match params.text("C") {
        Some(letters) => letters.to_ascii_uppercase(),
        None => match country_id(params)? {
            None => String::new(),
            Some(id) => Country::find(id)
                .ok_or_else(|| Fault::value(FIELD_COUNTRY, id))?
                .code
                .to_owned(),
        },
    };
    Ok(Subject {
        common_name: text("CN"),
        country,
        state: text("ST"),
        city: text("L"),
        organization: text("O"),
        unit: text("OU"),
        email: text("emailAddress"),
    })
}

/// The number of the country in a request.
pub(super) fn country_id(params: &Params) -> Result<Option<i64>, Fault> {
    params.integer(FIELD_COUNTRY)
}
