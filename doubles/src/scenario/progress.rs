//! How work that takes time comes to its end: by being looked at, or by the clock of the double.

use serde::{Deserialize, Serialize};

/// When work that began is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// When it is looked at for the n-th time.
    Polls(u32),
    /// When the clock of the double has moved by so many seconds.
    Seconds(i64),
}

impl Default for Pace {
    fn default() -> Self {
        Self::Polls(2)
    }
}

/// What becomes of work once it is begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Plan {
    /// It is done.
    #[default]
    Complete,
    /// It never ends.
    Stuck,
    /// It fails with this message.
    Fail(String),
}

/// Where work stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nobody looked yet.
    #[default]
    Created,
    /// It is being done.
    Running,
    /// It is done.
    Complete,
    /// It failed.
    Failed,
}

/// Work that takes time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pace: Pace,
    plan: Plan,
    begun: i64,
    polls: u32,
    stage: Stage,
}

impl Progress {
    /// Work of this name that begins now; what was planned is for it if it has the planned name,
    /// or if none was planned and the request is about this work.
    pub(crate) fn begin(moment: &super::Moment, name: &str, is_asked_for: bool) -> Self {
        let is_planned = if moment.planned.is_empty() {
            is_asked_for
        } else {
            moment.planned == name
        };
        Self {
            pace: moment.pace,
            plan: if is_planned {
                moment.plan.clone()
            } else {
                Plan::Complete
            },
            begun: moment.now,
            polls: 0,
            stage: Stage::Created,
        }
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether nothing more comes of it.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Complete | Stage::Failed)
    }

    /// Why it failed.
    pub fn failure(&self) -> Option<&str> {
        match &self.plan {
            Plan::Fail(message) if self.stage == Stage::Failed => Some(message),
            _ => None,
        }
    }

    /// Looks at it; says whether it ended right now.
    pub(crate) fn look(&mut self, now: i64) -> bool {
        if self.is_over() {
            return false;
        }
        self.polls = self.polls.saturating_add(1);
        let is_time = match self.pace {
            Pace::Polls(polls) => self.polls >= polls,
            Pace::Seconds(seconds) => now - self.begun >= seconds,
        };
        self.stage = match &self.plan {
            Plan::Complete if is_time => Stage::Complete,
            Plan::Fail(_) if is_time => Stage::Failed,
            _ => Stage::Running,
        };
        self.is_over()
    }

    /// Ends it now, whatever was planned.
    pub(crate) fn end(&mut self) {
        self.stage = Stage::Complete;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Moment;
    use super::*;

    fn stages(pace: Pace, plan: Plan, clock: [i64; 4]) -> Vec<Stage> {
        let moment = Moment {
            pace,
            plan,
            ..Moment::default()
        };
        let mut progress = Progress::begin(&moment, "work", true);
        let look = |now| {
            progress.look(now);
            progress.stage()
        };
        clock.into_iter().map(look).collect()
    }

    #[test]
    fn work_ends_by_looks_or_by_the_clock() {
        use Stage::{Complete, Failed, Running};
        let check = |pace, plan, expect: [Stage; 4]| {
            assert_eq!(stages(pace, plan, [0, 5, 10, 15]), expect);
        };
        check(
            Pace::default(),
            Plan::Complete,
            [Running, Complete, Complete, Complete],
        );
        check(
            Pace::Polls(3),
            Plan::Fail("no".into()),
            [Running, Running, Failed, Failed],
        );
        check(
            Pace::Seconds(10),
            Plan::Complete,
            [Running, Running, Complete, Complete],
        );
        check(Pace::Polls(1), Plan::Stuck, [Running; 4]);
    }

    #[test]
    fn a_plan_is_for_the_work_it_names() {
        let check = |planned: &str, name: &str, is_asked_for: bool, expect: Stage| {
            let moment = Moment {
                now: 0,
                pace: Pace::Polls(1),
                plan: Plan::Fail("no".to_owned()),
                planned: planned.to_owned(),
            };
            let mut progress = Progress::begin(&moment, name, is_asked_for);
            progress.look(0);
            assert_eq!(progress.stage(), expect, "{planned} {name}");
        };
        check("", "create", true, Stage::Failed);
        check("", "recipe", false, Stage::Complete);
        check("recipe", "create", true, Stage::Complete);
        check("recipe", "recipe", false, Stage::Failed);
    }
}
