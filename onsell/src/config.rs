//! The configuration: one TOML file, and environment variables that override it.

use crate::panel_config;
use onsell::{Failure, house};
use onsell_domain::{AddressRanges, Secret};
use onsell_engine::EventMode;
use onsell_engine::session_life::SessionLife;
use onsell_modules::mail::SmtpPost;
use onsell_panel::{Options, Panel};
use onsell_store::Location;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file as it is written; every line may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    listen: Option<String>,
    database: Option<String>,
    key_file: Option<PathBuf>,
    socket: Option<PathBuf>,
    address: Option<String>,
    forwarded_secret: Option<String>,
    authinfo_ranges: Option<String>,
    origins: Option<Vec<String>>,
    registration: Option<bool>,
    mail: Option<String>,
    mail_from: Option<String>,
    events: Option<String>,
    workers: Option<usize>,
    log: Option<String>,
    log_json: Option<bool>,
    panel: panel_config::Written,
}

/// The configuration, checked.
pub struct Config {
    /// Where the API listens.
    pub listen: String,
    /// Where the database is.
    pub database: Location,
    /// The file with the sealing key.
    pub key_file: PathBuf,
    /// The local socket of `ctl`.
    pub socket: PathBuf,
    /// The address under which callers reach us.
    pub address: Option<String>,
    /// What a proxy in front of us sends, so that its client addresses are believed.
    pub forwarded_secret: Option<Secret>,
    /// From where `authinfo` may be used; empty is anywhere.
    pub authinfo_ranges: AddressRanges,
    /// Origins of pages that may read our answers.
    pub origins: Vec<String>,
    /// Whether strangers may register.
    pub registration: bool,
    /// How letters leave: the mail server with its credentials, and who they are from.
    pub mail: Option<(Secret, String)>,
    /// How events of sellers are learned.
    pub events: EventMode,
    /// Threads that ask sellers.
    pub workers: usize,
    /// What is logged.
    pub log: String,
    /// Whether log lines are JSON.
    pub log_json: bool,
    /// How long people stay signed in.
    pub session_life: SessionLife,
}

/// What `init` writes.
pub const TEMPLATE: &str = r#"# Onsell. Every line can be overridden by an environment variable: ONSELL_LISTEN, ONSELL_DATABASE …

# Where the API listens. Put a web server with TLS in front of it.
listen = "127.0.0.1:1500"

# sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE (sslmode=require for TLS).
# Paths are relative to this file.
database = "sqlite:onsell.db"

# The key that seals passwords of sellers in the database. Keep a copy apart from backups.
key_file = "onsell.key"

# The socket through which `onsell ctl` reaches the running server. Who may open it is root here.
socket = "onsell.sock"

# The address under which callers reach this server; unset takes the Host of each request.
# address = "https://billing.example.com"

# What your web server sends as X-Forwarded-Secret, so that X-Real-IP is believed.
# forwarded_secret = ""

# From where authinfo may be used, whoever the user is: addresses, ranges (a-b) and networks (a/24),
# separated by spaces; empty is anywhere. Single users may have their own ranges besides.
# authinfo_ranges = "192.0.2.0/24 2001:db8::/32"

# Origins of pages of yours that may read our answers in a browser (CORS).
# origins = ["https://cabinet.example.com"]

# Whether strangers may register as customers (the function register).
registration = false

# The mail server through which letters leave, and who they are from. A name and a password are sent
# over TLS only. Letters hold links, so the address above has to be set.
# mail = "smtp://user:password@mail.example.com:587"
# mail_from = "Example Hosting <billing@example.com>"

# How changes at sellers are learned: "wait" (at once), "poll" (every five minutes) or
# "off" (only by `onsell ctl checkevent`).
events = "wait"

# Threads that send requests to sellers.
workers = 16

# What is logged: error, warn, info, debug.
log = "info"
log_json = false

