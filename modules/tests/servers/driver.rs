//! Works on one operation as the engine does, with an accident where a test wants one.

use onsell_domain::{Facts, Fault, OperationKind, Outcome, Progress, Secret, ServiceId};
use onsell_modules::Connection;
use onsell_modules::server::{self, ServerModule, ServerWork};
use onsell_modules::{HttpTransport, ModuleKind, SentBefore};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Attempts that one operation may take before the test gives it up.
const ATTEMPTS_MAX: u32 = 300;

/// What an operation came to.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// It succeeded.
    Done(Box<Facts>),
    /// It was refused.
    Refused(Fault),
    /// The credentials were refused.
    Denied(Fault),
}

impl End {
    /// The facts of what must have succeeded.
    pub fn done(self) -> Facts {
        match self {
            Self::Done(facts) => *facts,
            other => panic!("not done: {other:?}"),
        }
    }

    /// The refusal of what must have been refused.
    pub fn refused(self) -> Fault {
        match self {
            Self::Refused(fault) => fault,
            other => panic!("not refused: {other:?}"),
        }
    }
}

/// A module at this place.
pub fn connect(
    kind: ModuleKind,
    url: &str,
    (user, password): (&str, &str),
    settings: &[(&str, &str)],
) -> Arc<dyn ServerModule> {
    let connection = Connection {
        url: url.to_owned(),
        username: user.to_owned(),
        password: Secret::from(password),
        settings: settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    };
    let transport = Arc::new(HttpTransport::new("suite"));
    server::connect(kind, &connection, transport).expect("the connection can be right")
}

/// An operation on a service of this name.
pub fn work(kind: OperationKind, name: &str) -> ServerWork {
    ServerWork {
        kind,
        service: ServiceId::new(1),
        machine_name: name.to_owned(),
        machine: None,
        owner: "vm1@example.com".to_owned(),
        domain: format!("{name}.example.com"),
        template: String::new(),
        recipe: None,
        password: Secret::default(),
        preset: String::new(),
        resources: BTreeMap::new(),
        ip: String::new(),
        runs: true,
        progress: Progress::default(),
        tries: 1,
        step_seconds: 0,
        sent_before: None,
    }
}

/// Works on it until it ends; returns how many attempts that took as well.
pub fn run(module: &dyn ServerModule, work: &ServerWork) -> End {
    run_with(module, work, |_| false).0
}

/// Works on it until it ends. The process dies after each attempt for which `dies` says so, before
/// its answer is kept.
pub fn run_with(
    module: &dyn ServerModule,
    work: &ServerWork,
    dies: impl Fn(u32) -> bool,
) -> (End, u32) {
    let mut work = work.clone();
    let lost = Some(SentBefore {
        seconds_ago: 200,
        is_unanswered: true,
    });
    for attempt in 1..=ATTEMPTS_MAX {
        let answer = module.perform(&work);
        if dies(attempt) {
            work.sent_before = lost;
            continue;
        }
        if let Some(progress) = answer.progress {
            work.progress = progress;
        }
        work.tries += 1;
        match answer.outcome {
            Outcome::Done(facts) => return (End::Done(Box::new(facts)), attempt),
            Outcome::Refused(fault) => return (End::Refused(fault), attempt),
            Outcome::Denied(fault) => return (End::Denied(fault), attempt),
            Outcome::Step(progress) => {
                work.progress = progress;
                (work.tries, work.sent_before, work.step_seconds) = (1, None, 0);
            }
            Outcome::Pending { again_seconds } => work.step_seconds += i64::from(again_seconds),
            Outcome::Unreachable(_) => {}
            Outcome::Unknown(_) => work.sent_before = lost,
            other => panic!("{other:?}"),
        }
    }
    panic!("{:?} does not end: {:?}", work.kind, work.progress);
}

/// Works on it once for each attempt that it takes, and dies after that one; `check` is called
/// after each time. A fresh name each time keeps them apart.
pub fn with_every_crash(
    module: &dyn ServerModule,
    make: impl Fn(&str) -> ServerWork,
    check: impl Fn(&str, End),
) {
    let mut crash = 1;
    loop {
        let name = format!("crash-{crash}");
        let (end, attempts) = run_with(module, &make(&name), |attempt| attempt == crash);
        check(&name, end);
        if crash >= attempts {
            return;
        }
        crash += 1;
    }
}
