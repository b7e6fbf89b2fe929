//! What an order costs: the tariff's period price, its set-up fee, and the addons beyond what the
//! tariff includes (semantics 2.2 and 2.3, wire 2.4).

use crate::money::{Amount, MoneyError};
pub use crate::trial::TrialRule;

/// How much of an addon a tariff gives and how much can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddonLimits {
    /// Units without extra charge (`addonlimit`).
    pub included: i64,
    /// The least that can be ordered.
    pub minimum: i64,
    /// The most that can be ordered.
    pub maximum: i64,
    /// Values go up by this, counted from the minimum; 1 or less allows every value.
    pub step: i64,
}

/// Why a value cannot be ordered; the customer should choose another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddonFault {
    /// Less than the least.
    #[error("the value must be at least {0}")]
    BelowMinimum(i64),
    /// More than the most.
    #[error("the value must be at most {0}")]
    AboveMaximum(i64),
    /// Between two steps.
    #[error("the value must be {minimum} and a multiple of {step} more")]
    OffStep {
        /// Where the steps begin.
        minimum: i64,
        /// How far apart they are.
        step: i64,
    },
}

impl AddonLimits {
    /// Whether this value can be ordered.
    pub fn check(&self, value: i64) -> Result<(), AddonFault> {
        let &Self {
            minimum,
            maximum,
            step,
            ..
        } = self;
        if value < minimum {
            return Err(AddonFault::BelowMinimum(minimum));
        }
        if value > maximum {
            return Err(AddonFault::AboveMaximum(maximum));
        }
        // Two ends of 64 bits are further apart than 64 bits can say.
        let above = i128::from(value) - i128::from(minimum);
        if step > 1 && above % i128::from(step) != 0 {
            return Err(AddonFault::OffStep { minimum, step });
        }
        Ok(())
    }
}

impl AddonLimits {
    /// The value that can be ordered and comes next to this one, a step up rather than down.
    pub fn nearest(&self, value: i64) -> i64 {
        let (minimum, maximum) = (i128::from(self.minimum), i128::from(self.maximum));
        let step = i128::from(self.step.max(1));
        let above = (i128::from(value) - minimum).max(0);
        let up = minimum + (above + step - 1) / step * step;
        let highest = minimum + ((maximum - minimum).max(0)) / step * step;
        i64::try_from(up.min(highest)).unwrap_or(self.minimum)
    }
}

/// The sum of an order: period price, set-up fee, and what each addon costs for the same period.
pub fn order_total(price: Amount, setup: Amount, addons: &[Amount]) -> Result<Amount, MoneyError> {
    let base = price.checked_add(setup)?;
    let mut addons = addons.iter();
    addons.try_fold(base, |sum, cost| sum.checked_add(*cost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: AddonLimits = AddonLimits {
        included: 5,
        minimum: 5,
        maximum: 25,
        step: 5,
    };

    #[test]
    fn values_stay_within_limits_and_on_steps() {
        let check = |limits: AddonLimits, value: i64, expect: Result<(), AddonFault>| {
            assert_eq!(limits.check(value), expect, "{limits:?} {value}");
        };
        check(LIMITS, 5, Ok(()));
        check(LIMITS, 25, Ok(()));
        check(LIMITS, 4, Err(AddonFault::BelowMinimum(5)));
        check(LIMITS, 26, Err(AddonFault::AboveMaximum(25)));
        check(
            LIMITS,
            7,
            Err(AddonFault::OffStep {
                minimum: 5,
                step: 5,
            }),
        );
        let odd = AddonLimits {
            minimum: 1,
            step: 2,
            ..LIMITS
        };
        check(odd, 3, Ok(()));
        check(
            odd,
            4,
            Err(AddonFault::OffStep {
                minimum: 1,
                step: 2,
            }),
        );
        check(AddonLimits { step: 0, ..LIMITS }, 7, Ok(()));
        check(AddonLimits { step: -3, ..LIMITS }, 7, Ok(()));
        let wide = AddonLimits {
            included: 0,
            minimum: i64::MIN,
            maximum: i64::MAX,
            step: 2,
        };
        check(
            wide,
            i64::MAX,
            Err(AddonFault::OffStep {
                minimum: i64::MIN,
                step: 2,
            }),
        );
        check(wide, i64::MAX - 1, Ok(()));
    }

    #[test]
    fn everything_is_added_up() {
        let check = |price: i64, setup: i64, addons: &[i64], expect| {
            let addons: Vec<_> = addons.iter().copied().map(Amount::new).collect();
            let total = order_total(Amount::new(price), Amount::new(setup), &addons);
            assert_eq!(total.map(Amount::get), expect);
        };
        check(100, 20, &[], Ok(120));
        check(100, 0, &[21, 0, 3], Ok(124));
        check(i64::MAX, 1, &[], Err(MoneyError::Overflow));
        check(0, 0, &[i64::MAX, 1], Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn every_allowed_value_is_a_step(
            minimum in -50_i64..50, count in 0_i64..50, step in 1_i64..9,
        ) {
            let maximum = minimum + count * step;
            let limits = AddonLimits { included: 0, minimum, maximum, step };
            let allowed = (minimum - 20..maximum + 20).filter(|value| limits.check(*value).is_ok());
            prop_assert!(allowed.eq((0..=count).map(|at| minimum + at * step)));
        }

        #[test]
        fn the_nearest_value_can_be_ordered(
            minimum in -50_i64..50, room in 0_i64..50, step in -1_i64..9, value in -200_i64..200,
        ) {
            let limits = AddonLimits { included: 0, minimum, maximum: minimum + room, step };
            let nearest = limits.nearest(value);
            prop_assert_eq!(limits.check(nearest), Ok(()));
            if limits.check(value).is_ok() {
                prop_assert_eq!(nearest, value);
            }
        }
    }
}
