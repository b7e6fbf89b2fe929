//! Whether what proves a name is published: looked at before the authority is told to look,
//! since a look of its own that fails ends the proof and asks the customer for another one.

use super::lookup::Resolver;
use crate::{HttpAnswer, HttpRequest, Method, Transport};
use onsell_domain::Words;
use onsell_domain::certificate::{Validation, ValidationMethod};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How long the site of a customer may take.
const SITE_TIMEOUT: Duration = Duration::from_secs(10);
/// How many characters of another record are shown.
const SHOWN_MAX: usize = 100;
/// How often a site may lead from itself to itself.
const REDIRECTS_MAX: usize = 3;

/// How it is looked.
#[derive(Clone)]
pub(super) struct Look {
    /// Who knows records and addresses.
    pub resolver: Resolver,
    /// Where files are: 80, but for tests and closed networks.
    pub web_port: u16,
    /// The way to the sites of customers.
    pub transport: Arc<dyn Transport>,
}

impl Look {
    /// Whether it is published; not, while there is nothing.
    ///
    /// # Errors
    /// A sentence for the customer about what is there instead.
    pub fn at(&self, validation: &Validation) -> Result<bool, Words> {
        match validation.method {
            ValidationMethod::Http => self.at_file(validation),
            _ => self.at_record(validation),
        }
    }

    fn at_record(&self, validation: &Validation) -> Result<bool, Words> {
        let place = &validation.place;
        let found = self.resolver.texts(place);
        let found = found.map_err(|error| not_looked_up(place, &error))?;
        if found.contains(&validation.value) {
            return Ok(true);
        }
        match found.first() {
            None => Ok(false),
            Some(other) => {
                let other = shown(other);
                Err(Words::new(
                    format!("{place} has another TXT record: {other}"),
                    format!("У {place} другая запись TXT: {other}"),
                ))
            }
        }
    }

    fn at_file(&self, validation: &Validation) -> Result<bool, Words> {
        let mut place = validation.place.clone();
        for _ in 0..REDIRECTS_MAX {
            let answer = match self.get(&place) {
                // The authority does not mind whose certificate a site has; we do.
                Err(_) if place.starts_with("https://") => return Ok(true),
                answer => answer?,
            };
            match answer.status {
                200 if answer.body.trim_end() == validation.value => return Ok(true),
                200 if answer.body.trim().is_empty() => return Ok(false),
                404 => return Ok(false),
                // What it is, is not shown: the name may lead to where its customer cannot look.
                200 => {
                    return Err(Words::new(
                        format!("{place} has another content"),
                        format!("По адресу {place} другое содержимое"),
                    ));
                }
                301 | 302 | 303 | 307 | 308 => match answer.head("location") {
                    Some(next) if is_same_place(next, &validation.place) => {
                        next.clone_into(&mut place);
                    }
                    // We do not go where a customer's site sends us; the authority does.
                    _ => return Ok(true),
                },
                status => {
                    return Err(Words::new(
                        format!("{place} is answered with status {status}"),
                        format!("Адрес {place} отвечает с кодом {status}"),
                    ));
                }
            }
        }
        Err(Words::new(
            format!("{place} leads to itself"),
            format!("Адрес {place} перенаправляет на себя"),
        ))
    }

    fn get(&self, place: &str) -> Result<HttpAnswer, Words> {
        let mut heads = Vec::new();
        let mut url = place.to_owned();
        if let (Resolver::These(_), Some(rest)) = (&self.resolver, place.strip_prefix("http://")) {
            // Asked where that server says the name is, as the authority does.
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let found = self.resolver.addresses(host);
            let found = found.map_err(|error| not_looked_up(host, &error))?;
            let address = found.first();
            let address = address.ok_or_else(|| {
                Words::new(
                    format!("{host} has no address"),
                    format!("У {host} нет адреса"),
                )
            })?;
            let port = self.web_port;
            url = format!(
                "http://{}/{path}",
                std::net::SocketAddr::new(*address, port)
            );
            heads.push(("host", host.to_owned()));
        }
        let request = HttpRequest {
            method: Method::Get,
            url: &url,
            heads,
            body: String::new(),
            timeout: SITE_TIMEOUT,
        };
        let answer = self.transport.send(&request);
        answer.map_err(|error| {
            Words::new(
                format!("{place} cannot be read: {error}"),
                format!("Адрес {place} не читается: {error}"),
            )
        })
    }
}

fn not_looked_up(name: &str, error: &io::Error) -> Words {
    let why = match error.kind() {
        io::ErrorKind::TimedOut => "DNS-сервер не отвечает".to_owned(),
        io::ErrorKind::InvalidData => "ответ DNS-сервера не читается".to_owned(),
        _ => error.to_string(),
    };
    Words::new(
        format!("{name} could not be looked up: {error}"),
        format!("Не удалось найти {name} в DNS: {why}"),
    )
}

/// Whether an address is that of the same file, at most over HTTPS.
fn is_same_place(address: &str, place: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    rest.is_some() && rest == place.strip_prefix("http://")
}

/// The beginning of what was found.
fn shown(text: &str) -> String {
    let text = text.trim();
    let plain = text.chars().filter(|character| !character.is_control());
    plain.take(SHOWN_MAX).collect()
}
