//! How an order is told, and how it is issued by being looked at.

use onsell_domain::{Timestamp, Zone};
use onsell_x509::authority::Serial;
use onsell_x509::request;
use serde_json::{Value, json};

use super::order::{Order, Proof, State};
use super::{Told, World};
use crate::scenario::{Moment, Stage};

const DAY: i64 = 86_400;

impl World {
    /// What is known of an order; looking moves its work on.
    pub(super) fn status(&mut self, id: &str, moment: &Moment) -> Told {
        let now = self.now(moment);
        let (authority, caa, life) = (self.authority.clone(), self.caa.clone(), self.life_days);
        let order = self.find(id)?;
        let is_open = matches!(order.state, State::Open | State::Reissue);
        if is_open
            && caa.is_empty()
            && order.work.look(moment.now)
            && order.work.stage() == Stage::Complete
        {
            order.issued += 1;
            let asked = request::read(&order.csr);
            let asked = asked.map_err(|fault| (500, "internal", fault.to_string()))?;
            let end = now
                .plus_seconds(life * DAY)
                .min(order.paid.1.plus_seconds(-1));
            let serial = Serial::of(&format!("{} {}", order.id, order.issued));
            let made = authority.issue(&asked, &order.certified(), now, end, serial);
            let made = made.map_err(|fault| (500, "internal", fault.to_string()))?;
            order.state = State::Open;
            order.certificate = Some((made.pem, made.chain, made.not_before, made.not_after));
        }
        Ok(told(order, &caa))
    }
}

impl Order {
    /// The names of its certificate: those of one name come with their usual other one.
    fn certified(&self) -> Vec<String> {
        let mut names = self.names.clone();
        if self.names.len() == 1 {
            let first = names[0].as_str();
            let other = match (first.strip_prefix("*."), first.strip_prefix("www.")) {
                (Some(below), _) | (None, Some(below)) => below.to_owned(),
                (None, None) => format!("www.{first}"),
            };
            names.push(other);
        }
        names
    }
}

fn told(order: &Order, caa: &str) -> Value {
    let is_over = order.work.is_over();
    let state = match (order.state, order.work.stage()) {
        (State::Cancelled, _) => "cancelled",
        (State::Incomplete, _) => "incomplete",
        (_, Stage::Failed) => "rejected",
        (State::Reissue, _) => "reissue",
        (State::Open, Stage::Created) => "new_order",
        (State::Open, Stage::Running) => "processing",
        (State::Open, Stage::Complete) => "active",
    };
    let certificate = order.certificate.as_ref().filter(|_| state == "active");
    let of = |date: Timestamp| date.date_in(&Zone::default()).to_string();
    let mut body = json!({
        "order_id": order.id,
        "unique_code": order.unique_code,
        "partner_order_id": format!("{}", order.id + 90_000),
        "product_id": order.product,
        "status": state,
        "status_description": order.work.failure().unwrap_or_default(),
        "domain": order.names[0],
        "total_domains": order.names_paid,
        "begin_date": of(order.paid.0),
        "end_date": of(order.paid.1),
        "valid_from": certificate.map_or("0000-00-00".to_owned(), |known| of(known.2)),
        "valid_till": certificate.map_or("0000-00-00".to_owned(), |known| of(known.3)),
        "csr_code": order.csr,
        "crt_code": certificate.map_or("", |known| &known.0),
        "ca_code": certificate.map_or("", |known| &known.1),
        "dcv_method": order.proofs[0].method,
        "dcv_status": if is_over { 2 } else { 1 },
        "approver_method": approver_method(&order.proofs[0]),
        "san": order.proofs[1..].iter().map(|proof| json!({
            "san_name": proof.name,
            "validation_method": proof.method,
            "status": if is_over { 2 } else { 1 },
            "validation": approver_method(proof),
        })).collect::<Vec<_>>(),
        "success": true,
    });
    if !caa.is_empty() {
        body["pre_signing"] = json!({"status": "failed", "details": caa});
    }
    body
}

/// What proves a name.
fn approver_method(proof: &Proof) -> Value {
    let name = proof.name.strip_prefix("*.").unwrap_or(&proof.name);
    match proof.method.as_str() {
        "email" => json!(proof.email),
        "dns" => {
            json!({"dns": {"record": format!("_0123abcd.{name} CNAME 4567.ef01.sectigo.com")}})
        }
        _ => json!({"http": {
            "link": format!("http://{name}/.well-known/pki-validation/0123ABCD.txt"),
            "filename": "0123ABCD.txt",
            "content": "4567EF01\nsectigo.com",
        }}),
    }
}
