//! Makes a story of a seed.

use crate::chance::Chance;
use crate::moves::{Change, Fate, Move, Setting, Side, Story, Who, Work};

/// Moves of a story at least and at most.
const MOVES: (u64, u64) = (40, 140);

/// How often each class of moves comes in one story. Drawn for each story anew, some of them zero,
/// so that stories differ more than their moves do.
struct Weights {
    order: u64,
    customer: u64,
    staff: u64,
    seller: u64,
    start: u64,
    price: u64,
    pay: u64,
    work: u64,
    go: u64,
    fault: u64,
    late: u64,
    crash: u64,
    pass: u64,
    days: u64,
    calm: u64,
}

impl Weights {
    fn of(chance: &mut Chance) -> Self {
        let mut drawn = |usual: u64| usual * chance.one_of(&[0, 1, 1, 2, 4]);
        Self {
            order: 3 + drawn(2),
            customer: drawn(6),
            staff: drawn(2),
            seller: drawn(2),
            start: drawn(2),
            price: drawn(1),
            pay: drawn(1),
            work: 8 + drawn(4),
            go: 8 + drawn(4),
            fault: drawn(3),
            late: 1 + drawn(1),
            crash: drawn(1),
            pass: 2 + drawn(2),
            days: drawn(1),
            calm: 3 + drawn(3),
        }
    }
}

/// The story of a seed. `knows_tariff_change` says whether the systems have the function for it.
pub fn story_of(seed: u64, knows_tariff_change: bool) -> Story {
    let mut chance = Chance::new(seed);
    let setting = Setting {
        seed,
        is_stranger: chance.once_in(4),
        at_seller: chance.one_of(&[0, 20, 60, 500, 2000]),
    };
    let weights = Weights::of(&mut chance);
    let length = MOVES.0 + chance.below(MOVES.1 - MOVES.0);
    let mut planner = Planner {
        chance,
        weights,
        knows_tariff_change,
    };
    let mut moves = vec![planner.order(), Move::Begin(Work::Ask)];
    while (moves.len() as u64) < length {
        let next = planner.next();
        moves.push(next);
        // What was asked for is usually taken up, and often gets somewhere.
        let is_asked = matches!(next, Move::Order { .. } | Move::Change(..) | Move::Start(_));
        if is_asked && !planner.chance.once_in(3) {
            moves.push(Move::Begin(Work::Ask));
        }
        if matches!(moves.last(), Some(Move::Begin(_))) && planner.chance.once_in(2) {
            let goes = planner.go_on();
            moves.push(goes);
        }
    }
    Story { setting, moves }
}

struct Planner {
    chance: Chance,
    weights: Weights,
    knows_tariff_change: bool,
}

impl Planner {
    fn next(&mut self) -> Move {
        type Make = fn(&mut Planner) -> Move;
        let weights = &self.weights;
        let classes: [(u64, Make); 15] = [
            (weights.order, Self::order),
            (weights.customer, |planner| planner.change(Who::Customer)),
            (weights.staff, |planner| planner.change(Who::Staff)),
            (weights.seller, Self::seller_change),
            (weights.start, |planner| Move::Start(planner.chance.small())),
            (weights.price, Self::price),
            (weights.pay, Self::payment),
            (weights.work, Self::work),
            (weights.go, |planner| planner.go(Fate::Arrives)),
            (weights.fault, Self::fault),
            (weights.late, |planner| {
                Move::LateArrives(planner.chance.small())
            }),
            (weights.crash, Self::crash),
            (weights.pass, Self::pass),
            (weights.days, |planner| {
                Move::Days(planner.chance.one_of(&[1, 1, 3, 9, 20, 31]))
            }),
            (weights.calm, |_| Move::Calm),
        ];
        let sum = classes.iter().map(|(weight, _)| weight).sum();
        let mut place = self.chance.below(sum);
        for (weight, make) in classes {
            if place < weight {
                return make(self);
            }
            place -= weight;
        }
        Move::Calm
    }

    fn order(&mut self) -> Move {
        if self.chance.once_in(8) {
            return Move::OrderAgain(self.chance.small());
        }
        Move::Order {
            customer: self.chance.small(),
            tariff: self.chance.small(),
            year: self.chance.once_in(6),
            address: self.chance.small(),
            auto_renew: self.chance.once_in(2),
        }
    }

