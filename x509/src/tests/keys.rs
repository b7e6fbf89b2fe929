//! Private keys in the forms that programs write them in.

use crate::key::{matches, read};
use crate::{KeyFault, PublicKeyKind, request};

const EC: &str = include_str!("samples/ec.key");

#[test]
fn keys_of_every_usual_form_are_read_and_match_their_request() {
    let rsa = include_str!("samples/rsa.key");
    for (key, request, kind) in [
        (
            rsa,
            include_str!("samples/rsa.csr"),
            PublicKeyKind::Rsa(2048),
        ),
        (
            EC,
            include_str!("samples/idn.csr"),
            PublicKeyKind::Curve(256),
        ),
    ] {
        let read = read(key).unwrap();
        let request = request::read(request).unwrap();
        assert_eq!(read.public, request.key);
        assert_eq!(read.public.kind, kind);
        assert!(
            read.pem
                .expose()
                .starts_with("-----BEGIN PRIVATE KEY-----\n")
        );
        assert_eq!(matches(key, &request), Ok(()));
        // What we keep is read again as the same.
        assert_eq!(super::keys::read(read.pem.expose()).unwrap(), read);
        let other = include_str!("samples/ec384.key");
        assert_eq!(matches(other, &request), Err(KeyFault::NotOfRequest));
    }
}

#[test]
fn what_is_wrong_is_said() {
    let check = |text: &str, expect: KeyFault| {
        assert_eq!(read(text), Err(expect));
        assert!(!expect.words().en.is_empty() && !expect.words().ru.is_empty());
    };
    check(include_str!("samples/idn.csr"), KeyFault::NoPem);
    check(include_str!("samples/locked.key"), KeyFault::Encrypted);
    check(include_str!("samples/locked8.key"), KeyFault::Encrypted);
    check(
        &EC.replace("EC PRIVATE", "DSA PRIVATE"),
        KeyFault::Unreadable,
    );
    check(&EC.replace("EC PRIVATE", "PRIVATE"), KeyFault::Unreadable);
    check(
        &EC.replace("EC PRIVATE", "RSA PRIVATE"),
        KeyFault::Unreadable,
    );
    check(&"a".repeat(40_000), KeyFault::TooLarge);
}
