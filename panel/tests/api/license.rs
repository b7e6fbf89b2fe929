//! The signed document of a license: who gets it, what it says, and what it is signed with
//! (semantics 5.3, backends 4.5).

use crate::house::{ALICE, Answer, CLERK, House, Node, story};
use axum::body::Body;
use axum::http::Request;
use onsell_domain::license_document::Signed;
use onsell_engine::Engine;
use onsell_engine::license_key::{self, PublicKey};
use onsell_store::testing::Fresh;
use std::sync::Barrier;

const HOME: &str = "192.0.2.1";
const UNKNOWN: (&str, &str) = ("missed", "license");

fn refused(answer: &Answer, expect: (&str, &str)) {
    assert_eq!(answer.refusal(), (expect.0.into(), expect.1.into()));
}

impl House {
    async fn fetch(&self, address: &str, key: &str) -> Answer {
        let query = format!("func=license.fetch&lickey={key}");
        self.from(address, &query).await
    }

    async fn document(&self, key: &str) -> String {
        self.fetch(HOME, key).await.field("license")
    }

    async fn key_of(&self, license: &str) -> String {
        let card = format!("func=soft.edit&elid={license}");
        self.ask(ALICE, &card).await.field("lickey")
    }

    /// Does something to a license as its customer.
    async fn does(&self, query: &str) {
        self.ask(ALICE, query).await.field("ok");
    }

    async fn signing_key(&self) -> PublicKey {
        let pem = self.ask(CLERK, "func=license.key").await.field("publickey");
        PublicKey::parse(&pem).expect("a public key")
    }
}

fn value(document: &str, name: &str) -> String {
    let read = Signed::read(document).expect("a document");
    let value = read.value(name);
    value
        .unwrap_or_else(|| panic!("no {name}: {document}"))
        .to_owned()
}

fn serial(document: &str) -> i64 {
    value(document, "serial").parse().expect("a number")
}

#[test]
fn a_license_is_fetched_with_its_key_from_its_address() {
    story(|house| async move {
        let id = house.license(HOME).await;
        let key = house.key_of(&id).await;
        let document = house.document(&key).await;
        let public = house.signing_key().await;
        assert!(public.signed(&Signed::read(&document).expect("a document")));
        for (name, expect) in [
            ("id", id.as_str()),
            ("product", "soft"),
            ("tariff", "55227"),
            ("name", "ispmanager 6 Lite"),
            ("address", HOME),
            ("end", "2026-02-28"),
            // Midnight in Berlin.
            ("valid_before", "1772319600"),
            ("issued", "1769860800"),
            ("key", &public.name()),
        ] {
            assert_eq!(value(&document, name), expect, "{name}");
        }
        let changed = document.replace("end=2026-02-28", "end=2026-03-28");
        assert!(!public.signed(&Signed::read(&changed).expect("a document")));
        // Who says where he is has to be there.
        let told = format!("func=license.fetch&lickey={key}&ip={HOME}");
        assert_eq!(house.from(HOME, &told).await.field("license"), document);
        refused(&house.from("192.0.2.2", &told).await, ("value", "ip"));
        let mapped = house.fetch("::ffff:192.0.2.1", &key).await;
        assert_eq!(mapped.field("license"), document);
    });
}

#[test]
fn nobody_learns_whether_a_key_is_right_elsewhere() {
    story(|house| async move {
        let id = house.license(HOME).await;
        let key = house.key_of(&id).await;
        let unbound = "func=soft.order.param&pricelist=55227&period=1&sok=ok&skipbasket=on";
        let unbound = house.ask(ALICE, unbound).await.field("id");
        let unbound = house.key_of(&unbound).await;
        let elsewhere = house.fetch("192.0.2.2", &key).await;
        refused(&elsewhere, UNKNOWN);
        let wrong = format!("{}{}", &key[..key.len() - 1], "1");
        for key in [
            &wrong,
            &unbound,
            "999999-ABCDEFGH",
            "-",
            "x",
            "9999999999999999999999-A",
        ] {
            let answer = house.fetch("192.0.2.2", key).await;
            refused(&answer, UNKNOWN);
            assert_eq!(answer.text, elsewhere.text, "{key}");
        }
        refused(&house.fetch("0.0.0.0", &unbound).await, UNKNOWN);
        refused(&house.fetch(HOME, "").await, ("value", "lickey"));
    });
}

