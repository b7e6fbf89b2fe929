//! Certificates of an authority of our own: ordered, issued, issued anew inside the paid term,
//! replaced by others; and what is refused. In `acme`, those of a real authority.

#[path = "certificate/acme.rs"]
mod acme;

use onsell_domain::certificate::Subject;
use onsell_domain::{Secret, Zone};
use onsell_engine::seams::Clock;
use onsell_engine::{certificate, operate};
use onsell_tests::{Twin, error, fine, status_key, text, twins};
use onsell_wire::Node;
use onsell_x509::authority::Serial;
use onsell_x509::{KeyKind, certificate as x509, request};

const DAY: i64 = 86_400;
const NAMES: &str = "www.shop.example.com";

/// A tariff of certificates at the vendor that live so many days; its number.
fn tariff(twin: &Twin, days: &str, template: &str) -> String {
    let module = [
        ("module", "ownca"),
        ("itemtype", "certificate"),
        ("name", "Own authority"),
        ("validity_days", days),
        ("sok", "ok"),
    ];
    let module = twin.vendor_staff("processing.add", &module);
    sell(twin, text(&module, "id"), template)
}

/// A tariff of a module that issues certificates, of two names each; its number.
fn sell(twin: &Twin, module: &str, template: &str) -> String {
    let sold = [
        ("processingmodule", module),
        ("name", "Domain SSL"),
        ("sok", "ok"),
    ];
    let tariff = twin.vendor_staff("pricelist.add", &sold);
    let tariff = text(&tariff, "id").to_owned();
    let says = [
        ("elid", tariff.as_str()),
        ("template", template),
        ("namesincluded", "2"),
        ("price_12", "20.00"),
        ("active", "on"),
        ("sok", "ok"),
    ];
    twin.vendor_staff("pricelist.edit", &says);
    tariff
}

/// An order with what it says of its certificate; whatever is answered.
fn try_order(twin: &Twin, tariff: &str, said: &[(&str, &str)]) -> Node {
    let mut parameters = vec![
        ("pricelist", tariff),
        ("period", "12"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    parameters.extend_from_slice(said);
    twin.reseller_calls("certificate.order.param", &parameters)
}

/// The vendor works on what is due.
fn work(twin: &Twin) {
    operate::work_off(twin.vendor.engine()).expect("due operations are worked on");
}

/// Days between two looks of the vendor's jobs.
const LOOK_DAYS: i64 = 3;

/// Some days pass at the vendor.
fn pass_days(twin: &Twin) {
    twin.pass_seconds(LOOK_DAYS * DAY);
    certificate::run(twin.vendor.engine()).expect("re-issues are begun");
    work(twin);
}

fn card(twin: &Twin, service: &str) -> Node {
    fine(twin.reseller_calls("certificate.edit", &[("elid", service)]))
}

fn history(card: &Node) -> Vec<&Node> {
    let list = card.children_of("list");
    let list = list.filter(|list| list.attribute("name") == Some("history"));
    list.flat_map(|list| list.children_of("elem")).collect()
}

fn file(twin: &Twin, service: &str, kind: &str) -> Node {
    twin.reseller_calls("certificate.file", &[("elid", service), ("type", kind)])
}

/// A request for names, the first one the main one.
fn csr(names: &[&str]) -> String {
    let subject = Subject {
        common_name: names[0].to_owned(),
        ..Subject::default()
    };
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let made = request::make(&subject, &names, KeyKind::P256);
    made.expect("a key can be made").request
}

const GENERATED: [(&str, &str); 3] = [
    ("crt_type", "generate"),
    ("CN", "shop.example.com"),
    ("altname", NAMES),
];

#[test]
fn a_request_is_made_and_its_certificate_can_be_downloaded() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "www authdnstxt");
        let ordered = fine(try_order(twin, &tariff, &GENERATED));
        let service = text(&ordered, "id");
        assert_eq!(text(&card(twin, service), "service_status"), "3");
        work(twin);
        let card = card(twin, service);
        assert_eq!(status_key(&card), "2");
        assert_eq!(text(&card, "service_status"), "5");
        assert_eq!(text(&card, "CN"), "shop.example.com");
        assert_eq!(text(&card, "altname"), NAMES);
        // The term was paid, the certificate ends long before it.
        assert_eq!(text(&card, "expiredate"), "2027-01-10");
        assert!(text(&card, "crt_expiredate") < "2026-04-12", "{card:?}");
        let key = fine(file(twin, service, "key"));
        let bundle = fine(file(twin, service, "bundle"));
        let asked = request::read(text(&card, "csr")).expect("the request is read");
        let key = Secret::from(text(&key, "body"));
        onsell_x509::key::matches(key.expose(), &asked).expect("key and request belong together");
        let chain = x509::read_all(text(&bundle, "body")).expect("certificates");
        assert_eq!(chain.len(), 2);
        assert_eq!(chain[0].key.fingerprint, asked.key.fingerprint);
        let packed = [
            ("elid", service),
            ("type", "p12"),
            ("password", "a password"),
        ];
        let packed = fine(twin.reseller_calls("certificate.file", &packed));
        assert_eq!(text(&packed, "name"), "shop.example.com.p12");
        fine(twin.reseller_calls("certificate.deletekey", &[("elid", service)]));
        assert_eq!(error(&file(twin, service, "key")), "missed");
        fine(file(twin, service, "crt"));
    });
}

