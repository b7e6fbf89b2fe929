//! Why a use case did not happen.

use onsell_wire::Fault;

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case did not happen; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller asked for what cannot be: the documented error, in words for the caller.
    #[error("{0}")]
    Fault(Box<Fault>),
    /// The store could not do it.
    #[error("the database: {0}")]
    Store(#[from] onsell_store::Error),
    /// A secret could not be opened: the sealing key is not the one it was sealed with.
    #[error("a secret cannot be opened; is the sealing key file the one of this database?")]
    Seal,
    /// A seller refuses our credentials, in its own words.
    #[error("the seller refuses our credentials: {0}")]
    Denied(onsell_domain::Fault),
    /// A seller's answer or a preset's text could not be used.
    #[error("{0}")]
    Outside(String),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl Error {
    /// The documented error for a caller. What is not the caller's fault is logged here, once, and
    /// told without its inside.
    pub fn into_fault(self) -> Fault {
        match self {
            Self::Fault(fault) => *fault,
            Self::Store(onsell_store::Error::Overload) => Fault::overload(),
            Self::Store(onsell_store::Error::Stale) => Fault::locked("item"),
            Self::Outside(text) => Fault::connection(&text),
            error @ Self::Denied(_) => Fault::connection(&error),
            error @ (Self::Store(_) | Self::Seal) => {
                tracing::error!(error = %error, "a request could not be answered");
                Fault::internal()
            }
        }
    }

    /// Whether the rows changed between reading and writing, so that doing it again may succeed.
    pub fn is_stale(&self) -> bool {
        matches!(
            self,
            Self::Store(onsell_store::Error::Stale | onsell_store::Error::Unique(_))
        )
    }
}
