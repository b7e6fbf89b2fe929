//! The life cycle of a service: its status, and why it stands stopped (semantics 4.1 and 4.3).

pub use crate::item_status::{item_status_key, item_status_text, reasons_from_key};

/// What state a service is in; the numbers are those of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceStatus {
    /// Ordered and not paid yet.
    Ordered = 1,
    /// Running.
    Active = 2,
    /// Stopped, for one or more [`StopReasons`].
    Suspended = 3,
    /// Closed for good.
    Deleted = 4,
    /// An operation is at work on it.
    Processing = 5,
}

impl ServiceStatus {
    /// Every status, in the order of the numbers.
    pub const ALL: [Self; 5] = [
        Self::Ordered,
        Self::Active,
        Self::Suspended,
        Self::Deleted,
        Self::Processing,
    ];

    /// The number on the wire and in storage.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The status with this number; `None` for 0 (unknown, not used) and all others.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|status| status.number() == number)
    }
}

/// Why a service was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StopReason {
    /// The customer wished it, and may start it again.
    Client = 1,
    /// It ended or the money did; over as soon as it is paid.
    Auto = 2,
    /// An employee stopped it; only staff may start it.
    Employee = 4,
    /// Too many complaints; lifted by staff.
    Abuse = 8,
    /// The seller stopped it; only the seller can start it.
    Provider = 16,
    /// The license that it hangs on stands; over as soon as that runs.
    License = 32,
}

impl StopReason {
    /// Every reason, the strongest first: abuse > employee > provider > auto > client
    /// (semantics 4.3); what a license brings along is weaker than what its owner did not pay.
    pub const STRONGEST_FIRST: [Self; 6] = [
        Self::Abuse,
        Self::Employee,
        Self::Provider,
        Self::Auto,
        Self::License,
        Self::Client,
    ];
}

/// All the reasons for which a service stands stopped; it runs again when the last one is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct StopReasons(u8);

impl StopReasons {
    /// No reason to be stopped.
    pub const NONE: Self = Self(0);

    /// Only this reason.
    pub const fn only(reason: StopReason) -> Self {
        Self(reason as u8)
    }

    /// Adds a reason; adding it again changes nothing.
    pub fn insert(&mut self, reason: StopReason) {
        self.0 |= reason as u8;
    }

    /// Takes a reason away; the others stay.
    pub fn remove(&mut self, reason: StopReason) {
        self.0 &= !(reason as u8);
    }

    /// Whether this is one of the reasons.
    pub const fn contains(self, reason: StopReason) -> bool {
        self.0 & reason as u8 != 0
    }

    /// Whether staff stopped it: an employee, or too many complaints.
    pub const fn by_staff(self) -> bool {
        self.contains(StopReason::Employee) || self.contains(StopReason::Abuse)
    }

    /// Whether its client can only pay for it: staff or the seller stopped it (semantics 4.3).
    pub const fn keep_the_client_out(self) -> bool {
        self.by_staff() || self.contains(StopReason::Provider)
    }

    /// The reasons for which we stop it at its seller: not the seller's own, and not that of the
    /// license it hangs on, which the seller stops with the license.
    #[must_use]
    pub const fn asked_of_a_seller(self) -> Self {
        Self(self.0 & !(StopReason::Provider as u8 | StopReason::License as u8))
    }

    /// Whether nothing keeps the service stopped.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set as it is stored.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set that was stored; bits that mean nothing are dropped.
    pub fn from_bits(bits: u8) -> Self {
        let known = StopReason::STRONGEST_FIRST
            .into_iter()
            .map(|reason| reason as u8)
            .sum::<u8>();
        Self(bits & known)
    }

    /// The reasons, the strongest first.
    pub fn iter(self) -> impl Iterator<Item = StopReason> {
        StopReason::STRONGEST_FIRST
            .into_iter()
            .filter(move |reason| self.contains(*reason))
    }

    /// The reason that is shown and that decides who may start the service again.
    pub fn strongest(self) -> Option<StopReason> {
        self.iter().next()
    }
}

impl FromIterator<StopReason> for StopReasons {
    fn from_iter<I: IntoIterator<Item = StopReason>>(reasons: I) -> Self {
        let mut set = Self::NONE;
        reasons.into_iter().for_each(|reason| set.insert(reason));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn status_numbers_come_back() {
        for number in -1..=7 {
            let expect = (1..=5).contains(&number).then_some(number);
            assert_eq!(
                ServiceStatus::from_number(number).map(ServiceStatus::number),
                expect
            );
        }
    }

    #[test]
    fn the_strongest_reason_is_shown() {
        use StopReason::{Abuse, Auto, Client, Employee, License, Provider};
        let check = |reasons: &[StopReason], expect: Option<StopReason>, key: &str| {
            let set: StopReasons = reasons.iter().copied().collect();
            assert_eq!(set.strongest(), expect, "{reasons:?}");
            assert_eq!(
                item_status_key(ServiceStatus::Suspended, set, None),
                key,
                "{reasons:?}"
            );
        };
        check(&[], None, "3");
        check(&[Client], Some(Client), "3");
        check(&[Client, Auto], Some(Auto), "3_autosuspend");
        check(&[Client, License], Some(License), "3_autosuspend");
        check(
            &[Provider, Auto, Client],
            Some(Provider),
            "3_employeesuspend",
        );
        check(&[Provider, Employee], Some(Employee), "3_employeesuspend");
        check(
            &[Client, Auto, Employee, Abuse, Provider],
            Some(Abuse),
            "3_abusesuspend",
        );
    }

    #[test]
    fn some_reasons_are_not_the_clients() {
        use StopReason::{Abuse, Auto, Client, Employee, Provider};
        let check = |reasons: &[StopReason], expect: (bool, bool)| {
            let set: StopReasons = reasons.iter().copied().collect();
            let got = (set.by_staff(), set.keep_the_client_out());
            assert_eq!(got, expect, "{reasons:?}");
        };
        check(&[], (false, false));
        check(&[Client, Auto], (false, false));
        check(&[Provider, Auto], (false, true));
        check(&[Auto, Employee], (true, true));
        check(&[Client, Abuse], (true, true));
    }

    proptest! {
        #[test]
        fn a_set_of_reasons_is_a_set(bits: u8, at in 0_usize..6) {
            let reason = StopReason::STRONGEST_FIRST[at];
            let set = StopReasons::from_bits(bits);
            prop_assert_eq!(set.bits(), bits & 0b11_1111);
            prop_assert_eq!(set.iter().collect::<StopReasons>(), set);
            prop_assert_eq!(set.is_empty(), set.strongest().is_none());

            let mut with = set;
            with.insert(reason);
            prop_assert!(with.contains(reason));
            let mut without = with;
            without.remove(reason);
            prop_assert!(!without.contains(reason));
            // All others are as they were.
            let mut expect = set;
            expect.remove(reason);
            prop_assert_eq!(without, expect);
        }
    }
}
