//! The rule by which trials are given.

/// How often a customer may have a trial (`trialtype` of a product type, semantics 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrialRule {
    /// Once among all tariffs of the product type.
    PerProductType,
    /// Once for each tariff.
    PerTariff,
    /// Once for each service.
    PerService,
    /// As often as they like.
    Unlimited,
}

impl TrialRule {
    /// Every rule.
    pub const ALL: [Self; 4] = [
        Self::PerProductType,
        Self::PerTariff,
        Self::PerService,
        Self::Unlimited,
    ];

    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PerProductType => "product_type",
            Self::PerTariff => "tariff",
            Self::PerService => "service",
            Self::Unlimited => "unlimited",
        }
    }

    /// The rule with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trial_rules_come_back_from_storage() {
        for rule in TrialRule::ALL {
            assert_eq!(TrialRule::parse(rule.name()), Some(rule));
        }
        assert_eq!(TrialRule::parse("always"), None);
    }
}