#[test]
fn the_paid_term_is_never_without_a_certificate_and_not_longer() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "www authdnstxt");
        let ordered = fine(try_order(twin, &tariff, &GENERATED));
        let service = text(&ordered, "id").to_owned();
        work(twin);
        let day = |days: i64| {
            let begin = twin.clock.now();
            begin.plus_seconds(days * DAY).date_in(&Zone::default())
        };
        for _ in 0..365 / LOOK_DAYS {
            let shown = card(twin, &service);
            assert_eq!(status_key(&shown), "2");
            let today = day(0).to_string();
            assert!(text(&shown, "crt_expiredate") >= today.as_str(), "{today}");
            pass_days(twin);
        }
        let shown = card(twin, &service);
        // 60 days of each but the last: 0, 60, 120 ... 300, moved by up to 4 and a half days.
        let issued = history(&shown).len();
        assert!((6..=7).contains(&issued), "{issued}");
        for _ in 0..7 {
            pass_days(twin);
        }
        let after = card(twin, &service);
        assert_eq!(status_key(&after), "3_autosuspend");
        assert_eq!(history(&after).len(), issued);
    });
}

#[test]
fn a_scheduled_deletion_leaves_no_gap_before_its_day() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "www authdnstxt");
        let ends = [
            ("elid", tariff.as_str()),
            ("closetype", "period_end"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("pricelist.edit", &ends);
        let ordered = fine(try_order(twin, &tariff, &GENERATED));
        let service = text(&ordered, "id").to_owned();
        work(twin);
        fine(twin.reseller_calls("certificate.delete", &[("elid", &service)]));
        assert_eq!(text(&card(twin, &service), "scheduledclose"), "on");
        for _ in 0..100 / LOOK_DAYS {
            pass_days(twin);
        }
        let shown = card(twin, &service);
        assert_eq!(status_key(&shown), "2");
        assert_eq!(history(&shown).len(), 2);
    });
}

/// The authority takes another domain only, so that what is asked of it waits.
fn narrow(twin: &Twin) {
    let modules = twin.vendor_staff("processing", &[]);
    let ours = |row: &&Node| text(row, "name") == "Own authority";
    let module = modules.children_of("elem").find(ours).expect("the module");
    let narrow = [
        ("elid", text(module, "id")),
        ("suffixes", "elsewhere.example"),
        ("sok", "ok"),
    ];
    twin.vendor_staff("processing.edit", &narrow);
}

#[test]
fn a_reissue_that_waits_makes_way() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "www authdnstxt");
        let ordered = fine(try_order(twin, &tariff, &GENERATED));
        let service = text(&ordered, "id").to_owned();
        work(twin);
        narrow(twin);
        fine(twin.reseller_calls("certificate.reissue", &[("elid", &service), ("sok", "ok")]));
        work(twin);
        assert_eq!(text(&card(twin, &service), "service_status"), "6");
        // Nothing is done twice: another re-issue waits for this one.
        let again = [("elid", service.as_str()), ("sok", "ok")];
        assert_eq!(
            error(&twin.reseller_calls("certificate.reissue", &again)),
            "locked"
        );
        let renew = [("elid", service.as_str()), ("period", "12"), ("sok", "ok")];
        fine(twin.reseller_calls("service.prolong", &renew));
        work(twin);
        let shown = card(twin, &service);
        assert_eq!(text(&shown, "expiredate"), "2028-01-10");
        // What holds is the certificate from before.
        assert_eq!(text(&shown, "service_status"), "5");
        assert_eq!(history(&shown).len(), 1);
    });
}

#[test]
fn an_order_that_was_never_issued_is_given_up_with_its_money() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "www authdnstxt");
        narrow(twin);
        let before = Twin::funds(&twin.vendor, &twin.reseller);
        let ordered = fine(try_order(twin, &tariff, &GENERATED));
        let service = text(&ordered, "id").to_owned();
        work(twin);
        assert_ne!(Twin::funds(&twin.vendor, &twin.reseller), before);
        fine(twin.reseller_calls("certificate.delete", &[("elid", &service)]));
        assert_eq!(status_key(&card(twin, &service)), "4");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), before);
    });
}

