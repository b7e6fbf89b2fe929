//! Why a request to an authority gave nothing.

use crate::TransportError;
use instant_acme::{Error, Problem};

/// What one request gave.
pub(super) type Called<T> = Result<T, Failure>;

/// Why it gave nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// What we were given to work with cannot be right; staff have to change it.
    Denied(String),
    /// It did not arrive, or its answer did not.
    Network(TransportError),
    /// The authority's own words.
    Problem(Problem),
    /// An answer that cannot be used.
    Unreadable(String),
}

impl Failure {
    /// Whether the authority gave this reason, by the last word of its type.
    pub fn is(&self, kind: &str) -> bool {
        matches!(self, Self::Problem(problem) if kind_of(problem) == kind)
    }
}

/// The last word of a problem's type, such as `rateLimited`; empty where there is none.
pub(super) fn kind_of(problem: &Problem) -> &str {
    let full = problem.r#type.as_deref().unwrap_or_default();
    full.strip_prefix("urn:ietf:params:acme:error:").unwrap_or("")
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Network(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Api(problem) => Self::Problem(problem),
            Error::Other(inner) => match inner.downcast::<TransportError>() {
                Ok(error) => Self::Network(*error),
                Err(other) => Self::Unreadable(other.to_string()),
            },
            other => Self::Unreadable(other.to_string()),
        }
    }
}
