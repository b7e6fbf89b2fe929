//! Certificates of our own authority, their chains, and files with them.

use std::io::Write;
use std::process::{Command, Stdio};

use onsell_domain::Secret;
use onsell_domain::certificate::IssuedCertificate;
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};

use super::{authority, now, owned, request};
use crate::authority::Serial;
use crate::certificate::read_all;
use crate::issued::check;
use crate::pkcs12::pack;
use crate::{Authority, AuthorityFault, CertificateFault, IssuedFault, KeyFault, Request};

const DAY: i64 = 86_400;

fn issue(authority: &Authority, request: &Request) -> IssuedCertificate {
    let end = now().plus_seconds(90 * DAY);
    let serial = Serial::of("1");
    authority
        .issue(request, &request.names, now(), end, serial)
        .unwrap()
}

#[test]
fn an_authority_issues_what_it_was_asked_for() {
    let root = authority("Root");
    let (request, _) = request(&["*.example.org", "example.org"]);
    let issued = issue(&root, &request);
    assert_eq!(issued.names, request.names);
    assert_eq!(
        (issued.not_before, issued.not_after),
        (now(), now().plus_seconds(90 * DAY))
    );
    assert_eq!(issued.serial, issue(&root, &request).serial);
    let read = read_all(&issued.full_chain()).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].common_name, "*.example.org");
    assert!(!read[0].is_authority && read[1].is_authority);
    assert_eq!(read[0].key, request.key);
    let text = openssl(&["x509", "-noout", "-text"], issued.pem.as_bytes());
    for words in [
        "CA:FALSE",
        "TLS Web Server Authentication",
        "Digital Signature",
        "X509v3 Subject Key Identifier",
        "X509v3 Authority Key Identifier",
        "DNS:*.example.org, DNS:example.org",
        "Issuer: CN = Root",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    // Never beyond its own end.
    let late = now().plus_seconds(20 * 365 * DAY);
    let serial = Serial::random().unwrap();
    let last = root
        .issue(&request, &request.names, now(), late, serial)
        .unwrap();
    assert_eq!(last.not_after, root.certificate.not_after);
}

#[test]
fn an_rsa_request_and_a_long_name_are_issued_too() {
    let rsa = crate::request::read(include_str!("samples/rsa.csr")).unwrap();
    let issued = issue(&authority("Root"), &rsa);
    assert!(
        read_all(&issued.pem).unwrap()[0]
            .subject
            .contains("Romashka LLC")
    );
    let text = openssl(&["x509", "-noout", "-text"], issued.pem.as_bytes());
    assert!(text.contains("Key Encipherment"), "{text}");
    let long = format!("{}.example.org", "a".repeat(60));
    let names = owned(&[&long]);
    let end = now().plus_seconds(DAY);
    let issued = authority("Root")
        .issue(&rsa, &names, now(), end, Serial::of("2"))
        .unwrap();
    assert_eq!(read_all(&issued.pem).unwrap()[0].common_name, "");
    assert_eq!(issued.names, [long]);
}

#[test]
fn an_authority_is_kept_and_read() {
    let root = authority("Root");
    let below = root.intermediate("Below", 5, now()).unwrap();
    let kept = format!("{}{}", below.certificate.pem, below.above);
    let read = Authority::read(&kept, &below.key).unwrap();
    assert_eq!(
        (&read.certificate, &read.above),
        (&below.certificate, &root.certificate.pem)
    );
    let (request, key) = request(&["a.example.org"]);
    let leaf = issue(&read, &request);
    assert_eq!(read_all(&leaf.chain).unwrap().len(), 2);
    let fault = |certificates: &str, key: &Secret| Authority::read(certificates, key).unwrap_err();
    assert_eq!(fault(&kept, &root.key), AuthorityFault::OtherKey);
    assert_eq!(fault(&leaf.pem, &key), AuthorityFault::NoAuthority);
    assert_eq!(
        fault("", &key),
        AuthorityFault::Certificate(CertificateFault::NoPem)
    );
    assert_eq!(
        fault(&kept, &Secret::from("")),
        AuthorityFault::Key(KeyFault::NoPem)
    );
}

