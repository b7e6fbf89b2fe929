//! What a card or a row tells of a certificate.

use jiff::civil::Date;
use onsell_domain::Language;
use onsell_domain::certificate::{Validation, ValidationMethod};

use super::approval::method_of;
use super::{certificates_of, names, validation};
use crate::Node;
use crate::message::field;

/// A certificate as its seller tells it. Rows of lists leave the long texts and the validations
/// out; a card has everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificateTold {
    /// The first name (`CN`).
    pub common_name: String,
    /// The further names (`altname`).
    pub names: Vec<String>,
    /// What the authority is doing beside its state: `check` while it looks for fraud
    /// (`service_status_addition`, semantics 6.3).
    pub addition: String,
    /// The request that was signed, in PEM (`csr`).
    pub csr: String,
    /// The certificate, in PEM (`crt`); empty until there is one.
    pub certificate: String,
    /// The certificates between it and a root, in PEM (`crt_chain`).
    pub chain: String,
    /// The last day of the certificate (`crt_expiredate`, our extension).
    pub ends: Option<Date>,
    /// The number that the authority gave it, in hex (`crt_serial`, our extension).
    pub serial: String,
    /// How the names are proven (`approver_method`).
    pub method: Option<ValidationMethod>,
    /// What has to be published for each name.
    pub validations: Vec<Validation>,
}

/// Where sellers tell the chain.
const CHAIN: [&str; 4] = ["crt_chain", "ca", "ca_crt", "crt_ca"];

impl CertificateTold {
    /// Puts on a row what lists tell of a certificate.
    pub fn put_row(&self, row: &mut Node) {
        row.put("CN", &self.common_name);
        row.put("altname", self.names.join(" "));
        row.put("service_status_addition", &self.addition);
        row.put("crt_expiredate", field::date_text(self.ends));
        row.put("crt_serial", &self.serial);
    }

    /// Puts on a card what it tells of a certificate, sentences in the reader's language.
    pub fn put_card(&self, card: &mut Node, language: Language) {
        self.put_row(card);
        card.put("csr", &self.csr);
        card.put("crt", &self.certificate);
        card.put("crt_chain", &self.chain);
        card.put(
            "approver_method",
            self.method.map_or("", ValidationMethod::name),
        );
        validation::put(&self.validations, card, language);
    }

    /// Reads a row or a card. A chain may follow the certificate in the same text. `None` where
    /// nothing of a certificate is told.
    pub fn from_node(node: &Node) -> Option<Self> {
        let text = |tag: &str| node.first_text(&[tag]).unwrap_or_default().to_owned();
        let mut pems = certificates_of(&text("crt")).into_iter();
        let certificate = pems.next().unwrap_or_default();
        let told = CHAIN.iter().find_map(|tag| node.first_text(&[tag]));
        let mut chain = certificates_of(told.unwrap_or_default());
        if chain.is_empty() {
            chain = pems.collect();
        }
        let told = Self {
            common_name: text("CN"),
            names: names::split(&text("altname")),
            addition: text("service_status_addition"),
            csr: text("csr"),
            certificate,
            chain: chain.concat(),
            ends: field::first_date(node, &["crt_expiredate"]),
            serial: text("crt_serial"),
            method: method_of(&text("approver_method")),
            validations: validation::from_card(node),
        };
        (told != Self::default()).then_some(told)
    }
}
