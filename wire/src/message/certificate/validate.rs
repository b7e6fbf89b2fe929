//! Asking the seller to look again: `certificate.send_dv_dns` for records and files,
//! `certificate.send_dv_email` for messages (guessed after the commands of modules, backends 5.1).
//! The answer is an `ok`.

use onsell_domain::certificate::ValidationMethod;

use super::{Approval, names};
use crate::{Fault, Params};

const DNS: &str = "certificate.send_dv_dns";
const EMAIL: &str = "certificate.send_dv_email";

/// Names to be validated again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValidationRequest {
    /// The seller's id of the service.
    pub service: i64,
    /// Which names; none are all of them.
    pub names: Vec<String>,
    /// How, and for e-mail to whom; another method than before changes it. Decides the function.
    pub approval: Approval,
}

impl ValidationRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        let is_email = self.approval.method == Some(ValidationMethod::Email);
        params.push("func", if is_email { EMAIL } else { DNS });
        params.push("elid", self.service.to_string());
        if !self.names.is_empty() {
            params.push("domain", self.names.join(" "));
        }
        self.approval.push(&mut params);
        params.push("sok", "ok");
        params
    }

    /// What a request asks for. The function says the method where no field does.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let mut approval = Approval::from_params(params)?;
        if approval.method.is_none() && params.text("func") == Some(EMAIL) {
            approval.method = Some(ValidationMethod::Email);
        }
        Ok(Self {
            service: params.required_id("elid")?,
            names: names::split(params.get("domain").unwrap_or_default()),
            approval,
        })
    }
}
