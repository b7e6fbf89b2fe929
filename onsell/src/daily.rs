//! The commands of every day, in words: each calls functions that are there anyway.

use crate::config::Config;
use crate::local::Local;
use crate::table::{Cell, Look, print};
use clap::Args;
use onsell::{Failure, house};
use onsell_domain::Secret;
use onsell_engine::sign_in_key;
use onsell_wire::Node;
use std::path::Path;

/// What follows `retry`.
#[derive(Args)]
pub struct RetryArguments {
    /// The operations.
    #[arg(required_unless_present = "all")]
    operations: Vec<String>,
    /// Every operation that stands because of an error.
    #[arg(long, conflicts_with = "operations")]
    all: bool,
}

/// What follows `sync`.
#[derive(Args)]
pub struct SyncArguments {
    /// The service.
    #[arg(required_unless_present = "module")]
    service: Option<String>,
    /// Everything that this module has at its provider.
    #[arg(long, conflicts_with = "service")]
    module: Option<String>,
}

/// What follows `login`.
#[derive(Args)]
pub struct LoginArguments {
    /// The sign-in name.
    #[arg(default_value = "admin")]
    user: String,
}

/// What follows `reset-second-factor`.
#[derive(Args)]
pub struct SecondFactorArguments {
    /// The sign-in name.
    user: String,
}

/// Does it through the local door and closes it, whatever came of it.
fn locally<T>(
    config: &Path,
    work: impl FnOnce(&Local, &Config) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let config = Config::read(config)?;
    let local = Local::reach(&config)?;
    let result = work(&local, &config);
    let closed = local.close();
    let done = result?;
    closed?;
    Ok(done)
}

fn text<'a>(row: &'a Node, name: &str) -> &'a str {
    row.text_of(name).unwrap_or_default()
}

fn state(row: &Node) -> &str {
    let status = row.child("status");
    status
        .and_then(|status| status.attribute("orig"))
        .unwrap_or_default()
}

/// Whether an operation stands until somebody or something moves it.
fn look_of(state: &str) -> Look {
    match state {
        "attention" => Look::Bad,
        "held" | "unknown" => Look::Warning,
        _ => Look::Plain,
    }
}

/// `onsell attention`: what waits for somebody, with what to do about it.
pub fn attention(config: &Path) -> Result<(), Failure> {
    let (operations, problems) = locally(config, |local, _| {
        Ok((
            local.ask("runningoperation", &[])?,
            local.ask("problems", &[])?,
        ))
    })?;
    let cell = |text: &str| (text.to_owned(), Look::Plain);
    let mut lines: Vec<Vec<Cell>> = Vec::new();
    let mut operations: Vec<&Node> = operations.children_of("elem").collect();
    operations.sort_by_key(|row| match state(row) {
        "attention" => 0,
        "held" => 1,
        "unknown" => 2,
        _ => 3,
    });
    let mut standing = 0;
    for row in operations {
        let state = state(row);
        standing += usize::from(state == "attention");
        lines.push(vec![
            cell(text(row, "id")),
            (state.to_owned(), look_of(state)),
            cell(text(row, "desc")),
            cell(text(row, "client")),
            cell(text(row, "error")),
        ]);
    }
    let problems: Vec<&Node> = problems.children_of("elem").collect();
    if lines.is_empty() && problems.is_empty() {
        print(&[vec![("Nothing needs attention.".to_owned(), Look::Good)]]);
        return Ok(());
    }
    if !lines.is_empty() {
        print(&[vec![("Operations".to_owned(), Look::Strong)]]);
        print(&lines);
    }
    if !problems.is_empty() {
        let of = |row: &&Node| {
            vec![
                cell(text(row, "id")),
                (text(row, "type").to_owned(), Look::Warning),
                cell(text(row, "amount")),
                cell(&[text(row, "text"), text(row, "detail")].join(" ")),
            ]
        };
        print(&[vec![("Problems".to_owned(), Look::Strong)]]);
        print(&problems.iter().map(of).collect::<Vec<_>>());
    }
    if standing > 0 {
        println!("Start again: onsell retry NUMBER, or onsell retry --all");
    }
    if !problems.is_empty() {
        println!("Seen to: onsell ctl problems.close elid=NUMBER");
    }
    Ok(())
}

/// `onsell retry`: starts operations again, each for itself.
pub fn retry(config: &Path, arguments: &RetryArguments) -> Result<(), Failure> {
    let refused = locally(config, |local, _| {
        let operations = if arguments.all {
            let list = local.ask("runningoperation", &[])?;
            let stands = |row: &&Node| matches!(state(row), "attention" | "held");
            let rows = list.children_of("elem").filter(stands);
            rows.map(|row| text(row, "id").to_owned()).collect()
        } else {
            arguments.operations.clone()
        };
        let mut lines = Vec::new();
        let mut refused = 0;
        for operation in &operations {
            let started = local.ask("runningoperation.start", &[("elid", operation)]);
            refused += usize::from(started.is_err());
            let (words, look) = match started {
                Ok(_) => ("started".to_owned(), Look::Good),
                Err(error) => (error.to_string(), Look::Bad),
            };
            lines.push(vec![(operation.clone(), Look::Plain), (words, look)]);
        }
        if lines.is_empty() {
            lines.push(vec![("No operation stands.".to_owned(), Look::Good)]);
        }
        print(&lines);
        Ok(refused)
    })?;
    match refused {
        0 => Ok(()),
        count => Err(format!("{count} not started; `onsell attention` shows them").into()),
    }
}

/// `onsell sync`: compares with the provider now.
pub fn sync(config: &Path, arguments: &SyncArguments) -> Result<(), Failure> {
    let (function, number) = match (&arguments.service, &arguments.module) {
        (_, Some(module)) => ("processing.sync", module),
        (Some(service), None) => ("service.sync", service),
        (None, None) => return Err("name a service, or --module".into()),
    };
    let answer = locally(config, |local, _| local.ask(function, &[("elid", number)]))?;
    println!("Changed: {}", text(&answer, "changed"));
    Ok(())
}

/// `onsell login`: a link with which a user signs in once.
pub fn login(config: &Path, arguments: &LoginArguments) -> Result<(), Failure> {
    locally(config, |local, config| {
        let key = onsell_engine::hex(&house::fresh_key());
        let named = [("username", arguments.user.as_str()), ("key", &key)];
        local.ask("session.newkey", &named)?;
        let address = config
            .address
            .clone()
            .unwrap_or_else(|| format!("http://{}", config.listen));
        let address = address.trim_end_matches('/');
        let url = sign_in_key::url(address, &arguments.user, &Secret::from(key));
        println!("{url}");
        Ok(())
    })
}

/// `onsell reset-second-factor`: a user who lost the device signs in with the password alone.
pub fn reset_second_factor(config: &Path, told: &SecondFactorArguments) -> Result<(), Failure> {
    locally(config, |local, _| {
        let number = number_of_user(local, &told.user)?;
        local.ask("user.totp.reset", &[("elid", &number), ("sok", "ok")])?;
        println!(
            "{} signs in with the password alone and sets up a new device.",
            told.user
        );
        Ok(())
    })
}

/// The number of a user by the sign-in name.
fn number_of_user(local: &Local, name: &str) -> Result<String, Failure> {
    let list = local.ask("user", &[("filter", "on"), ("name", name)])?;
    if let Some(row) = list.child("elem") {
        return Ok(text(row, "id").to_owned());
    }
    Err(format!("there is no user {name}; `onsell ctl user` lists them").into())
}