#[test]
fn a_certificate_is_issued_anew_for_another_request() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "www multidomain authdnstxt");
        let first = csr(&["shop.example.com"]);
        let ordered = fine(try_order(twin, &tariff, &[("csr", &first)]));
        let service = text(&ordered, "id").to_owned();
        work(twin);
        let second = csr(&["shop.example.com", "new.example.com"]);
        let anew = [("elid", service.as_str()), ("csr", &second), ("sok", "ok")];
        fine(twin.reseller_calls("certificate.reissue", &anew));
        // While it is under way, what holds is the old one.
        assert!(text(&card(twin, &service), "crt").contains("BEGIN CERTIFICATE"));
        assert_eq!(
            error(&twin.reseller_calls("certificate.reissue", &anew)),
            "locked"
        );
        work(twin);
        let card = card(twin, &service);
        assert_eq!(text(&card, "altname"), "new.example.com");
        let history = history(&card);
        assert_eq!(history.len(), 2);
        assert_eq!(text(history[1], "names"), "shop.example.com");
        // The first certificate and its request are still to be had.
        let serial = text(history[1], "serial");
        let old = [
            ("elid", service.as_str()),
            ("type", "csr"),
            ("serial", serial),
        ];
        let old = fine(twin.reseller_calls("certificate.file", &old));
        let old = request::read(text(&old, "body")).expect("a request");
        assert_eq!(old.names, ["shop.example.com"]);
        let more = csr(&["a.example.com", "b.example.com", "c.example.com"]);
        let anew = [("elid", service.as_str()), ("csr", &more), ("sok", "ok")];
        let refused = twin.reseller_calls("certificate.reissue", &anew);
        assert_eq!(error(&refused), "value");
    });
}

#[test]
fn what_cannot_be_certified_is_refused_before_money_is_held() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "www multidomain authdnstxt authemail");
        let before = Twin::funds(&twin.vendor, &twin.reseller);
        let object = |answer: &Node| {
            let error = answer.child("error").expect("a refusal");
            assert_eq!(error.attribute("type"), Some("value"), "{answer:?}");
            error.attribute("object").unwrap_or_default().to_owned()
        };
        let check = |said: &[(&str, &str)], expect: &str| {
            let answer = try_order(twin, &tariff, said);
            assert_eq!(object(&answer), expect, "{said:?}");
        };
        check(&[], "csr");
        check(&[("csr", "no request")], "csr");
        let good = csr(&["shop.example.com"]);
        // A letter in the middle of the signature is another one.
        let place = good.len() - 60;
        let letter = if good.as_bytes()[place] == b'A' {
            "B"
        } else {
            "A"
        };
        let broken = format!("{}{letter}{}", &good[..place], &good[place + 1..]);
        check(&[("csr", &broken)], "csr");
        let star = csr(&["*.example.com"]);
        check(&[("csr", &star)], "altname");
        let many = csr(&["a.example.com", "b.example.com", "c.example.com"]);
        check(&[("csr", &many)], "altname");
        check(
            &[("csr", &good), ("approver_method", "auth_http")],
            "approver_method",
        );
        check(
            &[("csr", &good), ("approver_method", "auth_email")],
            "approver_email_1",
        );
        let stranger = [
            ("csr", good.as_str()),
            ("approver_email_1", "sales@example.com"),
        ];
        check(&stranger, "approver_email_1");
        check(&[("csr", &good), ("adm_email", "nobody")], "adm_email");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), before);
        fine(try_order(twin, &tariff, &[("csr", &good)]));
        // A key that another certificate has is nobody's secret.
        check(&[("csr", &good)], "csr");
        work(twin);
    });
}