#[test]
fn whoever_guesses_has_to_wait() {
    story(|house| async move {
        let id = house.license(HOME).await;
        let key = house.key_of(&id).await;
        for _ in 0..10 {
            refused(&house.fetch(HOME, "1-AAAAAAAAAAAAAAAA").await, UNKNOWN);
        }
        let blocked = house.fetch(HOME, &key).await;
        assert_eq!(blocked.refusal().0, "limit");
        // One place is no other, and in IPv6 a network is one place.
        refused(&house.fetch("192.0.2.2", &key).await, UNKNOWN);
        for number in 0..10 {
            let address = format!("2001:db8:1:2::{number}");
            refused(&house.fetch(&address, &key).await, UNKNOWN);
        }
        let neighbor = house.fetch("2001:db8:1:2::ffff", &key).await;
        assert_eq!(neighbor.refusal().0, "limit");
        house.clock.advance_seconds(60);
        house.fetch(HOME, &key).await.field("license");
    });
}

#[test]
fn what_does_not_run_is_not_given() {
    story(|house| async move {
        let id = house.license(HOME).await;
        let key = house.key_of(&id).await;
        let first = house.document(&key).await;
        house.does(&format!("func=soft.suspend&elid={id}")).await;
        refused(&house.fetch(HOME, &key).await, ("license", "suspended"));
        house.does(&format!("func=soft.resume&elid={id}")).await;
        assert!(serial(&house.document(&key).await) > serial(&first));
        // Its last day is over in Berlin, and no job has looked yet.
        house.clock.advance_seconds(28 * 24 * 3600 + 11 * 3600 - 1);
        house.document(&key).await;
        house.clock.advance_seconds(1);
        refused(&house.fetch(HOME, &key).await, ("license", "expired"));
        onsell_engine::expire::run(&house.engine).expect("the job runs");
        refused(&house.fetch(HOME, &key).await, ("license", "expired"));
        house
            .does(&format!("func=service.prolong&elid={id}&period=1&sok=ok"))
            .await;
        house.document(&key).await;
        house
            .does(&format!("func=soft.delete&elid={id}&sok=ok"))
            .await;
        refused(&house.fetch(HOME, &key).await, ("license", "deleted"));
    });
}

#[test]
fn each_change_makes_a_document_with_a_higher_serial() {
    story(|house| async move {
        let order = format!(
            "func=soft.order.param&pricelist=55230&period=1&addon_55236=2&sok=ok\
             &skipbasket=on&ip={HOME}"
        );
        let id = house.ask(ALICE, &order).await.field("id");
        let key = house.key_of(&id).await;
        let first = house.document(&key).await;
        assert_eq!(value(&first, "nodes"), "2");
        assert_eq!(value(&first, "addon.55236"), "2");

        house
            .does(&format!("func=soft.edit&elid={id}&addon_55236=3&sok=ok"))
            .await;
        let more = house.document(&key).await;
        assert_eq!(value(&more, "nodes"), "3");
        house
            .does(&format!("func=service.prolong&elid={id}&period=1&sok=ok"))
            .await;
        let renewed = house.document(&key).await;
        assert_eq!(value(&renewed, "end"), "2026-03-31");
        let change = format!("func=service.changepricelist&elid={id}&pricelist=55228&sok=ok");
        house.does(&change).await;
        let moved = house.document(&key).await;
        assert_eq!(value(&moved, "tariff"), "55228");
        house
            .does(&format!("func=soft.edit&elid={id}&ip=192.0.2.7&sok=ok"))
            .await;
        refused(&house.fetch(HOME, &key).await, UNKNOWN);
        let there = house.fetch("192.0.2.7", &key).await.field("license");
        let serials = [first, more, renewed, moved, there].map(|text| serial(&text));
        assert!(serials.is_sorted_by(|a, b| a < b), "{serials:?}");

        let fresh = format!("func=soft.edit&elid={id}&clicked_button=newkey&sok=ok");
        let fresh = house.ask(ALICE, &fresh).await.field("lickey");
        refused(&house.fetch("192.0.2.7", &key).await, UNKNOWN);
        house.fetch("192.0.2.7", &fresh).await.field("license");
    });
}

