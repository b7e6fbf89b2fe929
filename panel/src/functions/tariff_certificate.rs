//! What a tariff of certificates sells, as fields of `pricelist.edit` (semantics 6.2).

use crate::declaration::{Parameter, ParameterKind};
use onsell_domain::Text;
use onsell_domain::certificate::Template;
use onsell_store::certificate_tariff::CertificateTariff;
use onsell_wire::{Fault, Node, Params};

pub(super) const TEMPLATE: Parameter = Parameter::optional(
    "template",
    ParameterKind::Text,
    Text::new(
        "Certificate: wildcard www multidomain multidomain_wildcard idn orginfo authemail \
         authdnstxt authhttp; null for none",
        "Сертификат: wildcard www multidomain multidomain_wildcard idn orginfo authemail \
         authdnstxt authhttp; null — ничего",
    ),
);
pub(super) const NAMES: Parameter = Parameter::optional(
    "namesincluded",
    ParameterKind::Integer,
    Text::new(
        "Certificate: names in the price, 1 to 250",
        "Сертификат: имён в цене, от 1 до 250",
    ),
);

/// The most names of one certificate.
const NAMES_MAX: i64 = 250;

/// What a request changes of what a tariff of certificates sells.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    template: Option<String>,
    names: Option<i64>,
}

impl Changes {
    /// Reads them.
    pub fn read(params: &Params) -> Result<Self, Fault> {
        let template = match params.text(TEMPLATE.name) {
            Some(said) => {
                // Boxes that are ticked come with commas; one that says nothing stands first.
                let words = said.split(|sign: char| sign == ',' || sign.is_whitespace());
                let words: Vec<&str> = words.filter(|word| *word != "null").collect();
                let read = Template::parse(&words.join(" "));
                let read = read.map_err(|unknown| Fault::value(TEMPLATE.name, unknown.0))?;
                Some(read.to_string())
            }
            None => None,
        };
        let names = params.integer(NAMES.name)?;
        match names {
            Some(count) if !(1..=NAMES_MAX).contains(&count) => {
                Err(Fault::value(NAMES.name, count))
            }
            names => Ok(Self { template, names }),
        }
    }

    /// Whether anything is said.
    pub fn is_said(&self) -> bool {
        self.template.is_some() || self.names.is_some()
    }

    /// What is sold after them.
    pub fn over(&self, before: CertificateTariff) -> CertificateTariff {
        CertificateTariff {
            template: self.template.clone().unwrap_or(before.template),
            names_included: self.names.unwrap_or(before.names_included),
        }
    }
}

/// Writes the fields.
pub(super) fn put(form: &mut Node, sells: &CertificateTariff) {
    form.put(TEMPLATE.name, sells.template.clone());
    form.put(NAMES.name, sells.names_included.to_string());
}
