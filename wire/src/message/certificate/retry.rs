//! Trying a failed certificate again: `certificate.retry` (wire 3.12). Its answer is an `ok`.

use crate::{Fault, Params};

const FUNC: &str = "certificate.retry";

/// One certificate to be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryRequest {
    /// The seller's id of the service.
    pub service: i64,
}

impl RetryRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params.push("elid", self.service.to_string());
        params.push("sok", "ok");
        params
    }

    /// What a request asks for.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            service: params.required_id("elid")?,
        })
    }
}
