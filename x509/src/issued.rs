//! Whether a certificate that came back is the one that was asked for, and its chain in order.

use onsell_domain::certificate::{IssuedCertificate, uncovered};

use crate::certificate::{self, Certificate};
use crate::fault::IssuedFault;
use crate::request::Request;

/// Checks what an authority gave for a request: one certificate has the request's key and is good
/// for every name of `names` (what was ordered, which may differ from what the request says), and
/// the others lead from it upwards, each one signing the one before it. They are put in that order
/// where it is the only one. A chain may end below its root, as roots are usually left out, and
/// nothing says that it is missing altogether.
pub fn check(
    pem: &str,
    chain: &str,
    request: &Request,
    names: &[String],
) -> Result<IssuedCertificate, IssuedFault> {
    let mut all = certificate::read_all(pem).map_err(IssuedFault::Unreadable)?;
    if !chain.trim().is_empty() {
        all.extend(certificate::read_all(chain).map_err(IssuedFault::Unreadable)?);
    }
    let key = &request.key.fingerprint;
    let leaf = all.iter().position(|each| each.key.fingerprint == *key);
    let leaf = all.remove(leaf.ok_or(IssuedFault::NotOfRequest)?);
    all.retain(|each| each.der != leaf.der);
    let missing = uncovered(&leaf.names, names);
    if !missing.is_empty() {
        return Err(IssuedFault::NamesMissing(missing));
    }
    let chain = ordered(&leaf, all)?;
    Ok(IssuedCertificate {
        pem: leaf.pem,
        chain: chain.into_iter().map(|each| each.pem).collect(),
        serial: leaf.serial,
        not_before: leaf.not_before,
        not_after: leaf.not_after,
        names: leaf.names,
        upstream: None,
    })
}

/// Certificates in the order of their signatures, beginning with the one that signed the leaf.
fn ordered(leaf: &Certificate, given: Vec<Certificate>) -> Result<Vec<Certificate>, IssuedFault> {
    let mut left: Vec<Certificate> = Vec::with_capacity(given.len());
    for certificate in given {
        if left.iter().all(|other| other.der != certificate.der) {
            left.push(certificate);
        }
    }
    let mut chain: Vec<Certificate> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let last = chain.last().unwrap_or(leaf);
        let is_issuer = |at: &usize| left[*at].subject == last.issuer && signed(last, &left[*at]);
        let mut issuers = (0..left.len()).filter(is_issuer);
        let (first, other) = (issuers.next(), issuers.next());
        let Some(next) = first else {
            let is_named = left.iter().any(|each| each.subject == last.issuer);
            return Err(if is_named {
                IssuedFault::BadSignature { of: name(last) }
            } else {
                IssuedFault::ChainBroken {
                    after: name(last),
                    left: name(&left[0]),
                }
            });
        };
        // More than one, as with roots that another one signed: then only the order given tells.
        if other.is_some() && next != 0 {
            return Err(IssuedFault::ChainAmbiguous { after: name(last) });
        }
        chain.push(left.remove(next));
    }
    Ok(chain)
}

/// Whether an authority signed a certificate.
fn signed(certificate: &Certificate, authority: &Certificate) -> bool {
    let (Ok(certificate), Ok(authority)) = (
        certificate::parse(&certificate.der),
        certificate::parse(&authority.der),
    ) else {
        return false;
    };
    authority.is_ca()
        && certificate
            .verify_signature(Some(authority.public_key()))
            .is_ok()
}

fn name(certificate: &Certificate) -> String {
    if certificate.common_name.is_empty() {
        certificate.subject.clone()
    } else {
        certificate.common_name.clone()
    }
}
