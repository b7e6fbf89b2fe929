//! The module `BILLmanager` against a double of a seller of certificates: one certificate for an
//! order whatever is lost on the way, and whatever number the seller gives it later.

use onsell_domain::certificate::{Contacts, Subject, ValidationMethod};
use onsell_domain::{
    AddonId, Date, IssuedCertificate, OperationKind as K, Outcome, Period, Secret, TariffId,
    Timestamp, UpstreamId,
};
use onsell_doubles::Rule;
use onsell_doubles::billmanager::{Billmanager, MULTI, NAMES, SINGLE};
use onsell_modules::billmanager::{SellerClient, perform};
use onsell_modules::{Answer, Honors, HttpTransport, SentBefore, Wanted, Work};
use onsell_wire::message::certificate::{ApproverRequest, ValidationRequest};
use onsell_x509::{KeyKind, issued, request};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 2026-04-01, noon UTC.
const BEGIN: Timestamp = Timestamp::from_micros(1_775_044_800_000_000);
const REFERENCE: &str = "a17-k3m9zq";
const NAME: &str = "shop.example";
const LONG: i64 = 3600;

struct Seller {
    double: Billmanager,
    client: SellerClient,
}

impl Seller {
    fn start() -> Self {
        let double = Billmanager::start(BEGIN).expect("a double");
        let password = Secret::from(double.password());
        let transport = Arc::new(HttpTransport::new("test"));
        let client = SellerClient::new(&double.program(), double.user(), password, transport);
        Self { double, client }
    }

    fn perform(&self, work: &Work) -> Answer {
        perform(&self.client, work)
    }

    /// The order, issued.
    fn bought(&self, wanted: &Wanted) -> (UpstreamId, IssuedCertificate) {
        let work = order(wanted);
        let id = accepted(&self.perform(&work));
        self.double.advance_seconds(LONG);
        let (found, certificate) = done(&self.perform(&again(&work)));
        assert_eq!(found, id);
        (id, certificate.expect("a certificate"))
    }
}

fn wanted(names: &[&str]) -> Wanted {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let subject = Subject {
        common_name: names[0].clone(),
        country: "DE".to_owned(),
        ..Subject::default()
    };
    let made = request::make(&subject, &names, KeyKind::P256).expect("a request");
    Wanted {
        request: made.request,
        names,
        subject,
        contacts: Contacts::read(|name| (name == "adm_fname").then_some("Ann")),
        method: ValidationMethod::Email,
        approvers: BTreeMap::from([(NAME.to_owned(), format!("admin@{NAME}"))]),
        present: None,
    }
}

fn work(kind: K, wanted: &Wanted) -> Work {
    Work {
        kind,
        type_name: "certificate".to_owned(),
        tariff: TariffId::new(SINGLE),
        period: Some(Period::Months(12)),
        name: NAME.to_owned(),
        ip: String::new(),
        changes_name: false,
        changes_ip: false,
        addons: Vec::new(),
        reference: REFERENCE.to_owned(),
        order_key: "k".to_owned(),
        upstream: None,
        before_expires: None,
        before_key: String::new(),
        sent_before: None,
        price_max: None,
        honors: Honors {
            order_key: false,
            price_max: false,
        },
        bundled: None,
        license: None,
        module_parameters: Vec::new(),
        certificate: Some(Box::new(wanted.clone())),
    }
}

fn order(wanted: &Wanted) -> Work {
    work(K::Open, wanted)
}

fn of(kind: K, id: UpstreamId, wanted: &Wanted, end: Option<Date>) -> Work {
    Work {
        upstream: Some(id),
        before_expires: end,
        ..work(kind, wanted)
    }
}

/// The same after an attempt whose answer did not come, long ago.
fn again(work: &Work) -> Work {
    Work {
        sent_before: Some(SentBefore {
            seconds_ago: LONG,
            is_unanswered: true,
        }),
        ..work.clone()
    }
}

