//! Works on one operation as the engine does.

use onsell_domain::certificate::{Contacts, Subject, Validation, ValidationMethod};
use onsell_domain::{
    CertificateState, Fault, IssuedCertificate, OperationKind, Outcome, Progress, ServiceId,
    Timestamp,
};
use onsell_modules::SentBefore;
use onsell_modules::certificate::{CertificateModule, CertificateNews, CertificateWork};
use onsell_x509::{KeyKind, request};
use std::collections::BTreeMap;
use std::time::Duration;

/// Attempts that one operation may take before the test gives it up.
const ATTEMPTS_MAX: usize = 400;
/// How long is waited between two attempts for what a real authority does beside.
const BETWEEN: Duration = Duration::from_millis(3);

/// A customer's request for these names, PEM.
pub fn request(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let subject = Subject {
        common_name: names[0].clone(),
        ..Subject::default()
    };
    let made = request::make(&subject, &names, KeyKind::P256);
    made.expect("a request").request
}

/// An operation on a certificate for these names.
pub fn work(kind: OperationKind, request: &str, names: &[&str]) -> CertificateWork {
    CertificateWork {
        kind,
        service: ServiceId::new(1),
        unique_name: "o1a2b3-1".to_owned(),
        product: String::new(),
        period: None,
        paid_until: None,
        request: request.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        subject: Subject::default(),
        contacts: Contacts::default(),
        method: ValidationMethod::Dns,
        approvers: BTreeMap::new(),
        present: None,
        progress: Progress::default(),
        kept: Progress::default(),
        tries: 1,
        step_seconds: 0,
        sent_before: None,
        now: now(),
    }
}

/// The time of the machine: a real authority has no other.
pub fn now() -> Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().expect("after 1970");
    Timestamp::from_micros(i64::try_from(since.as_micros()).expect("soon enough"))
}

/// What an operation came to.
#[derive(Debug)]
pub struct Run {
    /// The certificate, or why there is none.
    pub end: Result<Option<IssuedCertificate>, Fault>,
    /// What the customer was told, in order.
    pub news: Vec<CertificateNews>,
    /// How long it was told to wait, in order.
    pub pauses: Vec<u32>,
    /// How far it was at the end.
    pub progress: Progress,
}

impl Run {
    /// The certificate of what must have succeeded.
    pub fn issued(&self) -> IssuedCertificate {
        let issued = self.end.as_ref().expect("it succeeds");
        issued.clone().expect("a certificate")
    }

    /// Whether the customer was told a sentence with these words, and another one in Russian.
    pub fn told(&self, words: &str) -> bool {
        let mut told = self.news.iter().map(|news| &news.message);
        told.any(|told| told.en.contains(words) && !told.ru.is_empty() && told.ru != told.en)
    }
}

/// Works on it until it ends. `publishes` sees what the customer is told, each once.
pub fn run(
    module: &dyn CertificateModule,
    work: &CertificateWork,
    publishes: impl FnMut(&Validation),
) -> Run {
    run_for(ATTEMPTS_MAX, module, work, publishes)
        .unwrap_or_else(|run| panic!("no end: {:?}", run.news.last()))
}

/// Works on it for some attempts. What it came to, or how far it is.
pub fn run_for(
    attempts: usize,
    module: &dyn CertificateModule,
    work: &CertificateWork,
    mut publishes: impl FnMut(&Validation),
) -> Result<Run, Box<Run>> {
    let mut work = work.clone();
    let mut run = Run {
        end: Ok(None),
        news: Vec::new(),
        pauses: Vec::new(),
        progress: Progress::default(),
    };
    let mut told: Vec<String> = Vec::new();
    for _ in 0..attempts {
        let answer = module.perform(&work);
        if let Some(progress) = answer.progress {
            work.progress = progress;
        }
        if let Some(news) = answer.news {
            for validation in news.validations.iter().filter(|known| !known.is_valid) {
                if !told.contains(&validation.value) {
                    told.push(validation.value.clone());
                    publishes(validation);
                }
            }
            run.news.push(*news);
        }
        work.tries += 1;
        run.progress = work.progress.clone();
        match answer.outcome {
            Outcome::Done(facts) => {
                run.end = Ok(facts.certificate.map(|certificate| *certificate));
                return Ok(run);
            }
            Outcome::Refused(fault) | Outcome::Denied(fault) => {
                run.end = Err(fault);
                return Ok(run);
            }
            Outcome::Step(progress) => {
                work.progress = progress;
                (work.tries, work.sent_before, work.step_seconds) = (1, None, 0);
            }
            Outcome::Pending { again_seconds } => {
                run.pauses.push(again_seconds);
                work.step_seconds += i64::from(again_seconds);
                std::thread::sleep(BETWEEN);
            }
            Outcome::Unknown(_) => {
                work.sent_before = Some(SentBefore {
                    seconds_ago: 200,
                    is_unanswered: true,
                });
            }
            Outcome::Unreachable(_) => {}
            other => panic!("no authority answers {other:?}"),
        }
    }
    Err(Box::new(run))
}

/// Whether the customer was told of this state at the end.
pub fn last_state(run: &Run) -> Option<CertificateState> {
    run.news.last().map(|news| news.state)
}
