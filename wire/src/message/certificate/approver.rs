//! Who may approve a name by e-mail: `certificate.approver` (guessed after the command `approver`
//! of modules, processing-modules 4.5).

use onsell_domain::TariffId;

use crate::{Document, Fault, Node, Params};

const FUNC: &str = "certificate.approver";

/// Whose addresses are asked for: of a certificate that is ordered already, or of names before an
/// order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApproverRequest {
    /// The seller's id of the service, where there is one.
    pub service: Option<i64>,
    /// The seller's tariff, before an order.
    pub tariff: Option<TariffId>,
    /// The name, before an order; several are separated by spaces.
    pub domain: String,
    /// The request, before an order, in PEM; empty where only names are known.
    pub csr: String,
}

impl ApproverRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        if let Some(service) = self.service {
            params.push("elid", service.to_string());
        }
        if let Some(tariff) = self.tariff {
            params.push("pricelist", tariff.to_string());
        }
        for (name, value) in [("domain", &self.domain), ("csr", &self.csr)] {
            if !value.is_empty() {
                params.push(name, value);
            }
        }
        params
    }

    /// What a request asks for.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
        let tariff: Option<i64> = params.integer("pricelist")?;
        Ok(Self {
            service: params.integer("elid")?,
            tariff: tariff.map(TariffId::new),
            domain: text("domain"),
            csr: text("csr"),
        })
    }
}

/// The addresses of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approvers {
    /// The name; empty where the seller does not repeat it.
    pub domain: String,
    /// The addresses that may approve it.
    pub emails: Vec<String>,
}

/// Who may approve what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApproverAnswer {
    /// One entry for each name, in the order they were told.
    pub domains: Vec<Approvers>,
}

impl ApproverAnswer {
    /// The answer: `<domain name="…"><approver>…`.
    pub fn to_document(&self) -> Document {
        let mut document = Document::tree(FUNC);
        for known in &self.domains {
            let mut domain = Node::new("domain").attr("name", &known.domain);
            for email in &known.emails {
                domain.put("approver", email);
            }
            document.push(domain);
        }
        document
    }

    /// Reads an answer that is no refusal, grouped by names or flat.
    pub fn from_node(root: &Node) -> Self {
        let emails = |node: &Node| -> Vec<String> {
            let told = node.children_of("approver").map(|one| one.text.trim());
            told.filter(|email| !email.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let mut domains: Vec<Approvers> = root
            .children_of("domain")
            .map(|domain| Approvers {
                domain: domain.attribute("name").unwrap_or_default().to_owned(),
                emails: emails(domain),
            })
            .collect();
        let flat = emails(root);
        if !flat.is_empty() {
            domains.push(Approvers {
                domain: String::new(),
                emails: flat,
            });
        }
        Self { domains }
    }

    /// The addresses for a name: those that were told for it, else those told for no name.
    pub fn of(&self, domain: &str) -> &[String] {
        let named = |name: &str| self.domains.iter().find(|known| known.domain == name);
        let found = named(domain).or_else(|| named(""));
        found.map_or(&[], |known| known.emails.as_slice())
    }
}
