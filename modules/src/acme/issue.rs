//! Getting a certificate: an order, the proofs of its names, the customer's request, and then
//! the certificate. What is next is told by the state of the order. One that ended without a
//! certificate is replaced by another one, with other proofs, and the customer is told why.

use super::ending::{Ending, changed, given_up, news, pending, soon};
use super::failure::{kind_of, sentence};
use super::{Acme, Session, prove, renewal};
use crate::Answer;
use crate::certificate::{CertificateNews, CertificateWork};
use instant_acme::{Error, Identifier, NewOrder, Order, OrderStatus};
use onsell_domain::{CertificateState, Facts, Fault, Outcome, Text, Words};
use onsell_x509::{Request, issued, request};
use pollster::block_on;

/// Where the order is, in the progress of an operation.
const ORDER: &str = "order";
/// The directory of the authority that has it.
const DIRECTORY: &str = "directory";
/// How many orders ended without a certificate.
const FAILURES: &str = "failures";
/// Why the last one did.
const REASON: &str = "reason";
/// The same in Russian.
const REASON_RU: &str = "reason_ru";
/// Why an order did that was made elsewhere.
const ANOTHER: Text = Text::new(
    "Another authority is asked now",
    "Теперь запрос отправлен другому центру сертификации",
);
/// Why an order did that is not there.
const FORGOTTEN: Text = Text::new(
    "The authority does not know its order any more",
    "Центр сертификации больше не знает этого заказа",
);
/// How many orders may lie unused over there since their answers were lost.
const LOST_ORDERS: &str = "lost_orders";
/// Set where the authority does not want to hear which certificate is replaced.
const PLAIN: &str = "plain";
/// After how many failed orders a request that is refused is not offered again by itself.
const UNAUTHORIZED_MAX: i64 = 2;
/// How long after a second failed order the next one is made, in seconds; twice that after each.
const FAILED_PAUSE_SECONDS: u32 = 60;
/// And at most.
const FAILED_PAUSE_SECONDS_MAX: u32 = 6 * 3600;

pub(super) type Attempt = Result<Answer, Ending>;

/// Makes one attempt.
pub(super) fn attempt(acme: &Acme, work: &CertificateWork) -> Answer {
    let session = match acme.session() {
        Ok(session) => session,
        Err(failure) => return Ending::Look(failure).answer(acme, &acme.way, work),
    };
    let attempt = match work.progress.get(ORDER) {
        None => begin(acme, &session, work),
        Some(url) => go_on(acme, &session, work, url),
    };
    attempt.unwrap_or_else(|ending| ending.answer(acme, &session.way, work))
}

/// Makes an order. One that was made without our hearing of it cannot be found, as authorities
/// do not list orders; it expires by itself.
fn begin(acme: &Acme, session: &Session, work: &CertificateWork) -> Attempt {
    let names: Vec<Identifier> = work
        .names
        .iter()
        .map(|name| Identifier::Dns(name.to_lowercase()))
        .collect();
    let replaced = match work.progress.get(PLAIN) {
        Some(_) => None,
        None => work.present.as_ref().and_then(renewal::identifier),
    };
    let plain = || block_on(session.account.new_order(&NewOrder::new(&names)));
    let made = match replaced {
        None => plain(),
        Some(replaced) => {
            let order = NewOrder::new(&names).replaces(replaced);
            match block_on(session.account.new_order(&order)) {
                // Nothing was sent: the authority has no use for it.
                Err(Error::Unsupported(_)) => plain(),
                // It was replaced already, or is another authority's.
                Err(Error::Api(problem))
                    if matches!(kind_of(&problem), "alreadyReplaced" | "malformed" | "") =>
                {
                    let progress = work.progress.clone().with(PLAIN, 1);
                    return Ok(Answer {
                        progress: Some(progress),
                        ..pending(1)
                    });
                }
                made => made,
            }
        }
    };
    let order = changed(made)?;
    let mut progress = work.progress.clone().with(ORDER, order.url());
    progress = progress.with(DIRECTORY, &acme.directory);
    if work.sent_before.is_some() {
        let lost = progress.number(LOST_ORDERS).unwrap_or(0) + 1;
        progress = progress.with(LOST_ORDERS, lost);
    }
    Ok(Answer {
        news: Some(Box::new(news(
            CertificateState::Requested,
            why_before(work),
        ))),
        ..Answer::sent(Outcome::Step(progress))
    })
}

