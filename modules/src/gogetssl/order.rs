//! An order from its placing to its certificate, and its end.

use super::fields::{self, Product};
use super::status::{Stage, Status};
use super::{GoGetSsl, is_on, order_of};
use crate::Answer;
use crate::certificate::{CertificateNews, CertificateWork};
use crate::server::call::{Attempt, Called, Failure, Stop, changed, refused, step, text_of};
use onsell_domain::{CertificateState, Facts, Fault, Outcome, Progress, Words, Zone};
use onsell_x509::{Request, request};

/// How long a copy of a request may be on its way after we gave it up, in seconds.
const GIVES_UP_SECONDS: i64 = 120;
/// How many of the newest orders are looked through for one of ours.
const ORDERS_LOOKED_AT: usize = 100;
/// How many of them are looked at one by one where the list tells no codes.
const ORDERS_OPENED: usize = 20;
/// How soon an order is looked at again, in seconds: soon at first, seldom in the end.
const AGAIN_SECONDS: (i64, i64) = (10, 900);
/// How long after its beginning an order is given back for money, in days.
const REFUND_DAYS: i32 = 30;

impl GoGetSsl {
    pub(super) fn open(&self, work: &CertificateWork) -> Attempt {
        let request = read(work)?;
        match work.progress.get("order") {
            Some(order) => self.watch(work, &request, order),
            None => self.place(work, "/orders/add_ssl_order/", &work.unique_name, ""),
        }
    }

    /// Places an order under this code, unless it is there already. `other` is an order that it
    /// cannot be.
    pub(super) fn place(
        &self,
        work: &CertificateWork,
        path: &str,
        code: &str,
        other: &str,
    ) -> Attempt {
        if let Some(order) = self.find(work, code, other)? {
            return Ok(placed(Answer::unsent, work, &order));
        }
        if let Some(answer) = still_on_its_way(work) {
            return Ok(answer);
        }
        let checked = self
            .0
            .post("/tools/csr/validate/", &[("csr", &work.request)]);
        if let Err(Failure::Refused(fault)) = checked {
            let words = Words::new(
                format!("The authority does not accept the certificate request: {fault}"),
                format!("Центр сертификации не принимает запрос на сертификат: {fault}"),
            );
            return Err(for_the_customer(fault, words));
        }
        checked?;
        let product = self.product(work)?;
        let fields = fields::of_order(work, &product, code);
        let told = match self.0.post(path, &borrowed(&fields)) {
            Err(Failure::Refused(fault)) if fault.kind.contains("unique_code") => {
                // It is there, and the list did not show it yet.
                return Err(Stop::Change(Failure::Lost(fault)));
            }
            other => changed(other)?,
        };
        let order = text_of(&told, "order_id");
        if order.is_empty() {
            return Err(Stop::Change(Failure::lost(
                "the shop took the order and gave no number",
            )));
        }
        Ok(placed(Answer::sent, work, &order))
    }

