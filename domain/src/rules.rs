//! What a customer may do with a service and what happens to it by itself: the rules of a product
//! type, and where a tariff says otherwise (semantics 2.1, 4.6, 5.3).

/// When a deletion by the customer happens (semantics 4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deletion {
    /// At once; what is paid and unused is returned as the tariff says.
    AtOnce,
    /// At the end of the paid period, and until then it can be withdrawn.
    AtPeriodEnd,
}

impl Deletion {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::AtOnce, Self::AtPeriodEnd];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "now",
            Self::AtPeriodEnd => "period_end",
        }
    }

    /// The way with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// Whether a service is deleted some time after it was stopped automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AutoDeletion {
    /// It stays stopped.
    Never,
    /// It is deleted so many days after the stop.
    AfterDays(u16),
}

impl AutoDeletion {
    /// How [`AutoDeletion::Never`] is stored.
    const NEVER: i64 = -1;

    /// The number in storage.
    pub const fn code(self) -> i64 {
        match self {
            Self::Never => Self::NEVER,
            Self::AfterDays(days) => days as i64,
        }
    }

    /// The rule with this number; what is no count of days is never.
    pub fn from_code(code: i64) -> Self {
        u16::try_from(code).map_or(Self::Never, Self::AfterDays)
    }

    /// The days, if it ever happens.
    pub const fn days(self) -> Option<u16> {
        match self {
            Self::Never => None,
            Self::AfterDays(days) => Some(days),
        }
    }
}

/// What a deletion before the end of the paid time returns (`returnpolicy` of a tariff).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReturnPolicy {
    /// Nothing.
    #[default]
    Nothing,
    /// What was paid for the days after the deletion.
    UnusedDays,
}

impl ReturnPolicy {
    /// Every policy.
    pub const ALL: [Self; 2] = [Self::Nothing, Self::UnusedDays];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::UnusedDays => "unused_days",
        }
    }

    /// The policy with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

/// The rules that hold for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rules {
    /// Whether customers may stop it.
    pub client_suspends: bool,
    /// Whether customers may let it run again.
    pub client_resumes: bool,
    /// Whether customers may delete it.
    pub client_deletes: bool,
    /// When a deletion by its customer happens; staff delete at once.
    pub deletion: Deletion,
    /// Whether it is deleted some time after an automatic stop.
    pub auto_deletion: AutoDeletion,
    /// Days between two changes of the address by the customer; 0 is free.
    pub ip_change_days: u16,
    /// Days between two changes of the key by the customer; 0 is free.
    pub key_change_days: u16,
}

/// What a tariff says otherwise than its product type; none is as the product type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Overrides {
    /// Whether customers may stop it.
    pub client_suspends: Option<bool>,
    /// Whether customers may let it run again.
    pub client_resumes: Option<bool>,
    /// Whether customers may delete it.
    pub client_deletes: Option<bool>,
    /// When a deletion by its customer happens.
    pub deletion: Option<Deletion>,
    /// Whether it is deleted some time after an automatic stop.
    pub auto_deletion: Option<AutoDeletion>,
    /// Days between two changes of the address.
    pub ip_change_days: Option<u16>,
    /// Days between two changes of the key.
    pub key_change_days: Option<u16>,
}

impl Rules {
    /// Days between two changes of an address or a key where nobody said otherwise (semantics 5.3).
    pub const CHANGE_DAYS: u16 = 31;
    /// Days after which a license that was stopped at its end is deleted (semantics 5.3).
    pub const CLOSE_AFTER_DAYS: u16 = 30;
    /// The longest time a rule may name, in days: ten years.
    pub const DAYS_MAX: u16 = 3_653;

    /// These rules, where the tariff does not say otherwise.
    #[must_use]
    pub fn with(self, tariff: &Overrides) -> Self {
        Self {
            client_suspends: tariff.client_suspends.unwrap_or(self.client_suspends),
            client_resumes: tariff.client_resumes.unwrap_or(self.client_resumes),
            client_deletes: tariff.client_deletes.unwrap_or(self.client_deletes),
            deletion: tariff.deletion.unwrap_or(self.deletion),
            auto_deletion: tariff.auto_deletion.unwrap_or(self.auto_deletion),
            ip_change_days: tariff.ip_change_days.unwrap_or(self.ip_change_days),
            key_change_days: tariff.key_change_days.unwrap_or(self.key_change_days),
        }
    }
}

/// How one rule is to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Stays,
    /// A tariff says nothing about it any more; a product type always says something, so that there
    /// it stays.
    Unsaid,
    /// It becomes this.
    Is(T),
}

impl<T: Copy> Change<T> {
    fn of_type(self, before: T) -> T {
        match self {
            Self::Stays | Self::Unsaid => before,
            Self::Is(value) => value,
        }
    }

    /// What may be said or not, after the change.
    pub fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Stays => before,
            Self::Unsaid => None,
            Self::Is(value) => Some(value),
        }
    }
}

/// How the rules of a product type or of a tariff are to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RuleChanges {
    /// Whether customers may stop it.
    pub client_suspends: Change<bool>,
    /// Whether customers may let it run again.
    pub client_resumes: Change<bool>,
    /// Whether customers may delete it.
    pub client_deletes: Change<bool>,
    /// When a deletion by its customer happens.
    pub deletion: Change<Deletion>,
    /// Whether it is deleted some time after an automatic stop.
    pub auto_deletion: Change<AutoDeletion>,
    /// Days between two changes of the address.
    pub ip_change_days: Change<u16>,
    /// Days between two changes of the key.
    pub key_change_days: Change<u16>,
}

