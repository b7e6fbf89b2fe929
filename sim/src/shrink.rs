//! Makes the story of a violation as short as it can be: takes moves away while it still happens.

use crate::deliberate::Deliberate;
use crate::moves::{Fate, Move, Story};
use crate::story::{Played, play_with};

/// Stories played to find the shortest at most.
const PLAYED_MAX: usize = 600;

/// The shortest story found in which the same goes wrong, and how it went.
pub fn shrink(story: &Story, deliberate: Option<Deliberate>) -> Option<(Story, Played)> {
    let first = play_with(story, deliberate);
    let kind = first.violation.as_ref()?.kind();
    let mut shortest = story.clone();
    shortest.moves.truncate(first.moves);
    let mut search = Search {
        kind,
        deliberate,
        played: 0,
        shortest,
        found: first,
    };
    search.take_away();
    search.simplify();
    search.take_away();
    Some((search.shortest, search.found))
}

struct Search {
    kind: String,
    deliberate: Option<Deliberate>,
    played: usize,
    shortest: Story,
    found: Played,
}

impl Search {
    /// Keeps a story if the same goes wrong in it.
    fn keeps(&mut self, moves: Vec<Move>) -> bool {
        if self.played >= PLAYED_MAX {
            return false;
        }
        self.played += 1;
        let story = Story {
            setting: self.shortest.setting,
            moves,
        };
        let played = play_with(&story, self.deliberate);
        let is_same = played
            .violation
            .as_ref()
            .is_some_and(|violation| violation.kind() == self.kind);
        if is_same {
            self.shortest = story;
            self.found = played;
        }
        is_same
    }

    /// Takes away ever smaller pieces, until no single move can go.
    fn take_away(&mut self) {
        let mut size = (self.shortest.moves.len() / 2).max(1);
        loop {
            let (mut from, mut took) = (0, false);
            while from < self.shortest.moves.len() {
                let mut moves = self.shortest.moves.clone();
                let to = (from + size).min(moves.len());
                moves.drain(from..to);
                if self.keeps(moves) {
                    took = true;
                } else {
                    from += size;
                }
            }
            if size > 1 {
                size = (size / 2).max(1);
            } else if !took {
                return;
            }
        }
    }

    /// Replaces moves by simpler ones.
    fn simplify(&mut self) {
        for index in 0..self.shortest.moves.len() {
            for simpler in simpler(self.shortest.moves[index]) {
                let mut moves = self.shortest.moves.clone();
                moves[index] = simpler;
                if self.keeps(moves) {
                    break;
                }
            }
        }
    }
}

/// What may tell the same with less.
fn simpler(one: Move) -> Vec<Move> {
    let mut simpler = match one {
        Move::Go(which, fate, seams) => vec![
            Move::Calm,
            Move::Go(0, fate, seams),
            Move::Go(which, Fate::Arrives, seams),
            Move::Go(which, fate, 1),
        ],
        Move::Days(_) => vec![Move::Days(1), Move::Calm],
        Move::Pass(seconds) => [1, 61, 3_600, 86_400]
            .into_iter()
            .filter(|fewer| *fewer < seconds)
            .map(Move::Pass)
            .collect(),
        Move::Order {
            customer,
            tariff,
            year,
            address,
            auto_renew,
        } => vec![
            Move::Order {
                customer: 0,
                tariff: 0,
                year: false,
                address: 1,
                auto_renew: false,
            },
            Move::Order {
                customer: customer % 2,
                tariff: tariff % 2,
                year,
                address,
                auto_renew,
            },
        ],
        Move::Change(who, _, change) => vec![Move::Change(who, 0, change)],
        Move::SellerChange(_, change) => vec![Move::SellerChange(0, change)],
        Move::Start(_) => vec![Move::Start(0)],
        Move::LateArrives(_) => vec![Move::LateArrives(0)],
        _ => Vec::new(),
    };
    simpler.retain(|other| *other != one);
    simpler
}
