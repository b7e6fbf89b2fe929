//! `onsell init`: a new installation.

use crate::backup;
use crate::config::{Config, TEMPLATE};
use clap::Args;
use onsell::{Failure, house};
use onsell_domain::Currency;
use onsell_engine::install::{Installing, install};
use onsell_engine::preset::Preset;
use std::path::Path;

/// What `init` may be told.
#[derive(Args)]
pub struct InitArguments {
    /// Load tariffs that resellers know by their numbers: ispmanager or ispmanager-ru; vendor or
    /// vendor-ru has their modules, software of others and platforms besides. They are loaded
    /// switched off, with example prices. To resell control panels with servers, load only
    /// the list of them: panels or panels-ru.
    #[arg(long)]
    preset: Option<String>,
    /// The name of the first provider, the brand that sells.
    #[arg(long, default_value = "Provider")]
    provider: String,
    /// The provider's currency (ISO 4217); the preset's, else EUR.
    #[arg(long)]
    currency: Option<String>,
    /// The time zone of the provider's dates.
    #[arg(long, default_value = "UTC")]
    zone: String,
    /// Begin with a copy of another installation, for tests: a backup, an SQLite file, or the
    /// address of a PostgreSQL database. The copy has no way to any seller and can buy nothing.
    #[arg(long, conflicts_with_all = ["preset", "provider", "currency", "zone"])]
    clone: Option<String>,
    /// The sign-in name of the first administrator.
    #[arg(long, default_value = "admin")]
    administrator: String,
}

/// Writes the configuration and the sealing key where they are missing, fills the database, and
/// prints the first sign-in.
pub fn run(path: &Path, arguments: &InitArguments) -> Result<(), Failure> {
    if !path.exists() {
        std::fs::write(path, TEMPLATE).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("Written: {}", path.display());
    }
    let config = Config::read(path)?;
    let key = house::write_key(&config.key_file)?;
    if let Some(source) = &arguments.clone {
        backup::clone(source, &config)?;
        let engine = house::open_engine(&config.database, onsell_store::Options::default(), &key)?;
        engine.store().close();
        println!("The database is a clone of {source}; everybody signs in as there.");
        println!("Every module that buys is switched off and has neither address nor password.");
        return Ok(());
    }
    let engine = house::open_engine(&config.database, onsell_store::Options::default(), &key)?;
    let currency = arguments
        .currency
        .as_deref()
        .map(Currency::parse)
        .transpose()?;
    let login = install(
        &engine,
        &Installing {
            provider: arguments.provider.clone(),
            currency,
            zone: arguments.zone.clone(),
            preset: arguments.preset.clone(),
            administrator: arguments.administrator.clone(),
        },
    );
    engine.store().close();
    let login = login?;
    println!(
        "The database is ready. Start the server with `onsell serve`; it listens on {}.",
        config.listen
    );
    println!();
    println!("  user      {}", login.name);
    println!("  password  {}   (shown once)", login.password.expose());
    println!();
    if let Some(name) = &arguments.preset {
        tell_of_preset(name)?;
    }
    Ok(())
}

/// What is to be done with what was loaded.
fn tell_of_preset(name: &str) -> Result<(), Failure> {
    if Preset::named(name)?.currency().is_some() {
        println!(
            "The tariffs of {name} are loaded and switched off: look at their prices with \
             `onsell ctl pricelist`, change them with `pricelist.edit`, then `pricelist.resume`."
        );
    } else {
        println!(
            "The control panels of {name} are loaded as an enumeration: see \
             `onsell ctl enumeration`."
        );
    }
    Ok(())
}
