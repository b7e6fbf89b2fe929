//! The pages of certificates: ordering one in both ways, what waits, what is downloaded.

use crate::house::{ALICE, Answer, BOB, House, story};
use crate::visitor::{Visitor, location};
use axum::http::header;
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_domain::{ServiceId, Words};
use onsell_engine::operate;

const ORDER: &str = "/panel/certificate.order.param";
const CARD: &str = "/panel/certificate.edit?elid=1";
/// A request for shop.example.com and www.shop.example.com.
const REQUEST: &str = include_str!("../../../tests/fixtures/certificate/request.pem");

/// A tariff of certificates of this module, with what it sells.
fn tariff(house: &House, module: &str, sells: &str) -> (String, String) {
    let new = format!("func=processing.add&itemtype=certificate&name=Certificates&sok=ok&{module}");
    let module = house.root(&new).field("id");
    let new = format!("func=pricelist.add&processingmodule={module}&name=SSL&sok=ok");
    let tariff = house.root(&new).field("id");
    let edit = format!("func=pricelist.edit&elid={tariff}&price_12=40&active=on&sok=ok&{sells}");
    house.root(&edit).field("ok");
    (tariff, module)
}

/// What the form sends besides what is typed.
fn with<'a>(tariff: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("pricelist", tariff),
        ("period", "12"),
        ("clicked_button", "finish"),
        ("skipbasket", "on"),
    ];
    fields.extend(more);
    fields
}

fn sees(page: &Answer, seen: &[&str], unseen: &[&str]) {
    for text in seen {
        assert!(page.text.contains(text), "no {text}: {}", page.text);
    }
    for text in unseen {
        assert!(!page.text.contains(text), "{text}: {}", page.text);
    }
}

fn kept_as(answer: &Answer) -> &str {
    let kept = answer.headers.get(header::CONTENT_DISPOSITION);
    kept.and_then(|kept| kept.to_str().ok()).unwrap_or_default()
}

