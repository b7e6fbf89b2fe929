//! Private keys of customers: made here where the customer wants that, sealed at rest, and
//! forgotten on request.

use super::choice::refused;
use super::reissue::not_a_certificate;
use crate::change::{Actor, note};
use crate::owned::owned;
use crate::{Engine, Result, Scope};
use onsell_domain::certificate::Subject;
use onsell_domain::{Secret, ServiceId};
use onsell_store::{certificate, certificate_request};
use onsell_wire::Fault;
use onsell_x509::{KeyKind, Request, key, request};

/// A key and the request that was made with it.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The private key, PEM.
    pub key: Secret,
    /// The request, as it is read again.
    pub request: Request,
}

/// Makes a key and a request with it; nothing of it is kept. Blocks for some milliseconds.
///
/// # Errors
/// `value` with the field of the subject or the names that cannot be.
pub fn generate(
    subject: &Subject,
    names: &[String],
    kind: KeyKind,
) -> std::result::Result<Generated, Fault> {
    if subject.common_name.is_empty() {
        return Err(Fault::value_empty("CN"));
    }
    subject
        .check()
        .map_err(|fault| refused(fault.field().name(), fault.words()))?;
    let mut all = vec![subject.common_name.clone()];
    for name in names {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    let made = request::make(subject, &all, kind);
    let made = made.map_err(|fault| refused("csr", fault.words()))?;
    Ok(Generated {
        key: made.key,
        request: super::read_request(&made.request)?,
    })
}

/// Seals a private key, so that a unit can keep it.
///
/// # Errors
/// `value` with object `key` for what is no key, or not the one of the request.
pub fn seal(
    engine: &Engine,
    private: &Secret,
    request: &Request,
) -> std::result::Result<Vec<u8>, Fault> {
    let own = key::read(private.expose()).map_err(|fault| refused("key", fault.words()))?;
    key::matches(private.expose(), request).map_err(|fault| refused("key", fault.words()))?;
    let inside = engine.inside();
    Ok(inside.seal.seal(&own.pem, inside.random.as_ref()))
}

/// Forgets every private key of a service: whoever needs it has it.
///
/// # Errors
/// `not_supported` for what is no certificate, `missed` where no key is kept.
pub fn forget(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId) -> Result<()> {
    let service = owned(scope, id, actor.account)?;
    if certificate::find(scope.tx, id)?.is_none() {
        return Err(not_a_certificate(id));
    }
    if !certificate_request::forget_keys(scope.tx, id)? {
        return Err(Fault::missed("key", id).into());
    }
    note(scope, actor, "deletekey", &service)
}