fn go_on(acme: &Acme, session: &Session, work: &CertificateWork, url: &str) -> Attempt {
    if work.progress.get(DIRECTORY) != Some(&acme.directory) {
        return Ok(over(work, ANOTHER.into()));
    }
    let found = block_on(session.account.order(url.to_owned()));
    let mut order = match found.map_err(super::failure::Failure::from) {
        Ok(order) => order,
        // It is gone, or belongs to an account that we had before.
        Err(failure) if failure.is_missing() || failure.is("unauthorized") => {
            return Ok(over(work, FORGOTTEN.into()));
        }
        Err(failure) => return Err(failure.into()),
    };
    match order.state().status {
        OrderStatus::Pending => prove::attempt(acme, session, &mut order, work),
        OrderStatus::Ready => finalize(session, &mut order, work),
        OrderStatus::Processing => Ok(pending(soon(&session.way))),
        OrderStatus::Valid => fetch(session, &mut order, work),
        OrderStatus::Invalid => {
            let reason = match &order.state().error {
                Some(problem) => sentence(problem),
                None => prove::reason(&mut order)?,
            };
            Ok(over(work, reason))
        }
    }
}

/// Hands the customer's request over. Whether it arrived is seen from the state of the order.
fn finalize(session: &Session, order: &mut Order, work: &CertificateWork) -> Attempt {
    let request = request_of(work)?;
    match block_on(order.finalize_csr(&request.der)) {
        Err(Error::Api(problem)) if kind_of(&problem) == "orderNotReady" => Ok(pending(1)),
        Err(Error::Api(problem)) if kind_of(&problem) == "caa" => {
            Ok(over(work, sentence(&problem)))
        }
        // A proof may have expired in between; what is refused again is refused for the request.
        Err(Error::Api(problem))
            if kind_of(&problem) == "unauthorized" && failures(work) < UNAUTHORIZED_MAX =>
        {
            Ok(over(work, sentence(&problem)))
        }
        Err(Error::Api(problem)) if kind_of(&problem) == "unauthorized" => {
            Ok(given_up(sentence(&problem)))
        }
        finalized => {
            changed(finalized)?;
            Ok(match order.state().status {
                OrderStatus::Valid => fetch(session, order, work)?,
                _ => Answer {
                    news: Some(Box::new(CertificateNews::state(CertificateState::Waiting))),
                    sent: true,
                    ..pending(soon(&session.way))
                },
            })
        }
    }
}

fn fetch(session: &Session, order: &mut Order, work: &CertificateWork) -> Attempt {
    let Some(chain) = block_on(order.certificate())? else {
        return Ok(pending(1));
    };
    let found = issued::check(&chain, "", &request_of(work)?, &work.names);
    let certificate = found.map_err(|fault| {
        let text = format!("the certificate that the authority issued cannot be used: {fault}");
        Answer::sent(Outcome::Refused(Fault::new("certificate", text)))
    })?;
    Ok(Answer {
        news: Some(Box::new(CertificateNews {
            // Without an answer it is replaced when we think so.
            suggested: renewal::window(session, &certificate).unwrap_or(None),
            ..CertificateNews::state(CertificateState::Issued)
        })),
        ..Answer::sent(Outcome::Done(Facts {
            certificate: Some(Box::new(certificate)),
            ..Facts::default()
        }))
    })
}

fn request_of(work: &CertificateWork) -> Result<Request, Ending> {
    let read = request::read(&work.request);
    let wrong = |fault| {
        let text = format!("the certificate request of the service cannot be used: {fault}");
        Answer::unsent(Outcome::Refused(Fault::new("value", text))).into()
    };
    read.map_err(wrong)
}

/// The order came to nothing: another one is made, at once the first time.
pub(super) fn over(work: &CertificateWork, reason: Words) -> Answer {
    let failures = failures(work) + 1;
    let doublings = u32::try_from(failures - 2).unwrap_or(0).min(16);
    let pause = match failures {
        1 => 1,
        _ => (FAILED_PAUSE_SECONDS << doublings).min(FAILED_PAUSE_SECONDS_MAX),
    };
    let progress = work.progress.clone().without(ORDER);
    let progress = progress.with(FAILURES, failures);
    let progress = progress
        .with(REASON, &reason.en)
        .with(REASON_RU, &reason.ru);
    Answer {
        progress: Some(progress),
        news: Some(Box::new(news(CertificateState::Waiting, reason))),
        ..pending(pause)
    }
}

/// Why the order before this one came to nothing; empty where there was none.
pub(super) fn why_before(work: &CertificateWork) -> Words {
    let kept = |name: &str| work.progress.get(name).unwrap_or_default();
    Words::new(kept(REASON), kept(REASON_RU))
}

fn failures(work: &CertificateWork) -> i64 {
    work.progress.number(FAILURES).unwrap_or(0)
}