impl RuleChanges {
    /// What a product type says afterwards.
    #[must_use]
    pub fn of_type(&self, before: &Rules) -> Rules {
        Rules {
            client_suspends: self.client_suspends.of_type(before.client_suspends),
            client_resumes: self.client_resumes.of_type(before.client_resumes),
            client_deletes: self.client_deletes.of_type(before.client_deletes),
            deletion: self.deletion.of_type(before.deletion),
            auto_deletion: self.auto_deletion.of_type(before.auto_deletion),
            ip_change_days: self.ip_change_days.of_type(before.ip_change_days),
            key_change_days: self.key_change_days.of_type(before.key_change_days),
        }
    }

    /// What a tariff says otherwise afterwards.
    #[must_use]
    pub fn of_tariff(&self, before: &Overrides) -> Overrides {
        Overrides {
            client_suspends: self.client_suspends.over(before.client_suspends),
            client_resumes: self.client_resumes.over(before.client_resumes),
            client_deletes: self.client_deletes.over(before.client_deletes),
            deletion: self.deletion.over(before.deletion),
            auto_deletion: self.auto_deletion.over(before.auto_deletion),
            ip_change_days: self.ip_change_days.over(before.ip_change_days),
            key_change_days: self.key_change_days.over(before.key_change_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TYPE: Rules = Rules {
        client_suspends: true,
        client_resumes: false,
        client_deletes: true,
        deletion: Deletion::AtOnce,
        auto_deletion: AutoDeletion::AfterDays(30),
        ip_change_days: 31,
        key_change_days: 31,
    };

    #[test]
    fn names_and_numbers_come_back_from_storage() {
        for way in Deletion::ALL {
            assert_eq!(Deletion::parse(way.name()), Some(way));
        }
        for policy in ReturnPolicy::ALL {
            assert_eq!(ReturnPolicy::parse(policy.name()), Some(policy));
        }
        assert_eq!(
            (Deletion::parse(""), ReturnPolicy::parse("0")),
            (None, None)
        );
        for rule in [AutoDeletion::Never, AutoDeletion::AfterDays(30)] {
            assert_eq!(AutoDeletion::from_code(rule.code()), rule);
        }
        assert_eq!(AutoDeletion::from_code(i64::MIN), AutoDeletion::Never);
        assert_eq!(AutoDeletion::from_code(65_536), AutoDeletion::Never);
    }

    #[test]
    fn a_tariff_says_otherwise_about_what_it_names() {
        assert_eq!(TYPE.with(&Overrides::default()), TYPE);
        let tariff = Overrides {
            client_suspends: Some(false),
            deletion: Some(Deletion::AtPeriodEnd),
            auto_deletion: Some(AutoDeletion::Never),
            ip_change_days: Some(0),
            ..Overrides::default()
        };
        let expect = Rules {
            client_suspends: false,
            deletion: Deletion::AtPeriodEnd,
            auto_deletion: AutoDeletion::Never,
            ip_change_days: 0,
            ..TYPE
        };
        assert_eq!(TYPE.with(&tariff), expect);
    }

    #[test]
    fn a_change_names_what_changes() {
        let changes = RuleChanges {
            client_deletes: Change::Is(false),
            deletion: Change::Unsaid,
            key_change_days: Change::Is(7),
            ..RuleChanges::default()
        };
        let rules = Rules {
            client_deletes: false,
            key_change_days: 7,
            ..TYPE
        };
        assert_eq!(changes.of_type(&TYPE), rules);
        let before = Overrides {
            client_suspends: Some(false),
            deletion: Some(Deletion::AtPeriodEnd),
            ..Overrides::default()
        };
        let expect = Overrides {
            client_suspends: Some(false),
            client_deletes: Some(false),
            key_change_days: Some(7),
            ..Overrides::default()
        };
        assert_eq!(changes.of_tariff(&before), expect);
    }

    proptest! {
        #[test]
        fn each_rule_is_the_tariffs_or_the_types(
            suspends: Option<bool>, resumes: Option<bool>, deletes: Option<bool>,
            ip: Option<u16>, key: Option<u16>, days: Option<u16>,
        ) {
            let tariff = Overrides {
                client_suspends: suspends,
                client_resumes: resumes,
                client_deletes: deletes,
                deletion: None,
                auto_deletion: days.map(AutoDeletion::AfterDays),
                ip_change_days: ip,
                key_change_days: key,
            };
            let rules = TYPE.with(&tariff);
            prop_assert_eq!(rules.client_suspends, suspends.unwrap_or(true));
            prop_assert_eq!(rules.client_resumes, resumes.unwrap_or(false));
            prop_assert_eq!(rules.client_deletes, deletes.unwrap_or(true));
            prop_assert_eq!(rules.auto_deletion.days(), days.or(Some(30)));
            prop_assert_eq!(rules.ip_change_days, ip.unwrap_or(31));
            prop_assert_eq!(rules.key_change_days, key.unwrap_or(31));
            // What a tariff said once it says again.
            prop_assert_eq!(rules.with(&tariff), rules);
        }
    }
}
