//! Requests for certificates (PKCS#10): read from a customer, or made for one.

use std::net::Ipv6Addr;

use onsell_domain::Secret;
use onsell_domain::certificate::{NAMES_MAX, NameFault, Subject, SubjectFault, SubjectField};
use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, SanType};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::error::X509Error;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{AttributeTypeAndValue, FromDer};
use x509_parser::x509::X509Name;

use crate::fault::{KeyFault, RequestFault};
use crate::key;
use crate::names::ascii_name;
use crate::pem;
use crate::public_key::{self, KeyKind, PublicKey, RSA_BITS_MAX, RSA_BITS_MIN, Weakness};

/// The longest text of a request, in bytes.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// What the armor of a request calls it; older programs say NEW.
const LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// A request whose signature is right and whose key is strong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// As everybody reads it.
    pub pem: String,
    /// Its bytes.
    pub der: Vec<u8>,
    /// Whom it is made out to; the common name in small letters and `xn--…`.
    pub subject: Subject,
    /// The names it asks for: the common name first if it has one, then the others, each once, in
    /// small letters and `xn--…`.
    pub names: Vec<String>,
    /// Its key.
    pub key: PublicKey,
}

/// A key and the request that was made with it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The private key, PEM (PKCS#8).
    pub key: Secret,
    /// The request, PEM.
    pub request: String,
}

/// Reads a request and checks it: its signature, its key, the letters of its subject, its names.
pub fn read(text: &str) -> Result<Request, RequestFault> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(RequestFault::TooLarge);
    }
    let blocks = pem::blocks(text).ok_or(RequestFault::NoPem)?;
    let request = blocks.iter().find(|block| LABELS.contains(&block.label));
    let is_secret = |block: &pem::Block<'_>| block.label.ends_with("PRIVATE KEY");
    let der = match request {
        Some(request) => &request.der,
        None if blocks.iter().any(is_secret) => return Err(RequestFault::PrivateKey),
        None => return Err(RequestFault::NoPem),
    };
    let parsed = X509CertificationRequest::from_der(der);
    let (rest, parsed) = parsed.map_err(|_| RequestFault::Unreadable)?;
    if !rest.is_empty() {
        return Err(RequestFault::Unreadable);
    }
    let asked = &parsed.certification_request_info;
    public_key::check(&asked.subject_pki).map_err(|weakness| match weakness {
        Weakness::Short(bits) => RequestFault::WeakKey {
            bits,
            least: RSA_BITS_MIN,
        },
        Weakness::Long(bits) => RequestFault::LongKey {
            bits,
            most: RSA_BITS_MAX,
        },
        Weakness::Exponent => RequestFault::WeakExponent,
        Weakness::Unknown => RequestFault::UnknownKey,
    })?;
    parsed.verify_signature().map_err(|error| match error {
        X509Error::SignatureUnsupportedAlgorithm => RequestFault::UnknownSignature,
        _ => RequestFault::BadSignature,
    })?;
    let subject = subject(&asked.subject)?;
    let names = names(&subject.common_name, &parsed)?;
    Ok(Request {
        pem: pem::write(LABELS[0], der),
        subject,
        names,
        key: PublicKey::read(&asked.subject_pki),
        der: der.clone(),
    })
}

/// Makes a key and a request with it. RSA keys cannot be made (ring has none); whoever needs one
/// brings a request.
pub fn make(subject: &Subject, names: &[String], kind: KeyKind) -> Result<Made, KeyFault> {
    let (pair, key) = key::make(kind)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = distinguished_name(subject);
    params.subject_alt_names = alternative_names(names).ok_or(KeyFault::NotMade)?;
    let request = params
        .serialize_request(&pair)
        .map_err(|_| KeyFault::NotMade)?;
    Ok(Made {
        key,
        request: pem::write(LABELS[0], request.der()),
    })
}

pub(crate) fn alternative_names(names: &[String]) -> Option<Vec<SanType>> {
    let names = names
        .iter()
        .map(|name| Some(SanType::DnsName(name.as_str().try_into().ok()?)));
    names.collect()
}

