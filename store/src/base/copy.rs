//! Copies of a database: made while others write, checked before they count, and put in their place
//! whole. What a copy is for stands in it, so that whoever opens it first settles what only the
//! original may go on with.

use super::migrate::refuse_unknown;
use super::sqlite::{self, describe};
use super::{Error, Location, Result, postgres_copy};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What the first bytes of an SQLite file say.
const SQLITE_HEAD: &[u8] = b"SQLite format 3\0";
/// What the first bytes of a dump of PostgreSQL in its own format say.
const POSTGRES_HEAD: &[u8] = b"PGDMP";
/// Between two tries to copy a page that somebody holds.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// How often that is tried.
const BUSY_TRIES_MAX: u32 = 500;
/// How many replaced files are kept at most; nobody restores that often.
const REPLACED_MAX: u32 = 1000;

/// What a copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// To take the place of the original when that is lost.
    Backup,
    /// To live beside the original, for tests.
    Clone,
}

impl Copied {
    /// As the copy itself keeps it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Clone => "clone",
        }
    }

    /// What a name says.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Backup, Self::Clone]
            .into_iter()
            .find(|copied| copied.name() == name)
    }
}

/// Copies a database into a file while others write it. The file is complete and checked, or it is
/// as it was before.
///
/// # Errors
/// When the file is something else than a backup, the database cannot be read, or the copy does not
/// stand the check.
pub fn backup(from: &Location, to: &Path) -> Result<()> {
    if to.exists() && kind_of(to)?.is_none() {
        let text = format!("{} exists and is no backup", to.display());
        return Err(Error::Database(text));
    }
    let part = part_of(to)?;
    match from {
        Location::Sqlite(path) if is_same(path, to) => {
            let text = format!("{} is the database itself", to.display());
            return Err(Error::Database(text));
        }
        Location::Sqlite(path) => copy(path, &part.path, Copied::Backup)?,
        Location::Postgres(url) => postgres_copy::dump(url, &part.path)?,
    }
    put_in_place(&part.path, to)
}

/// Puts a backup in the place of a database that nobody has open; where the replaced file is kept
/// now, if there was one with anything in it.
///
/// # Errors
/// [`Error::InUse`], [`Error::NotEmpty`] unless `over` allows it, or what is wrong with the backup;
/// the database is as it was then.
pub fn restore(from: &Path, to: &Location, copied: Copied, over: bool) -> Result<Option<PathBuf>> {
    let kind = kind_of(from)?;
    match (to, kind) {
        (Location::Sqlite(path), Some(Kind::Sqlite)) => replace(from, path, copied, over),
        (Location::Postgres(url), Some(Kind::Postgres)) => {
            postgres_copy::load(url, from, copied, over).map(|()| None)
        }
        (_, None) => Err(other(from, "is no backup")),
        (Location::Sqlite(_), _) => Err(other(
            from,
            "is a backup of PostgreSQL: set `database` to one of its databases",
        )),
        (Location::Postgres(_), _) => Err(other(
            from,
            "is a backup of SQLite: set `database` to sqlite:PATH",
        )),
    }
}

/// Copies a database, or a backup, into an empty one, for tests beside the original.
///
/// # Errors
/// As [`restore`].
pub fn clone_into(from: &Location, to: &Location) -> Result<()> {
    match (from, to) {
        (Location::Sqlite(path), to) => restore(path, to, Copied::Clone, false).map(drop),
        (Location::Postgres(_), Location::Sqlite(_)) => Err(Error::Database(
            "a PostgreSQL database is copied into a PostgreSQL database: set `database`".to_owned(),
        )),
        (Location::Postgres(source), Location::Postgres(target)) => {
            postgres_copy::refuse_full(target, false)?;
            let folder = PrivateFolder::new()?;
            let part = part_of(&folder.0.join("clone"))?;
            postgres_copy::dump(source, &part.path)?;
            postgres_copy::load(target, &part.path, Copied::Clone, false)
        }
    }
}

fn other(file: &Path, what: &str) -> Error {
    Error::Database(format!("{} {what}", file.display()))
}

/// Which engine a file is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

fn kind_of(path: &Path) -> Result<Option<Kind>> {
    let unreadable = |error: std::io::Error| other(path, &format!("cannot be read: {error}"));
    if !path.is_file() {
        let text = if path.exists() {
            "is no file"
        } else {
            "does not exist"
        };
        return Err(other(path, text));
    }
    let mut head = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(SQLITE_HEAD.len() as u64)
        .read_to_end(&mut head)
        .map_err(unreadable)?;
    Ok(if head == SQLITE_HEAD {
        Some(Kind::Sqlite)
    } else if head.starts_with(POSTGRES_HEAD) {
        Some(Kind::Postgres)
    } else {
        None
    })
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// A file that is being written; it goes unless it was put in its place. One that a killed process
/// left is written anew.
struct Part {
    path: PathBuf,
    // Two processes must not write the same one.
    _lock: File,
}

impl Drop for Part {
    fn drop(&mut self) {
        // It is gone when it was put in its place.
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(beside(&self.path, "-journal"));
    }
}

fn part_of(to: &Path) -> Result<Part> {
    let path = beside(to, ".part");
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|error| other(&path, &format!("cannot be written: {error}")))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(_) => return Err(Error::InUse(path.display().to_string())),
    }
    // A copy that was broken off is not gone on with.
    let _ = std::fs::remove_file(beside(&path, "-journal"));
    file.set_len(0)
        .map_err(|error| other(&path, &format!("cannot be written: {error}")))?;
    Ok(Part { path, _lock: file })
}

