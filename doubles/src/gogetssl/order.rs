//! Orders of certificates: made, looked at, issued anew, renewed and given back.

use onsell_domain::Timestamp;
use onsell_wire::Params;
use onsell_x509::request;
use serde_json::{Value, json};

use super::tools::{Goods, product};
use super::{Told, World, refusal};
use crate::scenario::{Moment, Progress};

const DAY: i64 = 86_400;
/// How many days before its end an order is renewed at the earliest.
const RENEWAL_DAYS: i64 = 30;

/// How a name is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The name.
    pub name: String,
    /// `email`, `dns`, `http`.
    pub method: String,
    /// The address that approves, for letters.
    pub email: String,
}

/// One order.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its number.
    pub id: i64,
    /// The code that the buyer gave it.
    pub unique_code: String,
    /// The number of its product.
    pub product: i64,
    /// The request it is issued for now.
    pub csr: String,
    /// The names, the main one first.
    pub names: Vec<String>,
    /// How they are proven.
    pub proofs: Vec<Proof>,
    /// How many names are paid.
    pub names_paid: usize,
    /// From and until when it is paid.
    pub paid: (Timestamp, Timestamp),
    /// What the buyer sent with it.
    pub params: Params,
    /// What it cost, in cents.
    pub cents: i64,
    /// How often it was issued.
    pub issued: u32,
    /// How often letters were sent again, or names looked at again.
    pub touched: u32,
    pub(super) state: State,
    pub(super) work: Progress,
    pub(super) certificate: Option<(String, String, Timestamp, Timestamp)>,
}

/// What an order is beside its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is worked on, or done.
    Open,
    /// A person has to look.
    Incomplete,
    /// It was given back.
    Cancelled,
    /// It is issued anew.
    Reissue,
}

impl World {
    /// A new order; of a renewal the end of the one before it, from which it goes on.
    pub(super) fn order(
        &mut self,
        params: &Params,
        moment: &Moment,
        goes_on: Option<Timestamp>,
    ) -> Told {
        let Some(goods) = product(params.get("product_id")) else {
            return refusal("product_not_found", "There is no such product");
        };
        let code = params.get("unique_code").unwrap_or_default();
        if !code.is_empty() && self.orders.iter().any(|order| order.unique_code == code) {
            return refusal("unique_code_exists", "The unique code was used before");
        }
        let months: i64 = params
            .get("period")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        if months != 12 {
            return refusal("period_invalid", "The period is not sold");
        }
        let names = names_of(params)?;
        fits(goods, &names)?;
        let proofs = proofs_of(params, &names)?;
        let more = names.len().saturating_sub(goods.names_included) as i64;
        let cents = goods.cents + more * goods.name_cents;
        if cents > self.balance_cents {
            return refusal(
                "not_enough_money",
                "There is not enough money on your balance",
            );
        }
        self.balance_cents -= cents;
        self.made += 1;
        let begin = goes_on.unwrap_or_else(|| self.now(moment));
        let names_paid = names.len().max(goods.names_included);
        self.orders.push(Order {
            id: self.made,
            unique_code: code.to_owned(),
            product: goods.id,
            csr: params.get("csr").unwrap_or_default().to_owned(),
            names,
            proofs,
            names_paid,
            paid: (begin, begin.plus_seconds(365 * DAY)),
            params: params.clone(),
            cents,
            issued: 0,
            touched: 0,
            state: if self.is_incomplete {
                State::Incomplete
            } else {
                State::Open
            },
            work: Progress::begin(moment, "order", true),
            certificate: None,
        });
        Ok(json!({
            "order_id": self.made,
            "invoice_id": self.made + 5000,
            "order_status": "new_order",
            "order_amount": cents as f64 / 100.0,
            "currency": "USD",
            "tax": "0.00",
            "success": true,
        }))
    }

    pub(super) fn renew(&mut self, params: &Params, moment: &Moment) -> Told {
        let names = names_of(params)?;
        let is_before =
            |order: &&Order| order.names[0] == names[0] && order.state != State::Cancelled;
        let Some(before) = self.orders.iter().rev().find(is_before) else {
            return refusal("order_not_found", "There is nothing to renew");
        };
        let end = before.paid.1;
        if end.seconds_since(self.now(moment)) > RENEWAL_DAYS * DAY {
            return refusal("renew_too_early", "An order is renewed in its last 30 days");
        }
        self.order(params, moment, Some(end))
    }

    pub(super) fn more_names(&mut self, params: &Params) -> Told {
        let number = |name: &str| -> i64 {
            params
                .get(name)
                .and_then(|text| text.parse().ok())
                .unwrap_or(0)
        };
        let more = number("single_san_count") + number("wildcard_san_count");
        let balance = self.balance_cents;
        let order = self.find(params.get("order_id").unwrap_or_default())?;
        let cents =
            more * product(Some(&order.product.to_string())).map_or(0, |goods| goods.name_cents);
        if cents > balance {
            return refusal(
                "not_enough_money",
                "There is not enough money on your balance",
            );
        }
        order.names_paid += more as usize;
        order.cents += cents;
        let id = order.id;
        self.balance_cents -= cents;
        Ok(json!({"order_id": id, "invoice_id": id + 6000, "success": true}))
    }