    /// The number of an order of ours.
    fn find(&self, work: &CertificateWork, code: &str, other: &str) -> Called<Option<String>> {
        let limit = ORDERS_LOOKED_AT.to_string();
        let told = self
            .0
            .get("/orders/ssl/all/", &[("limit", &limit), ("offset", "0")])?;
        let Some(rows) = told["orders"].as_array() else {
            return Err(Failure::lost("the shop gives no list of orders"));
        };
        let ids = rows
            .iter()
            .map(|row| (text_of(row, "order_id"), text_of(row, "unique_code")));
        let ids: Vec<_> = ids
            .filter(|(id, _)| id != other && !id.is_empty())
            .collect();
        if rows.iter().any(|row| row.get("unique_code").is_some()) {
            let found = ids.into_iter().find(|(_, known)| known == code);
            return Ok(found.map(|(id, _)| id));
        }
        for (id, _) in ids.into_iter().take(ORDERS_OPENED) {
            let known = self.status(&id)?;
            let read = request::read(&known.request());
            if read.is_ok_and(|read| work.request.trim() == read.pem.trim()) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// What is sold under the tariff's name.
    pub(super) fn product(&self, work: &CertificateWork) -> Result<Product, Stop> {
        let told = self.0.get("/products/ssl/", &[])?;
        let rows = told["products"].as_array();
        let mut rows = rows.into_iter().flatten();
        let row = rows.find(|row| text_of(row, "id") == work.product);
        let row = row.ok_or_else(|| {
            refused(
                "value",
                format!("the shop sells no product {}", work.product),
            )
        })?;
        Ok(Product {
            id: work.product.clone(),
            brand: text_of(row, "brand").to_ascii_lowercase(),
            has_names: is_on(&row["san_enabled"]),
            needs_organization: is_on(&row["org_required"]),
        })
    }

    pub(super) fn status(&self, order: &str) -> Called<Status> {
        self.0
            .get(&format!("/orders/status/{order}"), &[])
            .map(Status::of)
    }

    /// Looks how far an order is.
    pub(super) fn watch(&self, work: &CertificateWork, request: &Request, order: &str) -> Attempt {
        let status = self.status(order)?;
        let forbidden = status.forbidden();
        match status.stage() {
            Stage::Waiting if !forbidden.is_empty() => {
                let mut news = CertificateNews::state(CertificateState::Failed);
                news.message = Words::new(
                    format!("The authority may not issue the certificate: {forbidden}"),
                    format!("Центру сертификации запрещено выпустить сертификат: {forbidden}"),
                );
                Ok(waiting(work, order, news))
            }
            Stage::Waiting => {
                let mut news = CertificateNews::state(CertificateState::Waiting);
                news.validations = status.validations();
                Ok(waiting(work, order, news))
            }
            Stage::Active => match status.certificate(work, request, order) {
                Ok(issued) if is_new(work, &issued.serial) => Ok(done(order, issued)),
                // The one from before, until the new one is there.
                Err(onsell_x509::IssuedFault::NotOfRequest) if work.present.is_some() => {
                    let news = CertificateNews::state(CertificateState::Waiting);
                    Ok(waiting(work, order, news))
                }
                Ok(_) => {
                    let news = CertificateNews::state(CertificateState::Waiting);
                    Ok(waiting(work, order, news))
                }
                Err(fault) => Err(refused("certificate", fault.to_string())),
            },
            Stage::Incomplete => {
                let text = format!(
                    "The order {order} is {} at the shop. Complete it there, then press Start",
                    status.word()
                );
                Err(refused("incomplete", text))
            }
            Stage::Over => {
                let why = [status.word(), status.description()].join(" ");
                let why = why.trim();
                let words = Words::new(
                    format!("The order {order} came to its end at the shop: {why}"),
                    format!("Заказ {order} завершён в магазине: {why}"),
                );
                let fault = Fault::new("failed", words.en.clone());
                Err(for_the_customer(fault, words))
            }
        }
    }

    /// Gives an order back where there is still money for it.
    pub(super) fn close(&self, work: &CertificateWork) -> Attempt {
        let done = Ok(Answer::unsent(Outcome::Done(Facts::default())));
        let Some(order) = order_of(work) else {
            return done;
        };
        let status = match self.status(order) {
            Err(Failure::Missing(_)) => return done,
            other => other?,
        };
        let today = work.now.date_in(&Zone::default());
        let is_late = match status.paid().0 {
            Some(begin) => (today - begin).get_days() > REFUND_DAYS,
            None => true,
        };
        if is_late || status.stage() == Stage::Over {
            return done;
        }
        let fields = [
            ("order_id", order),
            ("reason", "The customer does not need it any more"),
        ];
        changed(self.0.post("/orders/cancel_ssl_order/", &fields))?;
        Ok(Answer::sent(Outcome::Done(Facts::default())))
    }
}

pub(super) fn read(work: &CertificateWork) -> Result<Request, Stop> {
    request::read(&work.request).map_err(|fault| refused("csr", fault.to_string()))
}

pub(super) fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// What may still arrive is not sent again.
pub(super) fn still_on_its_way(work: &CertificateWork) -> Option<Answer> {
    let sent = work.sent_before.filter(|sent| sent.is_unanswered)?;
    let left = GIVES_UP_SECONDS - sent.seconds_ago;
    (left > 0).then(|| Answer::unsent(again(left)))
}

/// A certificate that is another one than the present.
pub(super) fn is_new(work: &CertificateWork, serial: &str) -> bool {
    work.present
        .as_ref()
        .is_none_or(|present| present.serial != serial)
}

/// The order is there.
fn placed(answer: impl Fn(Outcome) -> Answer, work: &CertificateWork, order: &str) -> Answer {
    let progress = work.progress.clone().with("order", order);
    let mut news = CertificateNews::state(CertificateState::Requested);
    news.kept = kept(order);
    Answer {
        news: Some(Box::new(news)),
        ..answer(Outcome::Step(progress))
    }
}

pub(super) fn done(order: &str, issued: onsell_domain::IssuedCertificate) -> Answer {
    let mut news = CertificateNews::state(CertificateState::Issued);
    news.kept = kept(order);
    let facts = Facts {
        certificate: Some(Box::new(issued)),
        ..Facts::default()
    };
    Answer {
        news: Some(Box::new(news)),
        ..Answer::unsent(Outcome::Done(facts))
    }
}

fn kept(order: &str) -> Progress {
    Progress::default().with("order", order)
}

fn waiting(work: &CertificateWork, order: &str, mut news: CertificateNews) -> Answer {
    let (soonest, latest) = AGAIN_SECONDS;
    news.kept = kept(order);
    let seconds = (work.step_seconds / 4).clamp(soonest, latest);
    Answer {
        news: Some(Box::new(news)),
        ..Answer::unsent(again(seconds))
    }
}

pub(super) fn again(seconds: i64) -> Outcome {
    Outcome::Pending {
        again_seconds: u32::try_from(seconds).unwrap_or(1),
    }
}

pub(super) fn step_with(work: &CertificateWork, name: &str) -> Answer {
    step(work.progress.clone().with(name, 1))
}

/// No, and the customer is told why in these words.
fn for_the_customer(fault: Fault, words: Words) -> Stop {
    let mut news = CertificateNews::state(CertificateState::Failed);
    news.message = words;
    let answer = Answer::unsent(Outcome::Refused(fault));
    Answer {
        news: Some(Box::new(news)),
        ..answer
    }
    .into()
}
