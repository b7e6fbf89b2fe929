//! `onsell backup` and `onsell restore`: a copy of the database beside a running server, and back.
//! The sealing key is never part of it: whoever finds a backup finds no password of a seller.

use crate::config::Config;
use clap::Args;
use onsell::{Failure, house};
use onsell_engine::doctor;
use onsell_store::{Copied, Location};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// What follows `backup`.
#[derive(Args)]
pub struct BackupArguments {
    /// The file to write. One that is there already is replaced once the new one is complete.
    file: PathBuf,
}

/// What follows `restore`.
#[derive(Args)]
pub struct RestoreArguments {
    /// The file that `onsell backup` wrote.
    file: PathBuf,
    /// Replace a database that holds an installation; an SQLite file is kept under another name.
    #[arg(long)]
    force: bool,
    /// The sealing key is lost: make another. The passwords of sellers must be entered again.
    #[arg(long)]
    new_key: bool,
}

/// Writes the backup; a server may run.
pub fn backup(path: &Path, arguments: &BackupArguments) -> Result<(), Failure> {
    let config = Config::read(path)?;
    let is_key = |path: &Path| match (path.canonicalize(), config.key_file.canonicalize()) {
        (Ok(path), Ok(key)) => path == key,
        _ => false,
    };
    if is_key(&arguments.file) {
        return Err(format!("{} is the sealing key", arguments.file.display()).into());
    }
    onsell_store::backup(&config.database, &arguments.file)?;
    let bytes = std::fs::metadata(&arguments.file)?.len();
    println!(
        "Written and checked: {} ({bytes} bytes)",
        arguments.file.display()
    );
    println!(
        "It does not contain the sealing key {}: keep a copy of that elsewhere.",
        config.key_file.display()
    );
    Ok(())
}

/// Puts a backup in the place of the database and says what to look at.
pub fn restore(path: &Path, arguments: &RestoreArguments) -> Result<(), Failure> {
    let config = Config::read(path)?;
    if UnixStream::connect(&config.socket).is_ok() {
        return Err("a server runs here: stop it first".into());
    }
    let key = key(&config, arguments.new_key)?;
    let written = std::fs::metadata(&arguments.file).and_then(|file| file.modified());
    let aside = onsell_store::restore(
        &arguments.file,
        &config.database,
        Copied::Backup,
        arguments.force,
    )
    .map_err(explained)?;
    let engine = house::open_engine(&config.database, onsell_store::Options::default(), &key)?;
    let unfinished = doctor::unfinished(&engine);
    let sealed = doctor::sealed(&engine);
    engine.store().close();
    let (unfinished, (_, sealed)) = (unfinished?, sealed?);
    println!("Restored from {}.", arguments.file.display());
    if let Some(aside) = aside {
        println!("What it replaced is kept as {}.", aside.display());
    }
    println!();
    println!("Before you serve again:");
    if let Ok(written) = written {
        let at = jiff::Timestamp::try_from(written)?;
        println!(
            "- What was ordered, renewed or paid after {at:.0} is not in it. What sellers have"
        );
        println!(
            "  is compared by itself after the start; `onsell sync --module N` does it again."
        );
    }
    println!(
        "- Unfinished operations: {unfinished}. Each one at a seller is looked for there before it"
    );
    println!("  is sent, as it may have been sent since: `onsell attention`.");
    println!("- Automatic renewals wait for an hour, so that the comparison comes first.");
    println!("- Whoever reads events from here compares everything; everybody signs in again.");
    if sealed > 0 {
        println!(
            "- The sealing key does not open {sealed} passwords of sellers: enter them again with \
             `onsell ctl processing.edit elid=MODULE password=… sok=ok`."
        );
    }
    println!("- `onsell doctor` looks at the rest.");
    Ok(())
}

/// Copies a database or a backup into the empty database of a new installation.
pub fn clone(source: &str, config: &Config) -> Result<(), Failure> {
    let source = match Location::parse(source) {
        Ok(location) => location,
        // A file: which engine's it is it says itself.
        Err(_) => Location::Sqlite(source.into()),
    };
    onsell_store::clone_into(&source, &config.database).map_err(explained)
}

fn key(config: &Config, new: bool) -> Result<[u8; onsell_engine::Seal::KEY_BYTES], Failure> {
    match (config.key_file.exists(), new) {
        (true, false) => house::read_key(&config.key_file),
        (false, true) => house::write_key(&config.key_file),
        (true, true) => Err(format!(
            "{} is there: --new-key is for a key that is lost",
            config.key_file.display()
        )
        .into()),
        (false, false) => Err(format!(
            "the sealing key {} is missing, and no backup contains it: put your copy there, or use \
             --new-key and enter the passwords of sellers again",
            config.key_file.display()
        )
        .into()),
    }
}

fn explained(error: onsell_store::Error) -> Failure {
    match error {
        onsell_store::Error::InUse(_) => {
            format!("{error}: stop the server and other commands first").into()
        }
        onsell_store::Error::NotEmpty(_) => {
            format!("{error}: set `database` to an empty one, or replace it with `restore --force`")
                .into()
        }
        error => error.into(),
    }
}
