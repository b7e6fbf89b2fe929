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
    refuse_unknown(&applied, migrations)?;
    for migration in migrations {
        let checksum = checksum(migration);
        match applied
            .iter()
            .find(|(number, _)| *number == migration.number)
        {
            Some(_) => {}
            None => apply(bare, migration, &checksum).inspect_err(|_| bare.roll_back())?,
        }
    }
    Ok(())
}

/// Refuses a database whose migrations are not the first of these.
///
/// # Errors
/// [`Error::Newer`] and [`Error::Checksum`].
pub(super) fn refuse_unknown(applied: &[(i64, String)], migrations: &[Migration]) -> Result<()> {
    for (number, found) in applied {
        match migrations.iter().find(|known| known.number == *number) {
            Some(migration) if *found == checksum(migration) => {}
            Some(_) => return Err(Error::Checksum(*number)),
            None => {
                return Err(Error::Newer {
                    found: *number,
                    known: migrations.last().map_or(0, |migration| migration.number),
                });
            }
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
    digest
        .as_ref()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fresh, each_location};
    use crate::{Options, Store, TxExt};

    const FIRST: &str = "CREATE TABLE first (id BIGINT PRIMARY KEY);";
    const SECOND: [&str; 3] = [
        "CREATE TABLE second (id BIGINT PRIMARY KEY);",
        "INSERT INTO first (id) VALUES (1);",
        "INSERT INTO second (id) VALUES (1);",
    ];

    fn migration(number: i64, text: &str) -> Migration {
        let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
        Migration {
            number,
            name: "test",
            sqlite: text,
            postgres: text,
        }
    }

    fn both() -> [Migration; 2] {
        [migration(1, FIRST), migration(2, &SECOND.concat())]
    }

    fn open(fresh: &Fresh, migrations: &[Migration]) -> Result<Store> {
        let options = Options {
            readers: 1,
            writers: 1,
            ..Options::default()
        };
        Store::open_with(&fresh.location, options, migrations)
    }

    fn count(store: &Store, sql: &'static str) -> Result<i64> {
        store.read(move |tx| tx.one(sql, &[])?.read().next())
    }

    #[test]
    fn an_interrupted_migration_leaves_nothing_and_runs_at_the_next_start() {
        each_location(|fresh| {
            open(fresh, &[migration(1, FIRST)]).unwrap().close();
            for cut in 0..=SECOND.len() {
                let mut statements = SECOND.to_vec();
                statements.insert(cut, "INSERT INTO nowhere VALUES (1);");
                let broken = [migration(1, FIRST), migration(2, &statements.concat())];
                assert!(open(fresh, &broken).is_err(), "cut at {cut}");
                let store = open(fresh, &[migration(1, FIRST)]).unwrap();
                assert_eq!(
                    count(&store, "SELECT COUNT(*) FROM first").unwrap(),
                    0,
                    "{cut}"
                );
                assert_eq!(
                    count(&store, "SELECT COUNT(*) FROM migration").unwrap(),
                    1,
                    "{cut}"
                );
                assert!(
                    count(&store, "SELECT COUNT(*) FROM second").is_err(),
                    "{cut}"
                );
                store.close();
            }
            for _ in 0..2 {
                let store = open(fresh, &both()).unwrap();
                assert_eq!(count(&store, "SELECT COUNT(*) FROM second").unwrap(), 1);
                store.close();
            }
        });
    }

    #[test]
    fn a_newer_schema_is_refused() {
        each_location(|fresh| {
            open(fresh, &both()).unwrap().close();
            let error = open(fresh, &[migration(1, FIRST)]).err();
            assert!(
                matches!(error, Some(Error::Newer { found: 2, known: 1 })),
                "{error:?}"
            );
        });
    }

    #[test]
    fn a_changed_migration_is_refused() {
        each_location(|fresh| {
            open(fresh, &both()).unwrap().close();
            let changed = [migration(1, "CREATE TABLE other (id BIGINT);"), both()[1]];
            let error = open(fresh, &changed).err();
            assert!(matches!(error, Some(Error::Checksum(1))), "{error:?}");
        });
    }

    #[test]
    fn nodes_that_start_together_migrate_once() {
        let fresh = Fresh::postgres();
        std::thread::scope(|scope| {
            let nodes: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| open(&fresh, &both())))
                .collect();
            for node in nodes {
                let store = node.join().unwrap().unwrap();
                assert_eq!(count(&store, "SELECT COUNT(*) FROM second").unwrap(), 1);
                store.close();
            }
        });
    }
}
