//! What the shop says of an order.

use super::number_of;
use crate::certificate::CertificateWork;
use crate::server::call::text_of;
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_domain::{Date, IssuedCertificate, UpstreamId, Words};
use onsell_x509::{IssuedFault, Request, issued};
use serde_json::Value;

/// What a proof is called that was accepted.
const PROVEN: i64 = 2;

/// An order as the shop tells it.
pub(super) struct Status(Value);

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The authority works, or waits for the customer.
    Waiting,
    /// There is a certificate.
    Active,
    /// A person has to complete or to pay it there.
    Incomplete,
    /// Nothing comes of it any more.
    Over,
}

impl Status {
    pub fn of(told: Value) -> Self {
        Self(told)
    }

    /// The shop's own word.
    pub fn word(&self) -> String {
        text_of(&self.0, "status")
    }

    /// A state that nobody knows is one in which nothing is to be done.
    pub fn stage(&self) -> Stage {
        match self.word().as_str() {
            "active" => Stage::Active,
            "incomplete" | "unpaid" => Stage::Incomplete,
            "cancelled" | "rejected" | "expired" => Stage::Over,
            _ => Stage::Waiting,
        }
    }

    /// What the shop says about it.
    pub fn description(&self) -> String {
        text_of(&self.0, "status_description")
    }

    /// How many names are paid for.
    pub fn names_paid(&self) -> Option<usize> {
        number_of(&self.0, "total_domains").and_then(|count| usize::try_from(count).ok())
    }

    /// When what was paid begins and ends.
    pub fn paid(&self) -> (Option<Date>, Option<Date>) {
        let date = |name: &str| text_of(&self.0, name).get(..10)?.parse().ok();
        (date("begin_date"), date("end_date"))
    }

    /// The request the order is for.
    pub fn request(&self) -> String {
        text_of(&self.0, "csr_code")
    }

    /// What forbids the authority to issue; empty where nothing does.
    pub fn forbidden(&self) -> String {
        let signing = &self.0["pre_signing"];
        if text_of(signing, "status") == "failed" {
            text_of(signing, "details")
        } else {
            String::new()
        }
    }

    /// The certificate, checked against what was asked for.
    pub fn certificate(
        &self,
        work: &CertificateWork,
        request: &Request,
        order: &str,
    ) -> Result<IssuedCertificate, IssuedFault> {
        let (pem, chain) = (text_of(&self.0, "crt_code"), text_of(&self.0, "ca_code"));
        let mut issued = issued::check(&pem, &chain, request, &work.names)?;
        issued.upstream = order.parse().ok().map(UpstreamId::new);
        Ok(issued)
    }

    /// What proves each name, the main one first.
    pub fn validations(&self) -> Vec<Validation> {
        let main = validation(
            text_of(&self.0, "domain"),
            &text_of(&self.0, "dcv_method"),
            &self.0["approver_method"],
            number_of(&self.0, "dcv_status"),
        );
        let others = self.0["san"].as_array().into_iter().flatten().map(|row| {
            validation(
                text_of(row, "san_name"),
                &text_of(row, "validation_method"),
                &row["validation"],
                number_of(row, "status"),
            )
        });
        let all = main.into_iter().chain(others.flatten());
        all.filter(|known| !known.name.is_empty()).collect()
    }
}

fn validation(name: String, method: &str, told: &Value, status: Option<i64>) -> Option<Validation> {
    let (method, place, record, value) = match method {
        "email" => {
            let address = told.as_str().unwrap_or_default().to_owned();
            (ValidationMethod::Email, address, "", String::new())
        }
        "dns" => {
            let text = text_of(&told["dns"], "record");
            let mut words = text.splitn(3, char::is_whitespace);
            let place = words.next().unwrap_or_default().to_owned();
            let record = if words.next() == Some("TXT") {
                "TXT"
            } else {
                "CNAME"
            };
            let value = words
                .next()
                .unwrap_or_default()
                .trim_matches('"')
                .to_owned();
            (ValidationMethod::Dns, place, record, value)
        }
        "http" | "https" => {
            let file = &told[method];
            (
                ValidationMethod::Http,
                text_of(file, "link"),
                "",
                text_of(file, "content"),
            )
        }
        _ => return None,
    };
    Some(Validation {
        name,
        method,
        place,
        record: record.to_owned(),
        value,
        is_valid: status == Some(PROVEN),
        valid_until: None,
        problem: Words::default(),
    })
}