/// The subject as it is written; fields that are empty are left out. The country is written in the
/// letters that the standard wants there.
pub(crate) fn distinguished_name(subject: &Subject) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    for field in SubjectField::ALL {
        let words = subject.get(field);
        if words.is_empty() {
            continue;
        }
        let kind = match field {
            SubjectField::CommonName => DnType::CommonName,
            SubjectField::Country => DnType::CountryName,
            SubjectField::State => DnType::StateOrProvinceName,
            SubjectField::City => DnType::LocalityName,
            SubjectField::Organization => DnType::OrganizationName,
            SubjectField::Unit => DnType::OrganizationalUnitName,
            SubjectField::Email => DnType::CustomDnType(EMAIL.to_vec()),
        };
        let printable = || Some(DnValue::PrintableString(words.try_into().ok()?));
        let ascii = || Some(DnValue::Ia5String(words.try_into().ok()?));
        let value = match field {
            SubjectField::Country => printable(),
            SubjectField::Email => ascii(),
            _ => None,
        };
        name.push(
            kind,
            value.unwrap_or_else(|| DnValue::Utf8String(words.to_owned())),
        );
    }
    name
}

/// emailAddress of PKCS#9.
const EMAIL: [u64; 7] = [1, 2, 840, 113_549, 1, 9, 1];

/// The fields of a subject; of a field that is there twice, the first one.
fn subject(name: &X509Name<'_>) -> Result<Subject, RequestFault> {
    let mut subject = Subject::default();
    for field in SubjectField::ALL {
        let Some(value) = first(name, field) else {
            continue;
        };
        let words = value.as_str().map_err(|_| SubjectFault::NotLatin(field));
        let words = words.map_err(RequestFault::Subject)?.trim();
        let words = match field {
            SubjectField::CommonName if !words.is_empty() => {
                ascii_name(words).map_err(RequestFault::Name)?
            }
            SubjectField::Country => words.to_ascii_uppercase(),
            _ => words.to_owned(),
        };
        subject = subject.with(field, &words);
    }
    subject.check().map_err(RequestFault::Subject)?;
    Ok(subject)
}

fn first<'a>(name: &'a X509Name<'_>, field: SubjectField) -> Option<&'a AttributeTypeAndValue<'a>> {
    match field {
        SubjectField::CommonName => name.iter_common_name().next(),
        SubjectField::Country => name.iter_country().next(),
        SubjectField::State => name.iter_state_or_province().next(),
        SubjectField::City => name.iter_locality().next(),
        SubjectField::Organization => name.iter_organization().next(),
        SubjectField::Unit => name.iter_organizational_unit().next(),
        SubjectField::Email => name.iter_email().next(),
    }
}

fn names(
    common_name: &str,
    request: &X509CertificationRequest<'_>,
) -> Result<Vec<String>, RequestFault> {
    let mut names = Vec::new();
    if !common_name.is_empty() {
        names.push(common_name.to_owned());
    }
    for extension in request.requested_extensions().into_iter().flatten() {
        let ParsedExtension::SubjectAlternativeName(alternative) = extension else {
            continue;
        };
        for name in &alternative.general_names {
            let GeneralName::DNSName(name) = name else {
                return Err(RequestFault::OtherName(told(name)));
            };
            let name = ascii_name(name).map_err(RequestFault::Name)?;
            if names.contains(&name) {
                continue;
            }
            if names.len() == NAMES_MAX {
                return Err(RequestFault::Name(NameFault::TooMany));
            }
            names.push(name);
        }
    }
    if names.is_empty() {
        Err(RequestFault::NoName)
    } else {
        Ok(names)
    }
}

/// What a request asks for that is no domain name, as people read it.
fn told(name: &GeneralName<'_>) -> String {
    match *name {
        GeneralName::RFC822Name(text) | GeneralName::URI(text) => text.to_owned(),
        GeneralName::IPAddress([a, b, c, d]) => format!("{a}.{b}.{c}.{d}"),
        GeneralName::IPAddress(bytes) => match <[u8; 16]>::try_from(bytes) {
            Ok(bytes) => Ipv6Addr::from(bytes).to_string(),
            Err(_) => name.to_string(),
        },
        _ => name.to_string(),
    }
}
