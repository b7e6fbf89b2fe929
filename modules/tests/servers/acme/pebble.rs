//! A module that speaks to a Pebble.

use super::meddler::Meddler;
use onsell_domain::Secret;
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_doubles::{Pebble, PebbleSettings};
use onsell_modules::certificate::{CertificateModule, complete_secret, connect};
use onsell_modules::{Connection, HttpRequest, HttpTransport, Method, ModuleKind, Transport};
use std::sync::Arc;
use std::time::Duration;

/// A Pebble; none where none is installed, which `./test` says.
pub fn start(settings: &PebbleSettings) -> Option<Pebble> {
    if !Pebble::is_here() {
        eprintln!("skipped: there is no Pebble");
        return None;
    }
    Some(Pebble::start(settings).expect("it starts"))
}

/// How a module is connected with it; the account has a key of its own.
pub fn connection(pebble: &Pebble, external: (&str, &str)) -> Connection {
    let entered = Secret::from(external.1);
    let settings = [
        ("email", "staff@example.com".to_owned()),
        ("accepts_terms", "on".to_owned()),
        ("resolver", pebble.dns().to_string()),
        ("web_port", pebble.web_port().to_string()),
    ];
    Connection {
        url: pebble.directory(),
        username: external.0.to_owned(),
        password: complete_secret(ModuleKind::Acme, &entered, None),
        settings: settings
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
    }
}

/// A module over a way with accidents.
pub fn module(pebble: &Pebble, way: &Arc<Meddler>) -> Arc<dyn CertificateModule> {
    let connection = connection(pebble, ("", ""));
    connect(ModuleKind::Acme, &connection, way.way()).expect("it can be right")
}

/// Publishes what the customer is told to.
pub fn publish(pebble: &Pebble, validation: &Validation) {
    let published = match validation.method {
        ValidationMethod::Http => pebble.publish_file(&validation.place, &validation.value),
        _ => pebble.publish_record(&validation.place, &validation.value),
    };
    published.expect("it is published");
}

/// What its management answers.
pub fn managed(pebble: &Pebble, path: &str) -> String {
    let way = HttpTransport::trusting(pebble.root()).expect("a root");
    let request = HttpRequest {
        method: Method::Get,
        url: &pebble.management(path),
        heads: Vec::new(),
        body: String::new(),
        timeout: Duration::from_secs(10),
    };
    way.send(&request).expect("it answers").body
}