[panel]
# How long people stay signed in after their last click, customers and staff, and at the longest.
session_idle_seconds = 3600
staff_session_idle_seconds = 3600
session_seconds_max = 86400
"#;

impl Config {
    /// Reads the file, then the environment.
    ///
    /// # Errors
    /// With the line of the file, or the name of the variable, that cannot be understood.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{}: {error}; `onsell init` makes it", path.display()))?;
        let file: Written =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let base = path.parent().unwrap_or(Path::new("."));
        Self::checked(file, base, |name| std::env::var(name).ok())
    }

    /// Opens the database and everything over it.
    pub fn open(&self) -> Result<Panel, Failure> {
        let key = house::read_key(&self.key_file)?;
        let engine = house::open_engine(&self.database, onsell_store::Options::default(), &key)?;
        if let Some((server, from)) = &self.mail {
            engine.deliver_by(Arc::new(SmtpPost::new(server, from)?));
        }
        engine.sessions_last(self.session_life);
        let options = Options {
            forwarded_secret: self.forwarded_secret.clone(),
            address: self.address.clone(),
            authinfo_ranges: self.authinfo_ranges.clone(),
            origins: self.origins.clone(),
            registration: self.registration,
        };
        Ok(Panel::new(engine, options))
    }

    fn checked(
        file: Written,
        base: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let text = |name: &str, in_file: Option<String>, default: &str| {
            variable(name)
                .or(in_file)
                .unwrap_or_else(|| default.to_owned())
        };
        let path = |name: &str, in_file: Option<PathBuf>, default: &str| {
            base.join(
                variable(name)
                    .map(PathBuf::from)
                    .or(in_file)
                    .unwrap_or(default.into()),
            )
        };
        let database = text("ONSELL_DATABASE", file.database, "sqlite:onsell.db");
        let database = match database.strip_prefix("sqlite:") {
            Some(file) if !file.is_empty() => Location::Sqlite(base.join(file)),
            _ => Location::parse(&database)?,
        };
        let events = match text("ONSELL_EVENTS", file.events, "wait").as_str() {
            "wait" => EventMode::Wait,
            "poll" => EventMode::Poll,
            "off" => EventMode::Off,
            other => return Err(format!("events = {other:?}: use wait, poll or off").into()),
        };
        let workers = match variable("ONSELL_WORKERS") {
            Some(number) => number
                .parse()
                .map_err(|_| format!("ONSELL_WORKERS={number}: a number is expected"))?,
            None => file.workers.unwrap_or(16),
        };
        if !(1..=512).contains(&workers) {
            return Err(format!("workers = {workers}: use 1 to 512").into());
        }
        let ranges = text("ONSELL_AUTHINFO_RANGES", file.authinfo_ranges, "");
        let authinfo_ranges =
            AddressRanges::parse(&ranges).map_err(|error| format!("authinfo_ranges: {error}"))?;
        let origins = match variable("ONSELL_ORIGINS") {
            Some(text) => text.split_whitespace().map(str::to_owned).collect(),
            None => file.origins.unwrap_or_default(),
        };
        if let Some(origin) = origins.iter().find(|origin| !is_origin(origin)) {
            return Err(format!("origins: {origin:?} is not like https://host").into());
        }
        let flag = |name: &str, in_file: Option<bool>| match variable(name).as_deref() {
            Some(text) => matches!(text, "true" | "1" | "on"),
            None => in_file.unwrap_or(false),
        };
        let address = variable("ONSELL_ADDRESS").or(file.address);
        let mail = match (
            variable("ONSELL_MAIL").or(file.mail),
            variable("ONSELL_MAIL_FROM").or(file.mail_from),
        ) {
            (None, _) => None,
            (Some(_), None) => return Err("mail: say who letters are from in mail_from".into()),
            (Some(_), _) if address.is_none() => {
                return Err("mail: letters hold links, so set address".into());
            }
            (Some(server), Some(from)) => {
                // A mistake is told at the start, not at the first letter.
                let server = Secret::from(server);
                SmtpPost::new(&server, &from)?;
                Some((server, from))
            }
        };
        Ok(Self {
            listen: text("ONSELL_LISTEN", file.listen, "127.0.0.1:1500"),
            database,
            key_file: path("ONSELL_KEY_FILE", file.key_file, "onsell.key"),
            socket: path("ONSELL_SOCKET", file.socket, "onsell.sock"),
            address,
            forwarded_secret: variable("ONSELL_FORWARDED_SECRET")
                .or(file.forwarded_secret)
                .filter(|text| !text.is_empty())
                .map(Secret::from),
            authinfo_ranges,
            origins,
            registration: flag("ONSELL_REGISTRATION", file.registration),
            mail,
            events,
            workers,
            log: text("ONSELL_LOG", file.log, "info"),
            log_json: flag("ONSELL_LOG_JSON", file.log_json),
            session_life: panel_config::session_life(&file.panel, variable)?,
        })
    }
}

