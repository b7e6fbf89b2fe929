//! How an attempt ends that does not simply go on: what a failed request says about the
//! operation.

use super::failure::{Failure, account_sentence, kind_of, sentence};
use super::{Acme, Way};
use crate::certificate::{CertificateNews, CertificateWork};
use crate::{Answer, TransportError};
use instant_acme::Problem;
use onsell_domain::{CertificateState, Fault, Outcome, Words};

/// How soon the authority is asked again about what takes it moments, in seconds.
pub(super) const SOON_SECONDS: u32 = 2;
/// How soon after it said that it takes no more, where it does not say when.
const LIMITED_SECONDS: i64 = 3600;
/// The longest that is waited, whatever it says.
const PAUSE_SECONDS_MAX: i64 = 24 * 3600;
/// How soon a name that it refuses is offered again: its owner may come to terms with it.
const REFUSED_SECONDS: u32 = 6 * 3600;

/// What ends an attempt. `?` on a [`Failure`] is a question that failed.
pub(super) enum Ending {
    /// A question that changes nothing failed.
    Look(Failure),
    /// A request that changes something failed.
    Change(Failure),
    /// The answer is known.
    Told(Box<Answer>),
}

impl From<Failure> for Ending {
    fn from(failure: Failure) -> Self {
        Self::Look(failure)
    }
}

impl From<instant_acme::Error> for Ending {
    fn from(error: instant_acme::Error) -> Self {
        Self::Look(error.into())
    }
}

impl From<Answer> for Ending {
    fn from(answer: Answer) -> Self {
        Self::Told(Box::new(answer))
    }
}

/// A request that changes something: what its failure says of the operation is another thing.
pub(super) fn changed<T>(called: Result<T, instant_acme::Error>) -> Result<T, Ending> {
    called.map_err(|error| Ending::Change(error.into()))
}

/// How far it is, with a sentence for the customer.
pub(super) fn news(state: CertificateState, message: Words) -> CertificateNews {
    CertificateNews {
        message,
        ..CertificateNews::state(state)
    }
}

/// Still under way over there.
pub(super) fn pending(again_seconds: u32) -> Answer {
    Answer::unsent(Outcome::Pending { again_seconds })
}

/// How soon it is asked again: when it says so, and moments later where it does not.
pub(super) fn soon(way: &Way) -> u32 {
    let pause = way.pause().unwrap_or(0);
    let pause = pause.clamp(i64::from(SOON_SECONDS), PAUSE_SECONDS_MAX);
    u32::try_from(pause).unwrap_or(SOON_SECONDS)
}

impl Ending {
    /// What is known after the attempt.
    pub fn answer(self, acme: &Acme, way: &Way, work: &CertificateWork) -> Answer {
        let (failure, is_change) = match self {
            Self::Told(answer) => return *answer,
            Self::Look(failure) => (failure, false),
            Self::Change(failure) => (failure, true),
        };
        let lost = |text: String| {
            let fault = Fault::new("connection", text);
            if is_change {
                Answer::sent(Outcome::Unknown(fault))
            } else {
                // Nothing was asked for: it is looked at again.
                Answer::unsent(Outcome::Unreachable(fault))
            }
        };
        match failure {
            Failure::Denied(text) => denied(text),
            Failure::Network(TransportError::NotSent(text)) => {
                Answer::unsent(Outcome::Unreachable(Fault::new("connection", text)))
            }
            Failure::Network(TransportError::Lost(text)) | Failure::Unreadable(text) => lost(text),
            Failure::Problem(problem) => match kind_of(&problem) {
                "serverInternal" => lost(sentence(&problem).en),
                _ => refused(&problem, acme, way, work),
            },
        }
    }
}

fn denied(text: String) -> Answer {
    Answer::unsent(Outcome::Denied(Fault::new("auth", text)))
}

/// What the authority refused, it did not do.
fn refused(problem: &Problem, acme: &Acme, way: &Way, work: &CertificateWork) -> Answer {
    let words = sentence(problem);
    match kind_of(problem) {
        // A request is good with a fresh number; how often is seen from how long it lasts.
        "badNonce" => pending(slower(work)),
        "accountDoesNotExist" => {
            acme.forget_account();
            pending(slower(work))
        }
        "rateLimited" => {
            let pause = way.pause().unwrap_or(LIMITED_SECONDS);
            let pause = pause.clamp(i64::from(SOON_SECONDS), PAUSE_SECONDS_MAX);
            Answer {
                news: Some(Box::new(news(CertificateState::Waiting, words))),
                ..pending(u32::try_from(pause).unwrap_or(u32::MAX))
            }
        }
        "unauthorized" | "userActionRequired" | "externalAccountRequired" => {
            denied(account_sentence(problem))
        }
        // Its owner may do something about a name, we cannot.
        "rejectedIdentifier" | "unsupportedIdentifier" | "caa" | "dns" | "connection" => Answer {
            news: Some(Box::new(news(CertificateState::Failed, words))),
            ..pending(REFUSED_SECONDS)
        },
        _ => given_up(words),
    }
}

/// No, and the customer is told why.
pub(super) fn given_up(words: Words) -> Answer {
    let fault = Fault::new("refused", words.en.clone());
    Answer {
        news: Some(Box::new(news(CertificateState::Failed, words))),
        ..Answer::sent(Outcome::Refused(fault))
    }
}

/// Moments at first, minutes when it has lasted for an hour.
fn slower(work: &CertificateWork) -> u32 {
    let pause = (work.step_seconds / 10).clamp(1, 600);
    u32::try_from(pause).unwrap_or(1)
}
