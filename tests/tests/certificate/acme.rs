//! Certificates that a real authority issues, resold: the customer orders at the provider with an
//! own request, the vendor's module asks Pebble, the customer publishes what proves the name, and
//! downloads the certificate at the provider.

use super::{csr, sell};
use onsell_doubles::{Pebble, PebbleSettings};
use onsell_engine::operate;
use onsell_engine::seams::Clock;
use onsell_modules::{HttpRequest, HttpTransport, Method, Transport};
use onsell_tests::{Twin, error, fine, status_key, text, twins};
use onsell_wire::Node;
use onsell_x509::{certificate as x509, issued, request};
use std::time::{Duration, UNIX_EPOCH};

/// How often it is looked whether the authority is done, and how long is waited between.
const LOOKS_MAX: usize = 200;
const BETWEEN: Duration = Duration::from_millis(10);
const NAME: &str = "shop.example.com";

/// A Pebble; none where none is installed, which `./test` says.
fn pebble() -> Option<Pebble> {
    if !Pebble::is_here() {
        eprintln!("skipped: there is no Pebble");
        return None;
    }
    let settings = PebbleSettings {
        reused_proofs: 100,
        ..PebbleSettings::default()
    };
    Some(Pebble::start(&settings).expect("it starts"))
}

/// The root of what it issues.
fn issuing_root(pebble: &Pebble) -> String {
    let way = HttpTransport::trusting(pebble.root()).expect("a root");
    let request = HttpRequest {
        method: Method::Get,
        url: &pebble.management("roots/0"),
        heads: Vec::new(),
        body: String::new(),
        timeout: Duration::from_secs(10),
    };
    way.send(&request).expect("it answers").body
}

/// The clock of the twins goes on to the time of the machine, which is that of the authority.
fn meet(twin: &Twin) {
    let since = UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    let now = twin.clock.now().micros() / 1_000_000;
    twin.clock.advance_seconds(since as i64 - now);
}

/// A tariff of the authority's certificates at the vendor, resold; its number at the provider.
fn tariff(twin: &Twin, pebble: &Pebble) -> String {
    let (dns, port) = (pebble.dns().to_string(), pebble.web_port().to_string());
    let (directory, root) = (pebble.directory(), pebble.root().replace('\n', " "));
    let module = [
        ("module", "acme"),
        ("itemtype", "certificate"),
        ("name", "Pebble"),
        ("url", directory.as_str()),
        ("email", "staff@vendor.example"),
        ("accepts_terms", "on"),
        ("root", &root),
        ("resolver", &dns),
        ("web_port", &port),
        ("sok", "ok"),
    ];
    let module = twin.vendor_staff("processing.add", &module);
    let sold = sell(twin, text(&module, "id"), "www multidomain authdnstxt");
    let tariff = twin.resell("certificate", &sold, "3.00");
    let price = [
        ("elid", tariff.as_str()),
        ("price_12", "30.00"),
        ("sok", "ok"),
    ];
    twin.provider_staff("pricelist.edit", &price);
    tariff
}

fn card(twin: &Twin, service: &str) -> Node {
    fine(twin.customer_calls("certificate.edit", &[("elid", service)]))
}

fn proofs(card: &Node) -> Vec<Node> {
    let list = card.children_of("list");
    let list = list.filter(|list| list.attribute("name") == Some("validation"));
    list.flat_map(|list| list.children_of("elem").cloned())
        .collect()
}

/// Some seconds pass, and both work on what is due.
fn pass(twin: &Twin) {
    std::thread::sleep(BETWEEN);
    twin.pass_seconds(30);
    twin.work();
    operate::work_off(twin.vendor.engine()).expect("the vendor works");
    twin.check_event();
    twin.work();
}

/// Time passes until the card is as wanted.
fn wait(twin: &Twin, service: &str, is_wanted: impl Fn(&Node) -> bool) -> Node {
    for _ in 0..LOOKS_MAX {
        let card = card(twin, service);
        if is_wanted(&card) {
            return card;
        }
        pass(twin);
    }
    panic!("it does not come to that: {:?}", card(twin, service));
}

/// What is downloaded at the provider fits the request, and its chain leads to the root.
fn check(twin: &Twin, service: &str, asked: &str, root: &str) -> String {
    let wanted = [("elid", service), ("type", "bundle")];
    let bundle = fine(twin.customer_calls("certificate.file", &wanted));
    let request = request::read(asked).expect("a request");
    let whole = issued::check(text(&bundle, "body"), root, &request, &request.names);
    let whole = whole.expect("the key is the request's, and each is signed by the next");
    let chain = x509::read_all(&whole.chain).expect("a chain");
    let root = x509::read_all(root).expect("a root");
    assert_eq!((chain.len(), chain.last()), (2, root.first()));
    whole.serial
}

#[test]
fn a_certificate_comes_from_a_real_authority_through_both_systems() {
    let Some(pebble) = pebble() else { return };
    let root = issuing_root(&pebble);
    twins(|twin| {
        meet(twin);
        let tariff = tariff(twin, &pebble);
        let first = csr(&[NAME]);
        let order = [
            ("pricelist", tariff.as_str()),
            ("period", "12"),
            ("csr", &first),
            ("approver_method", "auth_dnstxt"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let ordered = fine(twin.customer_calls("certificate.order.param", &order));
        let service = text(&ordered, "id").to_owned();
        let waiting = wait(twin, &service, |card| !proofs(card).is_empty());
        assert_eq!(text(&waiting, "service_status"), "4");
        let proof = proofs(&waiting).remove(0);
        let (name, value) = (text(&proof, "name"), text(&proof, "value"));
        assert_eq!(name, "_acme-challenge.shop.example.com");
        assert_eq!(text(&proof, "status"), "pending");
        // Nothing is issued before it is published, however often the customer asks.
        let again = || twin.customer_calls("certificate.send_dv_dns", &[("elid", &service)]);
        fine(again());
        assert_eq!(error(&again()), "limit");
        pass(twin);
        assert_eq!(text(&card(twin, &service), "service_status"), "4");
        pebble.publish_record(name, value).expect("it is published");
        fine(again());
        let delivered = wait(twin, &service, |card| text(card, "service_status") == "5");
        assert_eq!(status_key(&delivered), "2");
        let serial = check(twin, &service, &first, &root);

        // Issued anew for another key; the name is still proven.
        let second = csr(&[NAME]);
        let anew = [("elid", service.as_str()), ("csr", &second), ("sok", "ok")];
        fine(twin.customer_calls("certificate.reissue", &anew));
        wait(twin, &service, |card| {
            text(card, "service_status") == "5" && text(card, "crt_serial") != serial
        });
        assert_ne!(check(twin, &service, &second, &root), serial);
        pebble.clear_records(name).expect("cleared");
    });
}
