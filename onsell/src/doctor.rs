//! `onsell doctor`: one line for each thing that has to be well, with a server or without.

use crate::config::Config;
use crate::local::Local;
use crate::table::{Cell, Look, print};
use clap::Args;
use onsell::Failure;
use onsell_store::Location;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Below this the disk is too full to go on for long, in MB.
const FREE_MB_MIN: u64 = 1024;
/// Below this it is full.
const FREE_MB_NONE: u64 = 64;
/// How long the own server may take to be reached.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// What follows `doctor`.
#[derive(Args)]
pub struct DoctorArguments {
    /// Write JSON for programs.
    #[arg(long)]
    json: bool,
}

/// One thing looked at.
struct Line {
    name: String,
    /// As `processing.check` says it: ok, unknown, warning, problem.
    status: String,
    text: String,
}

fn line(name: &str, status: &str, text: impl Into<String>) -> Line {
    Line {
        name: name.to_owned(),
        status: status.to_owned(),
        text: text.into(),
    }
}

/// Looks at everything and prints it; an error when anything does not work.
pub fn run(path: &Path, arguments: &DoctorArguments) -> Result<(), Failure> {
    let lines = look(path);
    if arguments.json {
        let rows: Vec<_> = lines.iter().map(json).collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print(&lines.iter().map(shown).collect::<Vec<_>>());
    }
    let bad = lines.iter().filter(|line| line.status == "problem").count();
    match bad {
        0 => Ok(()),
        count => Err(format!("{count} of {} do not work", lines.len()).into()),
    }
}

fn json(line: &Line) -> serde_json::Value {
    serde_json::json!({"name": line.name, "status": line.status, "text": line.text})
}

fn shown(line: &Line) -> Vec<Cell> {
    let (word, look) = match line.status.as_str() {
        "ok" => ("ok", Look::Good),
        "problem" => ("FAIL", Look::Bad),
        "warning" => ("warn", Look::Warning),
        _ => ("?", Look::Warning),
    };
    vec![
        (word.to_owned(), look),
        (line.name.clone(), Look::Plain),
        (line.text.clone(), Look::Plain),
    ]
}

fn look(path: &Path) -> Vec<Line> {
    let config = match Config::read(path) {
        Ok(config) => config,
        Err(error) => return vec![line("configuration", "problem", error.to_string())],
    };
    let mut lines = vec![
        line("configuration", "ok", path.display().to_string()),
        key(&config),
        disk(&config),
    ];
    let local = match Local::reach(&config) {
        Ok(local) => local,
        Err(error) => {
            lines.push(line("database", "problem", error.to_string()));
            return lines;
        }
    };
    lines.extend(server(&config, &local));
    match local.ask("doctor", &[]) {
        Ok(found) => lines.extend(found.children_of("elem").map(|row| {
            let text = |name: &str| row.text_of(name).unwrap_or_default();
            line(text("name"), text("status"), text("text"))
        })),
        Err(error) => lines.push(line("database", "problem", error.to_string())),
    }
    // Looking does no work: what is due stays due.
    if let Local::Database(panel) = local {
        panel.engine().store().close();
    }
    lines
}

fn key(config: &Config) -> Line {
    let path = config.key_file.display();
    if let Err(error) = onsell::house::read_key(&config.key_file) {
        return line("key", "problem", error.to_string());
    }
    let mode = std::fs::metadata(&config.key_file).map(|file| file.permissions().mode());
    match mode {
        Ok(mode) if mode & 0o077 != 0 => {
            let text = format!("others may read {path}: chmod 600 {path}");
            line("key", "warning", text)
        }
        _ => line(
            "key",
            "ok",
            format!("{path}; keep a copy apart from the backups"),
        ),
    }
}

fn server(config: &Config, local: &Local) -> Vec<Line> {
    let Local::Server(socket, _) = local else {
        let text = "does not run; commands work on the database themselves: onsell serve";
        return vec![line("server", "warning", text)];
    };
    let mut lines = vec![line("socket", "ok", socket.display().to_string())];
    let listen = &config.listen;
    let mut addresses = listen.to_socket_addrs().into_iter().flatten();
    let answers = addresses.any(|at| TcpStream::connect_timeout(&at, CONNECT_TIMEOUT).is_ok());
    lines.push(if answers {
        line("server", "ok", format!("listens on {listen}"))
    } else {
        let text = format!("nobody answers on {listen}, as the configuration has it");
        line("server", "warning", text)
    });
    lines
}

/// The room that is left where an SQLite file grows; a database server looks after its own.
fn disk(config: &Config) -> Line {
    let Location::Sqlite(path) = &config.database else {
        return line("disk", "ok", "is the database server's");
    };
    let parent = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new("."));
    let Some(free) = free_mb(folder) else {
        return line("disk", "unknown", "df does not tell how much is free");
    };
    let text = format!("{free} MB free in {}", folder.display());
    match free {
        free if free < FREE_MB_NONE => line("disk", "problem", text),
        free if free < FREE_MB_MIN => line("disk", "warning", text),
        _ => line("disk", "ok", text),
    }
}

/// What `df` tells, the same on every system.
fn free_mb(folder: &Path) -> Option<u64> {
    let told = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    available_kb(&String::from_utf8_lossy(&told.stdout)).map(|kilobytes| kilobytes / 1024)
}

/// The fourth column of the second line.
fn available_kb(told: &str) -> Option<u64> {
    told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_space_is_read() {
        let told = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/sda1 1000 400 600 40% /\n";
        assert_eq!(available_kb(told), Some(600));
        assert_eq!(available_kb("df: no such file\n"), None);
        assert!(free_mb(Path::new("/")).is_some());
    }
}
