//! Writing a rule down: which requests, then what.

use super::{Rule, Then};

/// A rule that does not say yet what happens.
#[derive(Debug, Clone)]
#[must_use]
pub struct When(pub(super) Rule);

impl When {
    /// Only where the query or the body has this text.
    pub fn containing(mut self, text: &str) -> Self {
        text.clone_into(&mut self.0.containing);
        self
    }

    /// Not before the n-th such request, counted from one.
    pub fn nth(mut self, nth: u32) -> Self {
        self.0.nth = nth;
        self
    }

    /// That many requests one after the other.
    pub fn times(mut self, times: u32) -> Self {
        self.0.times = times;
        self
    }

    /// Every such request.
    pub fn always(self) -> Self {
        self.times(u32::MAX)
    }

    /// Nothing is done, and this is answered.
    pub fn answer(self, status: u16, body: &str) -> Rule {
        let body = body.to_owned();
        self.then(Then::Answer { status, body })
    }

    /// Nothing is done, and the connection is cut.
    pub fn drop_before_effect(self) -> Rule {
        self.then(Then::Drop)
    }

    /// The work is done, and the answer is lost.
    pub fn drop_after_effect(self) -> Rule {
        self.then(Then::DropAfterEffect)
    }

    /// The work is done, and the answer comes later.
    pub fn delay_ms(self, ms: u64) -> Rule {
        self.then(Then::Delay(ms))
    }

    /// The task of this name never ends; an empty name is the task that the request is about.
    pub fn stuck_task(self, task: &str) -> Rule {
        let task = task.to_owned();
        self.then(Then::StuckTask { task })
    }

    /// The task of this name fails; an empty name is the task that the request is about.
    pub fn failed_task(self, task: &str, message: &str) -> Rule {
        let (task, message) = (task.to_owned(), message.to_owned());
        self.then(Then::FailedTask { task, message })
    }

    /// The list has no rows.
    pub fn empty_list(self) -> Rule {
        self.then(Then::EmptyList)
    }

    /// The answer is as old as the rule.
    pub fn stale(self) -> Rule {
        self.then(Then::Stale)
    }

    fn then(self, then: Then) -> Rule {
        Rule { then, ..self.0 }
    }
}
