//! What follows from an outcome: the table of the design's section 4, as one match.
//!
//! Deliberately absent: time (pauses are returned in seconds), the service, money and events. The
//! engine carries a conclusion out in one transaction and decides nothing itself.
//!
//! [`View::state`] is the state in which the question was asked: `Running` for a send, `Unknown`
//! for a look-up, `Waiting` for a read of the service; an outcome that comes late meets whatever
//! state the operation has by then. That is why the match knows all of them.

use super::{Fault, Handling, OperationKind, Outcome, State};

/// How many times an operation is tried before a person is asked (semantics 4.4).
pub const TRIES_MAX: u32 = 10;
/// The pause after an ordinary module failed, in seconds (semantics 4.4).
pub const FAILED_PAUSE_SECONDS: u32 = 5 * 60;
/// The first pause after the other side was not reached, in seconds; doubled with each try.
pub const UNREACHABLE_PAUSE_SECONDS_FIRST: u32 = 10;
/// The first pause before looking up what became of a lost request, in seconds; then doubled.
pub const LOOK_UP_PAUSE_SECONDS_FIRST: u32 = 2;
/// No pause is longer than this, in seconds.
pub const PAUSE_SECONDS_MAX: u32 = 15 * 60;

/// What the decision depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// What is to be done. A change of tariff that is refused is rolled back; no other rule asks.
    pub kind: OperationKind,
    /// Whether whoever began it finds another way when it is refused, so that it is given up as a
    /// change of tariff is: the move of a bundled license to another address.
    pub has_another_way: bool,
    /// What kind of system does the work.
    pub handling: Handling,
    /// How far the operation is.
    pub state: State,
    /// How many attempts were begun since the last Start, this one included.
    pub attempt: u32,
}

/// What is to be written down together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// The new state, often the old one.
    pub state: State,
    /// In how many seconds a worker takes it up again; `None` is "not by itself".
    pub due_in: Option<u32>,
    /// What happens to the operation's task.
    pub task: TaskChange,
    /// The error to show on the operation; `None` when what was shown before is out of date.
    pub show: Option<Fault>,
    /// What happens to the module.
    pub module: ModuleChange,
    /// Whether the operation completes now; true at most once in an operation's life.
    pub complete: bool,
}

/// What happens to the task of an operation. Each may be carried out twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskChange {
    /// It stays as it is.
    None,
    /// A task says that the order was placed and the provider is awaited.
    Link,
    /// The task, if there is one, is closed.
    Close,
    /// A task asks a person to do the work, unless there is one already.
    Create,
}

/// What happens to the processing module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModuleChange {
    /// It goes on.
    Keep,
    /// It is stopped, and that is reported once if it was running.
    Stop,
}

/// The outcome does not fit the operation: a defect of the caller, to be logged, nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An answer other than success came to an operation that was never sent.
    #[error("an answer to the operation {} that was never sent", .0.name())]
    NeverAsked(OperationKind),
}

