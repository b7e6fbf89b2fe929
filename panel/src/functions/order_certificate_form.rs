//! What the forms of certificates offer: what the tariff sells, how the names can be proven, and
//! the countries.

use super::certificate_csr::countries;
use crate::ask::Ask;
use onsell_domain::certificate::{Template, ValidationMethod};
use onsell_domain::{Language, TariffId, Text};
use onsell_engine::certificate::{methods, sells_certificates, template};
use onsell_engine::{Result, Scope};
use onsell_store::certificate_tariff::{self, CertificateTariff};
use onsell_wire::{Document, Node};

/// What the form of an order offers besides.
pub(super) struct CertificateForm {
    sells: CertificateTariff,
}

impl CertificateForm {
    /// Reads it; none for what is no certificate.
    pub fn read(scope: &mut Scope<'_>, tariff: TariffId, type_name: &str) -> Result<Option<Self>> {
        if !sells_certificates(type_name) {
            return Ok(None);
        }
        let sells = certificate_tariff::find(scope.tx, tariff)?;
        Ok(Some(Self { sells }))
    }

    /// Writes it.
    pub fn put(&self, form: &mut Document, ask: &Ask) {
        let sold = template(&self.sells.template);
        form.put("template", sold.to_string());
        form.put("namesincluded", self.sells.names_included.to_string());
        form.push(ways(sold, ask.language));
        form.push(countries(ask));
    }
}

/// The ways to prove a name that a product knows, the preferred one first.
pub(super) fn ways(sold: Template, language: Language) -> Node {
    let mut ways = Node::new("slist").attr("name", "approver_method");
    for way in methods(sold) {
        let text = way_title(way).get(language);
        ways.push(Node::leaf("val", text).attr("key", way.name()));
    }
    ways
}

const fn way_title(way: ValidationMethod) -> Text {
    match way {
        ValidationMethod::Dns => Text::new(
            "A record in the zone of the domain",
            "Запись в зоне DNS домена",
        ),
        ValidationMethod::Http => Text::new("A file on the site", "Файл на сайте"),
        ValidationMethod::Email => Text::new(
            "A letter to the owner of the domain",
            "Письмо владельцу домена",
        ),
    }
}