/// A folder for passing use that is nobody else's: a dump holds everything about everybody, and in
/// the folder for such files others could have prepared what it is written into.
struct PrivateFolder(PathBuf);

impl PrivateFolder {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("onsell-clone-{}", std::process::id()));
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .map_err(|error| other(&path, &format!("cannot be made: {error}")))?;
        Ok(Self(path))
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        // Only what was made here is in it, and that is gone by now.
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// The path with an ending behind its whole name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn put_in_place(part: &Path, to: &Path) -> Result<()> {
    let failed = |error: std::io::Error| other(to, &format!("cannot be written: {error}"));
    File::open(part)
        .and_then(|file| file.sync_all())
        .map_err(failed)?;
    std::fs::rename(part, to).map_err(failed)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .map_err(failed)
}

/// Copies one snapshot of an SQLite file into another, says in it what it is for, and checks it.
fn copy(from: &Path, to: &Path, copied: Copied) -> Result<()> {
    copy_pages(from, to, copied).map_err(|error| match error {
        Error::Database(text) => other(from, &format!("cannot be copied: {text}")),
        error => error,
    })
}

fn copy_pages(from: &Path, to: &Path, copied: Copied) -> Result<()> {
    let source = sqlite::open_reader(from)?;
    let mut target = Connection::open(to).map_err(describe)?;
    {
        let backup = Backup::new(&source, &mut target).map_err(describe)?;
        let mut tries = 0;
        // Everything in one step is one snapshot: a step apart would begin anew after each commit.
        while backup.step(-1).map_err(describe)? != StepResult::Done {
            tries += 1;
            if tries > BUSY_TRIES_MAX {
                return Err(Error::InUse(from.display().to_string()));
            }
            std::thread::sleep(BUSY_PAUSE);
        }
    }
    target
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")
        .map_err(describe)?;
    check(&target)?;
    target
        .execute(
            "INSERT INTO setting (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [crate::setting::COPIED, copied.name()],
        )
        .map_err(describe)?;
    target.close().map_err(|(_, error)| describe(error))
}

/// Whether an SQLite file is whole and its schema one that this program knows.
fn check(connection: &Connection) -> Result<()> {
    let text = |sql: &str| -> Result<Option<String>> {
        let mut statement = connection.prepare(sql).map_err(describe)?;
        let mut rows = statement.query([]).map_err(describe)?;
        let row = rows.next().map_err(describe)?;
        row.map(|row| row.get(0).map_err(describe)).transpose()
    };
    match text("PRAGMA integrity_check(1)")? {
        Some(answer) if answer == "ok" => {}
        answer => return Err(Error::Database(answer.unwrap_or_default())),
    }
    if let Some(table) = text("PRAGMA foreign_key_check")? {
        let text = format!("a row of {table} refers to nothing");
        return Err(Error::Database(text));
    }
    let mut statement = connection
        .prepare("SELECT number, checksum FROM migration")
        .map_err(describe)?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(describe)?;
    let applied: Vec<(i64, String)> = rows
        .collect::<std::result::Result<_, _>>()
        .map_err(describe)?;
    refuse_unknown(&applied, crate::MIGRATIONS)
}

/// Puts a checked copy in the place of a file. Whenever this process ends, the place holds the one
/// or the other, whole.
fn replace(from: &Path, to: &Path, copied: Copied, over: bool) -> Result<Option<PathBuf>> {
    if is_same(from, to) {
        return Err(other(from, "is the database itself"));
    }
    let _lock = sqlite::lock(to)?;
    let is_full = to.exists() && !is_empty(to);
    if is_full && !over {
        return Err(Error::NotEmpty(to.display().to_string()));
    }
    let part = part_of(to)?;
    copy(from, &part.path, copied)?;
    let aside = if to.exists() { set_aside(to)? } else { None };
    put_in_place(&part.path, to)?;
    Ok(aside.filter(|_| is_full))
}

/// Whether nobody has installed anything there. What cannot be read is not empty.
fn is_empty(path: &Path) -> bool {
    let count =
        |sql: &str| -> rusqlite::Result<i64> {
            Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?
                .query_row(sql, [], |row| row.get(0))
        };
    match count("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'provider'") {
        Ok(0) => true,
        Ok(_) => count("SELECT COUNT(*) FROM provider").is_ok_and(|count| count == 0),
        Err(_) => false,
    }
}

/// Keeps the file that is about to be replaced under another name too. Its log must not be found
/// beside the new one, so it goes into the file first; that of a damaged file is kept with it.
fn set_aside(path: &Path) -> Result<Option<PathBuf>> {
    let failed = |error: std::io::Error| other(path, &format!("cannot be set aside: {error}"));
    let aside = (1..=REPLACED_MAX)
        .map(|number| beside(path, &format!(".replaced-{number}")))
        .find(|aside| !aside.exists())
        .ok_or_else(|| other(path, "has too many .replaced files beside it"))?;
    let emptied = Connection::open(path)
        .and_then(|connection| connection.execute_batch("PRAGMA journal_mode = DELETE;"));
    if let Err(rusqlite::Error::SqliteFailure(error, _)) = &emptied
        && error.code == rusqlite::ErrorCode::DatabaseBusy
    {
        return Err(Error::InUse(path.display().to_string()));
    }
    for ending in ["-wal", "-shm", "-journal"] {
        let file = beside(path, ending);
        if file.exists() {
            std::fs::rename(&file, beside(&aside, ending)).map_err(failed)?;
        }
    }
    std::fs::hard_link(path, &aside).map_err(failed)?;
    Ok(Some(aside))
}
