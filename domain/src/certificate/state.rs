//! The state that a certificate has beside the status of its service (wire 2.2).

use crate::language::Text;

/// How far the issue of a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateState {
    /// The request was sent, or is about to be.
    Requested,
    /// The authority waits: for the proof of the names, or for its own look.
    Waiting,
    /// Issued.
    Issued,
    /// The authority said no, or gave up.
    Failed,
}

impl CertificateState {
    /// Every state, in the order of the numbers.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Waiting, Self::Issued, Self::Failed];

    /// The number on the wire (`service_status`) and in storage.
    pub const fn number(self) -> i64 {
        match self {
            Self::Requested => 3,
            Self::Waiting => 4,
            Self::Issued => 5,
            Self::Failed => 6,
        }
    }

    /// The state with this number; 0 to 2 are not used any more (wire 2.2).
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }

    /// What people call it.
    pub const fn title(self) -> Text {
        match self {
            Self::Requested => Text::new("Request sent", "Запрос отправлен"),
            Self::Waiting => Text::new("Waiting for issue", "Ожидает выпуска"),
            Self::Issued => Text::new("Issued", "Выпущен"),
            Self::Failed => Text::new("Not issued", "Не выпущен"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_back_by_their_numbers() {
        for state in CertificateState::ALL {
            assert_eq!(CertificateState::from_number(state.number()), Some(state));
        }
        assert_eq!(CertificateState::from_number(0), None);
        assert_eq!(CertificateState::from_number(2), None);
    }
}
