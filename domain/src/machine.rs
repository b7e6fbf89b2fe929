//! What follows from a look at a machine: which service it belongs to says how it should be, and
//! the system that drives it says how it is (semantics 3.6).

use crate::service::ServiceStatus;

/// How a machine should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineWanted<'a> {
    /// The status of its service.
    pub status: ServiceStatus,
    /// Whether an operation works on the service: what is found then is on its way.
    pub is_busy: bool,
    /// Whether its customer wants it to run.
    pub runs: bool,
    /// The address that the service is known by; empty none.
    pub ip: &'a str,
    /// Whether its module switches on what is found off.
    pub module_starts: bool,
}

/// How a machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineSeen<'a> {
    /// Whether it runs; none while that cannot be told.
    pub runs: Option<bool>,
    /// Its addresses; none are told where that takes more than the list.
    pub addresses: &'a [String],
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineDeed {
    /// Nothing.
    Nothing,
    /// It runs although its service is stopped: the stop is sent again.
    Stop,
    /// It is off although its service is active: it is switched on.
    Start,
}

/// What staff should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineTrouble {
    /// Nothing.
    None,
    /// It is not there any more. That closes nothing: a list may be wrong.
    Gone,
    /// The address of the service is none of its own any more.
    Moved,
}

/// What follows from a look. A machine that its customer switched off stays off, and nothing is
/// concluded while an operation works on the service.
pub fn judge(
    wanted: &MachineWanted<'_>,
    seen: Option<&MachineSeen<'_>>,
) -> (MachineDeed, MachineTrouble) {
    use ServiceStatus::{Active, Suspended};
    let is_kept = matches!(wanted.status, Active | Suspended);
    if wanted.is_busy || !is_kept {
        return (MachineDeed::Nothing, MachineTrouble::None);
    }
    let Some(seen) = seen else {
        return (MachineDeed::Nothing, MachineTrouble::Gone);
    };
    let deed = match (wanted.status, seen.runs) {
        (Suspended, Some(true)) => MachineDeed::Stop,
        (Active, Some(false)) if wanted.runs && wanted.module_starts => MachineDeed::Start,
        _ => MachineDeed::Nothing,
    };
    let is_elsewhere = !wanted.ip.is_empty()
        && !seen.addresses.is_empty()
        && !seen.addresses.iter().any(|address| address == wanted.ip);
    let trouble = if is_elsewhere {
        MachineTrouble::Moved
    } else {
        MachineTrouble::None
    };
    (deed, trouble)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_has_its_consequence() {
        use MachineDeed::{Nothing, Start, Stop};
        use MachineTrouble::{Gone, Moved, None as Well};
        use ServiceStatus::{Active, Deleted, Processing, Suspended};
        let own = ["192.0.2.1".to_owned(), "192.0.2.2".to_owned()];
        let other = ["192.0.2.9".to_owned()];
        let seen = |runs, addresses| Some(MachineSeen { runs, addresses });
        let check = |status, runs, module_starts, seen: Option<MachineSeen<'_>>, expect| {
            let wanted = |is_busy| MachineWanted {
                status,
                is_busy,
                runs,
                ip: "192.0.2.2",
                module_starts,
            };
            let found = judge(&wanted(false), seen.as_ref());
            assert_eq!(found, expect, "{status:?} {runs} {module_starts} {seen:?}");
            let busy = judge(&wanted(true), seen.as_ref());
            assert_eq!(busy, (Nothing, Well), "an operation is at work");
        };
        check(Active, true, true, seen(Some(true), &own), (Nothing, Well));
        check(Active, true, true, seen(Some(false), &own), (Start, Well));
        check(
            Active,
            true,
            false,
            seen(Some(false), &own),
            (Nothing, Well),
        );
        check(
            Active,
            false,
            true,
            seen(Some(false), &own),
            (Nothing, Well),
        );
        check(Active, true, true, seen(None, &own), (Nothing, Well));
        check(
            Active,
            true,
            true,
            seen(Some(true), &other),
            (Nothing, Moved),
        );
        check(
            Active,
            true,
            true,
            seen(Some(false), &other),
            (Start, Moved),
        );
        check(Active, true, true, seen(Some(true), &[]), (Nothing, Well));
        check(Active, true, true, None, (Nothing, Gone));
        check(Suspended, true, false, seen(Some(true), &own), (Stop, Well));
        check(Suspended, false, true, seen(Some(true), &own), (Stop, Well));
        check(
            Suspended,
            true,
            true,
            seen(Some(false), &own),
            (Nothing, Well),
        );
        check(Suspended, true, true, seen(None, &own), (Nothing, Well));
        check(Suspended, true, true, None, (Nothing, Gone));
        check(Processing, true, true, None, (Nothing, Well));
        check(Deleted, true, true, seen(Some(true), &own), (Nothing, Well));
    }
}
