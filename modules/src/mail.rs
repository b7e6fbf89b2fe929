//! Letters: one at a time, through the mail server of the house.
//!
//! Nothing is repeated here; whoever keeps the letters tries again.

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Message, SmtpTransport, Transport};
use onsell_domain::Secret;
use std::time::Duration;

/// How long the server may take for each of its answers.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A way for letters to leave.
pub trait Post: Send + Sync {
    /// Hands a letter over. When this succeeds, somebody else answers for it.
    fn send(&self, recipient: &str, subject: &str, text: &str) -> Result<(), NotSent>;

    /// Which way that is, as it may be shown.
    fn route(&self) -> Route;

    /// Whether the server answers and lets us in; no letter is handed over.
    ///
    /// # Errors
    /// With what the server said, or why it cannot be reached.
    fn reach(&self) -> Result<(), String>;
}

/// The way of letters, without what it takes to be let in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// The mail server.
    pub server: String,
    /// Who letters are from.
    pub from: String,
}

/// Why a letter was not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// It may go better later.
    #[error("the letter was not taken: {0}")]
    Later(String),
    /// It never goes: the address is none, or the server refuses it for good.
    #[error("the letter is refused: {0}")]
    Refused(String),
}

/// A mail server, asked over SMTP.
pub struct SmtpPost {
    transport: SmtpTransport,
    from: Mailbox,
    /// The server without a name and a password.
    server: String,
}

impl SmtpPost {
    /// A server such as `smtp://user:password@host:587` and who letters are from, such as
    /// `Example <billing@example.com>`. A password is sent over TLS only, except to this machine.
    ///
    /// # Errors
    /// With the setting that cannot be understood, and nothing of the password.
    pub fn new(server: &Secret, from: &str) -> Result<Self, String> {
        let from = from
            .parse()
            .map_err(|_| format!("mail_from: {from:?} is not like Name <user@host>"))?;
        let transport = SmtpTransport::from_url(&with_tls(server.expose()))
            .map_err(|_| "mail: this is not like smtp://user:password@host:port".to_owned())?
            .timeout(Some(TIMEOUT))
            .build();
        let server = without_password(server.expose());
        Ok(Self {
            transport,
            from,
            server,
        })
    }
}

/// The server's URL as it may be shown.
fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("smtp", url));
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    format!("{scheme}://{host}")
}

/// The server's URL with what it does not say about TLS: whoever has a password needs it, others
/// take it where it is offered, and nobody on this machine is asked for it.
fn with_tls(url: &str) -> String {
    let Some(rest) = url.strip_prefix("smtp://") else {
        return url.to_owned();
    };
    if rest.contains('?') {
        return url.to_owned();
    }
    let (has_password, host) = match rest.rsplit_once('@') {
        Some((_, host)) => (true, host),
        None => (false, rest),
    };
    let is_here = ["localhost", "127.0.0.1", "[::1]"].iter().any(|here| {
        host.strip_prefix(here)
            .is_some_and(|end| end.is_empty() || end.starts_with([':', '/']))
    });
    match (is_here, has_password) {
        (true, _) => url.to_owned(),
        (false, true) => format!("{url}?tls=required"),
        (false, false) => format!("{url}?tls=opportunistic"),
    }
}

impl Post for SmtpPost {
    fn send(&self, recipient: &str, subject: &str, text: &str) -> Result<(), NotSent> {
        let to: Mailbox = recipient
            .parse()
            .map_err(|_| NotSent::Refused("this is no address".to_owned()))?;
        let letter = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text.to_owned())
            .map_err(|error| NotSent::Refused(error.to_string()))?;
        match self.transport.send(&letter) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(NotSent::Refused(error.to_string())),
            Err(error) => Err(NotSent::Later(error.to_string())),
        }
    }

    fn route(&self) -> Route {
        Route {
            server: self.server.clone(),
            from: self.from.to_string(),
        }
    }

    fn reach(&self) -> Result<(), String> {
        match self.transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err("the server does not answer as one of mail".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let check = |url: &str, expect: &str| assert_eq!(without_password(url), expect);
        check(
            "smtp://user:p@ss/w@mail.example:587",
            "smtp://mail.example:587",
        );
        check(
            "smtps://user:hush@mail.example/?tls=required",
            "smtps://mail.example",
        );
        check("smtp://localhost", "smtp://localhost");
    }

    #[test]
    fn a_password_travels_only_over_tls() {
        let check = |url: &str, expect: &str| assert_eq!(with_tls(url), expect);
        check(
            "smtp://u:p@mail.example:587",
            "smtp://u:p@mail.example:587?tls=required",
        );
        check(
            "smtp://mail.example",
            "smtp://mail.example?tls=opportunistic",
        );
        check("smtp://127.0.0.1:25", "smtp://127.0.0.1:25");
        check("smtp://u:p@localhost", "smtp://u:p@localhost");
        check(
            "smtp://u:p@localhost.evil.example",
            "smtp://u:p@localhost.evil.example?tls=required",
        );
        check(
            "smtp://u:p@mail.example?tls=opportunistic",
            "smtp://u:p@mail.example?tls=opportunistic",
        );
        check("smtps://u:p@mail.example", "smtps://u:p@mail.example");
    }

    #[test]
    fn mistakes_are_named_without_the_password() {
        let check = |server: &str, from: &str, part: &str| {
            let error = SmtpPost::new(&Secret::from(server), from)
                .err()
                .expect("refused");
            assert!(error.contains(part) && !error.contains("hush"), "{error}");
        };
        check("pop://u:hush@mail.example", "a@b.example", "mail");
        check("smtp://u:hush@mail.example", "nobody", "mail_from");
        assert!(SmtpPost::new(&Secret::from("smtp://mail.example"), "A <a@b.example>").is_ok());
    }
}