    fn change(&mut self, who: Who) -> Move {
        let service = self.chance.small();
        let renew = Change::Renew {
            year: self.chance.once_in(5),
        };
        let chance = &mut self.chance;
        let change = match chance.below(12) {
            0..=3 => renew,
            4 => Change::Suspend,
            5 | 6 => Change::Resume,
            7 => Change::Rename(chance.small()),
            8 => Change::Address(chance.small()),
            9 => Change::NewKey,
            10 if self.knows_tariff_change => Change::Tariff(chance.small()),
            10 => Change::AutoRenew(chance.once_in(2)),
            _ if chance.once_in(2) => Change::Delete,
            _ => renew,
        };
        Move::Change(who, service, change)
    }

    fn seller_change(&mut self) -> Move {
        let license = self.chance.small();
        let chance = &mut self.chance;
        let change = match chance.below(10) {
            0..=2 => Change::Suspend,
            3..=5 => Change::Resume,
            6 => Change::Rename(chance.small()),
            7 => Change::Address(chance.small()),
            8 => Change::NewKey,
            _ => Change::Delete,
        };
        Move::SellerChange(license, change)
    }

    fn price(&mut self) -> Move {
        if self.chance.once_in(3) {
            return Move::SendAnyway(self.chance.small());
        }
        let price = self.chance.one_of(&[4, 6, 9, 13, 20]);
        Move::SellerPrice(self.chance.small(), price)
    }

    fn payment(&mut self) -> Move {
        let amount = self.chance.one_of(&[5, 20, 100]);
        if self.chance.once_in(2) {
            Move::PaySeller(amount)
        } else {
            Move::Pay(self.chance.small(), amount)
        }
    }

    fn work(&mut self) -> Move {
        Move::Begin(self.chance.one_of(&[
            Work::Look,
            Work::Look,
            Work::Ask,
            Work::Ask,
            Work::Ask,
            Work::Jobs,
            Work::Sellers,
            Work::Held,
            Work::CheckEvent,
            Work::CheckEvent,
            Work::JobsOfSeller,
        ]))
    }

    /// The work that was just begun goes on.
    fn go_on(&mut self) -> Move {
        let is_fault = self.weights.fault > 0 && self.chance.once_in(4);
        let fate = if is_fault {
            self.chance.one_of(&Fate::FAULTS)
        } else {
            Fate::Arrives
        };
        Move::Go(0, fate, self.chance.one_of(&[1, 2, 3, 30]))
    }

    fn go(&mut self, fate: Fate) -> Move {
        let seams = self.chance.one_of(&[1, 1, 2, 4, 30]);
        Move::Go(self.chance.small(), fate, seams)
    }

    fn fault(&mut self) -> Move {
        let fate = self.chance.one_of(&Fate::FAULTS);
        self.go(fate)
    }

    fn crash(&mut self) -> Move {
        let side = self.chance.one_of(&[Side::Reseller, Side::Seller]);
        let fate = self.chance.one_of(&[Fate::RequestLost, Fate::Late]);
        Move::Crash(side, fate)
    }

    fn pass(&mut self) -> Move {
        let seconds = self.chance.one_of(&[
            1, 3, 10, 30, 61, 65, 125, 185, 300, 900, 3_600, 3_600, 43_200, 86_400, 400_000,
            2_700_000,
        ]);
        Move::Pass(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_story_and_another_seed_another() {
        assert_eq!(story_of(7, false), story_of(7, false));
        assert_ne!(story_of(7, false).moves, story_of(8, false).moves);
    }

    #[test]
    fn seeds_reach_every_kind_of_move() {
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..100 {
            for one in story_of(seed, true).moves {
                let text = format!("{one:?}");
                let kind: String = text.chars().filter(|sign| !sign.is_ascii_digit()).collect();
                seen.insert(kind);
            }
        }
        for word in [
            "OrderAgain",
            "Tariff",
            "Delete",
            "NewKey",
            "Crash(Seller",
            "Crash(Reseller",
            "Days",
            "PageInstead",
            "Late,",
            "LateArrives",
            "Twice",
            "PaySeller",
            "Start",
            "SendAnyway",
            "SellerPrice",
            "JobsOfSeller",
        ] {
            assert!(seen.iter().any(|kind| kind.contains(word)), "{word}");
        }
    }
}
