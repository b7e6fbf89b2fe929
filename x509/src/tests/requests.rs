//! Requests that OpenSSL made (`samples/`), and our own.

use onsell_domain::certificate::{NameFault, Subject, SubjectFault, SubjectField};

use super::owned;
use crate::request::{self, make, read};
use crate::{KeyKind, PublicKeyKind, RequestFault};

const RSA: &str = include_str!("samples/rsa.csr");
const IDN: &str = include_str!("samples/idn.csr");

#[test]
fn a_request_of_another_program_is_read() {
    let request = read(RSA).unwrap();
    let expect = Subject {
        common_name: "shop.example.org".to_owned(),
        country: "RU".to_owned(),
        state: "Moscow".to_owned(),
        city: "Moscow".to_owned(),
        organization: "Romashka LLC".to_owned(),
        unit: "IT".to_owned(),
        email: "admin@example.org".to_owned(),
    };
    assert_eq!(request.subject, expect);
    let names = [
        "shop.example.org",
        "www.shop.example.org",
        "*.cdn.example.org",
    ];
    assert_eq!(request.names, names);
    assert_eq!(request.key.kind, PublicKeyKind::Rsa(2048));
    assert_eq!(request.key.name(), "RSA 2048");
    assert_eq!(request.key.fingerprint.len(), 64);
    assert_eq!(request.pem, RSA);
    assert_eq!(
        read(include_str!("samples/altonly.csr")).unwrap().names,
        ["a.example.org"]
    );
}

#[test]
fn a_request_is_read_however_it_was_copied() {
    for text in [
        IDN.replace('\n', "\r\n"),
        IDN.replace('\n', " "),
        IDN.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
        format!("{}\n\n {IDN} \n", include_str!("samples/ec.key")),
    ] {
        let request = read(&text).unwrap();
        assert_eq!(request.pem, IDN);
        assert_eq!(request.subject.common_name, "xn--e1afmkfd.xn--p1ai");
        assert_eq!(request.names, ["xn--e1afmkfd.xn--p1ai"]);
        assert_eq!(request.key.kind, PublicKeyKind::Curve(256));
    }
}

#[test]
fn what_is_wrong_is_said() {
    let check = |text: &str, expect: RequestFault| {
        assert_eq!(read(text), Err(expect.clone()), "{text}");
        let words = expect.words();
        assert!(!words.en.is_empty() && words.ru.chars().any(|letter| letter > 'А'));
        assert_eq!(expect.to_string(), words.en);
    };
    check("", RequestFault::NoPem);
    check(&IDN[..200], RequestFault::NoPem);
    check(&IDN.replace("REQUEST", "STORY"), RequestFault::NoPem);
    check(include_str!("samples/ec.key"), RequestFault::PrivateKey);
    check(
        &" ".repeat(request::TEXT_BYTES_MAX + 1),
        RequestFault::TooLarge,
    );
    check(
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
        RequestFault::Unreadable,
    );
    check(
        include_str!("samples/weak.csr"),
        RequestFault::WeakKey {
            bits: 1024,
            least: 2048,
        },
    );
    check(include_str!("samples/p521.csr"), RequestFault::UnknownKey);
    let cyrillic = SubjectFault::NotLatin(SubjectField::Organization);
    check(
        include_str!("samples/cyrillic.csr"),
        RequestFault::Subject(cyrillic),
    );
    let address = RequestFault::OtherName("192.0.2.1".to_owned());
    check(include_str!("samples/address.csr"), address);
    check(include_str!("samples/nameless.csr"), RequestFault::NoName);
    let no_host = NameFault::NotHost("Example Ltd".to_owned());
    check(
        include_str!("samples/nohost.csr"),
        RequestFault::Name(no_host),
    );
}

#[test]
fn a_changed_request_has_a_bad_signature() {
    let der = read(RSA).unwrap().der;
    let name = b"Romashka";
    let at = der
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    let mut changed = der.clone();
    changed[at] = b'T';
    let text = crate::pem::write("CERTIFICATE REQUEST", &changed);
    assert_eq!(read(&text), Err(RequestFault::BadSignature));
    let longer = [der.as_slice(), &[0]].concat();
    let text = crate::pem::write("CERTIFICATE REQUEST", &longer);
    assert_eq!(read(&text), Err(RequestFault::Unreadable));
}

#[test]
fn what_we_make_is_what_was_asked_for() {
    let subject = Subject {
        common_name: "*.example.org".to_owned(),
        country: "DE".to_owned(),
        email: "a@example.org".to_owned(),
        organization: "A & B".to_owned(),
        ..Subject::default()
    };
    let names = owned(&["*.example.org", "example.org", "xn--bcher-kva.example"]);
    for (kind, bits) in [(KeyKind::P256, 256), (KeyKind::P384, 384)] {
        let made = make(&subject, &names, kind).unwrap();
        let request = read(&made.request).unwrap();
        assert_eq!((&request.subject, &request.names), (&subject, &names));
        assert_eq!(request.key.kind, PublicKeyKind::Curve(bits));
        assert_eq!(crate::key::matches(made.key.expose(), &request), Ok(()));
    }
    assert!(make(&subject, &owned(&["пример.рф"]), KeyKind::P256).is_err());
}
