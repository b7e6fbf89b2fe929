//! Held operations: which of them a balance at the seller lets go on (design 4).
//!
//! They go on in their order, oldest first, one after the other: the next is sent when the one
//! before has been answered. The first that the balance does not cover stops the queue, however
//! little those behind it cost.

use crate::clock::Timestamp;
use crate::money::{Amount, Money};
use crate::operation::{Fault, State};

/// The pause between two readings of a balance, and between two tries of the same operation, in
/// seconds.
pub const READ_SECONDS: i64 = 60;

/// What is known of the price of a held operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// What the seller's price was when it was last read.
    pub quoted: Option<Money>,
    /// What its refusal named.
    pub named: Option<Money>,
    /// What the import told.
    pub known: Option<Money>,
}

impl Wanted {
    /// What it will cost, in this order, as far as that is known in the balance's currency.
    fn amount(&self, available: Money) -> Option<Amount> {
        [self.quoted, self.named, self.known]
            .into_iter()
            .flatten()
            .find(|money| money.currency == available.currency)
            .map(|money| money.amount)
    }
}

/// What a refusal for want of money says is needed; wire reads it from the parameters of the
/// seller's error and keeps it as the value of the fault.
pub fn named(fault: &Fault) -> Option<Money> {
    let is_about_money = fault.kind == "not_enough_money";
    Money::parse(&fault.value).ok().filter(|_| is_about_money)
}

/// How many held operations may go on, from the oldest, with what is available at the seller. One
/// whose price nobody knows is tried when anything is there; what is behind it waits for the next
/// reading, which tells what it cost.
pub fn covered(available: Money, queue: &[Wanted]) -> usize {
    let mut left = available.amount;
    for (place, wanted) in queue.iter().enumerate() {
        match wanted.amount(available) {
            // What costs nothing can be had in debt, too.
            Some(amount) if amount <= Amount::ZERO => {}
            Some(amount) if amount <= left => {
                left = left.checked_sub(amount).unwrap_or(Amount::ZERO);
            }
            Some(_) => return place,
            None => return place + usize::from(left > Amount::ZERO),
        }
    }
    queue.len()
}

/// Whether the balance must be read: a minute after the last try, and at once after a refusal that
/// came later than that.
pub fn is_due(tried_at: Option<Timestamp>, refused_at: Option<Timestamp>, now: Timestamp) -> bool {
    tried_at.is_none_or(|tried| {
        now.seconds_since(tried) >= READ_SECONDS || refused_at.is_some_and(|at| at > tried)
    })
}

/// Whether the oldest one may be tried again: a seller whose balance and refusal contradict each
/// other is not asked without a pause.
pub fn has_rested(refused_at: Option<Timestamp>, now: Timestamp) -> bool {
    refused_at.is_none_or(|at| now.seconds_since(at) >= READ_SECONDS)
}

/// Whether the next one may be sent after one that is now in this state. What is held again or may
/// have cost money, nobody knows, stops the queue; what the seller refused for another reason cost
/// nothing.
pub const fn goes_on(state: State) -> bool {
    match state {
        State::Waiting | State::Done | State::Attention | State::Cancelled => true,
        State::Held | State::Unknown | State::Ready | State::Running => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn euros(count: i64) -> Money {
        Money::new(Amount::new(count), Currency::parse("EUR").unwrap())
    }

    fn dollars(count: i64) -> Money {
        Money::new(Amount::new(count), Currency::parse("USD").unwrap())
    }

    fn quoted(count: i64) -> Wanted {
        Wanted {
            quoted: Some(euros(count)),
            ..Wanted::default()
        }
    }

    #[test]
    fn the_first_that_does_not_fit_stops_the_queue() {
        let unknown = Wanted::default();
        let check = |available: i64, queue: &[Wanted], expect: usize| {
            assert_eq!(covered(euros(available), queue), expect, "{queue:?}");
        };
        check(12, &[quoted(6), quoted(6), quoted(6)], 2);
        check(17, &[quoted(6), quoted(6), quoted(6)], 2);
        check(18, &[quoted(6), quoted(6), quoted(6)], 3);
        check(5, &[quoted(6), quoted(1)], 0);
        check(5, &[quoted(4), quoted(3), quoted(1)], 1);
        check(-5, &[quoted(0), quoted(1)], 1);
        check(0, &[], 0);
        check(1, &[unknown, quoted(1)], 1);
        check(0, &[unknown, quoted(0)], 0);
        check(7, &[quoted(6), unknown, unknown], 2);
        check(6, &[quoted(6), unknown], 1);
    }

    #[test]
    fn the_best_known_price_counts() {
        let check = |quoted: Option<Money>, named, known, expect: Option<i64>| {
            let wanted = Wanted {
                quoted,
                named,
                known,
            };
            assert_eq!(wanted.amount(euros(0)).map(Amount::get), expect);
        };
        let [one, two, three] = [1, 2, 3].map(|count| Some(euros(count)));
        check(one, two, three, Some(1));
        check(None, two, three, Some(2));
        check(None, None, three, Some(3));
        check(None, None, None, None);
        check(Some(dollars(1)), two, three, Some(2));
        check(Some(dollars(1)), None, None, None);
    }

    #[test]
    fn only_a_refusal_about_money_names_a_price() {
        let check = |kind: &str, value: &str, expect: Option<Money>| {
            let fault = Fault {
                kind: kind.to_owned(),
                value: value.to_owned(),
                ..Fault::default()
            };
            assert_eq!(named(&fault), expect);
        };
        check("not_enough_money", "0.0006 EUR", Some(euros(6)));
        check("not_enough_money", "six", None);
        check("not_enough_money", "", None);
        check("value", "0.0006 EUR", None);
    }

    #[test]
    fn a_balance_is_read_every_minute_and_after_a_refusal() {
        let at = |second: i64| Timestamp::default().plus_seconds(second);
        let check = |tried: Option<i64>, refused: Option<i64>, now: i64, expect: bool| {
            let due = is_due(tried.map(at), refused.map(at), at(now));
            assert_eq!(due, expect, "{tried:?} {refused:?} {now}");
        };
        check(None, None, 0, true);
        check(Some(0), None, 59, false);
        check(Some(0), None, 60, true);
        check(Some(10), Some(9), 11, false);
        check(Some(10), Some(11), 11, true);
        for (refused, now, expect) in [(None, 0, true), (Some(0), 59, false), (Some(0), 60, true)] {
            assert_eq!(has_rested(refused.map(at), at(now)), expect);
        }
    }

    #[test]
    fn what_may_have_cost_money_stops_the_queue() {
        let going: Vec<State> = State::ALL
            .into_iter()
            .filter(|state| goes_on(*state))
            .collect();
        assert_eq!(
            going,
            [
                State::Waiting,
                State::Attention,
                State::Done,
                State::Cancelled
            ]
        );
    }

    proptest! {
        #[test]
        fn what_goes_on_is_paid_and_the_next_is_not(
            available in -10_i64..100, prices in prop::collection::vec(0_i64..30, 0..8),
        ) {
            let queue: Vec<Wanted> = prices.iter().map(|price| quoted(*price)).collect();
            let count = covered(euros(available), &queue);
            let sum: i64 = prices[..count].iter().sum();
            prop_assert!(sum <= available.max(0));
            if let Some(next) = prices.get(count) {
                prop_assert!(*next > 0 && sum + next > available);
            }
        }
    }
}
