//! The certificate of Pebble's own HTTPS: the packages come without one.

use onsell_domain::Timestamp;
use onsell_domain::certificate::Subject;
use onsell_x509::authority::Serial;
use onsell_x509::{Authority, KeyKind, request};
use std::io::{Error, Result};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Writes key and certificate into a folder; the certificate of the authority that signed it.
pub(super) fn write(folder: &Path) -> Result<String> {
    let since = UNIX_EPOCH.elapsed().map_err(Error::other)?;
    let now = i64::try_from(since.as_micros()).map_err(Error::other)?;
    let now = Timestamp::from_micros(now);
    let other = |fault: &dyn std::fmt::Debug| Error::other(format!("{fault:?}"));
    let authority = Authority::make("Pebble for tests", 1, now).map_err(|fault| other(&fault))?;
    let names = ["pebble.example".to_owned()];
    let subject = Subject {
        common_name: names[0].clone(),
        ..Subject::default()
    };
    let made = request::make(&subject, &names, KeyKind::P256).map_err(|fault| other(&fault))?;
    let asked = request::read(&made.request).map_err(|fault| other(&fault))?;
    let names = ["localhost".to_owned()];
    let (from, until) = (now.plus_seconds(-3600), now.plus_seconds(30 * 24 * 3600));
    let serial = Serial::of("pebble");
    let issued = authority.issue(&asked, &names, from, until, serial);
    let issued = issued.map_err(|fault| other(&fault))?;
    std::fs::write(folder.join("certificate.pem"), issued.pem)?;
    std::fs::write(folder.join("key.pem"), made.key.expose())?;
    Ok(authority.certificate.pem)
}
