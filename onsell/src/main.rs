//! The binary: configuration, start-up and shutdown. No business is here.

mod backup;
mod complete;
mod config;
mod ctl;
mod daily;
mod demo;
mod describe;
mod doctor;
mod init;
mod license;
mod local;
mod panel_config;
mod serve;
mod table;

use clap::{CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "onsell",
    version,
    about = "A hosting-billing system that sells and resells."
)]
struct Arguments {
    /// The configuration file.
    #[arg(
        long,
        global = true,
        env = "ONSELL_CONFIG",
        default_value = "onsell.toml"
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and do the work.
    Serve,
    /// Create the configuration, the database and the first administrator, and print a login.
    Init(init::InitArguments),
    /// Call a function, in a running server or without one (also as `mgrctl`).
    Ctl(ctl::CtlArguments),
    /// Show what waits for somebody: operations that stand, problems.
    Attention,
    /// Start operations again that stand because of an error.
    Retry(daily::RetryArguments),
    /// Compare a service, or everything of a module, with the provider now.
    Sync(daily::SyncArguments),
    /// Print a link with which a user signs in once.
    Login(daily::LoginArguments),
    /// Let a user who lost the device of the second factor sign in without it.
    ResetSecondFactor(daily::SecondFactorArguments),
    /// Look whether everything works: a line for each thing, and 1 when one does not.
    Doctor(doctor::DoctorArguments),
    /// Fetch and verify the signed document of a license, and print the key it is signed with.
    License(license::LicenseArguments),
    /// Copy the database into a file, also while a server runs.
    Backup(backup::BackupArguments),
    /// Put a backup in the place of the database.
    Restore(backup::RestoreArguments),
    /// Print the script with which a shell completes commands, functions and parameters.
    Completion(complete::CompletionArguments),
    /// What that script asks.
    #[command(hide = true)]
    Complete {
        /// The words behind the program's name; the last is not finished.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<String>,
    },
    /// Show the main job: two billing systems, one license.
    Demo(demo::DemoArguments),
}

fn main() -> ExitCode {
    // The choice is made once for the whole process; a second choice would be the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut words: Vec<_> = std::env::args_os().collect();
    let called_as_mgrctl = words
        .first()
        .and_then(|program| std::path::Path::new(program).file_stem())
        .is_some_and(|name| name == "mgrctl");
    if called_as_mgrctl {
        words.insert(1, "ctl".into());
    }
    let arguments = Arguments::parse_from(words);
    let result = match arguments.command {
        Command::Serve => serve::run(&arguments.config),
        Command::Init(init) => init::run(&arguments.config, &init),
        Command::Backup(backup) => backup::backup(&arguments.config, &backup),
        Command::Restore(restore) => backup::restore(&arguments.config, &restore),
        Command::Doctor(told) => doctor::run(&arguments.config, &told),
        Command::Attention => daily::attention(&arguments.config),
        Command::Retry(retry) => daily::retry(&arguments.config, &retry),
        Command::Sync(sync) => daily::sync(&arguments.config, &sync),
        Command::Login(login) => daily::login(&arguments.config, &login),
        Command::ResetSecondFactor(user) => daily::reset_second_factor(&arguments.config, &user),
        Command::Completion(shell) => {
            print!("{}", complete::script(&shell));
            Ok(())
        }
        Command::Complete { words } => {
            for word in complete::of_command(&Arguments::command(), &words) {
                println!("{word}");
            }
            Ok(())
        }
        Command::License(license) => return license::run(&arguments.config, &license),
        Command::Ctl(ctl) => return ctl::run(&arguments.config, &ctl),
        Command::Demo(demo) => return demo::run(&demo),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onsell: {error}");
            ExitCode::FAILURE
        }
    }
}
