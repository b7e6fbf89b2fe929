//! `onsell license`: for whoever has a license and for whoever sells it. Verifying needs neither a
//! network nor an installation when the key is given (`docs/license.md`).

use crate::config::Config;
use crate::local::Local;
use clap::{Args, Subcommand};
use onsell::Failure;
use onsell_domain::Address;
use onsell_domain::license_document::{At, Signed};
use onsell_engine::license_key::PublicKey;
use onsell_engine::seams::{Clock, SystemClock};

use onsell_modules::{HttpRequest, HttpTransport, Transport};
use onsell_wire::Params;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The license does not count, or is not given.
const NO: u8 = 1;
/// Nobody can tell.
const UNKNOWN: u8 = 2;
/// How long the seller may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What follows `license`.
#[derive(Args)]
pub struct LicenseArguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Print the public key that documents of this installation are verified with, in PEM.
    Key,
    /// Check a document's signature and end, offline: 0 when it is valid, 1 when it is not, 2 when
    /// nobody can tell.
    Verify(VerifyArguments),
    /// Fetch the document of a license from whoever sold it, on the machine with its address.
    Fetch(FetchArguments),
}

#[derive(Args)]
struct VerifyArguments {
    /// The document.
    file: PathBuf,
    /// The public key of the seller: a file in PEM, or the key itself in base 64. Left out it is
    /// this installation's own.
    #[arg(long)]
    key: Option<String>,
    /// The address that the license must be for.
    #[arg(long)]
    ip: Option<Address>,
    /// The day on which it must be valid, YYYY-MM-DD; left out it is now.
    #[arg(long)]
    at: Option<jiff::civil::Date>,
}

#[derive(Args)]
struct FetchArguments {
    /// Where the seller's billing system is, such as <https://billing.example>.
    url: String,
    /// The activation key.
    key: String,
    /// Where the document is written.
    #[arg(long, short, default_value = "license.txt")]
    file: PathBuf,
}

/// Does it; the code says how it ended.
pub fn run(config: &Path, arguments: &LicenseArguments) -> ExitCode {
    let result = match &arguments.verb {
        Verb::Key => own_key(config).map(|key| {
            print!("{}", key.pem());
            Ok(())
        }),
        Verb::Verify(verify) => verified(config, verify),
        Verb::Fetch(fetch) => fetched(fetch),
    };
    let (text, code) = match result {
        Ok(Ok(())) => return ExitCode::SUCCESS,
        Ok(Err(no)) => (no, NO),
        Err(error) => (error.to_string(), UNKNOWN),
    };
    eprintln!("onsell license: {text}");
    ExitCode::from(code)
}

/// What came of a question: yes, or no and why. The error is that nobody can tell.
type Told = Result<Result<(), String>, Failure>;

fn own_key(config: &Path) -> Result<PublicKey, Failure> {
    let local = Local::reach(&Config::read(config)?)?;
    let answer = local.ask("license.key", &[]);
    let closed = local.close();
    let answer = answer?;
    closed?;
    let key = answer.text_of("publickey").and_then(PublicKey::parse);
    key.ok_or_else(|| "the installation told no key".into())
}

/// A file with the key, or the key itself.
fn given_key(text: &str) -> Result<PublicKey, Failure> {
    if let Some(key) = PublicKey::parse(text) {
        return Ok(key);
    }
    let read = std::fs::read_to_string(text).map_err(|error| format!("the key {text}: {error}"))?;
    PublicKey::parse(&read).ok_or_else(|| format!("{text} is no Ed25519 public key").into())
}

fn verified(config: &Path, arguments: &VerifyArguments) -> Told {
    let path = arguments.file.display();
    let text =
        std::fs::read_to_string(&arguments.file).map_err(|error| format!("{path}: {error}"))?;
    let key = match &arguments.key {
        Some(key) => given_key(key)?,
        None => own_key(config)?,
    };
    let document = match Signed::read(&text) {
        Ok(document) => document,
        Err(error) => return Ok(Err(format!("{path}: {error}"))),
    };
    if !key.signed(&document) {
        let text = "it was changed, or signed with another key";
        return Ok(Err(format!("{path}: the signature is wrong: {text}")));
    }
    let at = arguments
        .at
        .map_or_else(|| At::Instant(SystemClock.now()), At::Day);
    if let Err(no) = document.valid(arguments.ip, at)? {
        return Ok(Err(format!("{path}: {no}")));
    }
    println!("{}", sentence(&document)?);
    Ok(Ok(()))
}

fn sentence(document: &Signed<'_>) -> Result<String, Failure> {
    let value = |name| document.value(name).unwrap_or_default();
    let end = document.end()?.map_or_else(
        || "for a lifetime".to_owned(),
        |end| format!("until the end of {end}"),
    );
    let (id, name, address) = (value("id"), value("name"), document.address()?);
    Ok(format!(
        "The license {id} ({name}) for {address} is valid {end}."
    ))
}

fn fetched(arguments: &FetchArguments) -> Told {
    let url = license_url(&arguments.url)?;
    let mut params = Params::default();
    params.set("lickey", arguments.key.as_str());
    let transport = HttpTransport::new(concat!("Onsell/", env!("CARGO_PKG_VERSION")));
    let request = HttpRequest::form(&url, params.to_query(), TIMEOUT);
    let answer = transport.send(&request)?;
    if answer.status != 200 {
        let said = answer.body.lines().next().unwrap_or_default().trim();
        let (status, text) = (answer.status, format!("{url}: {said}"));
        // Only these are an answer about the license.
        return if matches!(status, 403 | 404) {
            Ok(Err(text))
        } else {
            Err(format!("{text} (HTTP {status})").into())
        };
    }
    let document = Signed::read(&answer.body).map_err(|error| format!("{url}: {error}"))?;
    let sentence = sentence(&document)?;
    write(&arguments.file, &answer.body)?;
    println!("{sentence} Written: {}", arguments.file.display());
    Ok(Ok(()))
}

/// Where documents are fetched at a seller: one URL, wherever its panel and its API are.
fn license_url(seller: &str) -> Result<String, Failure> {
    let seller = if seller.contains("://") {
        seller.to_owned()
    } else {
        format!("https://{seller}")
    };
    let (scheme, rest) = seller.split_once("://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !matches!(scheme, "http" | "https") || host.is_empty() {
        return Err(format!("{seller} is no address of a billing system").into());
    }
    Ok(format!("{scheme}://{host}/license"))
}

/// The old document stays until the new one is whole.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    std::fs::write(&beside, text).map_err(failed)?;
    Ok(std::fs::rename(&beside, file).map_err(failed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seller_has_one_url_for_documents() {
        let check = |seller: &str, expect: Option<&str>| {
            assert_eq!(license_url(seller).ok().as_deref(), expect, "{seller}");
        };
        check("billing.example", Some("https://billing.example/license"));
        check(
            "http://127.0.0.1:1500/billmgr?func=x",
            Some("http://127.0.0.1:1500/license"),
        );
        check("ftp://billing.example", None);
        check("https:///license", None);
        check("", None);
    }
}
