//! Single calls to systems that drive machines, and what a failed one says about an operation.

use super::{CheckFault, ServerWork};
use crate::{Answer, TransportError};
use onsell_domain::{Fault, Outcome, Progress};
use serde_json::Value;

/// After how many failures of one step nothing is tried by itself any more.
const FAILURES_MAX: i64 = 3;

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It refuses our credentials or rights.
    Denied(Fault),
    /// It certainly did not receive the call, or says that it cannot take it now.
    NotSent(Fault),
    /// It may have received the call; there is no readable answer.
    Lost(Fault),
    /// What the call is about does not exist.
    Missing(Fault),
    /// No, in its own words.
    Refused(Fault),
}

/// What one call gave.
pub(crate) type Called<T> = Result<T, Failure>;

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NotSent(text) => Self::NotSent(Fault::new("connection", text)),
            TransportError::Lost(text) => Self::lost(text),
        }
    }
}

impl Failure {
    /// An answer that cannot be used.
    pub fn lost(text: impl Into<String>) -> Self {
        Self::Lost(Fault::new("connection", text))
    }

    fn fault(self) -> Fault {
        match self {
            Self::Denied(fault)
            | Self::NotSent(fault)
            | Self::Lost(fault)
            | Self::Missing(fault)
            | Self::Refused(fault) => fault,
        }
    }
}

impl From<Failure> for CheckFault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Denied(fault) => Self::Denied(fault),
            other => Self::Unreachable(other.fault()),
        }
    }
}

/// What ends an attempt early. `?` on a [`Failure`] is a look-up that failed.
pub(crate) enum Stop {
    /// A question that changes nothing failed.
    Look(Failure),
    /// A request that changes something failed.
    Change(Failure),
    /// The answer is known.
    Told(Box<Answer>),
}

impl From<Answer> for Stop {
    fn from(answer: Answer) -> Self {
        Self::Told(Box::new(answer))
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Look(failure)
    }
}

/// One attempt, on its way.
pub(crate) type Attempt = Result<Answer, Stop>;

/// A request that changes something: what its failure says of the operation is another thing.
pub(crate) fn changed<T>(called: Called<T>) -> Result<T, Stop> {
    called.map_err(Stop::Change)
}

/// What is known after the attempt.
pub(crate) fn answer(attempt: Attempt) -> Answer {
    match attempt {
        Ok(answer) => answer,
        Err(Stop::Told(answer)) => *answer,
        Err(Stop::Look(failure)) => Answer::unsent(match failure {
            Failure::Denied(fault) => Outcome::Denied(fault),
            // Nothing was asked for, so that nothing is refused either: it is looked at again.
            other => Outcome::Unreachable(other.fault()),
        }),
        Err(Stop::Change(failure)) => match failure {
            Failure::Denied(fault) => Answer::unsent(Outcome::Denied(fault)),
            Failure::NotSent(fault) => Answer::unsent(Outcome::Unreachable(fault)),
            Failure::Lost(fault) => Answer::sent(Outcome::Unknown(fault)),
            Failure::Missing(fault) | Failure::Refused(fault) => {
                Answer::sent(Outcome::Refused(fault))
            }
        },
    }
}

/// No, for a reason that was found here before anything was sent.
pub(crate) fn refused(kind: &str, text: impl Into<String>) -> Stop {
    Answer::unsent(Outcome::Refused(Fault::new(kind, text))).into()
}

/// Still being worked on there; asked again soon, and told when it takes longer than it ever
/// should.
pub(crate) fn pending(work: &ServerWork, what: &str, seconds_max: i64) -> Attempt {
    /// How soon it is looked at again, in seconds: sooner at first.
    const AGAIN_SECONDS_MAX: i64 = 15;
    if work.step_seconds > seconds_max {
        let minutes = work.step_seconds / 60;
        let text = format!(
            "{what} has not come to an end for {minutes} minutes. Look at it there; when it has \
             ended, press Start"
        );
        return Err(refused("timeout", text));
    }
    let again = (work.step_seconds / 4).clamp(1, AGAIN_SECONDS_MAX);
    Ok(Answer::unsent(Outcome::Pending {
        again_seconds: u32::try_from(again).unwrap_or(1),
    }))
}

/// What was begun failed there: it is told, and begun anew by the next try. What is forgotten
/// beside the task says that something was begun.
pub(crate) fn failed(work: &ServerWork, text: impl Into<String>, forgotten: &[&str]) -> Stop {
    let failures = work.progress.number("failures").unwrap_or(0) + 1;
    let names = ["task", "task_name"].iter().chain(forgotten);
    let progress = names.fold(work.progress.clone(), |known, name| known.without(name));
    let fault = Fault::new("failed", text);
    let answer = Answer {
        progress: Some(progress.with("failures", failures)),
        ..Answer::sent(Outcome::Refused(fault))
    };
    answer.into()
}

/// Whether what failed may be begun anew: some times by itself, and whenever a person says so.
pub(crate) fn may_begin(work: &ServerWork) -> Result<(), Stop> {
    let failures = work.progress.number("failures").unwrap_or(0);
    if failures < FAILURES_MAX || work.tries <= 1 {
        return Ok(());
    }
    let text = format!(
        "it failed {failures} times there and is not begun again by itself. Look at the reason \
         there, then press Start"
    );
    Err(refused("failed", text))
}

/// A step is done, and something was sent in it.
pub(crate) fn step(progress: Progress) -> Answer {
    Answer::sent(Outcome::Step(progress))
}

/// A text under a name, whether it is written as one or as a number; empty where there is none.
pub(crate) fn text_of(value: &Value, name: &str) -> String {
    match &value[name] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_told_by_what_may_have_left() {
        let fault = || Fault::new("x", "y");
        let look = |failure| {
            let answer = answer(Err(Stop::Look(failure)));
            (answer.outcome, answer.sent)
        };
        let change = |failure| {
            let answer = answer(Err(Stop::Change(failure)));
            (answer.outcome, answer.sent)
        };
        let unreachable = (Outcome::Unreachable(fault()), false);
        assert_eq!(
            look(Failure::Denied(fault())),
            (Outcome::Denied(fault()), false)
        );
        assert_eq!(look(Failure::Lost(fault())), unreachable);
        assert_eq!(look(Failure::Refused(fault())), unreachable);
        assert_eq!(
            change(Failure::Denied(fault())),
            (Outcome::Denied(fault()), false)
        );
        assert_eq!(change(Failure::NotSent(fault())), unreachable);
        assert_eq!(
            change(Failure::Lost(fault())),
            (Outcome::Unknown(fault()), true)
        );
        assert_eq!(
            change(Failure::Missing(fault())),
            (Outcome::Refused(fault()), true)
        );
    }
}
