//! The end of every story: faults stop, money is there, staff press Start, and within a bound both
//! sides must agree.

use crate::act::press_start;
use crate::invariants::{AGREEMENT, Violation, disagreement};
use crate::template::{pay, template};
use crate::world::World;

/// Rounds within which both agree.
pub const ROUNDS_MAX: usize = 12;
/// How far the rounds are apart, in seconds: together an hour.
pub const ROUND_SECONDS: i64 = 300;
/// What everybody is paid first, so that nothing fails for money.
const PLENTY: &str = "100000.00";

/// Lets both come to agree, and says so when they do not.
pub fn heal(world: &mut World) {
    world.tell("from here on nothing goes wrong, and there is money");
    pay(&world.seller, &template().account, PLENTY);
    for account in &template().customers {
        pay(&world.reseller, account, PLENTY);
    }
    let mut left = None;
    for _ in 0..ROUNDS_MAX {
        world.calm();
        world.pass(ROUND_SECONDS);
        for operation in standing(world) {
            press_start(world, operation);
        }
        world.calm();
        if world.violation.is_some() {
            return;
        }
        left = disagreement(&world.reading);
        if left.is_none() {
            world.tell("both agree");
            return;
        }
    }
    if let Some(words) = left {
        let minutes = ROUNDS_MAX as i64 * ROUND_SECONDS / 60;
        world.break_with(Violation {
            invariant: AGREEMENT,
            words: format!("after {minutes} minutes without faults {words}"),
        });
    }
}

/// Operations that stand until somebody presses Start.
fn standing(world: &World) -> Vec<i64> {
    let operations = world.reading.reseller.operations.values();
    operations
        .filter(|operation| matches!(operation.state.as_str(), "attention" | "held"))
        .map(|operation| operation.id)
        .collect()
}
