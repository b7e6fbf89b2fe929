//! How many services of a module may vanish at a seller in one pass before staff are asked.

/// So few may vanish whatever the module has.
const ALWAYS: i64 = 10;

/// The most that may vanish at once: ten, or a hundredth of a module that has more than a thousand.
/// Fewer services than that end in an ordinary night; more look like a seller's restored backup, or
/// a list that was cut off.
pub fn vanish_limit(living: i64) -> i64 {
    ALWAYS.max(living / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_or_a_hundredth_may_vanish() {
        for (living, expect) in [(0, 10), (3, 10), (1_000, 10), (1_100, 11), (100_000, 1_000)] {
            assert_eq!(vanish_limit(living), expect, "{living}");
        }
    }
}
