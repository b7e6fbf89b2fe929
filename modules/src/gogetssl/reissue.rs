//! Another certificate: of the same order as long as it runs, of its renewal afterwards.

use super::GoGetSsl;
use super::fields;
use super::order::{again, borrowed, done, is_new, read, step_with, still_on_its_way};
use super::status::{Stage, Status};
use crate::Answer;
use crate::certificate::CertificateWork;
use crate::server::call::{Attempt, changed, refused};
use onsell_domain::certificate::{is_wildcard, uncovered};
use onsell_domain::{Date, Zone};
use onsell_x509::{Request, certificate};

/// How many days before its end an order is renewed at the earliest; what the shop takes.
const RENEWAL_DAYS: i32 = 30;
/// How many days the paid term may go beyond the order without its being renewed for a year.
const GAP_DAYS_MAX: i32 = 14;
/// How soon it is looked again whether an order may be renewed, in seconds.
const DAY_SECONDS: i64 = 86_400;

/// What there is to do about an order that is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// A certificate of the same order.
    Certificate,
    /// Another year, now.
    Renewal,
    /// Another year, which the shop does not sell yet.
    LaterRenewal,
    /// Another year for a few days.
    Person,
}

impl GoGetSsl {
    pub(super) fn issue_anew(&self, work: &CertificateWork) -> Attempt {
        let request = read(work)?;
        // A renewal that was placed in this operation.
        if let Some(order) = work.progress.get("order") {
            return self.watch(work, &request, order);
        }
        let Some(order) = work.kept.get("order") else {
            return Err(refused(
                "missed",
                "No order of this certificate is known at the shop",
            ));
        };
        if work.progress.get("asked").is_some() {
            return self.watch(work, &request, order);
        }
        let status = self.status(order)?;
        if status.stage() == Stage::Active {
            if let Ok(issued) = status.certificate(work, &request, order)
                && is_new(work, &issued.serial)
            {
                return Ok(done(order, issued));
            }
        } else if status.word() != "expired" {
            // Asked for, whoever lost the answer; or a renewal that is on its way.
            return self.watch(work, &request, order);
        }
        match need(work, &request, &status) {
            Need::Renewal => {
                let code = format!("{}-r{order}", work.unique_name);
                self.place(work, "/orders/add_ssl_renew_order/", &code, order)
            }
            Need::LaterRenewal => Ok(Answer::unsent(again(DAY_SECONDS))),
            Need::Person => {
                let text = format!(
                    "The order {order} ends some days before the paid term, and another year at \
                     the shop would be paid for them. Renew it there or let the certificate end"
                );
                Err(refused("term", text))
            }
            Need::Certificate => self.reissue(work, &status, order),
        }
    }

    fn reissue(&self, work: &CertificateWork, status: &Status, order: &str) -> Attempt {
        let product = self.product(work)?;
        let paid = status.names_paid().unwrap_or(work.names.len());
        if product.has_names && work.names.len() > paid {
            return self.buy_names(work, work.names.len() - paid, order);
        }
        let fields = fields::of_names(work, &product);
        let path = format!("/orders/ssl/reissue/{order}");
        changed(self.0.post(&path, &borrowed(&fields)))?;
        Ok(step_with(work, "asked"))
    }

    /// More names cost money: bought once, and then waited for.
    fn buy_names(&self, work: &CertificateWork, more: usize, order: &str) -> Attempt {
        if work.progress.get("names").is_some() {
            return Ok(Answer::unsent(again(60)));
        }
        if let Some(answer) = still_on_its_way(work) {
            return Ok(answer);
        }
        let stars = work
            .names
            .iter()
            .rev()
            .take(more)
            .filter(|name| is_wildcard(name))
            .count();
        let (single, stars) = ((more - stars).to_string(), stars.to_string());
        let fields = [
            ("order_id", order),
            ("single_san_count", &single),
            ("wildcard_san_count", &stars),
        ];
        changed(self.0.post("/orders/add_ssl_san_order/", &fields))?;
        Ok(step_with(work, "names"))
    }
}

/// What the certificate of an order needs. What is changed by the customer is issued at once; what
/// is issued anew because its time has come needs another order when this one has no more time.
fn need(work: &CertificateWork, request: &Request, status: &Status) -> Need {
    let (Some(ends), Some(paid_until)) = (status.paid().1, work.paid_until) else {
        return Need::Certificate;
    };
    let is_over = status.word() == "expired";
    if !is_over && (is_changed(work, request) || !reaches(work, ends)) {
        return Need::Certificate;
    }
    let today = work.now.date_in(&Zone::default());
    if days(ends, paid_until) <= GAP_DAYS_MAX && !is_over {
        Need::Person
    } else if days(today, ends) <= RENEWAL_DAYS {
        Need::Renewal
    } else {
        Need::LaterRenewal
    }
}

/// Whether the request or the names are others than those of the present certificate.
fn is_changed(work: &CertificateWork, request: &Request) -> bool {
    let Some(present) = &work.present else {
        return true;
    };
    let read = certificate::read_all(&present.pem);
    let key = read
        .ok()
        .and_then(|read| read.into_iter().next())
        .map(|read| read.key);
    key.as_ref() != Some(&request.key) || !uncovered(&present.names, &work.names).is_empty()
}

/// Whether the present certificate lasts as long as its order.
fn reaches(work: &CertificateWork, ends: Date) -> bool {
    let last = work
        .present
        .as_ref()
        .map(|present| present.not_after.date_in(&Zone::default()));
    last.is_some_and(|last| days(last, ends) <= 1)
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
