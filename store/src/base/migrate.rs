//! Migrations: numbered texts per engine, forward only, each in a transaction of its own that first
//! writes the migration's row. The first process to write the row runs it; the others wait for that
//! commit and find it done. An interrupted migration leaves neither its row nor its tables.

use super::{Error, Result};
use ring::digest;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its number; they grow by one.
    pub number: i64,
    /// What it is about.
    pub name: &'static str,
    /// Its text for SQLite.
    pub sqlite: &'static str,
    /// Its text for PostgreSQL.
    pub postgres: &'static str,
}

/// What the runner needs of an engine.
pub(super) trait Bare {
    /// Makes the table of migrations, if it is not there.
    fn prepare(&mut self) -> Result<()>;
    /// Begins a transaction that can write.
    fn begin(&mut self) -> Result<()>;
    /// Writes the migration's row; `false` when it is there.
    fn record(&mut self, migration: &Migration, checksum: &str) -> Result<bool>;
    /// Runs the migration's text.
    fn run(&mut self, migration: &Migration) -> Result<()>;
    /// Commits.
    fn commit(&mut self) -> Result<()>;
    /// Rolls back; also after an error.
    fn roll_back(&mut self);
    /// The applied migrations with their checksums.
    fn applied(&mut self) -> Result<Vec<(i64, String)>>;
}

/// Brings a database to the newest of these migrations.
pub(super) fn migrate(bare: &mut dyn Bare, migrations: &[Migration]) -> Result<()> {
    bare.prepare()?;
    let applied = bare.applied()?;
    let known = migrations.last().map_or(0, |migration| migration.number);
    if let Some((found, _)) = applied.iter().find(|(number, _)| *number > known) {
        return Err(Error::Newer { found: *found, known });
    }
    for migration in migrations {
        let checksum = checksum(migration);
        match applied.iter().find(|(number, _)| *number == migration.number) {
            Some((_, found)) if *found == checksum => {}
            Some(_) => return Err(Error::Checksum(migration.number)),
            None => apply(bare, migration, &checksum).inspect_err(|_| bare.roll_back())?,
        }
    }
    Ok(())
}

fn apply(bare: &mut dyn Bare, migration: &Migration, checksum: &str) -> Result<()> {
    bare.begin()?;
    if bare.record(migration, checksum)? {
        bare.run(migration)?;
        bare.commit()
    } else {
        // Another process ran it while this one waited.
        bare.roll_back();
        Ok(())
    }
}

/// The checksum of a migration, the same on both engines.
fn checksum(migration: &Migration) -> String {
    use std::fmt::Write;
    let digest = digest::digest(&digest::SHA256, migration.sqlite.as_bytes());
    digest.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