#[test]
fn a_request_is_made_for_whoever_has_none_and_all_files_are_downloaded() {
    story(|house| async move {
        let ca = "module=ownca";
        let (tariff, module) = tariff(&house, ca, "template=www+multidomain&namesincluded=3");
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let path = format!("{ORDER}?pricelist={tariff}&period=12");
        let form = alice.get(&path).await;
        let seen = [
            "name=\"CN\"",
            "<textarea id=\"field-csr\"",
            "name=\"altname\"",
            "value=\"auth_dnstxt\"",
            "value=\"alice@example.com\"",
            "name=\"field_country\"",
            "€40.00",
        ];
        let unseen = [
            "name=\"org_name\"",
            "name=\"licname\"",
            "name=\"ip\"",
            "name=\"ostempl\"",
            "role=\"alert\"",
        ];
        sees(&form, &seen, &unseen);
        // A name is checked as it is left, before anything is sent.
        let wrong = alice.get(&format!("{path}&CN=a+b&OU=Sales")).await;
        sees(&wrong, &["id=\"error-CN\"", "value=\"Sales\""], &[]);

        let typed = [("CN", ""), ("OU", "Sales"), ("csr", "left here")];
        let typed = with(&tariff, &[&typed[..], &[("crt_type", "generate")]].concat());
        let refused = alice.send(ORDER, &form.text, &typed).await;
        assert_eq!(refused.status, 422);
        let seen = [
            "id=\"error-CN\"",
            "value=\"Sales\"",
            ">left here</textarea>",
        ];
        sees(&refused, &seen, &[]);

        let typed = [
            ("crt_type", "generate"),
            ("CN", "shop.example.com"),
            ("altname", "www.shop.example.com\r\nb.example.com"),
            ("csr", "left here"),
            ("adm_fname", "Anna"),
        ];
        let done = alice
            .send(ORDER, &refused.text, &with(&tariff, &typed))
            .await;
        let card = location(&done);
        assert!(card.starts_with(CARD), "{card}: {}", done.text);
        operate::work_off(&house.engine).expect("it is issued");
        let card = alice.get(CARD).await;
        let seen = [
            "badge good\">Issued",
            "b.example.com",
            "type=bundle",
            "-----BEGIN CERTIFICATE-----",
            "name=\"type\" value=\"key\"",
            "in use",
        ];
        sees(&card, &seen, &["-----BEGIN PRIVATE", "send_dv_dns"]);

        let file = "/panel/certificate.file";
        let bundle = alice.get(&format!("{file}?elid=1&type=bundle")).await;
        assert_eq!(bundle.status, 200);
        assert_eq!(bundle.content_type, "application/x-pem-file");
        let name = "attachment; filename=\"shop.example.com.bundle.crt\"";
        assert_eq!(kept_as(&bundle), name);
        assert!(bundle.text.starts_with("-----BEGIN CERTIFICATE-----"));

        // A key is in no address: it is asked for by a form, with its token.
        let asked = alice.get(&format!("{file}?elid=1&type=key")).await;
        assert_eq!(kept_as(&asked), "");
        sees(&asked, &["<form"], &["BEGIN PRIVATE"]);
        let key = [("elid", "1"), ("type", "key")];
        let foreign = alice.post(file, &key).await;
        sees(&foreign, &[], &["BEGIN PRIVATE"]);
        let key = alice.send(file, &card.text, &key).await;
        assert!(key.text.starts_with("-----BEGIN PRIVATE KEY-----"));
        assert!(kept_as(&key).ends_with("shop.example.com.key\""));

        let packed =
            |password: &'static str| [("elid", "1"), ("type", "p12"), ("password", password)];
        let short = alice.send(file, &card.text, &packed("abc")).await;
        assert_eq!(short.status, 422);
        sees(&short, &["id=\"error-password\""], &["value=\"abc\""]);
        let whole = alice.send(file, &short.text, &packed("abcdef")).await;
        assert_eq!(whole.content_type, "application/x-pkcs12");
        assert_eq!(whole.status, 200);
        let mut bob = Visitor::signed_in(&house, BOB).await;
        let other = bob.get(&format!("{file}?elid=1&type=bundle")).await;
        assert_ne!(other.status, 200);

        // Once the key is forgotten, nobody gets it.
        let asked = alice.get("/panel/certificate.deletekey?elid=1").await;
        sees(&asked, &["cannot be brought back"], &[]);
        let forgotten = alice
            .send(
                "/panel/certificate.deletekey",
                &asked.text,
                &[("elid", "1")],
            )
            .await;
        assert_eq!(forgotten.status, 303, "{}", forgotten.text);
        let card = alice.get(CARD).await;
        sees(&card, &["type=bundle"], &["value=\"key\"", "type=p12"]);

        let anew = alice.get("/panel/certificate.reissue?elid=1").await;
        sees(&anew, &["name=\"request\"", "field-csr"], &[]);
        let fields = [
            ("elid", "1"),
            ("request", "other"),
            ("csr", REQUEST),
            ("approver_method", "auth_dnstxt"),
        ];
        let begun = alice
            .send("/panel/certificate.reissue", &anew.text, &fields)
            .await;
        assert!(location(&begun).starts_with(CARD), "{}", begun.text);
        operate::work_off(&house.engine).expect("it is issued");
        let card = alice.get(CARD).await;
        sees(&card, &["in use", "earlier", "www.shop.example.com"], &[]);

        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let card = admin.get(CARD).await;
        let seen = [
            "id=\"block-certificate\"",
            "id=\"block-certificates\"",
            "Bring a",
        ];
        sees(&card, &seen, &[]);
        let list = admin.get("/panel/certificate").await;
        let seen = ["shop.example.com", "badge good\">Issued"];
        sees(&list, &seen, &[]);
        let heads = list.text.split("<thead").nth(1).expect("a table");
        let heads = heads.split("</thead").next().unwrap_or_default();
        assert!(heads.contains("Certificate until"), "{heads}");
        assert!(!heads.contains("License key"), "{heads}");
        let root = format!("/panel/certificate.root?elid={module}");
        let page = admin
            .get(&format!("/panel/processing.edit?elid={module}"))
            .await;
        sees(
            &page,
            &[&root, "<textarea id=\"field-ca_certificate\""],
            &[],
        );
        let kept = admin.get(&root).await;
        assert!(kept_as(&kept).contains("authority-"), "{}", kept.text);
        // As every program reads it: the lines of its armor stand alone.
        let mut lines = kept.text.lines();
        assert_eq!(lines.next(), Some("-----BEGIN CERTIFICATE-----"));
        assert!(lines.all(|line| line.len() <= 64), "{}", kept.text);
        assert_eq!(alice.get(&root).await.status, 404);
    });
}