#[test]
fn a_program_without_a_decoder_reads_the_bare_text() {
    story(|house| async move {
        let id = house.license(HOME).await;
        let key = house.key_of(&id).await;
        let bare = async |address: &str, key: &str| {
            let request = Request::get(format!("/license?lickey={key}"))
                .header("x-forwarded-secret", "proxy-secret")
                .header("x-real-ip", address)
                .body(Body::empty());
            let answer = house.send(request.expect("a request")).await;
            (answer.status, answer.content_type, answer.text)
        };
        let plain = "text/plain; charset=UTF-8".to_owned();
        let document = house.document(&key).await;
        assert_eq!(
            bare(HOME, &key).await,
            (200, plain, format!("{document}\n"))
        );
        let (status, _, text) = bare("192.0.2.2", &key).await;
        let expect = "There is no license with this key for the address 192.0.2.2\n";
        assert_eq!((status, text.as_str()), (404, expect));
        assert_eq!(bare(HOME, "").await.0, 400);
        house.does(&format!("func=soft.suspend&elid={id}")).await;
        let (status, _, text) = bare(HOME, &key).await;
        let expect = format!("The license {id} is suspended\n");
        assert_eq!((status, text), (403, expect));
        for _ in 0..9 {
            bare("192.0.2.2", &key).await;
        }
        assert_eq!(bare("192.0.2.2", &key).await.0, 429);
        // What strangers say of their address counts for nothing.
        let request = Request::get(format!("/license?lickey={key}"))
            .header("x-real-ip", HOME)
            .body(Body::empty());
        assert_eq!(house.send(request.expect("a request")).await.status, 404);
    });
}

#[test]
fn two_nodes_make_one_key() {
    let fresh = Fresh::postgres();
    let house = House::open(fresh.open());
    let other = Node::open(fresh.open(), &house);
    let both = Barrier::new(2);
    let make = |engine: &Engine| {
        both.wait();
        license_key::public(engine).expect("a key").pem()
    };
    let (ours, theirs) = std::thread::scope(|threads| {
        let ours = threads.spawn(|| make(&house.engine));
        let theirs = threads.spawn(|| make(other.panel.engine()));
        (ours.join().expect("made"), theirs.join().expect("made"))
    });
    assert_eq!(ours, theirs);
}

#[test]
fn a_process_that_comes_later_has_the_same_key() {
    for fresh in [Fresh::sqlite, Fresh::postgres] {
        let fresh = fresh();
        let house = House::open(fresh.open());
        let made = license_key::public(&house.engine).expect("a key");
        house.engine.store().close();
        let later = Node::open(fresh.open(), &house);
        let kept = license_key::public(later.panel.engine()).expect("a key");
        assert_eq!(kept, made);
    }
}

#[test]
fn a_module_stands_in_the_document_of_its_license() {
    story(|house| async move {
        let stock =
            house.root("func=processing.add&module=license&itemtype=addition&name=Modules&sok=ok");
        let stock = stock.field("id");
        let add = format!("func=pricelist.add&processingmodule={stock}&name=CloudLinux&sok=ok");
        let tariff = house.root(&add).field("id");
        house.root(&format!(
            "func=pricelist.edit&elid={tariff}&price_1=5.00&sok=ok"
        ));
        house
            .root(&format!("func=pricelist.resume&elid={tariff}"))
            .field("ok");

        let id = house.license(HOME).await;
        let key = house.key_of(&id).await;
        let bare = house.document(&key).await;
        let order = format!(
            "func=addition.order.param&pricelist={tariff}&period=1&license={id}\
             &skipbasket=on&sok=ok"
        );
        let module = house.ask(ALICE, &order).await.field("id");
        let bought = house.document(&key).await;
        assert_eq!(value(&bought, "module.CloudLinux"), "2026-02-28");
        let own = house
            .ask(ALICE, &format!("func=addition.edit&elid={module}"))
            .await;
        refused(&house.fetch(HOME, &own.field("lickey")).await, UNKNOWN);

        house
            .does(&format!(
                "func=service.prolong&elid={module}&period=1&sok=ok"
            ))
            .await;
        let renewed = house.document(&key).await;
        assert_eq!(value(&renewed, "module.CloudLinux"), "2026-03-31");
        house
            .does(&format!("func=addition.delete&elid={module}&sok=ok"))
            .await;
        let removed = house.document(&key).await;
        assert!(!removed.contains("module."), "{removed}");
        let serials = [&bare, &bought, &renewed, &removed].map(|text| serial(text));
        assert!(serials.is_sorted_by(|a, b| a < b), "{serials:?}");
        // Whoever follows the license learns each time that it is another one.
        let events = house.ask(ALICE, "func=itemevent&after=0").await.rows();
        let of_license = |row: &&onsell_wire::Node| {
            let text = |name| row.text_of(name).unwrap_or_default();
            text("item") == id && text("type") == "edit"
        };
        assert_eq!(events.iter().filter(of_license).count(), 3);
    });
}
