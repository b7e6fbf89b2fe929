//! How a request leaves the house: one synchronous call behind a seam.

mod pinned;
mod socket;

use onsell_domain::Secret;
use std::path::PathBuf;
use std::time::Duration;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, TcpConnector};

/// The largest answer that is read.
pub const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that was idle for longer is not used again: the other side may be closing it.
const IDLE_MAX: Duration = Duration::from_secs(5);
/// Idle connections kept to one seller.
const IDLE_CONNECTIONS_MAX: usize = 64;

/// What a request does over there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads the heads alone.
    Head,
    /// Asks for something.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Takes away.
    Delete,
}

/// One request.
pub struct HttpRequest<'a> {
    /// What it does.
    pub method: Method,
    /// The whole address.
    pub url: &'a str,
    /// Heads beside those of the transport; hold credentials, never logged.
    pub heads: Vec<(&'static str, String)>,
    /// The body; holds credentials, never logged. Empty sends none with GET and DELETE.
    pub body: String,
    /// How long the whole exchange may take.
    pub timeout: Duration,
}

impl<'a> HttpRequest<'a> {
    /// A form-encoded POST.
    pub fn form(url: &'a str, body: String, timeout: Duration) -> Self {
        let form = "application/x-www-form-urlencoded".to_owned();
        Self {
            method: Method::Post,
            url,
            heads: vec![("content-type", form)],
            body,
            timeout,
        }
    }
}

/// What came back, whatever its status.
#[derive(Debug)]
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: String,
    /// The heads that are texts, their names in lower case.
    pub heads: Vec<(String, String)>,
}

impl HttpAnswer {
    /// A head by its name in lower case.
    pub fn head(&self, name: &str) -> Option<&str> {
        let found = self.heads.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The failure came before the first byte of the request was written.
    #[error("the seller cannot be reached: {0}")]
    NotSent(String),
    /// The request may have been received.
    #[error("the seller's answer was lost: {0}")]
    Lost(String),
}

/// Sends one request and never a second one: no retries, no redirects.
pub trait Transport: Send + Sync {
    /// Sends the request and reads the answer.
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError>;
}

/// The real network.
pub struct HttpTransport {
    agent: ureq::Agent,
}

impl HttpTransport {
    /// A client with its own pool of connections; `user_agent` names the program and its version.
    pub fn new(user_agent: &str) -> Self {
        Self {
            agent: config(user_agent).new_agent(),
        }
    }

    /// A client of one system on this machine, which listens at a socket.
    pub fn to_socket(path: PathBuf) -> Self {
        let connector = socket::LocalSocket { path };
        let agent = ureq::Agent::with_parts(config(""), connector, DefaultResolver::default());
        Self { agent }
    }

    /// A client of one system over HTTPS that is known by the SHA-256 of its certificate, or, where
    /// that is empty, by the public authorities. It knows us by a certificate with its key, in PEM;
    /// where that is empty we show none.
    ///
    /// # Errors
    /// A sentence for the administrator, where one of them cannot be used.
    pub fn pinned(fingerprint: &str, identity: &Secret) -> Result<Self, String> {
        let known = match fingerprint.trim() {
            "" => None,
            text => Some(pinned::fingerprint(text).ok_or_else(|| {
                format!("{text} is no fingerprint: 64 hexadecimal digits are wanted")
            })?),
        };
        let trust = known.map_or(pinned::Trust::Public, pinned::Trust::Fingerprint);
        Ok(Self::encrypted(pinned::Pinned::new(trust, identity)?))
    }

    /// A client of one system over HTTPS whose certificate the public authorities may have signed,
    /// or one of these, in PEM.
    ///
    /// # Errors
    /// A sentence for the administrator, where they cannot be used.
    pub fn trusting(roots: &str) -> Result<Self, String> {
        let trust = pinned::Trust::also(roots)?;
        let pinned = pinned::Pinned::new(trust, &Secret::default())?;
        Ok(Self::encrypted(pinned))
    }

    fn encrypted(pinned: pinned::Pinned) -> Self {
        let connector = ().chain(TcpConnector::default()).chain(pinned);
        let agent = ureq::Agent::with_parts(config(""), connector, DefaultResolver::default());
        Self { agent }
    }
}

fn config(user_agent: &str) -> ureq::config::Config {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .max_idle_age(IDLE_MAX)
        .max_idle_connections(IDLE_CONNECTIONS_MAX)
        .max_idle_connections_per_host(IDLE_CONNECTIONS_MAX)
        .user_agent(user_agent)
        .proxy(None)
        .build()
}

/// A connection of ours that was not made, so that nothing was written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NotConnected(String);

impl NotConnected {
    fn error(text: String) -> ureq::Error {
        ureq::Error::Other(Box::new(Self(text)))
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        let mut response = self.exchange(request).map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        let heads = response.headers().iter().filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        });
        let heads = heads.collect();
        let body = response
            .body_mut()
            .with_config()
            .limit(ANSWER_BYTES_MAX)
            .lossy_utf8(true)
            .read_to_string()
            .map_err(|error| TransportError::Lost(error.to_string()))?;
        Ok(HttpAnswer {
            status,
            body,
            heads,
        })
    }
}

impl HttpTransport {
    fn exchange(&self, request: &HttpRequest<'_>) -> Result<Response, ureq::Error> {
        let (agent, url) = (&self.agent, request.url);
        let with_body = |builder: ureq::RequestBuilder<ureq::typestate::WithBody>| {
            prepared(builder, request).send(request.body.as_str())
        };
        let without = |builder: ureq::RequestBuilder<ureq::typestate::WithoutBody>| {
            let builder = prepared(builder, request);
            if request.body.is_empty() {
                builder.call()
            } else {
                builder.force_send_body().send(request.body.as_str())
            }
        };
        match request.method {
            Method::Get => without(agent.get(url)),
            Method::Head => without(agent.head(url)),
            Method::Delete => without(agent.delete(url)),
            Method::Post => with_body(agent.post(url)),
            Method::Put => with_body(agent.put(url)),
            Method::Patch => with_body(agent.patch(url)),
        }
    }
}

type Response = http::Response<ureq::Body>;

fn prepared<B>(
    builder: ureq::RequestBuilder<B>,
    request: &HttpRequest<'_>,
) -> ureq::RequestBuilder<B> {
    let builder = builder
        .config()
        .timeout_global(Some(request.timeout))
        .build();
    let heads = request.heads.iter();
    heads.fold(builder, |builder, (name, value)| {
        builder.header(*name, value)
    })
}

/// Only what certainly failed before the first byte of the request is [`TransportError::NotSent`].
/// An unreachable host or network is not: an open connection may meet it while it waits for the
/// answer.
fn classify(error: &ureq::Error) -> TransportError {
    use std::io::ErrorKind;
    let text = error.to_string();
    let before_the_first_byte = match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::BadUri(_)
        | ureq::Error::Tls(_)
        | ureq::Error::Rustls(_)
        | ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => true,
        ureq::Error::Other(error) => error.is::<NotConnected>(),
        ureq::Error::Io(error) => matches!(
            error.kind(),
            ErrorKind::ConnectionRefused | ErrorKind::AddrNotAvailable
        ),
        _ => false,
    };
    if before_the_first_byte {
        TransportError::NotSent(text)
    } else {
        TransportError::Lost(text)
    }
}
