//! What a client may do with the value of an addon once the service runs.

/// The rule of an addon (`restrictclientchange`, semantics 2.3). Staff are not bound by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ClientChange {
    /// Up and down.
    #[default]
    Allowed,
    /// Only up.
    OnlyUp,
    /// Only down.
    OnlyDown,
    /// Not at all.
    Forbidden,
}

/// The client may not change the value so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the rule of the addon is {}", .0.name())]
pub struct NotAllowed(pub ClientChange);

impl ClientChange {
    /// Every rule.
    pub const ALL: [Self; 4] = [Self::Allowed, Self::OnlyUp, Self::OnlyDown, Self::Forbidden];

    /// The name on the wire and in storage; the restriction is off where everything is allowed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "off",
            Self::OnlyUp => "uponly",
            Self::OnlyDown => "downonly",
            Self::Forbidden => "on",
        }
    }

    /// The rule with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Whether a client may change the value from one to another.
    pub fn check(self, from: i64, to: i64) -> Result<(), NotAllowed> {
        let is_allowed = match self {
            Self::Allowed => true,
            Self::OnlyUp => to >= from,
            Self::OnlyDown => to <= from,
            Self::Forbidden => to == from,
        };
        if is_allowed {
            Ok(())
        } else {
            Err(NotAllowed(self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_come_back_from_storage_and_bind_clients() {
        for rule in ClientChange::ALL {
            assert_eq!(ClientChange::parse(rule.name()), Some(rule));
        }
        assert_eq!(ClientChange::parse("allowed"), None);
        // Up, down and not at all.
        let check = |rule: ClientChange, expect: [bool; 3]| {
            let found = [(2, 3), (3, 2), (2, 2)].map(|(from, to)| rule.check(from, to).is_ok());
            assert_eq!(found, expect, "{rule:?}");
        };
        check(ClientChange::Allowed, [true, true, true]);
        check(ClientChange::OnlyUp, [true, false, true]);
        check(ClientChange::OnlyDown, [false, true, true]);
        check(ClientChange::Forbidden, [false, false, true]);
    }
}