    pub(super) fn reissue(&mut self, id: &str, params: &Params, moment: &Moment) -> Told {
        let names = names_of(params)?;
        let proofs = proofs_of(params, &names)?;
        let order = self.find(id)?;
        if order.certificate.is_none() || order.state != State::Open {
            return refusal("order_not_active", "Only an active order is issued anew");
        }
        if names.len() > order.names_paid {
            return refusal("san_count", "More names than are paid for");
        }
        params
            .get("csr")
            .unwrap_or_default()
            .clone_into(&mut order.csr);
        (order.names, order.proofs) = (names, proofs);
        order.state = State::Reissue;
        order.work = Progress::begin(moment, "reissue", true);
        Ok(json!({"order_id": order.id, "order_status": "reissue", "success": true}))
    }

    pub(super) fn cancel(&mut self, params: &Params) -> Told {
        let order = self.find(params.get("order_id").unwrap_or_default())?;
        order.state = State::Cancelled;
        let (id, cents) = (order.id, order.cents);
        self.balance_cents += cents;
        Ok(json!({"order_id": id, "success": true}))
    }

    /// Letters are sent again, or another way is taken.
    pub(super) fn touch(&mut self, id: &str, method: &str) -> Told {
        let order = self.find(id)?;
        order.touched += 1;
        if !method.is_empty() {
            for proof in &mut order.proofs {
                method.clone_into(&mut proof.method);
            }
        }
        Ok(json!({"success": true, "message": "done"}))
    }

    pub(super) fn all(&self, params: &Params) -> Value {
        let number = |name: &str, default: usize| {
            params
                .get(name)
                .and_then(|text| text.parse().ok())
                .unwrap_or(default)
        };
        let rows = self
            .orders
            .iter()
            .rev()
            .skip(number("offset", 0))
            .take(number("limit", 1000));
        let rows = rows.map(|order| {
            json!({"order_id": order.id, "unique_code": order.unique_code, "domain": order.names[0]})
        });
        json!({"orders": rows.collect::<Vec<_>>(), "count": self.orders.len(), "success": true})
    }

    pub(super) fn find(&mut self, id: &str) -> Result<&mut Order, (u16, &'static str, String)> {
        let found = self
            .orders
            .iter_mut()
            .find(|order| order.id.to_string() == id);
        found.ok_or_else(|| (404, "order_not_found", "There is no such order".to_owned()))
    }
}

fn names_of(params: &Params) -> Result<Vec<String>, (u16, &'static str, String)> {
    let read = request::read(params.get("csr").unwrap_or_default());
    let read = read.map_err(|fault| (400, "csr_invalid", fault.to_string()))?;
    let mut names = vec![read.names[0].clone()];
    let others = params.get("dns_names").unwrap_or_default();
    names.extend(
        others
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned),
    );
    Ok(names)
}

fn fits(goods: &Goods, names: &[String]) -> Result<(), (u16, &'static str, String)> {
    if let Some(star) = names
        .iter()
        .find(|name| name.starts_with("*.") && !goods.has_wildcards)
    {
        return refusal("csr_wildcard", format!("{star} needs a wildcard product"));
    }
    if goods.has_wildcards && goods.names_max == 1 && !names[0].starts_with("*.") {
        return refusal("csr_no_wildcard", "A wildcard product needs a wildcard");
    }
    if names.len() > goods.names_max {
        return refusal("san_count", "Too many names");
    }
    Ok(())
}

/// As many ways and addresses as there are names.
fn proofs_of(params: &Params, names: &[String]) -> Result<Vec<Proof>, (u16, &'static str, String)> {
    let method = params.get("dcv_method").unwrap_or_default();
    if !["email", "dns", "http", "https"].contains(&method) {
        return refusal("dcv_method", "The validation method is not known");
    }
    let others = params.get("approver_emails").unwrap_or_default();
    let others = others.split(',').filter(|email| !email.is_empty());
    let first = params
        .get("approver_email")
        .filter(|email| !email.is_empty());
    let emails: Vec<&str> = first.into_iter().chain(others).collect();
    if method == "email" && emails.len() != names.len() {
        return refusal("approver_emails", "As many approvers as names are needed");
    }
    let proofs = names.iter().enumerate().map(|(at, name)| Proof {
        name: name.clone(),
        method: method.to_owned(),
        email: emails.get(at).map(ToString::to_string).unwrap_or_default(),
    });
    Ok(proofs.collect())
}
