//! What an amount above the included one costs (semantics 2.3, `scaletype`).
//!
//! A scale says prices for certain amounts above the included one. Without one every unit costs the
//! plain unit price. The four ways to read a scale are the documented ones; what each means in
//! detail is not public and was chosen as hosting administrators use such prices.

use crate::money::{Amount, MoneyError};

/// How a scale is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ScaleType {
    /// Every unit costs what the nearest amount of the scale at or below says; the more, the
    /// cheaper all of them. Below the first amount the plain unit price counts.
    #[default]
    Nearest,
    /// Each unit costs what the step says that it stands on: those from an amount of the scale on
    /// cost its price, those before cost what they did.
    PerStep,
    /// Units are sold in packages: the smallest that is large enough, at its price.
    Packages,
    /// Only the amounts of the scale can be had, each at its price.
    Options,
}

/// The amount cannot be had by this scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOnScale {
    /// There is no price for it.
    #[error("there is no price for this amount")]
    NoPrice,
    /// The sum is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl ScaleType {
    /// Every type, by its number on the wire.
    pub const ALL: [Self; 4] = [Self::Nearest, Self::PerStep, Self::Packages, Self::Options];

    /// The number on the wire and in storage.
    pub fn number(self) -> i64 {
        Self::ALL
            .into_iter()
            .zip(0..)
            .find_map(|(known, number)| (known == self).then_some(number))
            .unwrap_or_default()
    }

    /// The type with this number.
    pub fn from_number(number: i64) -> Option<Self> {
        let at = usize::try_from(number).ok()?;
        Self::ALL.get(at).copied()
    }

    /// What so many units above the included amount cost, by a scale of amounts and prices in
    /// rising order and the plain unit price. Nothing costs nothing.
    pub fn cost(
        self,
        units: i64,
        unit_price: Option<Amount>,
        scale: &[(i64, Amount)],
    ) -> Result<Amount, NotOnScale> {
        if units <= 0 {
            return Ok(Amount::ZERO);
        }
        let plain = || unit_price.ok_or(NotOnScale::NoPrice);
        if scale.is_empty() {
            return Ok(plain()?.times(units)?);
        }
        let exact = |found: Option<&(i64, Amount)>| {
            found.map(|(_, price)| *price).ok_or(NotOnScale::NoPrice)
        };
        match self {
            Self::Nearest => {
                let below = scale.iter().rev().find(|(amount, _)| *amount <= units);
                let price = match below {
                    Some((_, price)) => *price,
                    None => plain()?,
                };
                Ok(price.times(units)?)
            }
            Self::PerStep => per_step(units, unit_price, scale),
            Self::Packages => exact(scale.iter().find(|(amount, _)| *amount >= units)),
            Self::Options => exact(scale.iter().find(|(amount, _)| *amount == units)),
        }
    }
}

/// Each step from one amount to the next has the price of the one it begins with; a step that
/// begins with the amount N has the units N and more.
fn per_step(
    units: i64,
    unit_price: Option<Amount>,
    scale: &[(i64, Amount)],
) -> Result<Amount, NotOnScale> {
    let mut sum = Amount::ZERO;
    let (mut price, mut from) = (unit_price, 1_i64);
    let ends = scale
        .iter()
        .map(|(amount, next)| (*amount, Some(*next)))
        .chain(std::iter::once((i64::MAX, None)));
    for (begins, next) in ends {
        let until = units.min(begins.saturating_sub(1));
        let count = until.saturating_sub(from).saturating_add(1);
        if count > 0 {
            let price = price.ok_or(NotOnScale::NoPrice)?;
            sum = sum.checked_add(price.times(count)?)?;
            from = until.saturating_add(1);
        }
        price = next;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCALE: [(i64, i64); 2] = [(5, 8), (10, 6)];

    fn cost(kind: ScaleType, units: i64, unit: Option<i64>, scale: &[(i64, i64)]) -> Option<i64> {
        let scale: Vec<_> = scale
            .iter()
            .map(|(amount, price)| (*amount, Amount::new(*price)))
            .collect();
        let cost = kind.cost(units, unit.map(Amount::new), &scale);
        cost.ok().map(Amount::get)
    }

    #[test]
    fn numbers_come_back() {
        for kind in ScaleType::ALL {
            assert_eq!(ScaleType::from_number(kind.number()), Some(kind));
        }
        assert_eq!(ScaleType::from_number(4), None);
        assert_eq!(ScaleType::from_number(-1), None);
    }

    #[test]
    fn a_scale_is_read_in_four_ways() {
        use ScaleType::{Nearest, Options, Packages, PerStep};
        // The plain price is 10, from the fifth unit on 8, from the tenth on 6.
        let check = |kind, expect: [Option<i64>; 6]| {
            let found = [0, 1, 4, 5, 10, 12].map(|units| cost(kind, units, Some(10), &SCALE));
            assert_eq!(found, expect, "{kind:?}");
        };
        check(Nearest, [0, 10, 40, 40, 60, 72].map(Some));
        check(PerStep, [0, 10, 40, 48, 86, 98].map(Some));
        check(
            Packages,
            [Some(0), Some(8), Some(8), Some(8), Some(6), None],
        );
        check(Options, [Some(0), None, None, Some(8), Some(6), None]);
        for kind in ScaleType::ALL {
            assert_eq!(cost(kind, 3, Some(10), &[]), Some(30), "{kind:?}");
            assert_eq!(cost(kind, 3, None, &[]), None, "{kind:?}");
            assert_eq!(cost(kind, -3, None, &[]), Some(0), "{kind:?}");
        }
        // Without a plain price the units before the first step have none.
        assert_eq!(cost(Nearest, 4, None, &SCALE), None);
        assert_eq!(cost(PerStep, 7, None, &SCALE), None);
        assert_eq!(cost(PerStep, 7, None, &[(1, 8)]), Some(56));
        assert_eq!(cost(PerStep, i64::MAX, Some(2), &SCALE), None);
    }

    proptest! {
        #[test]
        fn steps_add_up(
            units in 1_i64..60,
            prices in prop::collection::vec((1_i64..40, 0_i64..9), 0..5),
        ) {
            let mut scale = prices;
            scale.sort_unstable();
            scale.dedup_by_key(|(amount, _)| *amount);
            let of_unit = |unit: i64| {
                let below = scale.iter().rev().find(|(amount, _)| *amount <= unit);
                below.map_or(10, |(_, price)| *price)
            };
            let sum: i64 = (1..=units).map(of_unit).sum();
            prop_assert_eq!(cost(ScaleType::PerStep, units, Some(10), &scale), Some(sum));
            let all = of_unit(units) * units;
            prop_assert_eq!(cost(ScaleType::Nearest, units, Some(10), &scale), Some(all));
        }
    }
}