#[test]
fn a_request_is_brought_and_its_names_are_proven_in_another_way() {
    story(|house| async move {
        let sells = "template=multidomain+orginfo+authdnstxt+authemail&namesincluded=2";
        let (tariff, _) = tariff(&house, "module=manual", sells);
        house
            .ask(
                ALICE,
                "func=profile.edit&sok=ok&profiletype=2&name=Shop GmbH&city=Bonn",
            )
            .await
            .field("id");
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let path = format!("{ORDER}?pricelist={tariff}&period=12");
        let form = alice.get(&path).await;
        let seen = [
            "name=\"org_name\" value=\"Shop GmbH\"",
            "value=\"Bonn\"",
            "name=\"fillin\"",
        ];
        sees(&form, &seen, &["value=\"auth_http\""]);

        let typed = [
            ("crt_type", "exists"),
            ("csr", REQUEST),
            ("approver_method", "auth_email"),
            ("adm_fname", "Anna"),
            ("adm_lname", "Schmidt"),
            ("adm_email", "anna@example.com"),
            ("adm_phone", "1"),
            ("org_name", "Shop GmbH"),
            ("org_city", "Bonn"),
            ("org_phone", "1"),
        ];
        let refused = alice.send(ORDER, &form.text, &with(&tariff, &typed)).await;
        assert_eq!(refused.status, 422);
        // The address is missing; what was typed stays, and who answers can be chosen now.
        let seen = [
            "id=\"error-org_address\"",
            "-----BEGIN CERTIFICATE REQUEST-----",
            "name=\"approver_email_1\"",
            "name=\"approver_email_2\"",
            "<option value=\"admin@shop.example.com\"",
        ];
        sees(&refused, &seen, &[]);
        let typed: Vec<_> = typed
            .into_iter()
            .chain([
                ("org_address", "Street 1"),
                ("approver_email_1", "admin@shop.example.com"),
                ("approver_email_2", "admin@shop.example.com"),
            ])
            .collect();
        let done = alice
            .send(ORDER, &refused.text, &with(&tariff, &typed))
            .await;
        assert!(location(&done).starts_with(CARD), "{}", done.text);

        let place = |house: &House, proof: Validation| {
            let write = move |scope: &mut onsell_engine::Scope<'_>| {
                let id = ServiceId::new(1);
                onsell_store::certificate_validation::put(
                    scope.tx,
                    id,
                    std::slice::from_ref(&proof),
                )?;
                Ok(())
            };
            house.engine.write(None, write).expect("it is written");
        };
        let letter = Validation {
            name: "shop.example.com".to_owned(),
            method: ValidationMethod::Email,
            place: "admin@shop.example.com".to_owned(),
            ..Validation::default()
        };
        place(&house, letter);
        let card = alice.get(CARD).await;
        let seen = [
            "The letter went to admin@shop.example.com",
            "Send the letters again",
        ];
        sees(&card, &seen, &["type=bundle", "name=\"licname\""]);

        let way = alice.get("/panel/certificate.send_dv_dns?elid=1").await;
        sees(
            &way,
            &["value=\"auth_dnstxt\"", "name=\"approver_email_1\""],
            &[],
        );
        let fields = [
            ("elid", "1"),
            ("approver_method", "auth_dnstxt"),
            ("back", CARD),
        ];
        let asked = alice
            .send("/panel/certificate.send_dv_dns", &way.text, &fields)
            .await;
        assert!(location(&asked).starts_with(CARD), "{}", asked.text);
        let record = Validation {
            name: "shop.example.com".to_owned(),
            method: ValidationMethod::Dns,
            place: "_acme-challenge.shop.example.com".to_owned(),
            record: "TXT".to_owned(),
            value: "token-of-it".to_owned(),
            problem: Words::new("no such record", "нет такой записи"),
            ..Validation::default()
        };
        place(&house, record);
        let card = alice.get(CARD).await;
        let seen = [
            "data-copy=\"_acme-challenge.shop.example.com\"",
            "data-copy=\"token-of-it\"",
            "no such record",
            "Check again",
        ];
        sees(&card, &seen, &[]);
        // What is wrong is told in the language of whoever reads.
        alice.get("/panel/language/ru").await;
        sees(
            &alice.get(CARD).await,
            &["нет такой записи"],
            &["no such record"],
        );
        alice.get("/panel/language/en").await;
        // Too soon: told on the card.
        let again = alice
            .send(
                "/panel/certificate.send_dv_dns",
                &card.text,
                &[("elid", "1")],
            )
            .await;
        assert_eq!(again.status, 422);
        sees(&again, &["role=\"alert\"", "token-of-it"], &[]);

        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let staff = admin.get(CARD).await;
        let seen = [
            "id=\"block-proofs\"",
            "token-of-it",
            "no such record",
            "Try again",
        ];
        sees(&staff, &seen, &[]);

        let refuse = |scope: &mut onsell_engine::Scope<'_>| {
            let found = onsell_store::certificate::find(scope.tx, ServiceId::new(1))?;
            let mut row = found.expect("a certificate");
            row.state = onsell_domain::CertificateState::Failed;
            row.message = Words::new("the authority said no", "центр сертификации отказал");
            Ok(onsell_store::certificate::put(scope.tx, &row)?)
        };
        house.engine.write(None, refuse).expect("it is written");
        let card = alice.get(CARD).await;
        let seen = [
            ">Not issued",
            "the authority said no",
            "/panel/certificate.retry",
        ];
        sees(&card, &seen, &["Check again"]);

        let page = admin
            .get(&format!("/panel/pricelist.edit?elid={tariff}"))
            .await;
        let seen = ["value=\"orginfo\" checked", "value=\"wildcard\">"];
        sees(
            &page,
            &seen,
            &["name=\"template\" value=\"multidomain orginfo"],
        );
        let id = ("elid", tariff.as_str());
        let ticked = [
            id,
            ("template", "null"),
            ("template", "wildcard"),
            ("template", "www"),
        ];
        let saved = admin
            .send("/panel/pricelist.edit", &page.text, &ticked)
            .await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let told = house.root(&format!("func=pricelist.edit&elid={tariff}"));
        assert_eq!(told.field("template"), "wildcard www");
        let cleared = [id, ("template", "null")];
        admin
            .send("/panel/pricelist.edit", &page.text, &cleared)
            .await;
        let told = house.root(&format!("func=pricelist.edit&elid={tariff}"));
        assert_eq!(told.xml().text_of("template").unwrap_or_default(), "");
    });
}

#[test]
fn the_order_of_something_else_asks_for_no_certificate() {
    story(|house| async move {
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let page = admin
            .get("/panel/soft.order.param?pricelist=55227&account=1")
            .await;
        assert_eq!(page.status, 200, "{}", page.text);
        sees(
            &page,
            &["name=\"licname\""],
            &["name=\"csr\"", "name=\"adm_fname\""],
        );
    });
}
