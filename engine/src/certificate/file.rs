//! What a customer downloads of a certificate.

use super::choice::refused;
use super::reissue::not_a_certificate;
use crate::change::{Actor, note};
use crate::owned::owned;
use crate::{Engine, Error, Result};
use onsell_domain::{Secret, ServiceId};
use onsell_store::certificate_request::CertificateRequest;
use onsell_store::issued_certificate::Issued;
use onsell_store::{certificate, certificate_request, issued_certificate};
use onsell_wire::Fault;
pub use onsell_wire::message::certificate::FileKind;
use onsell_x509::pkcs12;

/// The shortest password of a file that is encrypted, in characters.
const PASSWORD_CHARS_MIN: usize = 4;

/// A file to download.
#[derive(Debug, Clone)]
pub struct File {
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// A file of a certificate: of the one that holds, or of an earlier one by its serial number. That
/// staff take a key is written into the journal.
///
/// # Errors
/// `not_supported` for what is no certificate, `missed` while there is nothing of that kind (no
/// certificate yet, no key here), `value` for a password that is too short.
pub fn file(
    engine: &Engine,
    actor: &Actor,
    id: ServiceId,
    kind: FileKind,
    serial: Option<&str>,
    password: &Secret,
) -> Result<File> {
    let (account, serial) = (actor.account, serial.map(str::to_owned));
    let (request, issued) = engine.read(move |scope| {
        owned(scope, id, account)?;
        let row = certificate::find(scope.tx, id)?.ok_or_else(|| not_a_certificate(id))?;
        let issued = match (&serial, row.issued) {
            (Some(serial), _) => {
                let found = issued_certificate::of_serial(scope.tx, id, serial)?;
                Some(found.ok_or_else(|| Fault::missed("certificate", serial))?)
            }
            (None, Some(issued)) => issued_certificate::find(scope.tx, issued)?,
            (None, None) => None,
        };
        // A key and a certificate that are taken together belong together.
        let of = issued.as_ref().map_or(row.request, |issued| issued.request);
        let request = certificate_request::find(scope.tx, of)?;
        Ok((request.ok_or(onsell_store::Error::Stale)?, issued))
    })?;
    if actor.staff && matches!(kind, FileKind::Key | FileKind::Pkcs12) {
        let actor = actor.clone();
        engine.write(None, move |scope| {
            let service = owned(scope, id, None)?;
            note(scope, &actor, "file", &service)
        })?;
    }
    let none = || Error::from(Fault::missed("certificate", id));
    let certificate = || issued.as_ref().ok_or_else(none);
    let stem = stem(&request);
    let named = |end: &str| format!("{stem}.{end}");
    let (name, body) = match kind {
        FileKind::Certificate => (named("crt"), certificate()?.certificate.pem.clone().into()),
        FileKind::Chain => (
            named("ca.crt"),
            certificate()?.certificate.chain.clone().into(),
        ),
        FileKind::Bundle => (
            named("bundle.crt"),
            certificate()?.certificate.full_chain().into(),
        ),
        FileKind::Request => (named("csr"), request.pem.clone().into()),
        FileKind::Key => (
            named("key"),
            key(engine, &request)?.expose().as_bytes().to_vec(),
        ),
        FileKind::Pkcs12 => (
            named("p12"),
            packed(engine, &request, certificate()?, password)?,
        ),
    };
    Ok(File { name, body })
}

fn key(engine: &Engine, request: &CertificateRequest) -> Result<Secret> {
    let sealed = request.private_key.as_ref();
    let sealed = sealed.ok_or_else(|| Fault::missed("key", request.service))?;
    engine.inside().seal.open(sealed)
}

fn packed(
    engine: &Engine,
    request: &CertificateRequest,
    issued: &Issued,
    password: &Secret,
) -> Result<Vec<u8>> {
    if password.expose().chars().count() < PASSWORD_CHARS_MIN {
        return Err(Fault::value("password", "").into());
    }
    let key = key(engine, request)?;
    let packed = pkcs12::pack(&issued.certificate, &key, password.expose());
    packed.map_err(|fault| refused("type", fault.words()).into())
}

/// What the files of a request are called: its first name, with words in the place of signs that
/// file systems mind.
fn stem(request: &CertificateRequest) -> String {
    let first = request.names.first().map_or("certificate", String::as_str);
    first.replace('*', "star")
}
