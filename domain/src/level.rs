//! Who asks: the access levels, with the numbers BILLmanager gives them (wire 1.8).

/// How much a caller may do; a higher level may do what a lower one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nobody has signed in.
    Guest = 0,
    /// A customer's user, bound to one account.
    Customer = 16,
    /// An employee.
    Staff = 28,
    /// An employee who may change how the house works.
    Administrator = 29,
    /// The machine's own administrator, over the local socket.
    Root = 30,
}

impl Level {
    /// Every level, from the lowest to the highest.
    pub const ALL: [Self; 5] = [
        Self::Guest,
        Self::Customer,
        Self::Staff,
        Self::Administrator,
        Self::Root,
    ];

    /// The number on the wire and in storage.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The level with this number; `None` for numbers that mean nothing here.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// Whether who has this level may change users of the other: those below, and administrators
    /// each other as well, since somebody has to.
    pub fn may_manage(self, other: Self) -> bool {
        self >= Self::Staff && (other < self || (other == self && self >= Self::Administrator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_keep_the_order() {
        let numbers: Vec<i64> = Level::ALL.into_iter().map(Level::number).collect();
        assert_eq!(numbers, [0, 16, 28, 29, 30]);
        assert!(Level::ALL.is_sorted());
        for number in -1..=40 {
            let expect = numbers.contains(&number).then_some(number);
            assert_eq!(Level::from_number(number).map(Level::number), expect);
        }
    }

    #[test]
    fn nobody_changes_those_above() {
        use Level::{Administrator, Customer, Guest, Root, Staff};
        let check = |level: Level, expect: &[Level]| {
            let may: Vec<Level> = Level::ALL
                .into_iter()
                .filter(|other| level.may_manage(*other))
                .collect();
            assert_eq!(may, expect, "{level:?}");
        };
        check(Guest, &[]);
        check(Customer, &[]);
        check(Staff, &[Guest, Customer]);
        check(Administrator, &[Guest, Customer, Staff, Administrator]);
        check(Root, &Level::ALL);
    }
}
