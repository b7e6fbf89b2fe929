//! Who may call: a type per kind of caller, so that the body of a function cannot reach what its
//! caller may not.

use onsell_domain::{AccountId, Level};
use onsell_engine::change::Actor;
use onsell_engine::sign_in::Identity;
use onsell_wire::Fault;

/// A kind of caller.
pub trait Caller: Sized + Send + Sync + 'static {
    /// The least level that is admitted.
    const LEVEL: Level;

    /// Lets somebody in as this kind of caller, or refuses with the documented `access`.
    fn admit(identity: Option<Identity>, function: &str) -> Result<Self, Fault>;
}

/// Nobody in particular.
pub struct Guest;

/// Whoever signed in, even while the second factor is missing.
pub struct Halfway {
    /// Who that is.
    pub identity: Identity,
}

/// A customer or staff. A customer sees and touches only the own account.
#[derive(Clone)]
pub struct Anyone {
    /// Who that is.
    pub identity: Identity,
    /// The account that limits what is seen; none for staff.
    pub account: Option<AccountId>,
}

/// A user of an account.
pub struct Customer {
    /// Who that is.
    pub identity: Identity,
    /// The account.
    pub account: AccountId,
}

/// An employee.
pub struct Staff {
    /// Who that is.
    pub identity: Identity,
}

impl Staff {
    /// As whom the engine changes a service.
    pub fn actor(&self) -> Actor {
        Actor {
            account: None,
            by: self.identity.author(),
            staff: true,
        }
    }
}

/// An employee who may change how the house works.
pub struct Administrator {
    /// Who that is.
    pub identity: Identity,
}

/// The machine's own administrator.
pub struct Root {
    /// Who that is.
    pub identity: Identity,
}

impl Caller for Guest {
    const LEVEL: Level = Level::Guest;

    fn admit(_: Option<Identity>, _: &str) -> Result<Self, Fault> {
        Ok(Self)
    }
}

impl Caller for Halfway {
    const LEVEL: Level = Level::Customer;

    fn admit(identity: Option<Identity>, function: &str) -> Result<Self, Fault> {
        let identity = identity.ok_or_else(|| Fault::access(function))?;
        Ok(Self { identity })
    }
}

impl Caller for Anyone {
    const LEVEL: Level = Level::Customer;

    fn admit(identity: Option<Identity>, function: &str) -> Result<Self, Fault> {
        let identity = at_least(Self::LEVEL, identity, function)?;
        // A customer without an account would otherwise see everybody's.
        let account = match (identity.level >= Level::Staff, identity.account) {
            (true, _) => None,
            (false, Some(account)) => Some(account),
            (false, None) => return Err(Fault::access(function)),
        };
        Ok(Self { identity, account })
    }
}

impl Caller for Customer {
    const LEVEL: Level = Level::Customer;

    fn admit(identity: Option<Identity>, function: &str) -> Result<Self, Fault> {
        let identity = at_least(Self::LEVEL, identity, function)?;
        let account = identity.account.ok_or_else(|| Fault::access(function))?;
        Ok(Self { identity, account })
    }
}

impl Caller for Staff {
    const LEVEL: Level = Level::Staff;

    fn admit(identity: Option<Identity>, function: &str) -> Result<Self, Fault> {
        at_least(Self::LEVEL, identity, function).map(|identity| Self { identity })
    }
}

impl Caller for Administrator {
    const LEVEL: Level = Level::Administrator;

    fn admit(identity: Option<Identity>, function: &str) -> Result<Self, Fault> {
        at_least(Self::LEVEL, identity, function).map(|identity| Self { identity })
    }
}

impl Caller for Root {
    const LEVEL: Level = Level::Root;

    fn admit(identity: Option<Identity>, function: &str) -> Result<Self, Fault> {
        at_least(Self::LEVEL, identity, function).map(|identity| Self { identity })
    }
}

impl Anyone {
    /// Whether this is staff.
    pub fn is_staff(&self) -> bool {
        self.account.is_none()
    }

    /// The account to look at: the customer's own, or the one that staff asked for.
    pub fn account_or(&self, asked: Option<AccountId>) -> Option<AccountId> {
        self.account.or(asked)
    }

    /// As whom the engine changes a service.
    pub fn actor(&self) -> Actor {
        Actor {
            account: self.account,
            by: self.identity.author(),
            staff: self.is_staff(),
        }
    }
}

fn at_least(level: Level, identity: Option<Identity>, function: &str) -> Result<Identity, Fault> {
    identity
        .filter(|identity| identity.level >= level && !identity.is_halfway)
        .ok_or_else(|| Fault::access(function))
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsell_domain::{Language, UserId};

    fn somebody(level: Level, account: Option<i64>) -> Identity {
        Identity {
            user: UserId::new(7),
            name: "u".to_owned(),
            real_name: String::new(),
            email: String::new(),
            level,
            account: account.map(AccountId::new),
            language: Language::En,
            phone: String::new(),
            is_halfway: false,
            acting: None,
        }
    }

    #[test]
    fn each_kind_admits_its_level_and_above() {
        fn check<C: Caller>(admitted: &[Level]) {
            for level in Level::ALL {
                let account = (level == Level::Customer).then_some(5);
                let result = C::admit(Some(somebody(level, account)), "f");
                assert_eq!(result.is_ok(), admitted.contains(&level), "{level:?}");
                if let Err(fault) = result {
                    assert_eq!((fault.kind(), fault.param("value")), ("access", Some("f")));
                }
            }
        }
        check::<Guest>(&Level::ALL);
        check::<Halfway>(&Level::ALL);
        check::<Anyone>(&Level::ALL[1..]);
        check::<Customer>(&[Level::Customer]);
        check::<Staff>(&Level::ALL[2..]);
        check::<Administrator>(&Level::ALL[3..]);
        check::<Root>(&Level::ALL[4..]);
        assert!(Anyone::admit(None, "f").is_err());
    }

    #[test]
    fn without_the_second_factor_nearly_nobody_is_admitted() {
        fn admits<C: Caller>() -> bool {
            let account = Some(5);
            let mut identity = somebody(Level::Customer, account);
            identity.is_halfway = true;
            let customer = C::admit(Some(identity), "f").is_ok();
            let mut identity = somebody(Level::Root, None);
            identity.is_halfway = true;
            customer || C::admit(Some(identity), "f").is_ok()
        }
        assert!(admits::<Halfway>());
        assert!(!admits::<Anyone>() && !admits::<Customer>() && !admits::<Staff>());
        assert!(!admits::<Administrator>() && !admits::<Root>());
    }

    #[test]
    fn only_staff_is_without_an_account() {
        let admit = |level, account| Anyone::admit(Some(somebody(level, account)), "f");
        let check = |level, account, sees: i64, staff| {
            let Ok(caller) = admit(level, account) else {
                panic!("{level:?} is not admitted")
            };
            let seen = caller.account_or(Some(AccountId::new(6)));
            assert_eq!(seen, Some(AccountId::new(sees)), "{level:?}");
            assert_eq!((caller.is_staff(), caller.actor().staff), (staff, staff));
        };
        check(Level::Customer, Some(5), 5, false);
        check(Level::Staff, None, 6, true);
        check(Level::Root, None, 6, true);
        assert!(admit(Level::Customer, None).is_err());
    }
}
