//! A real ACME server, Let's Encrypt's own for tests (packages `pebble` of Debian and Ubuntu),
//! and the DNS and web server that it validates names by. Not a double: what it answers is what
//! a public authority answers, on two ports of this machine. It forgets everything when it
//! stops.

mod certificate;
mod challenges;
mod process;

use process::{Process, answers, connects, free_port};
use serde_json::{Map, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many other ports are tried when somebody took one in between.
const STARTS_MAX: usize = 5;

/// How a Pebble shall be.
#[derive(Debug, Clone, Default)]
pub struct PebbleSettings {
    /// Names and keys (base64url) of external accounts; any makes them required.
    pub external_accounts: Vec<(String, String)>,
    /// Names that it refuses.
    pub blocked: Vec<String>,
    /// How long a certificate is valid, in seconds; five years where nothing is said.
    pub validity_seconds: Option<u64>,
    /// How many in a hundred good nonces it refuses.
    pub bad_nonces: u8,
    /// How many in a hundred proofs of an earlier order it lets count again.
    pub reused_proofs: u8,
}

/// A running Pebble with its DNS and web server; it stops when this is dropped.
pub struct Pebble {
    acme: SocketAddr,
    management: SocketAddr,
    dns: SocketAddr,
    web: SocketAddr,
    challenges: SocketAddr,
    root: String,
    // Stopped before their folder goes.
    processes: Vec<Process>,
    folder: Folder,
}

impl Pebble {
    /// Whether it is installed. Where it is not, `./test` says so and what needs it is skipped.
    pub fn is_here() -> bool {
        process::is_installed("pebble") && process::is_installed("pebble-challtestsrv")
    }

    /// Starts it on free ports.
    pub fn start(settings: &PebbleSettings) -> std::io::Result<Self> {
        let mut last = std::io::Error::other("it was not started");
        for _ in 0..STARTS_MAX {
            match Self::start_once(settings) {
                Ok(pebble) => return Ok(pebble),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn start_once(settings: &PebbleSettings) -> std::io::Result<Self> {
        let folder = Folder::new()?;
        let root = certificate::write(&folder.0)?;
        let mut ports = [free_port()?; 5];
        for port in &mut ports {
            *port = free_port()?;
        }
        let [acme, management, dns, web, challenges] = ports;
        let config = folder.0.join("pebble.json");
        std::fs::write(
            &config,
            config_of(settings, [acme, management, web], &folder.0),
        )?;
        let mut servers = Command::new("pebble-challtestsrv");
        servers
            .args(["-dns01", &dns.to_string(), "-http01", &web.to_string()])
            .args(["-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""])
            .args(["-management", &challenges.to_string()]);
        let mut pebble = Command::new("pebble");
        pebble
            .arg("-config")
            .arg(&config)
            .args(["-dnsserver", &dns.to_string()])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", settings.bad_nonces.to_string())
            .env("PEBBLE_AUTHZREUSE", settings.reused_proofs.to_string());
        let mut processes = vec![
            Process::start(servers, &folder.0.join("servers.log"))?,
            Process::start(pebble, &folder.0.join("pebble.log"))?,
        ];
        for address in [challenges, dns, web, acme, management] {
            connects(address, &mut processes)?;
        }
        answers(dns)?;
        Ok(Self {
            acme,
            management,
            dns,
            web,
            challenges,
            root,
            processes,
            folder,
        })
    }

    /// The address of its directory.
    pub fn directory(&self) -> String {
        format!("https://localhost:{}/dir", self.acme.port())
    }

    /// An address of its management, of which only GETs are of use: `roots/0` is the root of
    /// what it issues, `cert-status-by-serial/HEX` what it knows of a certificate.
    pub fn management(&self, path: &str) -> String {
        format!("https://localhost:{}/{path}", self.management.port())
    }

    /// The root certificate of its own HTTPS, in PEM.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The DNS server that it asks, and that whoever looks before it should ask as well.
    pub fn dns(&self) -> SocketAddr {
        self.dns
    }

    /// Where it looks for files: on this port of whatever address the DNS server gives.
    pub fn web_port(&self) -> u16 {
        self.web.port()
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.0.join("pebble.log")).unwrap_or_default()
    }

    /// Stops it and its servers before it is dropped.
    pub fn stop(&mut self) {
        self.processes.clear();
    }
}

fn config_of(settings: &PebbleSettings, ports: [SocketAddr; 3], folder: &Path) -> String {
    let [acme, management, web] = ports;
    let keys: Map<_, _> = settings
        .external_accounts
        .iter()
        .map(|(name, key)| (name.clone(), json!(key)))
        .collect();
    let mut pebble = json!({
        "listenAddress": acme.to_string(),
        "managementListenAddress": management.to_string(),
        "certificate": folder.join("certificate.pem"),
        "privateKey": folder.join("key.pem"),
        "httpPort": web.port(),
        // Nobody proves anything by TLS here.
        "tlsPort": 1,
        "externalAccountBindingRequired": !keys.is_empty(),
        "externalAccountMACKeys": keys,
        "domainBlocklist": settings.blocked,
    });
    if let Some(seconds) = settings.validity_seconds {
        pebble["certificateValidityPeriod"] = json!(seconds);
    }
    json!({ "pebble": pebble }).to_string()
}

/// A folder that goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("onsell-pebble-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies among temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
