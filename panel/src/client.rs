//! Who is at the other end of a connection: the address, the origin of the page, the host.

use axum::http::{HeaderMap, HeaderValue, header};
use onsell_domain::Secret;
use std::net::IpAddr;

const FORWARDED_SECRET: &str = "x-forwarded-secret";
const FORWARDED_FOR: &str = "x-forwarded-for";
const REAL_ADDRESS: &str = "x-real-ip";
const FORWARDED_PROTOCOL: &str = "x-forwarded-proto";

/// Whether the headers come from our own proxy: it is on this machine and knows the secret.
pub(crate) fn is_proxy(peer: IpAddr, headers: &HeaderMap, secret: Option<&Secret>) -> bool {
    let said = headers.get(FORWARDED_SECRET).map(HeaderValue::as_bytes);
    match (secret, said) {
        (Some(secret), Some(said)) if peer.to_canonical().is_loopback() && !secret.is_empty() => {
            is_same(secret.expose().as_bytes(), said)
        }
        _ => false,
    }
}

/// Compares without telling by its time how much was right: a digest says nothing about the bytes
/// before the first difference.
fn is_same(secret: &[u8], said: &[u8]) -> bool {
    let digest = |bytes| ring::digest::digest(&ring::digest::SHA256, bytes);
    digest(secret).as_ref() == digest(said).as_ref()
}

/// The caller's address: the peer, or whom our own proxy says it speaks for. The last address of
/// `X-Forwarded-For` is the one the proxy itself saw.
pub(crate) fn address(peer: IpAddr, headers: &HeaderMap, is_proxy: bool) -> IpAddr {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let told = if is_proxy {
        said(REAL_ADDRESS)
            .or_else(|| said(FORWARDED_FOR)?.rsplit(',').next())
            .and_then(|text| text.trim().parse::<IpAddr>().ok())
    } else {
        None
    };
    told.unwrap_or(peer).to_canonical()
}

/// Scheme and host under which the caller reached us.
pub(crate) fn host(headers: &HeaderMap, is_proxy: bool) -> String {
    let host = text(headers, header::HOST).unwrap_or_default();
    let is_secure = is_proxy
        && headers
            .get(FORWARDED_PROTOCOL)
            .is_some_and(|value| value.as_bytes() == b"https");
    format!("{}://{host}", if is_secure { "https" } else { "http" })
}

/// Whether the page that sent the request is one of ours: its `Origin`, or without one its
/// `Referer`, has our host (wire 1.3). A request with neither is not.
pub(crate) fn is_same_origin(headers: &HeaderMap, address: Option<&str>) -> bool {
    let page = text(headers, header::ORIGIN).or_else(|| text(headers, header::REFERER));
    let Some(page) = page.and_then(authority) else {
        return false;
    };
    let ours = [text(headers, header::HOST), address.and_then(authority)];
    ours.into_iter()
        .flatten()
        .any(|host| host.eq_ignore_ascii_case(page))
}

/// Whether a page of somebody else sent the request, by its `Origin`. Browsers send one with every
/// form that crosses sites.
pub(crate) fn is_foreign_origin(headers: &HeaderMap, address: Option<&str>) -> bool {
    headers.contains_key(header::ORIGIN) && !is_same_origin(headers, address)
}

/// The origin of the page, if it is one of those that may read our answers.
pub(crate) fn allowed_origin<'a>(
    headers: &'a HeaderMap,
    allowed: &[String],
) -> Option<&'a HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let is_allowed = |known: &String| origin.as_bytes() == known.as_bytes();
    allowed.iter().any(is_allowed).then_some(origin)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers
        .get(name)?
        .to_str()
        .ok()
        .filter(|text| !text.is_empty())
}

/// Host and port of a URL.
fn authority(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#'])
        .next()
        .filter(|authority| !authority.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    (*name).parse().expect("a header's name"),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn only_our_own_proxy_is_believed() {
        let check = |peer: &str, pairs: &[(&'static str, &'static str)], expect: &str| {
            let peer: IpAddr = peer.parse().expect("an address");
            let headers = headers(pairs);
            let secret = Secret::from("s3cret");
            let is_proxy = is_proxy(peer, &headers, Some(&secret));
            assert_eq!(
                address(peer, &headers, is_proxy).to_string(),
                expect,
                "{pairs:?}"
            );
        };
        let (real, right) = (("x-real-ip", "192.0.2.1"), ("x-forwarded-secret", "s3cret"));
        check("127.0.0.1", &[real, right], "192.0.2.1");
        check("::1", &[real, right], "192.0.2.1");
        check(
            "127.0.0.1",
            &[("x-forwarded-for", "10.9.9.9, 192.0.2.2"), right],
            "192.0.2.2",
        );
        check("127.0.0.1", &[real], "127.0.0.1");
        check(
            "127.0.0.1",
            &[real, ("x-forwarded-secret", "wrong")],
            "127.0.0.1",
        );
        check("192.0.2.9", &[real, right], "192.0.2.9");
        check("127.0.0.1", &[("x-real-ip", "nobody"), right], "127.0.0.1");
        check("::ffff:192.0.2.9", &[], "192.0.2.9");
        let peer = IpAddr::from([127, 0, 0, 1]);
        assert!(!is_proxy(peer, &headers(&[right]), None));
        assert!(!is_proxy(
            peer,
            &headers(&[("x-forwarded-secret", "")]),
            Some(&Secret::default())
        ));
    }

    #[test]
    fn a_page_of_ours_has_our_host() {
        let check = |pairs: &[(&'static str, &'static str)], expect: bool| {
            let same = is_same_origin(&headers(pairs), Some("https://shop.example"));
            assert_eq!(same, expect, "{pairs:?}");
        };
        let host = ("host", "b.example:1500");
        check(&[host, ("origin", "https://b.example:1500")], true);
        check(
            &[
                host,
                ("referer", "https://B.example:1500/billmgr?func=soft"),
            ],
            true,
        );
        check(&[host, ("origin", "https://shop.example")], true);
        check(
            &[
                host,
                ("origin", "https://evil.example"),
                ("referer", "https://b.example:1500/"),
            ],
            false,
        );
        check(&[host, ("origin", "null")], false);
        check(
            &[host, ("referer", "https://evil.example/?b.example:1500")],
            false,
        );
        check(
            &[host, ("referer", "https://b.example:1500.evil.example/")],
            false,
        );
        check(&[host], false);
    }
}
