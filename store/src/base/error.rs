//! What can go wrong below the statements.

/// The result of anything the store does.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the store could not do it. A unit that met an error left nothing behind.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The queue of waiting units is full; ask again later.
    #[error("too many requests wait for the database")]
    Overload,
    /// The store was closed.
    #[error("the database was closed")]
    Closed,
    /// A row with this key exists.
    #[error("the row exists already: {0}")]
    Unique(String),
    /// The row would break another rule of the schema.
    #[error("the row breaks a rule of the schema: {0}")]
    Constraint(String),
    /// A row was not in the state in which it was read; read again.
    #[error("the row was changed by somebody else")]
    Stale,
    /// The unit met others so often that it was given up; ask again.
    #[error("the transaction met others too often")]
    Contended,
    /// The connection died while the commit was under way: only reading tells whether it happened.
    #[error("the connection was lost during the commit")]
    LostCommit,
    /// The database was written by a newer version of the program.
    #[error("the database has schema {found}, this program knows {known}: start a newer version")]
    Newer {
        /// The newest migration in the database.
        found: i64,
        /// The newest migration this program knows.
        known: i64,
    },
    /// An applied migration is not the one this program has.
    #[error("migration {0} was applied with another text")]
    Checksum(i64),
    /// A column does not hold what its reader expects.
    #[error("a column cannot be read: {0}")]
    Column(String),
    /// The address of a database cannot be understood.
    #[error("{0}: expected sqlite:PATH or postgres://USER@HOST/DATABASE")]
    Location(String),
    /// Another process has the database file.
    #[error("{0} is in use by another process")]
    InUse(String),
    /// A database that is to be filled holds an installation already.
    #[error("{0} holds an installation already")]
    NotEmpty(String),
    /// The unit panicked; it was rolled back alone.
    #[error("a unit of work panicked: {0}")]
    Panicked(String),
    /// A fuse burned through, in a test.
    #[error("the fuse burned through")]
    Fuse,
    /// Anything else the database said.
    #[error("{0}")]
    Database(String),
}
