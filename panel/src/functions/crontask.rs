//! `crontask`: a job by its name, as the documented lines of the scheduler call it (semantics 8).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::done;
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_engine::{Engine, Result, balance, check_event};
use onsell_wire::{Document, Fault, Node};

/// `crontask action=NAME`. Whatever has its own clock here may be called by another as well:
/// running twice harms nothing.
pub(super) struct CronTask;

/// The jobs that may be called.
#[derive(Debug, Clone, Copy)]
pub(super) enum Job {
    /// `processing.checkbalance`.
    CheckBalance,
    /// `checkevent`.
    CheckEvent,
}

impl Job {
    const ALL: [Self; 2] = [Self::CheckBalance, Self::CheckEvent];

    fn name(self) -> &'static str {
        match self {
            Self::CheckBalance => "processing.checkbalance",
            Self::CheckEvent => "checkevent",
        }
    }
}

impl Function for CronTask {
    type Caller = Staff;
    type Input = Job;
    /// What did not work.
    type Output = Vec<String>;

    const DECLARATION: Declaration = Declaration {
        name: "crontask",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Run a job now", "Выполнить задание планировщика"),
        parameters: &[Parameter::required(
            "action",
            ParameterKind::Text,
            Text::new(
                "Job: processing.checkbalance or checkevent",
                "Задание: processing.checkbalance или checkevent",
            ),
        )],
    };

    fn parse(ask: &Ask) -> std::result::Result<Job, Fault> {
        let name = ask.params.text("action").unwrap_or_default();
        let job = Job::ALL.into_iter().find(|job| job.name() == name);
        job.ok_or_else(|| Fault::value("action", name))
    }

    fn body(_: &Job) -> Body<Self> {
        Body::Outside(|engine, _, job| run(engine, *job))
    }

    fn render(problems: &Vec<String>, ask: &Ask) -> Document {
        let mut document = done(ask);
        for problem in problems {
            document.push(Node::leaf("problem", problem.clone()));
        }
        document
    }
}

fn run(engine: &Engine, job: Job) -> Result<Vec<String>> {
    match job {
        Job::CheckBalance => Ok(balance::check(engine, None)?.problems),
        Job::CheckEvent => Ok(check_event::check_all(engine)?.problems),
    }
}