#[test]
fn more_names_are_bought_as_an_addon() {
    twins(|twin| {
        let tariff = tariff(twin, "90", "multidomain authdnstxt");
        let names = [
            ("plid", tariff.as_str()),
            ("name", "Names"),
            ("itemtype", "altname"),
            ("addontype", "2"),
            ("billtype", "2"),
            ("addonlimit", "2"),
            ("addonmin", "1"),
            ("addonmax", "10"),
            ("price_12", "5.00"),
            ("active", "on"),
            ("sok", "ok"),
        ];
        let wrong = [
            ("plid", tariff.as_str()),
            ("name", "Names"),
            ("itemtype", "altname"),
            ("addontype", "1"),
            ("billtype", "2"),
            ("sok", "ok"),
        ];
        let refused = twin.try_vendor_staff("pricelist.detail.edit", &wrong);
        assert_eq!(onsell_tests::refusal(&refused), "value itemtype");
        let addon = twin.vendor_staff("pricelist.detail.edit", &names);
        let bought = format!("addon_{}", text(&addon, "id"));
        let asked = csr(&["a.example.com", "b.example.com", "c.example.com"]);
        let few = [("csr", asked.as_str()), (&bought, "2")];
        assert_eq!(
            onsell_tests::refusal(&try_order(twin, &tariff, &few)),
            "value altname"
        );
        let enough = [("csr", asked.as_str()), (&bought, "3")];
        let ordered = fine(try_order(twin, &tariff, &enough));
        work(twin);
        let card = card(twin, text(&ordered, "id"));
        assert_eq!(text(&card, "service_status"), "5");
        assert_eq!(text(&card, "cost"), "25.00 EUR / 12 Months");
        // For a fourth name one more is bought first.
        let service = text(&ordered, "id");
        let more = csr(&[
            "a.example.com",
            "b.example.com",
            "c.example.com",
            "d.example.com",
        ]);
        let anew = [("elid", service), ("csr", &more), ("sok", "ok")];
        let refused = twin.reseller_calls("certificate.reissue", &anew);
        assert_eq!(onsell_tests::refusal(&refused), "value altname");
        let buy = [("elid", service), (&bought, "4"), ("sok", "ok")];
        fine(twin.reseller_calls("certificate.edit", &buy));
        work(twin);
        fine(twin.reseller_calls("certificate.reissue", &anew));
        work(twin);
        let card = fine(twin.reseller_calls("certificate.edit", &[("elid", service)]));
        assert_eq!(
            text(&card, "altname"),
            "b.example.com c.example.com d.example.com"
        );
    });
}

#[test]
fn staff_bring_what_was_issued_elsewhere() {
    twins(|twin| {
        let made = [
            ("module", "manual"),
            ("itemtype", "certificate"),
            ("name", "By hand"),
            ("sok", "ok"),
        ];
        let module = twin.vendor_staff("processing.add", &made);
        let sold = [
            ("processingmodule", text(&module, "id")),
            ("name", "By hand SSL"),
            ("sok", "ok"),
        ];
        let tariff = twin.vendor_staff("pricelist.add", &sold);
        let tariff = text(&tariff, "id").to_owned();
        let says = [
            ("elid", tariff.as_str()),
            ("price_12", "20.00"),
            ("active", "on"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("pricelist.edit", &says);
        let asked = csr(&["shop.example.com"]);
        let ordered = fine(try_order(twin, &tariff, &[("csr", &asked)]));
        let service = text(&ordered, "id").to_owned();
        // Nothing is delivered before there is a certificate.
        let opened = twin.try_vendor_staff("certificate.open", &[("elid", &service)]);
        assert_eq!(error(&opened), "value");
        let now = twin.clock.now();
        let authority = onsell_x509::Authority::make("Elsewhere", 5, now).expect("an authority");
        let issue = |csr: &str, names: &[String]| {
            let asked = request::read(csr).expect("a request");
            let until = now.plus_seconds(90 * DAY);
            let issued = authority.issue(&asked, names, now, until, Serial::of(csr));
            issued.expect("a certificate")
        };
        let names = ["shop.example.com".to_owned()];
        let strange = issue(&csr(&["shop.example.com"]), &names);
        let save = |pem: &str, chain: &str| {
            let kept = [
                ("elid", service.as_str()),
                ("crt", pem),
                ("crt_chain", chain),
            ];
            twin.try_vendor_staff("certificate.save", &kept)
        };
        assert_eq!(error(&save(&strange.pem, &strange.chain)), "value");
        let right = issue(&asked, &names);
        fine(save(&right.pem, &right.chain));
        twin.vendor_staff("certificate.open", &[("elid", &service)]);
        let card = card(twin, &service);
        assert_eq!(
            (status_key(&card), text(&card, "service_status")),
            ("2", "5")
        );
        assert_eq!(text(&card, "expiredate"), "2027-01-10");
        // A re-issue by hand needs a newer certificate than the one that is there.
        twin.clock.advance_seconds(70 * DAY);
        certificate::run(twin.vendor.engine()).expect("re-issues are begun");
        let open = || twin.try_vendor_staff("certificate.open", &[("elid", &service)]);
        assert_eq!(error(&open()), "value");
        fine(save(&right.pem, &right.chain));
        assert_eq!(error(&open()), "value");
        let later = twin.clock.now();
        let asked = request::read(&asked).expect("a request");
        let until = later.plus_seconds(90 * DAY);
        let newer = authority.issue(&asked, &names, later, until, Serial::of("another"));
        let newer = newer.expect("a certificate");
        fine(save(&newer.pem, &newer.chain));
        fine(open());
        assert_eq!(text(&self::card(twin, &service), "status"), "2");
        certificate::run(twin.vendor.engine()).expect("nothing is due");
        assert_eq!(text(&self::card(twin, &service), "status"), "2");
    });
}
