//! Addons of tariffs: what kind of value they have, who decides on it, and what their module gets
//! (semantics 2.3).

/// What the value of an addon is (`addontype`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddonKind {
    /// On or off: 1 or 0.
    Boolean,
    /// A number of units.
    Integer,
    /// A value of a closed list: its number.
    Enumeration,
}

impl AddonKind {
    /// The kind with this number on the wire. What is not known is a number, as sellers that do not
    /// tell the kind mean one.
    pub const fn of(number: i64) -> Self {
        match number {
            1 => Self::Boolean,
            3 => Self::Enumeration,
            _ => Self::Integer,
        }
    }
}

/// Who decides on the value of an addon, and what of it is charged (`billtype`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddonBilling {
    /// The tariff decides; nothing is charged, and customers do not see it. The module gets it.
    NotBilled,
    /// The customer decides; what is above the included amount is charged.
    ByOrder,
    /// The value is a limit; what was used above the included amount is charged afterwards.
    ByStatistics,
    /// The customer chooses one of several addons; that one is charged by its own rules. The value
    /// is its number.
    Compound,
    /// The value is the sum of those of other addons of the tariff, charged as one that is ordered.
    FromOthers,
    /// Made for one service by staff; it is not of a tariff.
    ByHand,
}

impl AddonBilling {
    /// The billing with this number on the wire. What is not known counts as ordered.
    pub const fn of(number: i64) -> Self {
        match number {
            1 => Self::NotBilled,
            3 => Self::ByStatistics,
            4 => Self::Compound,
            5 => Self::FromOthers,
            10 => Self::ByHand,
            _ => Self::ByOrder,
        }
    }

    /// Whether customers see the addon.
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::NotBilled | Self::ByHand)
    }

    /// Whether an order or a change can say what the value shall be.
    pub const fn is_chosen(self) -> bool {
        matches!(self, Self::ByOrder | Self::ByStatistics | Self::Compound)
    }
}

/// An addon of a service's tariff, as far as it decides on what the module gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddonOfService {
    /// Its kind.
    pub kind: AddonKind,
    /// Its billing.
    pub billing: AddonBilling,
    /// Whether it can be ordered.
    pub is_on: bool,
    /// Whether it belongs to a compound addon that has chosen another.
    pub is_left_out: bool,
    /// What the service has of it; none when it has nothing.
    pub value: Option<i64>,
    /// What the tariff's price includes.
    pub included: i64,
    /// The most that the tariff allows; 0 says nothing.
    pub maximum: i64,
    /// How many units of the module one unit of ours is.
    pub module_factor: i64,
    /// What the module calls the value that was chosen; none without one.
    pub chosen_name: Option<String>,
    /// What the module calls the tariff's default value.
    pub default_name: Option<String>,
}

impl AddonOfService {
    /// The value that the module gets; none where it gets nothing of this addon.
    ///
    /// An addon that is off still counts if the service has it. A compound itself is a choice for
    /// people; its module gets the addon that was chosen.
    pub fn handed(&self) -> Option<String> {
        let is_skipped = matches!(self.billing, AddonBilling::Compound | AddonBilling::ByHand)
            || self.is_left_out
            || !self.is_on && self.value.is_none();
        if is_skipped {
            return None;
        }
        match self.kind {
            AddonKind::Enumeration => {
                let name = self.chosen_name.as_ref().or(self.default_name.as_ref());
                Some(name.cloned().unwrap_or_default())
            }
            AddonKind::Boolean => Some(self.value.unwrap_or(self.included).to_string()),
            AddonKind::Integer => {
                let of_tariff = match self.billing {
                    AddonBilling::ByStatistics if self.maximum > 0 => self.maximum,
                    _ => self.included,
                };
                let value = self.value.unwrap_or(of_tariff);
                Some(value.saturating_mul(self.module_factor).to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_wire_have_their_meaning() {
        assert_eq!(
            [0, 1, 2, 3, 4].map(AddonKind::of),
            [
                AddonKind::Integer,
                AddonKind::Boolean,
                AddonKind::Integer,
                AddonKind::Enumeration,
                AddonKind::Integer
            ]
        );
        let chosen = [0, 1, 2, 3, 4, 5, 10].map(|number| AddonBilling::of(number).is_chosen());
        assert_eq!(chosen, [true, false, true, true, true, false, false]);
        let shown = [0, 1, 2, 3, 4, 5, 10].map(|number| AddonBilling::of(number).is_shown());
        assert_eq!(shown, [true, false, true, true, true, true, false]);
    }

    /// The precedence of semantics 2.3, row by row: kind, billing, what the service has, what the
    /// module gets. The tariff includes 2, allows 9, and its default value is called "lite".
    #[test]
    fn the_module_gets_what_the_service_has_else_what_the_tariff_says() {
        use AddonBilling as B;
        use AddonKind as K;
        let addon = |kind, billing, value: Option<i64>| AddonOfService {
            kind,
            billing,
            is_on: true,
            is_left_out: false,
            value,
            included: 2,
            maximum: 9,
            module_factor: 1,
            chosen_name: value.map(|value| format!("item{value}")),
            default_name: Some("lite".to_owned()),
        };
        let table: [(K, B, Option<i64>, Option<&str>); 17] = [
            (K::Enumeration, B::ByOrder, Some(5), Some("item5")),
            (K::Enumeration, B::ByOrder, None, Some("lite")),
            (K::Enumeration, B::NotBilled, None, Some("lite")),
            (K::Enumeration, B::NotBilled, Some(5), Some("item5")),
            (K::Boolean, B::ByOrder, Some(0), Some("0")),
            (K::Boolean, B::ByOrder, None, Some("2")),
            (K::Boolean, B::NotBilled, None, Some("2")),
            (K::Integer, B::ByOrder, Some(7), Some("7")),
            (K::Integer, B::ByOrder, None, Some("2")),
            (K::Integer, B::NotBilled, None, Some("2")),
            (K::Integer, B::ByStatistics, Some(7), Some("7")),
            (K::Integer, B::ByStatistics, None, Some("9")),
            (K::Integer, B::FromOthers, Some(7), Some("7")),
            (K::Integer, B::FromOthers, None, Some("2")),
            (K::Integer, B::Compound, Some(7), None),
            (K::Integer, B::ByHand, Some(7), None),
            (K::Boolean, B::ByHand, Some(1), None),
        ];
        for (kind, billing, value, expect) in table {
            let handed = addon(kind, billing, value).handed();
            assert_eq!(handed.as_deref(), expect, "{kind:?} {billing:?} {value:?}");
        }
        let check = |addon: AddonOfService, expect: Option<&str>| {
            assert_eq!(addon.handed().as_deref(), expect, "{addon:?}");
        };
        let ordered = addon(K::Integer, B::ByOrder, Some(3));
        check(
            AddonOfService {
                module_factor: 1024,
                ..ordered.clone()
            },
            Some("3072"),
        );
        check(
            AddonOfService {
                is_left_out: true,
                ..ordered.clone()
            },
            None,
        );
        check(
            AddonOfService {
                is_on: false,
                ..ordered.clone()
            },
            Some("3"),
        );
        check(
            AddonOfService {
                is_on: false,
                value: None,
                ..ordered.clone()
            },
            None,
        );
        let endless = addon(K::Integer, B::ByStatistics, None);
        check(
            AddonOfService {
                maximum: 0,
                ..endless
            },
            Some("2"),
        );
        let nameless = addon(K::Enumeration, B::ByOrder, None);
        check(
            AddonOfService {
                default_name: None,
                ..nameless
            },
            Some(""),
        );
    }
}
