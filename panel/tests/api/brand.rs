//! The look of a provider: what may be entered, and what its pages become.

use crate::house::{Answer, CLERK, House, story};
use crate::visitor::Visitor;
use axum::body::Body;
use axum::http::{Request, header};

/// A drawing, in base 64.
const LOGO: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";

async fn get(house: &House, host: &str, path: &str, tag: &str) -> Answer {
    let request = Request::get(path)
        .header(header::HOST, host)
        .header(header::IF_NONE_MATCH, tag)
        .body(Body::empty());
    house.send(request.expect("a request")).await
}

fn said(answer: &Answer, name: header::HeaderName) -> String {
    let value = answer.headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default().to_owned()
}

/// The address of a link or a picture on a page.
fn address(page: &str, begin: &str) -> String {
    let rest = page
        .split(begin)
        .nth(1)
        .unwrap_or_else(|| panic!("{begin}: {page}"));
    let rest = rest.split('"').next().unwrap_or_default();
    format!("{}{rest}", begin.rsplit('"').next().unwrap_or_default())
}

#[test]
fn a_provider_looks_like_itself_where_it_is_met() {
    story(|house| async move {
        let second = "func=project.edit&sok=ok&name=Second&currency=USD&timezone=UTC";
        let second = house.root(second).field("id");
        let look = format!(
            "func=project.brand&sok=ok&elid={second}&accent=%237a0c2e&hosts=Pay.Second.example\
             &support=help@second.example&terms=https://second.example/terms&logo={LOGO}"
        );
        house.ask(&house.admin, &look).await.field("ok");
        let page = get(&house, "pay.second.example:8443", "/panel/auth", "")
            .await
            .text;
        let sheet = address(&page, "href=\"/panel/brand/");
        let sheet = get(&house, "pay.second.example", &sheet, "").await;
        assert!(sheet.text.starts_with(":root{--accent:light-dark(#7a0c2e,"));
        assert_eq!(sheet.content_type, "text/css; charset=UTF-8");
        let logo_at = address(&page, "src=\"/panel/brand/");
        let logo = get(&house, "pay.second.example", &logo_at, "").await;
        assert_eq!(logo.content_type, "image/svg+xml");
        assert!(logo.text.starts_with("<svg"), "{}", logo.text);
        assert!(said(&logo, header::CONTENT_SECURITY_POLICY).contains("sandbox"));
        let tag = said(&logo, header::ETAG);
        let again = get(&house, "pay.second.example", &logo_at, &tag).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
        for part in [
            "Second",
            "mailto:help@second.example",
            "https://second.example/terms",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        // Elsewhere the first one is met, which looks like everybody.
        let page = get(&house, "seller.example", "/panel/auth", "").await.text;
        assert!(
            !page.contains("/panel/brand/") && page.contains("Seller"),
            "{page}"
        );
        // What is missing stays, what is empty is our own again.
        let less = format!("func=project.brand&sok=ok&elid={second}&accent=&nologo=on");
        house.root(&less).field("ok");
        let shown = house.root(&format!("func=project.brand&elid={second}"));
        assert_eq!(shown.field("accent") + &shown.field("haslogo"), "off");
        assert_eq!(shown.field("hosts"), "pay.second.example");
        for gone in [
            logo_at.as_str(),
            "/panel/brand/1/logo",
            "/panel/brand/x.css",
        ] {
            assert_eq!(
                get(&house, "a.example", gone, "").await.status,
                404,
                "{gone}"
            );
        }
        assert_eq!(house.journal(1), [format!("0 project.brand {second} ")]);
    });
}

#[test]
fn a_look_that_cannot_be_is_refused_and_changes_nothing() {
    story(|house| async move {
        let good = "func=project.brand&sok=ok&elid=1&accent=%231f5fbf&hosts=one.example";
        house.root(good).field("ok");
        let before = house.root("func=project.brand&elid=1").text;
        let second = "func=project.edit&sok=ok&name=Second&currency=USD&timezone=UTC";
        let second = house.root(second).field("id");
        let big = "QUFB".repeat(22_000);
        for (what, kind, object) in [
            ("accent=red", "value", "accent"),
            ("accent=%23ffe066", "value", "accent"),
            ("accent_dark=%23101010", "value", "accent_dark"),
            ("hosts=one", "value", "hosts"),
            ("hosts=new.example, -x.example", "value", "hosts"),
            ("support=javascript:x", "value", "support"),
            ("terms=ftp://x.example", "value", "terms"),
            ("terms=https://x.example/%22%3E", "value", "terms"),
            ("logo=%25", "value", "logo"),
            ("logo=R0lGODlh", "value", "logo"),
            (&format!("logo={big}"), "value", "logo"),
        ] {
            let answer = house.root(&format!("func=project.brand&sok=ok&elid=1&{what}"));
            assert_eq!(
                answer.refusal(),
                (kind.to_owned(), object.to_owned()),
                "{what}"
            );
        }
        assert_eq!(house.root("func=project.brand&elid=1").text, before);
        let taken = format!("func=project.brand&sok=ok&elid={second}&hosts=one.example");
        assert_eq!(house.root(&taken).refusal().0, "exists");
        let nobody = "func=project.brand&elid=99";
        assert_eq!(house.root(nobody).refusal().0, "missed");
        let staff = house.ask(CLERK, "func=project.brand&elid=1").await;
        assert_eq!(staff.refusal().0, "access");
    });
}

#[test]
fn a_page_uploads_a_logo_without_a_script() {
    story(|house| async move {
        let mut visitor = Visitor::signed_in(&house, &house.admin).await;
        let page = visitor.get("/panel/project.brand?elid=1").await.text;
        assert!(page.contains("enctype=\"multipart/form-data\""), "{page}");
        assert!(page.contains("type=\"file\""), "{page}");
    });
}
