//! What is ordered at a seller together with a value of a closed list: the nodes of a license that
//! a server brings along, for instance.

/// How much of a seller's addon a value orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemAmount {
    /// Always this much.
    Fixed(i64),
    /// As much as the service has of one of its own addons.
    TakenFrom {
        /// The internal name of that addon.
        intname: String,
        /// The least that is ordered, also for a service without that addon.
        minimum: i64,
    },
}

impl ItemAmount {
    /// How much is ordered for a service whose integer addons have these values, by their internal
    /// names.
    pub fn of<'a>(&self, addons: impl IntoIterator<Item = (&'a str, i64)>) -> i64 {
        match self {
            Self::Fixed(value) => *value,
            Self::TakenFrom { intname, minimum } => addons
                .into_iter()
                .find(|(name, _)| name == intname)
                .map_or(*minimum, |(_, value)| value.max(*minimum)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_fixed_or_taken_from_the_service() {
        let taken = |intname: &str, minimum| ItemAmount::TakenFrom {
            intname: intname.to_owned(),
            minimum,
        };
        let check = |amount: &ItemAmount, expect: i64| {
            assert_eq!(amount.of([("cpu", 4), ("nodes", 7)]), expect, "{amount:?}");
        };
        check(&ItemAmount::Fixed(3), 3);
        check(&taken("nodes", 1), 7);
        check(&taken("nodes", 9), 9);
        check(&taken("disk", 1), 1);
    }
}
