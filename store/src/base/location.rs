//! Where a database is.

use super::{Error, Result};
use onsell_domain::Secret;
use std::path::PathBuf;

/// Where a database is, as configured.
#[derive(Debug, Clone)]
pub enum Location {
    /// A file of the embedded engine.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server; the address may hold a password.
    Postgres(Secret),
}

impl Location {
    /// Reads `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Location`] for anything else; the text is not repeated where it may hold a
    /// password.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Self::Sqlite(path.into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(Secret::from(text.to_owned())));
        }
        Err(Error::Location(
            text.split(':').next().unwrap_or_default().to_owned(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations() {
        assert!(matches!(
            Location::parse("sqlite:a/b.db"),
            Ok(Location::Sqlite(_))
        ));
        assert!(matches!(
            Location::parse("postgres://u:p@h/d"),
            Ok(Location::Postgres(_))
        ));
        let error = Location::parse("mysql://u:secret@h/d")
            .unwrap_err()
            .to_string();
        assert!(!error.contains("secret"), "{error}");
        assert!(Location::parse("sqlite:").is_err());
    }
}
