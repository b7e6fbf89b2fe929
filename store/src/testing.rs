//! For the tests of every floor: fresh databases of both engines.

use crate::{Location, Options, Store};
use onsell_domain::Secret;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// The variable with the address of a PostgreSQL server whose user may create databases.
pub const POSTGRES: &str = "ONSELL_TEST_POSTGRES";

static MADE: AtomicU64 = AtomicU64::new(0);

fn unique() -> String {
    let nanoseconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos());
    format!(
        "onsell_{}_{}_{nanoseconds}",
        std::process::id(),
        MADE.fetch_add(1, Ordering::Relaxed)
    )
}

/// A database that goes when this goes.
pub struct Fresh {
    /// Where it is.
    pub location: Location,
    folder: Option<PathBuf>,
    database: Option<String>,
}

impl Fresh {
    /// A file in a folder of its own.
    pub fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(unique());
        std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
        let location = Location::Sqlite(folder.join("onsell.db"));
        Self {
            location,
            folder: Some(folder),
            database: None,
        }
    }

    /// A database of the server at `ONSELL_TEST_POSTGRES`.
    pub fn postgres() -> Self {
        let name = unique();
        let server = server();
        run(&server, format!("CREATE DATABASE {name}"));
        let (address, options) = server.split_once('?').unwrap_or((&server, ""));
        let (address, _) = address
            .rsplit_once('/')
            .expect("the address names a database");
        let url = format!("{address}/{name}?{options}");
        Self {
            location: Location::Postgres(Secret::from(url)),
            folder: None,
            database: Some(name),
        }
    }

    /// Opens it.
    pub fn open(&self) -> Store {
        self.open_with(Options::default())
    }

    /// Opens it in a certain way.
    pub fn open_with(&self, options: Options) -> Store {
        Store::open(&self.location, options).expect("a fresh database opens")
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some(name) = &self.database {
            run(
                &server(),
                format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            );
        }
    }
}

fn server() -> String {
    std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: set it to a PostgreSQL server's address or run ./test")
    })
}

fn run(server: &str, sql: String) {
    let server = server.to_owned();
    // The client may not be used on a thread of an async runtime.
    std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&server, postgres::NoTls)
            .expect("the PostgreSQL server for tests answers");
        client
            .batch_execute(&sql)
            .expect("the PostgreSQL user for tests may create databases");
    })
    .join()
    .expect("the statement ran");
}

/// Runs a test on a fresh database of each engine.
pub fn each_engine(test: impl Fn(Store)) {
    each_location(|fresh| {
        let store = fresh.open();
        let result = catch_unwind(AssertUnwindSafe(|| test(store.clone())));
        store.close();
        if let Err(panic) = result {
            eprintln!("on {:?}", store.dialect());
            resume_unwind(panic);
        }
    });
}

/// Runs a test with a fresh database of each engine that nobody has opened yet.
pub fn each_location(test: impl Fn(&Fresh)) {
    test(&Fresh::sqlite());
    test(&Fresh::postgres());
}
