//! The module `gogetssl`: certificates of the shop GoGetSSL (backends 5.3).
//!
//! How the effect of each request is recognized:
//!
//! - an order, and a renewal, by its `unique_code`, which is the service's alone, among the newest
//!   orders; where the list tells no codes, by the request that the order is for. It is looked for
//!   before every sending, and a code that the shop knows already is refused there;
//! - more names by the number of names that the order has paid;
//! - a re-issue by the state of the order, and by a certificate with another number; it costs
//!   nothing, so that asking twice does no harm;
//! - a cancellation by the state of the order.
//!
//! An order is a subscription: inside its term certificates are issued anew for nothing. When the
//! service is paid for longer than its order, the order is renewed in its last 30 days, by the
//! re-issue that is due then; what is told of a renewed term alone asks the shop for nothing. What
//! a shop's order ends less than two weeks before the paid term is left to staff: it would cost a
//! year.

mod client;
mod fields;
mod order;
mod reissue;
mod status;

use crate::certificate::{CertificateModule, CertificateWork};
use crate::server::call::{self, Failure, text_of};
use crate::{Answer, CheckFault, Connection, Transport};
use client::Client;
use onsell_domain::certificate::ValidationMethod;
use onsell_domain::{Facts, OperationKind as K, Outcome};
use serde_json::Value;
use std::sync::Arc;

/// A shop, as it is used.
struct GoGetSsl(Client);

/// A shop at this place; nothing is asked yet.
pub(crate) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn CertificateModule>, CheckFault> {
    Ok(Arc::new(GoGetSsl(Client::new(connection, transport)?)))
}

impl CertificateModule for GoGetSsl {
    fn check(&self) -> Result<String, CheckFault> {
        let balance = self.0.get("/account/balance/", &[])?;
        let (balance, currency) = (text_of(&balance, "balance"), text_of(&balance, "currency"));
        Ok(format!("{}: {balance} {currency}", self.0.user()))
    }

    fn approvers(&self, product: &str, name: &str) -> Result<Vec<String>, CheckFault> {
        let _ = product;
        let name = name.strip_prefix("*.").unwrap_or(name);
        let told = self.0.post("/tools/domain/emails/", &[("domain", name)])?;
        let lists = ["ComodoApprovalEmails", "GeotrustApprovalEmails"];
        let mut known: Vec<String> = Vec::new();
        for address in lists
            .iter()
            .filter_map(|list| told[*list].as_array())
            .flatten()
        {
            let address = address
                .as_str()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase();
            if !address.is_empty() && !known.contains(&address) {
                known.push(address);
            }
        }
        Ok(known)
    }

    fn perform(&self, work: &CertificateWork) -> Answer {
        call::answer(match work.kind {
            K::Open => self.open(work),
            K::Reissue => self.issue_anew(work),
            K::Close => self.close(work),
            _ => Ok(Answer::unsent(Outcome::Done(Facts::default()))),
        })
    }

    fn send_again(&self, work: &CertificateWork) -> Result<(), CheckFault> {
        let Some(order) = order_of(work) else {
            return Ok(());
        };
        let method = method_name(work.method);
        let known = self.0.get(&format!("/orders/status/{order}"), &[])?;
        if text_of(&known, "dcv_method") != method {
            let path = format!("/orders/ssl/change_validation_method/{order}/");
            for name in &work.names {
                self.0
                    .post(&path, &[("domain", name), ("new_method", method)])?;
            }
        } else if work.method == ValidationMethod::Email {
            self.0
                .get(&format!("/orders/ssl/resend_validation_email/{order}"), &[])?;
        } else if let Err(failure) = self
            .0
            .post(&format!("/orders/ssl/recheck-caa/{order}"), &[])
        {
            // It looks by itself too, and takes this only every ten minutes.
            return match failure {
                Failure::Refused(_) => Ok(()),
                other => Err(other.into()),
            };
        }
        Ok(())
    }
}

/// The order of a service: that of the operation, or else the one that is kept.
fn order_of(work: &CertificateWork) -> Option<&str> {
    work.progress
        .get("order")
        .or_else(|| work.kept.get("order"))
}

/// What the shop calls a way of proving a name.
const fn method_name(method: ValidationMethod) -> &'static str {
    match method {
        ValidationMethod::Email => "email",
        ValidationMethod::Dns => "dns",
        ValidationMethod::Http => "http",
    }
}

/// Whether a value says yes, however it is written.
fn is_on(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_i64() == Some(1),
        Value::String(text) => matches!(text.as_str(), "1" | "true" | "yes"),
        _ => false,
    }
}

/// A whole number, however it is written.
fn number_of(value: &Value, name: &str) -> Option<i64> {
    text_of(value, name).parse().ok()
}
