//! Certificates that a real authority issues: the vendor's module asks Pebble, the customer
//! publishes what proves the name, and downloads what was issued for the own request.

use super::{card, csr, file, try_order, work};
use onsell_doubles::{Pebble, PebbleSettings};
use onsell_engine::seams::Clock;
use onsell_tests::{Twin, fine, text, twins};
use onsell_wire::Node;
use onsell_x509::{certificate as x509, issued, request};
use std::time::{Duration, UNIX_EPOCH};

/// How often it is looked whether the authority is done, and how long is waited between.
const LOOKS_MAX: usize = 200;
const BETWEEN: Duration = Duration::from_millis(10);

/// A Pebble; none where none is installed, which `./test` says.
fn pebble() -> Option<Pebble> {
    if !Pebble::is_here() {
        eprintln!("skipped: there is no Pebble");
        return None;
    }
    Some(Pebble::start(&PebbleSettings::default()).expect("it starts"))
}

/// The clock of the twins goes on to the time of the machine, which is that of the authority.
fn meet(twin: &Twin) {
    let since = UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    let now = twin.clock.now().micros() / 1_000_000;
    twin.clock.advance_seconds(since as i64 - now);
}

/// A tariff of certificates of the authority at the vendor; its number.
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
    super::sell(twin, text(&module, "id"), "www multidomain authdnstxt")
}

fn proofs(card: &Node) -> Vec<&Node> {
    let list = card.children_of("list");
    let list = list.filter(|list| list.attribute("name") == Some("validation"));
    list.flat_map(|list| list.children_of("elem")).collect()
}

#[test]
fn a_name_is_proven_and_its_certificate_issued_by_a_real_authority() {
    let Some(pebble) = pebble() else { return };
    twins(|twin| {
        meet(twin);
        let tariff = tariff(twin, &pebble);
        let asked = csr(&["shop.example.com"]);
        let ordered = fine(try_order(twin, &tariff, &[("csr", &asked)]));
        let service = text(&ordered, "id").to_owned();
        work(twin);
        let waiting = card(twin, &service);
        assert_eq!(text(&waiting, "service_status"), "4");
        let proofs = proofs(&waiting);
        assert_eq!(proofs.len(), 1, "{waiting:?}");
        assert_eq!(text(proofs[0], "name"), "_acme-challenge.shop.example.com");
        assert_eq!(text(proofs[0], "status"), "pending");
        // Nothing happens before it is published, however often the customer asks.
        twin.pass_seconds(30);
        fine(twin.reseller_calls("certificate.send_dv_dns", &[("elid", &service)]));
        work(twin);
        assert_eq!(text(&card(twin, &service), "service_status"), "4");
        let (name, value) = (text(proofs[0], "name"), text(proofs[0], "value"));
        pebble.publish_record(name, value).expect("it is published");
        twin.pass_seconds(30);
        fine(twin.reseller_calls("certificate.send_dv_dns", &[("elid", &service)]));
        for _ in 0..LOOKS_MAX {
            work(twin);
            if text(&card(twin, &service), "service_status") == "5" {
                break;
            }
            std::thread::sleep(BETWEEN);
            twin.pass_seconds(5);
        }
        let bundle = fine(file(twin, &service, "bundle"));
        let request = request::read(&asked).expect("a request");
        let whole = issued::check(text(&bundle, "body"), "", &request, &request.names);
        let whole = whole.expect("the key is the request's, and each is signed by the next");
        assert_eq!(x509::read_all(&whole.chain).expect("a chain").len(), 1);
        pebble.clear_records(name).expect("cleared");
    });
}
