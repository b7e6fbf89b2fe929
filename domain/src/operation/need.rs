//! What an unfinished operation needs before it can go on: what staff see first.

use super::State;
use crate::language::Text;

/// What an unfinished operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// A person who presses Start: it failed.
    Attention,
    /// Its seller or a person, who has it.
    Provider,
    /// Money at the seller, or credentials that the seller takes.
    Funds,
    /// A look-up: nobody knows whether the request arrived.
    LookUp,
    /// Whoever took it over.
    Taken,
    /// Nothing but a moment: it is worked on.
    Work,
}

impl Need {
    /// Every need, what staff should look at first in front.
    pub const ALL: [Self; 6] = [
        Self::Attention,
        Self::Taken,
        Self::LookUp,
        Self::Funds,
        Self::Provider,
        Self::Work,
    ];

    /// What an operation in this state needs; nothing when it is finished.
    pub const fn of(state: State, is_taken: bool) -> Option<Self> {
        match state {
            State::Done | State::Cancelled => None,
            _ if is_taken => Some(Self::Taken),
            State::Attention => Some(Self::Attention),
            State::Waiting => Some(Self::Provider),
            State::Held => Some(Self::Funds),
            State::Unknown => Some(Self::LookUp),
            State::Ready | State::Running => Some(Self::Work),
        }
    }

    /// The states of the operations that nobody took over and that need this.
    pub fn states(self) -> impl Iterator<Item = State> {
        State::ALL
            .into_iter()
            .filter(move |state| Self::of(*state, false) == Some(self))
    }

    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Provider => "waiting",
            Self::Funds => "held",
            Self::LookUp => "unknown",
            Self::Taken => "taken",
            Self::Work => "work",
        }
    }

    /// What people call it.
    pub const fn title(self) -> Text {
        match self {
            Self::Attention => Text::new("Need attention", "Требуют внимания"),
            Self::Provider => Text::new("Wait for the provider", "Ждут провайдера"),
            Self::Funds => Text::new("Held for funds", "Ждут денег у продавца"),
            Self::LookUp => Text::new("Being looked up", "Выясняется результат"),
            Self::Taken => Text::new("Taken over", "Взяты в работу"),
            Self::Work => Text::new("In work", "Выполняются"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unfinished_operation_needs_one_thing() {
        for state in State::ALL {
            let needs = Need::ALL
                .into_iter()
                .filter(|need| need.states().any(|known| known == state));
            assert_eq!(
                needs.count(),
                usize::from(!state.is_finished()),
                "{state:?}"
            );
            let taken = (!state.is_finished()).then_some(Need::Taken);
            assert_eq!(Need::of(state, true), taken);
        }
        assert_eq!(Need::Taken.states().count(), 0);
    }
}
