//! Which module gets an order (semantics 3.2): where nothing is wrong, then where there is room,
//! then the one that has it, then by place and number.

use crate::ids::ModuleId;

/// A module that could do the work of a tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub module: ModuleId,
    /// Whether something is wrong with it now.
    pub has_problem: bool,
    /// How many services it may open at the same time; none is any number.
    pub open_limit: Option<i64>,
    /// How many it opens now; need not be counted beyond the limit.
    pub opening: i64,
    /// Whether the service is linked to it already.
    pub is_linked: bool,
    /// Its place, lowest first.
    pub place: i64,
}

impl Candidate {
    /// Whether it opens as many services as it may.
    pub fn is_full(&self) -> bool {
        self.open_limit.is_some_and(|limit| self.opening >= limit)
    }
}

/// The module that gets the order; none where there is none to choose from. Neither a problem nor a
/// limit is a reason to refuse an order: such a module is only worse than the others.
pub fn best(candidates: &[Candidate]) -> Option<ModuleId> {
    let rank = |one: &&Candidate| {
        let worse = (one.has_problem, one.is_full(), !one.is_linked);
        (worse, one.place, one.module)
    };
    let best = candidates.iter().min_by_key(rank);
    best.map(|candidate| candidate.module)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Candidate = Candidate {
        module: ModuleId::new(0),
        has_problem: false,
        open_limit: None,
        opening: 0,
        is_linked: false,
        place: 0,
    };

    #[test]
    fn the_best_module_gets_the_order() {
        let problem = Candidate {
            has_problem: true,
            ..PLAIN
        };
        let full = Candidate {
            open_limit: Some(2),
            opening: 2,
            ..PLAIN
        };
        let room = Candidate { opening: 1, ..full };
        let linked = Candidate {
            is_linked: true,
            ..PLAIN
        };
        let later = Candidate { place: 1, ..PLAIN };
        let closed = Candidate {
            open_limit: Some(0),
            ..PLAIN
        };
        // Numbers are given in the order of the list.
        let check = |candidates: &[Candidate], expect: i64| {
            let numbered: Vec<_> = candidates
                .iter()
                .zip(1..)
                .map(|(one, number)| Candidate {
                    module: ModuleId::new(number),
                    ..*one
                })
                .collect();
            let found = best(&numbered).map_or(0, ModuleId::get);
            assert_eq!(found, expect, "{candidates:?}");
        };
        check(&[], 0);
        check(&[PLAIN], 1);
        check(&[PLAIN, PLAIN], 1);
        check(&[later, PLAIN], 2);
        check(&[PLAIN, Candidate { place: 9, ..linked }], 2);
        check(
            &[
                Candidate {
                    is_linked: true,
                    ..full
                },
                later,
            ],
            2,
        );
        check(&[full, room], 2);
        check(&[closed, later], 2);
        check(
            &[
                Candidate {
                    is_linked: true,
                    ..problem
                },
                full,
            ],
            2,
        );
        // What is wrong with all of them keeps no order away.
        check(&[full, problem], 1);
        check(&[problem], 1);
        check(&[full], 1);
        check(
            &[
                problem,
                Candidate {
                    place: -1,
                    ..problem
                },
            ],
            2,
        );
    }
}