#[track_caller]
fn accepted(answer: &Answer) -> UpstreamId {
    match &answer.outcome {
        Outcome::Accepted { upstream, .. } => upstream.expect("a number"),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn done(answer: &Answer) -> (UpstreamId, Option<IssuedCertificate>) {
    match &answer.outcome {
        Outcome::Done(facts) => {
            let certificate = facts.certificate.as_deref().cloned();
            (facts.upstream.expect("a number"), certificate)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_order_says_everything_but_the_key() {
    let seller = Seller::start();
    let wanted = wanted(&[NAME]);
    let work = order(&wanted);
    let id = accepted(&seller.perform(&work));
    let sold = seller.double.sold().remove(0);
    assert_eq!((sold.id, sold.reference.as_str()), (id.get(), REFERENCE));
    assert_eq!(sold.csr.trim(), wanted.request.trim());
    assert_eq!(sold.contacts.admin.first_name, "Ann");
    assert_eq!(sold.approval.emails, ["admin@shop.example"]);
    // Its own number, by the flag.
    assert_eq!(sold.country_id, Some(5_276));

    seller.double.advance_seconds(90);
    // The card tells what is to be done, and that nothing is issued yet.
    assert_eq!(accepted(&seller.perform(&again(&work))), id);
    let state = seller.client.card("certificate", id).expect("a card");
    let told = state.certificate.expect("a certificate");
    assert_eq!(state.service_status, Some(4));
    assert_eq!(told.validations[0].place, "admin@shop.example");

    seller.double.advance_seconds(LONG);
    let (_, certificate) = done(&seller.perform(&again(&work)));
    let certificate = certificate.expect("a certificate");
    assert_eq!(certificate.names, [NAME]);
    assert_eq!(certificate.chain.matches("BEGIN").count(), 2);
    assert!(!seller.double.with(|world| world.has_seen_key));
    assert_eq!(seller.double.with(|world| world.charged.len()), 1);
}

#[test]
fn names_are_an_addon() {
    let seller = Seller::start();
    let names = [NAME, "a.shop.example", "b.shop.example", "c.shop.example"];
    let wanted = wanted(&names);
    let refused = Work {
        tariff: TariffId::new(MULTI),
        ..order(&wanted)
    };
    let answer = seller.perform(&refused);
    assert!(matches!(answer.outcome, Outcome::Refused(_)), "{answer:?}");
    let paid = Work {
        addons: vec![(AddonId::new(NAMES), 3)],
        ..refused
    };
    accepted(&seller.perform(&paid));
    seller.double.advance_seconds(LONG);
    let (_, certificate) = done(&seller.perform(&again(&paid)));
    assert_eq!(certificate.expect("a certificate").names.len(), 4);
}

#[test]
fn a_lost_answer_buys_nothing_twice() {
    let lost = |function: &str| Rule::on_function(function).drop_after_effect();
    let seller = Seller::start();
    let wanted = wanted(&[NAME]);
    seller.double.push(lost("certificate.order.param+sok"));
    let work = order(&wanted);
    let answer = seller.perform(&work);
    assert!(matches!(answer.outcome, Outcome::Unknown(_)), "{answer:?}");
    let id = accepted(&seller.perform(&again(&work)));
    seller.double.advance_seconds(LONG);
    let (_, certificate) = done(&seller.perform(&again(&work)));

    let end = seller.double.sold()[0].expires;
    let renewal = of(K::Prolong, id, &wanted, end);
    seller.double.push(lost("service.prolong+sok"));
    let answer = seller.perform(&renewal);
    assert!(matches!(answer.outcome, Outcome::Unknown(_)), "{answer:?}");
    assert_eq!(done(&seller.perform(&again(&renewal))).0, id);

    seller.double.advance_seconds(LONG);
    let present = Wanted {
        present: certificate,
        ..wanted
    };
    let reissue = of(K::Reissue, id, &present, None);
    seller.double.push(lost("certificate.reissue+sok"));
    seller.perform(&reissue);
    // The renewal has brought another certificate of the same request: that is what was wanted.
    assert_eq!(done(&seller.perform(&again(&reissue))).0, id);
    assert_eq!(seller.double.with(|world| world.charged.len()), 2);
    assert_eq!(seller.double.count("*", "certificate.reissue+sok"), 1);
}

#[test]
fn a_reissue_is_known_by_its_certificate() {
    for is_another in [false, true] {
        let seller = Seller::start();
        seller
            .double
            .behave(|manners| manners.reissues_as_another = is_another);
        let first = wanted(&[NAME]);
        let (id, certificate) = seller.bought(&first);
        let second = Wanted {
            present: Some(certificate.clone()),
            ..wanted(&[NAME])
        };
        let work = of(K::Reissue, id, &second, None);
        let now = accepted(&seller.perform(&work));
        assert_eq!(now != id, is_another);
        // Whoever remembers the old number only finds it as well.
        assert_eq!(accepted(&seller.perform(&again(&work))), now);
        seller.double.advance_seconds(LONG);
        let (found, new) = done(&seller.perform(&again(&work)));
        let new = new.expect("a certificate");
        assert_eq!((found, new.serial != certificate.serial), (now, true));
        let request = request::read(&second.request).expect("a request");
        issued::check(&new.pem, &new.chain, &request, &second.names).expect("of our key");
        assert_eq!(seller.double.count("*", "certificate.reissue+sok"), 1);
    }
}

#[test]
fn a_renewal_may_have_another_number() {
    let seller = Seller::start();
    seller
        .double
        .behave(|manners| manners.renews_as_another = true);
    let wanted = wanted(&[NAME]);
    let (id, _) = seller.bought(&wanted);
    let end = seller.double.sold()[0].expires;
    let work = of(K::Prolong, id, &wanted, end);
    let new = accepted(&seller.perform(&work));
    assert_ne!(new, id);
    seller.double.advance_seconds(LONG);
    assert_eq!(done(&seller.perform(&again(&work))).0, new);
    assert_eq!(seller.double.sold()[0].status, "4");
}

#[test]
fn what_is_not_on_the_card_is_downloaded() {
    let seller = Seller::start();
    seller
        .double
        .behave(|manners| manners.hides_certificate = true);
    let (id, certificate) = seller.bought(&wanted(&[NAME]));
    let state = seller.client.card("certificate", id).expect("a card");
    let told = state.certificate.expect("a certificate");
    assert_eq!(told.certificate, certificate.pem);
    assert_eq!(told.chain, certificate.chain);
}

#[test]
fn a_certificate_of_another_key_is_none() {
    let seller = Seller::start();
    let first = wanted(&[NAME]);
    let (id, certificate) = seller.bought(&first);
    seller
        .double
        .behave(|manners| manners.signs_another_key = true);
    let second = Wanted {
        present: Some(certificate),
        ..wanted(&[NAME])
    };
    let work = of(K::Reissue, id, &second, None);
    accepted(&seller.perform(&work));
    seller.double.advance_seconds(LONG);
    // The seller has our request, so that it is not sent again; what it brought is not taken.
    accepted(&seller.perform(&again(&work)));
}

#[test]
fn stops_are_not_sent_and_the_rest_is_asked_plainly() {
    let seller = Seller::start();
    let wanted = wanted(&[NAME]);
    let id = accepted(&seller.perform(&order(&wanted)));
    for kind in [K::Suspend, K::Resume] {
        let answer = seller.perform(&of(kind, id, &wanted, None));
        assert!(matches!(answer.outcome, Outcome::Done(_)) && !answer.sent);
    }
    assert_eq!(seller.double.sold()[0].status, "5_open");

    let asked = ApproverRequest {
        domain: NAME.to_owned(),
        ..ApproverRequest::default()
    };
    let approvers = seller.client.certificate_approvers(&asked).expect("a list");
    assert!(approvers.of(NAME).contains(&format!("admin@{NAME}")));
    let asked = ValidationRequest {
        service: id.get(),
        ..ValidationRequest::default()
    };
    seller.client.validate_again(&asked).expect("asked again");

    seller.double.behave(|manners| manners.fails = true);
    seller.double.advance_seconds(LONG);
    let state = seller.client.card("certificate", id).expect("a card");
    assert_eq!(state.service_status, Some(6));
    seller.double.behave(|manners| manners.fails = false);
    seller.client.retry_certificate(id).expect("tried again");
    seller.double.advance_seconds(LONG);
    let state = seller.client.card("certificate", id).expect("a card");
    assert_eq!(state.service_status, Some(5));

    let closed = seller.perform(&of(K::Close, id, &wanted, None));
    assert_eq!(accepted(&closed), id);
    assert_eq!(seller.double.sold()[0].status, "4");
}