/// What follows from an outcome. Reads from the top to the bottom; the first line that fits holds.
#[expect(
    clippy::match_same_arms,
    reason = "the order of the lines is the documentation; equal conclusions have different causes"
)]
pub fn conclude(operation: &View, outcome: &Outcome) -> Result<Conclusion, Refused> {
    use Handling::{Ordinary, Resold};
    use Outcome as O;
    use State::{Attention, Cancelled, Done, Held, Ready, Running, Unknown, Waiting};

    let View {
        kind,
        has_another_way,
        handling,
        state,
        attempt,
    } = *operation;
    let tries_left = attempt < TRIES_MAX;
    let is_tariff = kind == OperationKind::ChangeTariff || has_another_way;
    let look_up_pause = growing(LOOK_UP_PAUSE_SECONDS_FIRST, attempt);
    let unreachable_pause = growing(UNREACHABLE_PAUSE_SECONDS_FIRST, attempt);

    Ok(match (outcome, state, handling) {
        // What is finished stays so; a late outcome changes nothing.
        (_, Done | Cancelled, _) => to(state),
        // Success completes from anywhere, however late it comes.
        (O::Done(_), ..) => Conclusion {
            complete: true,
            task: TaskChange::Close,
            ..to(Done)
        },
        // Only success can come, by an event, to what was never sent.
        _ if attempt == 0 => return Err(Refused::NeverAsked(kind)),

        // A step of several is done: the next one is begun at once, unless somebody else has it.
        (O::Step(_), Waiting | Held | Attention, _) => to(state),
        (O::Step(_), Ready | Running | Unknown, _) => Conclusion {
            due_in: Some(0),
            ..to(Ready)
        },

        // The seller has the order: manual, with a task that says so. It will tell by an event.
        (O::Accepted { .. }, _, Resold) => to(Waiting).task(TaskChange::Link),
        // Whatever takes ordinary work without doing it at once is a person.
        (O::Accepted { .. }, _, Ordinary) => to(Waiting).task(TaskChange::Create),

        // A person has it: no failure takes it away again.
        (O::Denied(fault), Waiting, Ordinary) => to(Waiting).show(fault).stop_module(),
        (
            O::NoFunds(fault) | O::Refused(fault) | O::Unreachable(fault) | O::Unknown(fault),
            Waiting,
            Ordinary,
        ) => to(Waiting).show(fault),
        (O::Pending { .. }, Waiting, Ordinary) => to(Waiting),

        // Still being worked on. What a seller received is looked up, never just sent again.
        (O::Pending { again_seconds }, Waiting, Resold) => to(Waiting).due(*again_seconds),
        (O::Pending { again_seconds }, Unknown, _) | (O::Pending { again_seconds }, _, Resold) => {
            to(Unknown).due(*again_seconds)
        }
        (O::Pending { again_seconds }, _, Ordinary) => to(Ready).due(*again_seconds),

        // Sent, no answer: known better when the seller has it; else looked up before all else.
        (O::Unknown(fault), Waiting, Resold) => to(Waiting).due(look_up_pause).show(fault),
        (O::Unknown(fault), _, Ordinary) if !tries_left => with_a_person(fault),
        (O::Unknown(fault), Unknown, _) => to(Unknown).due(look_up_pause).show(fault),
        (O::Unknown(fault), ..) => to(Unknown).due(LOOK_UP_PAUSE_SECONDS_FIRST).show(fault),

        // It stands already: a late failure neither starts it nor hides why it stands.
        (O::Denied(fault), Held | Attention, _) => to(state).show(fault).stop_module(),
        (O::NoFunds(fault) | O::Refused(fault) | O::Unreachable(fault), Held | Attention, _) => {
            to(state).show(fault)
        }

        // Wrong credentials: the module stops, and what it has in hand stands until it works.
        // A look-up and a read only wait: that a request may have arrived is not forgotten.
        (O::Denied(fault), Unknown | Waiting, _) => {
            to(state).due(PAUSE_SECONDS_MAX).show(fault).stop_module()
        }
        (O::Denied(fault), Ready | Running, _) => to(Held).show(fault).stop_module(),

        // The seller wants money first: no task; resumed when the balance suffices.
        (O::NoFunds(fault), Waiting, _) => to(Held).show(fault).task(TaskChange::Close),
        (O::NoFunds(fault), Ready | Running | Unknown, _) => to(Held).show(fault),

        // A change of tariff that is refused is rolled back: all is as it was. What a look-up could
        // not tell is not refused: it may have happened.
        (O::Refused(fault), Waiting, _) if is_tariff => {
            to(Cancelled).show(fault).task(TaskChange::Close)
        }
        (O::Refused(fault), Ready | Running, _) if is_tariff => to(Cancelled).show(fault),

        // The seller said no: its words are shown, no task; Start repeats.
        (O::Refused(fault), Waiting, _) => to(Attention).show(fault).task(TaskChange::Close),
        (O::Refused(fault), _, Resold) => to(Attention).show(fault),
        // An ordinary failure: again in five minutes, after the last try by a person.
        (O::Refused(fault), _, Ordinary) if tries_left => {
            to(Ready).due(FAILED_PAUSE_SECONDS).show(fault)
        }
        (O::Refused(fault), _, Ordinary) => with_a_person(fault),

        // Certainly not received, so what was known before is still true.
        (O::Unreachable(fault), Waiting, _) => to(Waiting).due(unreachable_pause).show(fault),
        (O::Unreachable(fault), Unknown, Ordinary) if !tries_left => with_a_person(fault),
        (O::Unreachable(fault), Unknown, _) => to(Unknown).due(unreachable_pause).show(fault),
        (O::Unreachable(fault), ..) if tries_left => to(Ready).due(unreachable_pause).show(fault),
        (O::Unreachable(fault), _, Resold) => to(Attention).show(fault),
        (O::Unreachable(fault), _, Ordinary) => with_a_person(fault),
    })
}

fn to(state: State) -> Conclusion {
    Conclusion {
        state,
        due_in: None,
        task: TaskChange::None,
        show: None,
        module: ModuleChange::Keep,
        complete: false,
    }
}

fn with_a_person(fault: &Fault) -> Conclusion {
    to(State::Waiting).show(fault).task(TaskChange::Create)
}

impl Conclusion {
    /// At least a second, so that no answer makes a worker spin, and never longer than the longest
    /// pause, so that no answer puts an operation to sleep for good.
    fn due(self, seconds: u32) -> Self {
        Self {
            due_in: Some(seconds.clamp(1, PAUSE_SECONDS_MAX)),
            ..self
        }
    }

    fn show(self, fault: &Fault) -> Self {
        Self {
            show: Some(fault.clone()),
            ..self
        }
    }

    fn task(self, task: TaskChange) -> Self {
        Self { task, ..self }
    }

    fn stop_module(self) -> Self {
        Self {
            module: ModuleChange::Stop,
            ..self
        }
    }
}

/// The pause after the given attempt: the first one, doubled with every attempt since.
fn growing(first_seconds: u32, attempt: u32) -> u32 {
    let doublings = attempt.saturating_sub(1);
    first_seconds
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(PAUSE_SECONDS_MAX)
}

#[cfg(test)]
mod tests;
