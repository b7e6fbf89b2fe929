//! Copies of a PostgreSQL database, by PostgreSQL's own programs: they know every version's types.
//! The password travels in the environment, where `ps` does not show it.

use super::copy::Copied;
use super::postgres::{connect, describe};
use super::{Error, Result};
use onsell_domain::Secret;
use postgres::config::{Host, SslMode};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What empties a database before a backup is put into it. It is part of the same transaction.
const EMPTY: &str = "
DO $$ DECLARE t RECORD; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'DROP TABLE public.' || quote_ident(t.tablename) || ' CASCADE';
    END LOOP;
END $$;
";

/// Whether a process of ours has the database open.
const IS_SERVED: &str = "
    SELECT EXISTS (SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'onsell'
          AND pid <> pg_backend_pid())";
/// How often that is looked at, and the pause between.
const LOOKS_MAX: u32 = 20;
const LOOK_PAUSE: Duration = Duration::from_millis(100);

/// Dumps one snapshot of a database into a file and reads its contents back.
pub(super) fn dump(url: &Secret, to: &Path) -> Result<()> {
    let mut command = tool("pg_dump", url)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]);
    run("pg_dump", command.arg(to))?;
    let mut check = tool("pg_restore", url)?;
    check.arg("--list").arg(to).stdout(Stdio::null());
    run("pg_restore", &mut check)
}

/// Puts a dump in the place of what is in a database, in one transaction.
pub(super) fn load(url: &Secret, from: &Path, copied: Copied, over: bool) -> Result<()> {
    refuse_full(url, over)?;
    let mut reader = tool("pg_restore", url)?;
    reader.args(["--no-owner", "--no-privileges", "--file=-"]);
    let mut reader = start("pg_restore", reader.arg(from).stdout(Stdio::piped()))?;
    let mut writer = tool("psql", url)?;
    writer.args([
        "--quiet",
        "--no-psqlrc",
        "--set=ON_ERROR_STOP=1",
        "--file=-",
    ]);
    let mut writer = start("psql", writer.stdin(Stdio::piped()).stdout(Stdio::null()))?;
    let marker = format!(
        "INSERT INTO public.setting (name, value) VALUES ('{}', '{}')
         ON CONFLICT (name) DO UPDATE SET value = excluded.value;",
        crate::setting::COPIED,
        copied.name()
    );
    let piped = (|| -> std::io::Result<bool> {
        let (Some(sql), Some(input)) = (reader.stdout.as_mut(), writer.stdin.as_mut()) else {
            return Ok(false);
        };
        write!(input, "BEGIN;{EMPTY}")?;
        std::io::copy(sql, input)?;
        if !reader.wait()?.success() {
            return Ok(false);
        }
        // Only now: whoever dies before leaves a transaction that nobody commits.
        write!(input, "\n{marker}\nCOMMIT;\n")?;
        Ok(true)
    })();
    drop(writer.stdin.take());
    let _ = reader.kill();
    let ended = finish("psql", writer);
    finish("pg_restore", reader).or(ended.clone()).and(ended)?;
    match piped {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Database("pg_restore could not read it".to_owned())),
        Err(error) => Err(Error::Database(format!("psql: {error}"))),
    }
}

/// Refuses a database that somebody serves, and one with anything in it unless `over` allows it.
pub(super) fn refuse_full(url: &Secret, over: bool) -> Result<()> {
    let mut connection = connect(url)?;
    let mut one = |sql: &str| -> Result<bool> {
        let row = connection.client.query_one(sql, &[]);
        row.map(|row| row.get(0)).map_err(|error| describe(&error))
    };
    let mut looks = 0;
    while one(IS_SERVED)? {
        looks += 1;
        if looks > LOOKS_MAX {
            return Err(Error::InUse("the database".to_owned()));
        }
        // Who has just gone is still counted for a moment.
        std::thread::sleep(LOOK_PAUSE);
    }
    let is_installed = one("SELECT to_regclass('public.provider') IS NOT NULL")?;
    if !over && is_installed && one("SELECT EXISTS (SELECT 1 FROM public.provider)")? {
        return Err(Error::NotEmpty("the database".to_owned()));
    }
    Ok(())
}

/// A program of PostgreSQL that knows how to reach the database.
fn tool(name: &str, url: &Secret) -> Result<Command> {
    let config: postgres::Config = url
        .expose()
        .parse()
        .map_err(|_| Error::Location("the address of the PostgreSQL database".to_owned()))?;
    let mut command = Command::new(name);
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    match config.get_hosts().first() {
        Some(Host::Tcp(host)) => command.env("PGHOST", host),
        Some(Host::Unix(path)) => command.env("PGHOST", path),
        None => &mut command,
    };
    if let Some(port) = config.get_ports().first() {
        command.env("PGPORT", port.to_string());
    }
    for (variable, value) in [
        ("PGUSER", config.get_user()),
        ("PGDATABASE", config.get_dbname().or(config.get_user())),
    ] {
        if let Some(value) = value {
            command.env(variable, value);
        }
    }
    if let Some(password) = config.get_password() {
        command.env("PGPASSWORD", String::from_utf8_lossy(password).as_ref());
    }
    if config.get_ssl_mode() == SslMode::Require {
        command.env("PGSSLMODE", "require");
    }
    command.env("PGAPPNAME", format!("onsell {name}"));
    // A dump goes to its file whatever the database is called.
    if name == "pg_dump" || name == "psql" {
        command.arg("--no-password");
    }
    Ok(command)
}

fn start(name: &str, command: &mut Command) -> Result<Child> {
    command.spawn().map_err(|error| {
        Error::Database(format!(
            "{name}: {error}; install PostgreSQL's client programs, or copy the database with \
             `pg_dump --format=custom` elsewhere"
        ))
    })
}

fn run(name: &str, command: &mut Command) -> Result<()> {
    let child = start(name, command)?;
    finish(name, child)
}

/// Waits for its end; what it complained of is the error.
fn finish(name: &str, child: Child) -> Result<()> {
    let failed = |text: &str| Err(Error::Database(format!("{name}: {text}")));
    match child.wait_with_output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => failed(String::from_utf8_lossy(&output.stderr).trim()),
        Err(error) => failed(&error.to_string()),
    }
}