#[test]
fn chains_are_put_in_order_or_refused() {
    let root = authority("Root");
    let middle = root.intermediate("Middle", 9, now()).unwrap();
    let stranger = authority("Stranger");
    // Signed by nobody of the name it bears.
    let namesake = authority("Root");
    let (request, _) = request(&["a.example.org"]);
    let leaf = issue(&middle, &request).pem;
    let [root, middle, stranger, namesake] =
        [root, middle, stranger, namesake].map(|authority| authority.certificate.pem);
    let try_chain = |pem: &str, chain: &[&String]| {
        let chain: String = chain.iter().map(|each| each.as_str()).collect();
        check(pem, &chain, &request, &request.names).map(|issued| issued.chain)
    };
    let both = format!("{middle}{root}");
    for chain in [[&middle, &root], [&root, &middle]] {
        assert_eq!(try_chain(&leaf, &chain).as_ref(), Ok(&both));
    }
    assert_eq!(
        try_chain(&leaf, &[&middle, &middle, &root, &leaf]).as_ref(),
        Ok(&both)
    );
    assert_eq!(
        try_chain(&format!("{root}{leaf}"), &[&middle]).as_ref(),
        Ok(&both)
    );
    assert_eq!(try_chain(&leaf, &[&middle]), Ok(middle.clone()));
    assert_eq!(try_chain(&leaf, &[]), Ok(String::new()));
    let broken = |after: &str, left: &str| {
        Err(IssuedFault::ChainBroken {
            after: after.to_owned(),
            left: left.to_owned(),
        })
    };
    assert_eq!(try_chain(&leaf, &[&root]), broken("a.example.org", "Root"));
    assert_eq!(
        try_chain(&leaf, &[&middle, &root, &stranger]),
        broken("Root", "Stranger")
    );
    assert_eq!(
        try_chain(&leaf, &[&stranger, &middle]),
        broken("Middle", "Stranger")
    );
    let bad = IssuedFault::BadSignature {
        of: "Middle".to_owned(),
    };
    assert_eq!(try_chain(&leaf, &[&middle, &namesake]), Err(bad.clone()));
    assert_eq!(try_chain(&middle, &[&root]), Err(IssuedFault::NotOfRequest));
    let unreadable = Err(IssuedFault::Unreadable(CertificateFault::NoPem));
    assert_eq!(try_chain("", &[&root]), unreadable);
    assert_eq!(try_chain(&leaf, &[&"garbage".to_owned()]), unreadable);
    assert!(bad.words().ru.contains("Middle"));
}

#[test]
fn a_certificate_for_other_names_or_another_key_is_refused() {
    let root = authority("Root");
    let (asked, _) = request(&["a.example.org", "b.example.org"]);
    let end = now().plus_seconds(DAY);
    let part = root
        .issue(
            &asked,
            &owned(&["a.example.org"]),
            now(),
            end,
            Serial::of("1"),
        )
        .unwrap();
    let missing = IssuedFault::NamesMissing(owned(&["b.example.org"]));
    assert_eq!(check(&part.pem, "", &asked, &asked.names), Err(missing));
    let star = root
        .issue(
            &asked,
            &owned(&["*.example.org"]),
            now(),
            end,
            Serial::of("1"),
        )
        .unwrap();
    assert!(check(&star.pem, &star.chain, &asked, &asked.names).is_ok());
    let (other, _) = request(&["a.example.org", "b.example.org"]);
    assert_eq!(
        check(&star.pem, "", &other, &[]),
        Err(IssuedFault::NotOfRequest)
    );
}

#[test]
fn a_file_for_other_servers_is_read_by_others() {
    let root = authority("Root");
    let below = root.intermediate("Below", 5, now()).unwrap();
    let (asked, key) = request(&["a.example.org"]);
    let issued = issue(&below, &asked);
    let file = pack(&issued, &key, "pass word").unwrap();
    let store = KeyStore::from_pkcs12(&file, "pass word", Pkcs12ImportPolicy::Strict).unwrap();
    let (alias, chain) = store.private_key_chain().unwrap();
    assert_eq!((alias, chain.certs().len()), ("a.example.org", 3));
    assert!(KeyStore::from_pkcs12(&file, "other", Pkcs12ImportPolicy::Strict).is_err());
    let text = openssl(&["pkcs12", "-nodes", "-passin", "pass:pass word"], &file);
    assert_eq!(read_all(&text).unwrap().len(), 3);
    assert_eq!(crate::key::matches(&text, &asked), Ok(()));
    let other = request(&["a.example.org"]).1;
    assert_eq!(pack(&issued, &other, ""), Err(KeyFault::NotOfRequest));
}

fn openssl(arguments: &[&str], input: &[u8]) -> String {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl is a tool of the tests");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}
