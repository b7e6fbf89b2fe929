//! What an authority that speaks ACME is to be told beside its directory, and the secret of such
//! a module: the HMAC key of an external account, where there is one, and the key of our
//! account.

use super::account::{Identity, new_key};
use super::look::Look;
use super::lookup::Resolver;
use super::{Acme, Way};
use crate::{CheckFault, Connection, HttpTransport, Setting, Transport};
use onsell_domain::{Fault, Secret, Text};
use std::sync::{Arc, Mutex};

/// What begins the line of the secret that has the key of our account.
const ACCOUNT_KEY: &str = "account ";

/// What beside an address is to be said.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        name: "email",
        title: Text::new(
            "Where the authority reaches us: an e-mail address",
            "Адрес почты для писем от центра",
        ),
        default: "",
    },
    Setting {
        name: "accepts_terms",
        title: Text::new(
            "Whether the terms of the authority are accepted: on or off",
            "Приняты ли условия центра: on или off",
        ),
        default: "off",
    },
    Setting {
        name: "root",
        title: Text::new(
            "Root certificate of the authority's own HTTPS, PEM; empty: a public one",
            "Корневой сертификат для HTTPS центра, PEM; пусто — публичный",
        ),
        default: "",
    },
    Setting {
        name: "looks_first",
        title: Text::new(
            "Look whether a proof is published before the authority does: on or off",
            "Проверять публикацию до проверки центром: on или off",
        ),
        default: "on",
    },
    Setting {
        name: "resolver",
        title: Text::new(
            "DNS servers to look at, ADDRESS or ADDRESS:PORT; empty: those of the system",
            "Серверы DNS для проверки, АДРЕС или АДРЕС:ПОРТ; пусто — системные",
        ),
        default: "",
    },
    Setting {
        name: "web_port",
        title: Text::new(
            "Port where files are looked at; another than 80 only in closed networks",
            "Порт для проверки файлов; не 80 только в закрытых сетях",
        ),
        default: "80",
    },
    Setting {
        name: "revokes",
        title: Text::new(
            "Revoke the certificate of a service that is closed: on or off",
            "Отзывать сертификат удалённой услуги: on или off",
        ),
        default: "on",
    },
];

/// The secret to keep: what was entered with the key of our account, which is the one that is
/// kept already, or a new one.
pub(crate) fn complete_secret(entered: &Secret, kept: Option<&Secret>) -> Secret {
    if parts(entered).1.is_some() {
        return entered.clone();
    }
    let key = kept.and_then(|kept| parts(kept).1).or_else(new_key);
    let key = key.map_or_else(String::new, |key| key.expose().to_owned());
    Secret::from(format!("{}\n{ACCOUNT_KEY}{key}", parts(entered).0.expose()))
}

/// The HMAC key and the key of our account.
fn parts(secret: &Secret) -> (Secret, Option<Secret>) {
    let mut external = "";
    let mut account = None;
    for line in secret.expose().lines().map(str::trim) {
        match line.strip_prefix(ACCOUNT_KEY) {
            Some(key) => account = Some(Secret::from(key.to_owned())),
            None if external.is_empty() => external = line,
            None => {}
        }
    }
    (Secret::from(external.to_owned()), account)
}

/// An authority at this place; nothing is asked yet.
pub(super) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Acme, CheckFault> {
    let wrong = |text: String| CheckFault::Unreachable(Fault::new("value", text));
    let setting = |name: &str| connection.setting(SETTINGS, name);
    let switch = |name: &str| match setting(name).as_str() {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(wrong(format!("{name}: {other} is neither on nor off"))),
    };
    let directory = connection.url.trim().to_owned();
    if !directory.starts_with("https://") {
        let text = format!("{directory} is not the https:// address of a directory");
        return Err(wrong(text));
    }
    let (external_key, key) = parts(&connection.password);
    let key = key.ok_or_else(|| wrong("the account has no key: save the module again".into()))?;
    let external = connection.username.trim().to_owned();
    if !external.is_empty() && external_key.is_empty() {
        let text = "an external account has an HMAC key: enter it as the password";
        return Err(wrong(text.to_owned()));
    }
    let root = setting("root");
    let way: Arc<dyn Transport> = if root.is_empty() {
        Arc::clone(&transport)
    } else {
        Arc::new(HttpTransport::trusting(&lines_of_pem(&root)).map_err(wrong)?)
    };
    let web_port = setting("web_port");
    let look = Look {
        resolver: Resolver::parse(&setting("resolver")).map_err(wrong)?,
        web_port: web_port
            .parse()
            .map_err(|_| wrong(format!("{web_port} is no port")))?,
        transport,
    };
    Ok(Acme {
        directory,
        identity: Identity {
            key,
            email: setting("email"),
            accepts_terms: switch("accepts_terms")?,
            external,
            external_key,
        },
        look: switch("looks_first")?.then_some(look),
        revokes: switch("revokes")?,
        way: Way::by(way),
        account: Mutex::default(),
    })
}

/// PEM whose line breaks a form turned into spaces.
fn lines_of_pem(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split("-----").enumerate() {
        match index % 2 {
            // Between BEGIN and END, or between two certificates.
            0 => out.extend(part.split_whitespace().flat_map(|word| [word, "\n"])),
            _ => out.extend(["-----", part, "-----\n"]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_account_stays() {
        let entered = Secret::from("hmac".to_owned());
        let first = complete_secret(&entered, None);
        let (external, key) = parts(&first);
        assert_eq!(external.expose(), "hmac");
        let key = key.expect("a key");
        let again = complete_secret(&Secret::from("other".to_owned()), Some(&first));
        let (external, kept) = parts(&again);
        assert_eq!(external.expose(), "other");
        assert_eq!(
            kept.map(|key| key.expose().to_owned()),
            Some(key.expose().to_owned())
        );
        assert_eq!(complete_secret(&again, None).expose(), again.expose());
        let another = complete_secret(&Secret::default(), None);
        assert_ne!(parts(&another).1.expect("a key").expose(), key.expose());
        assert!(parts(&another).0.is_empty());
    }

    #[test]
    fn pem_survives_a_form() {
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n";
        assert_eq!(lines_of_pem(&pem.replace('\n', " ")), pem);
        let two = pem.repeat(2);
        assert_eq!(lines_of_pem(&two.replace('\n', "  ")), two);
        assert_eq!(lines_of_pem(&two), two);
    }
}
