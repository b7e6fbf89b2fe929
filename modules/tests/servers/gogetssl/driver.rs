//! Works on one operation of a certificate as the engine does.

use onsell_domain::{Fault, IssuedCertificate, Outcome};
use onsell_modules::SentBefore;
use onsell_modules::certificate::{CertificateModule, CertificateNews, CertificateWork};

/// Attempts that one operation may take before the test gives it up.
const ATTEMPTS_MAX: u32 = 60;

/// What an operation came to.
#[derive(Debug)]
pub enum End {
    /// It succeeded; with a certificate or without.
    Done(Option<Box<IssuedCertificate>>),
    /// It was refused.
    Refused(Fault),
    /// The credentials were refused.
    Denied,
    /// It would have waited for so many seconds.
    Waits(u32),
}

/// An operation after it was worked on.
pub struct Worked {
    pub end: End,
    /// As it was after the last attempt.
    pub work: CertificateWork,
    /// What was last learned.
    pub news: Option<CertificateNews>,
    pub attempts: u32,
}

impl Worked {
    /// The certificate of what must have succeeded.
    pub fn certificate(&self) -> IssuedCertificate {
        match &self.end {
            End::Done(Some(certificate)) => *certificate.clone(),
            other => panic!("no certificate: {other:?}"),
        }
    }

    /// The refusal of what must have been refused.
    pub fn refused(&self) -> &Fault {
        match &self.end {
            End::Refused(fault) => fault,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// The next operation on the same service, which holds this certificate.
    pub fn next(&self) -> CertificateWork {
        let work = self.work.clone();
        CertificateWork {
            present: Some(self.certificate()),
            progress: onsell_domain::Progress::default(),
            sent_before: None,
            tries: 1,
            step_seconds: 0,
            ..work
        }
    }
}

/// Works on it until it ends.
pub fn run(module: &dyn CertificateModule, work: &CertificateWork) -> Worked {
    run_with(module, work, |_| false, ATTEMPTS_MAX)
}

/// Works on it until it ends or has taken that many attempts. The process dies after each attempt
/// for which `dies` says so, before its answer is kept.
pub fn run_with(
    module: &dyn CertificateModule,
    work: &CertificateWork,
    dies: impl Fn(u32) -> bool,
    attempts_max: u32,
) -> Worked {
    let mut worked = Worked {
        end: End::Waits(0),
        work: work.clone(),
        news: None,
        attempts: 0,
    };
    let lost = Some(SentBefore {
        seconds_ago: 200,
        is_unanswered: true,
    });
    while worked.attempts < attempts_max {
        worked.attempts += 1;
        let answer = module.perform(&worked.work);
        let work = &mut worked.work;
        if dies(worked.attempts) {
            work.sent_before = lost;
            continue;
        }
        if let Some(news) = answer.news {
            if !news.kept.is_empty() {
                work.kept = news.kept.clone();
            }
            worked.news = Some(*news);
        }
        work.tries += 1;
        worked.end = match answer.outcome {
            Outcome::Done(facts) => End::Done(facts.certificate),
            Outcome::Refused(fault) => End::Refused(fault),
            Outcome::Denied(_) => End::Denied,
            Outcome::Step(progress) => {
                work.progress = progress;
                (work.tries, work.sent_before, work.step_seconds) = (1, None, 0);
                continue;
            }
            Outcome::Pending { again_seconds } => {
                work.step_seconds += i64::from(again_seconds);
                worked.end = End::Waits(again_seconds);
                continue;
            }
            Outcome::Unreachable(_) => continue,
            Outcome::Unknown(_) => {
                work.sent_before = lost;
                continue;
            }
            other => panic!("{other:?}"),
        };
        return worked;
    }
    worked
}
