//! Opens the house: the store, the sealing key and the engine over them.

use crate::Failure;
use onsell_engine::seams::{Clock, SystemClock, SystemRandom};
use onsell_engine::{Engine, Seal, Setup};
use onsell_modules::HttpTransport;
use onsell_store::{Location, Options, Store};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

/// What we call ourselves at sellers.
const USER_AGENT: &str = concat!("Onsell/", env!("CARGO_PKG_VERSION"));

/// An engine over a database, with the machine's clock, randomness and network.
pub fn open_engine(
    database: &Location,
    options: Options,
    key: &[u8; Seal::KEY_BYTES],
) -> Result<Engine, Failure> {
    open_engine_at(database, options, key, Arc::new(SystemClock))
}

/// The same on a clock of the caller's.
pub fn open_engine_at(
    database: &Location,
    options: Options,
    key: &[u8; Seal::KEY_BYTES],
    clock: Arc<dyn Clock>,
) -> Result<Engine, Failure> {
    let store = Store::open(database, options)?;
    Ok(Engine::new(Setup {
        store,
        clock,
        random: Arc::new(SystemRandom::new()),
        transport: Arc::new(HttpTransport::new(USER_AGENT)),
        seal: Seal::new(key),
    })?)
}

/// Reads the sealing key.
pub fn read_key(path: &Path) -> Result<[u8; Seal::KEY_BYTES], Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        format!(
            "the sealing key {}: {error}; `onsell init` makes it",
            path.display()
        )
    })?;
    let length = bytes.len();
    bytes.try_into().map_err(|_| {
        format!(
            "the sealing key {} has {length} bytes instead of {}",
            path.display(),
            Seal::KEY_BYTES
        )
        .into()
    })
}

/// Writes a fresh sealing key that only its owner may read. One that is there stays.
pub fn write_key(path: &Path) -> Result<[u8; Seal::KEY_BYTES], Failure> {
    if path.exists() {
        return read_key(path);
    }
    let key = fresh_key();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key)
}

/// A sealing key nobody can guess.
pub fn fresh_key() -> [u8; Seal::KEY_BYTES] {
    use onsell_engine::seams::Random;
    let mut key = [0; Seal::KEY_BYTES];
    SystemRandom::new().fill(&mut key);
    key
}