/// Scheme and host as browsers say them, so that the comparison is one of texts.
fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:[]".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, Failure> {
        Config::checked(toml::from_str(text)?, Path::new("/etc/onsell"), |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_template_says_what_is_assumed_anyway() {
        let written = read(TEMPLATE, &[]).unwrap();
        let assumed = read("", &[]).unwrap();
        assert_eq!(written.listen, assumed.listen);
        assert_eq!(written.key_file, assumed.key_file);
        assert_eq!(written.key_file, Path::new("/etc/onsell/onsell.key"));
        assert_eq!(written.events, assumed.events);
        assert_eq!(written.workers, assumed.workers);
        assert_eq!(written.session_life, assumed.session_life);
        assert!(matches!(
            written.database,
            Location::Sqlite(path) if path == Path::new("/etc/onsell/onsell.db")
        ));
    }

    #[test]
    fn the_environment_overrides() {
        let config = read(
            TEMPLATE,
            &[
                ("ONSELL_LISTEN", "[::]:1"),
                ("ONSELL_EVENTS", "off"),
                ("ONSELL_PANEL_STAFF_SESSION_IDLE_SECONDS", "600"),
            ],
        );
        let config = config.unwrap();
        assert_eq!(config.listen, "[::]:1");
        assert_eq!(config.events, EventMode::Off);
        assert_eq!(config.session_life.staff_idle_seconds, 600);
        assert_eq!(config.session_life.idle_seconds, 3600);
    }

    #[test]
    fn mistakes_are_named() {
        let check = |text: &str, variables: &[(&str, &str)], part: &str| {
            let error = read(text, variables).err().expect("refused").to_string();
            assert!(error.contains(part), "{error}");
        };
        check("lisen = 1", &[], "lisen");
        check("events = 'often'", &[], "often");
        check("workers = 0", &[], "workers");
        let short = "[panel]\nsession_idle_seconds = 5";
        check(short, &[], "session_idle_seconds");
        check("[panel]\nsesion = 1", &[], "sesion");
        check("", &[("ONSELL_WORKERS", "many")], "ONSELL_WORKERS");
        check("authinfo_ranges = '10.0.0.0/40'", &[], "authinfo_ranges");
        check("origins = ['*']", &[], "origins");
        check("mail = 'smtp://mail.example'", &[], "mail_from");
        let told = "mail = 'smtp://mail.example'\nmail_from = 'a@b.example'";
        check(told, &[], "address");
        let told = "mail = 'smtp://mail.example'\nmail_from = 'a b'\naddress = 'https://b.example'";
        check(told, &[], "mail_from");
        let told = "mail = 'pop://user:hush@x'\nmail_from = 'a@b.example'\naddress = 'https://x'";
        check(told, &[], "mail");
        check("origins = ['https://a.example/']", &[], "origins");
        check(
            "",
            &[("ONSELL_DATABASE", "mysql://x:secret@y/z")],
            "sqlite:PATH",
        );
    }
}
