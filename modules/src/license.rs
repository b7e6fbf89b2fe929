//! The stock of our own licenses: decides at once, without I/O.

use jiff::civil::Date;
use onsell_domain::license;
use onsell_domain::{Expiry, Facts, OperationKind, Outcome, ServiceId};

/// What the module is told about a license.
pub struct LicenseWork {
    /// What to do.
    pub kind: OperationKind,
    /// The license.
    pub service: ServiceId,
    /// The end date that an order or a renewal gives; none is a lifetime.
    pub expires: Option<Date>,
    /// Fresh random bytes for a key.
    pub random: [u8; 16],
    /// The label an edit sets.
    pub name: Option<String>,
    /// The address an edit sets.
    pub ip: Option<String>,
}

/// Does the work: the license stock never fails, because every rule was checked before.
pub fn perform(work: &LicenseWork) -> Outcome {
    let mut facts = Facts::default();
    match work.kind {
        OperationKind::Open => {
            facts.key = Some(license::key(work.service, work.random));
            facts.expires = Some(expiry(work.expires));
        }
        OperationKind::Prolong => facts.expires = Some(expiry(work.expires)),
        OperationKind::NewKey => facts.key = Some(license::key(work.service, work.random)),
        OperationKind::SetParam => {
            facts.name.clone_from(&work.name);
            facts.ip.clone_from(&work.ip);
        }
        OperationKind::ChangeTariff
        | OperationKind::Suspend
        | OperationKind::Resume
        | OperationKind::Close
        // No license is a server.
        | OperationKind::Start
        | OperationKind::Stop
        | OperationKind::Reboot
        | OperationKind::Reinstall
        | OperationKind::ChangePassword
        | OperationKind::Install
        | OperationKind::Reissue => {}
    }
    Outcome::Done(facts)
}

fn expiry(date: Option<Date>) -> Expiry {
    date.map_or(Expiry::Never, Expiry::On)
}
