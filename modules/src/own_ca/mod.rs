//! The module `ownca`: an authority of our own, for closed networks and for tests.
//!
//! It issues at once, without asking anybody: the names were proven by being below a suffix that
//! the administrator gave it. Its key is the module's password (PEM), its certificate a setting;
//! both are made when the module is added without them. Nothing is sent, so that nothing can be
//! sent twice; a certificate of an attempt that was lost is known to nobody, and its key is not
//! ours.

mod settings;
#[cfg(test)]
mod tests;

pub(crate) use settings::SETTINGS;

use crate::certificate::{CertificateModule, CertificateNews, CertificateWork};
use crate::{Answer, CheckFault, Connection};
use onsell_domain::certificate::SECONDS_PER_DAY;
use onsell_domain::{
    CertificateState, Facts, Fault, IssuedCertificate, OperationKind, Outcome, Secret, Timestamp,
    Words, Zone,
};
use onsell_x509::authority::Serial;
use onsell_x509::{Authority, AuthorityFault, request};
use settings::Rules;
use std::sync::Arc;

/// How long a root that we make is valid, in years.
const ROOT_YEARS: u16 = 20;
/// How much earlier than now a certificate begins, in seconds: clocks of servers are late.
const EARLIER_SECONDS: i64 = 300;

/// An authority and what it may issue.
struct OwnCa {
    authority: Authority,
    rules: Rules,
}

/// The authority of this module; nothing is asked.
pub(crate) fn connect(connection: &Connection) -> Result<Arc<dyn CertificateModule>, CheckFault> {
    let rules = Rules::read(connection)?;
    let certificate = connection.setting(SETTINGS, settings::CERTIFICATE);
    let authority = Authority::read(&certificate, &connection.password);
    let authority = authority.map_err(|fault| settings::wrong(fault.to_string()))?;
    Ok(Arc::new(OwnCa { authority, rules }))
}

/// Makes an authority for a module that is added without one, under a name that people will read in
/// their certificates. Whoever brought a key or a certificate gets what he brought.
///
/// # Errors
/// Where there is no randomness, or the name cannot stand in a certificate.
pub fn found(connection: &mut Connection, name: &str, now: Timestamp) -> Result<(), CheckFault> {
    let certificate = connection.setting(SETTINGS, settings::CERTIFICATE);
    if !certificate.is_empty() || !connection.password.is_empty() {
        return Ok(());
    }
    let made = Authority::make(name, ROOT_YEARS, now);
    let made = made.map_err(|fault| settings::wrong(fault.to_string()))?;
    connection.password = Secret::clone(&made.key);
    let name = settings::CERTIFICATE.to_owned();
    connection
        .settings
        .insert(name, made.certificate.pem.replace('\n', " "));
    Ok(())
}

impl CertificateModule for OwnCa {
    fn check(&self) -> Result<String, CheckFault> {
        let certificate = &self.authority.certificate;
        let until = certificate.not_after.date_in(&Zone::default());
        Ok(format!("{} (until {until})", certificate.subject))
    }

    fn perform(&self, work: &CertificateWork) -> Answer {
        match work.kind {
            OperationKind::Open | OperationKind::Reissue => self.open(work),
            // Nobody asks us for a list of what was revoked, so that to note it is all there is.
            OperationKind::Close => Answer {
                news: Some(Box::new(CertificateNews {
                    is_revoked: true,
                    ..CertificateNews::state(CertificateState::Issued)
                })),
                ..Answer::unsent(Outcome::Done(Facts::default()))
            },
            _ => Answer::unsent(Outcome::Done(Facts::default())),
        }
    }
}

impl OwnCa {
    fn open(&self, work: &CertificateWork) -> Answer {
        if let Some(name) = self.rules.refused(&work.names) {
            let text = Words::new(
                format!("This authority issues nothing for {name}"),
                format!("Этот центр сертификации не выпускает сертификаты для {name}"),
            );
            return Answer {
                news: Some(Box::new(CertificateNews {
                    message: text.clone(),
                    ..CertificateNews::state(CertificateState::Failed)
                })),
                ..refused(text.en)
            };
        }
        match self.issue(work) {
            Ok(issued) => Answer::unsent(Outcome::Done(Facts {
                certificate: Some(Box::new(issued)),
                ..Facts::default()
            })),
            Err(text) => refused(text),
        }
    }

    fn issue(&self, work: &CertificateWork) -> Result<IssuedCertificate, String> {
        let request = request::read(&work.request).map_err(|fault| fault.to_string())?;
        let not_before = work.now.plus_seconds(-EARLIER_SECONDS);
        let until = self.until(work);
        if until <= work.now {
            return Err("The certificate of the authority itself has run out".to_owned());
        }
        // Another one each time, and none that another service could have.
        let known = format!(
            "{} {} {}",
            work.unique_name,
            request.key.fingerprint,
            work.now.micros()
        );
        let serial = Serial::of(&known);
        let issued = self
            .authority
            .issue(&request, &work.names, not_before, until, serial);
        issued.map_err(|fault: AuthorityFault| fault.to_string())
    }

    /// Until when to issue: as long as was decided, not much beyond the end of the paid term, and
    /// never beyond the authority's own end.
    fn until(&self, work: &CertificateWork) -> Timestamp {
        let usual = work
            .now
            .plus_seconds(self.rules.validity_days * SECONDS_PER_DAY);
        // The day ends elsewhere up to half a day later than in UTC.
        let paid = work.paid_until.map(|date| Zone::default().end_of(date));
        let paid = paid.map(|end| end.plus_seconds(SECONDS_PER_DAY / 2));
        let paid = paid.filter(|end| *end > work.now);
        let until = paid.map_or(usual, |paid| paid.min(usual));
        until.min(self.authority.certificate.not_after)
    }
}

fn refused(text: String) -> Answer {
    Answer::unsent(Outcome::Refused(Fault::new("value", text)))
}
