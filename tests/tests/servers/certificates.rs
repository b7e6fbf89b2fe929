//! A provider that resells certificates of a seller that is no Onsell, which is a double: what the
//! seller tells, however late and under whichever number, and what its dates mean here.

use onsell_domain::Timestamp;
use onsell_domain::certificate::Subject;
use onsell_doubles::Rule;
use onsell_doubles::billmanager::{Billmanager, MULTI, SINGLE};
use onsell_engine::operate;
use onsell_engine::seams::Clock;
use onsell_tests::{Twin, error, fine, text, twins};
use onsell_wire::Node;
use onsell_x509::{KeyKind, issued, request};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const NAME: &str = "shop.example.com";

struct Resold {
    double: Billmanager,
    module: String,
    tariff: String,
}

/// A request for these names.
fn csr(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let subject = Subject {
        common_name: names[0].clone(),
        country: "DE".to_owned(),
        ..Subject::default()
    };
    request::make(&subject, &names, KeyKind::P256)
        .expect("a request")
        .request
}

impl Resold {
    fn at(twin: &Twin) -> Self {
        let now: Timestamp = twin.clock.now();
        let double = Billmanager::start(now).expect("a double");
        let url = double.program();
        let parameters = [
            ("module", "ispmanagerssl"),
            ("itemtype", "certificate"),
            ("name", "Certificates"),
            ("department", "1"),
            ("url", url.as_str()),
            ("username", double.user()),
            ("password", double.password()),
            ("sok", "ok"),
        ];
        let module = fine(twin.provider_staff("processing.edit", &parameters));
        let module = text(&module, "id").to_owned();
        let tariff = import(twin, &module, SINGLE, "15.00");
        Self {
            double,
            module,
            tariff,
        }
    }

    /// The customer orders for a year; its number.
    fn order(&self, twin: &Twin, csr: &str) -> String {
        let parameters = [
            ("pricelist", self.tariff.as_str()),
            ("period", "12"),
            ("crt_type", "exists"),
            ("csr", csr),
            ("approver_method", "auth_dnstxt"),
            ("adm_fname", "Ann"),
            ("adm_lname", "Lee"),
            ("adm_email", "ann@example.com"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let ordered = fine(twin.customer_calls("certificate.order.param", &parameters));
        twin.work();
        text(&ordered, "id").to_owned()
    }

    /// Time passes on both sides.
    fn pass(&self, twin: &Twin, seconds: i64) {
        self.double.advance_seconds(seconds);
        twin.pass_seconds(seconds);
        twin.provider.engine().step_jobs().expect("jobs run");
        twin.work();
        twin.check_event();
        twin.work();
    }

    /// A certificate that was issued.
    fn issued(&self, twin: &Twin) -> String {
        let service = self.order(twin, &csr(&[NAME]));
        self.pass(twin, HOUR);
        assert_eq!(status(twin, &service), ("2".to_owned(), "5".to_owned()));
        service
    }
}

fn import(twin: &Twin, module: &str, number: i64, price: &str) -> String {
    let number = number.to_string();
    let parameters = [
        ("processingmodule", module),
        ("pricelist", number.as_str()),
        ("sok", "ok"),
    ];
    let imported = fine(twin.provider_staff("pricelist.import", &parameters));
    let tariff = text(&imported, "id").to_owned();
    let price = [
        ("elid", tariff.as_str()),
        ("price_12", price),
        ("sok", "ok"),
    ];
    fine(twin.provider_staff("pricelist.edit", &price));
    fine(twin.provider_staff("pricelist.resume", &[("elid", &tariff)]));
    tariff
}

fn card(twin: &Twin, service: &str) -> Node {
    fine(twin.customer_calls("certificate.edit", &[("elid", service)]))
}

/// The status of the service and the state of its certificate.
fn status(twin: &Twin, service: &str) -> (String, String) {
    let card = card(twin, service);
    let state = text(&card, "service_status").to_owned();
    (text(&card, "status").to_owned(), state)
}

fn problems(twin: &Twin) -> Vec<String> {
    let listed = fine(twin.provider_staff("problems", &[]));
    let rows = listed.children_of("elem");
    rows.map(|row| text(row, "type").to_owned()).collect()
}

fn serials(card: &Node) -> Vec<String> {
    let list = card.children_of("list");
    let history = list.filter(|list| list.attribute("name") == Some("history"));
    let rows = history.flat_map(|list| list.children_of("elem"));
    rows.map(|row| text(row, "serial").to_owned()).collect()
}

#[test]
fn a_certificate_is_mirrored_from_the_order_to_its_end() {
    twins(|twin| {
        let resold = Resold::at(twin);
        let csr = csr(&[NAME]);
        let service = resold.order(twin, &csr);
        let sold = resold.double.sold().remove(0);
        assert_eq!(sold.csr.trim(), csr.trim());
        assert_eq!(sold.contacts.admin.first_name, "Ann");
        assert_eq!(status(twin, &service).0, "5");

        resold.pass(twin, 90);
        let waiting = card(twin, &service);
        assert_eq!(text(&waiting, "service_status"), "4");
        let proofs = waiting.children_of("list");
        let proofs = proofs.filter(|list| list.attribute("name") == Some("validation"));
        let proof = proofs.flat_map(|list| list.children_of("elem")).next();
        let proof = proof.expect("what is to be published").clone();
        assert_eq!(text(&proof, "value"), format!("proof of {NAME}"));

        resold.pass(twin, HOUR);
        let done = card(twin, &service);
        assert_eq!(status(twin, &service), ("2".to_owned(), "5".to_owned()));
        let asked = request::read(&csr).expect("a request");
        let names = [NAME.to_owned()];
        issued::check(text(&done, "crt"), text(&done, "crt_chain"), &asked, &names)
            .expect("of the customer's key");
        // The year that was paid, and not the end of the certificate.
        assert_eq!(text(&done, "expiredate"), "2027-01-10");
        assert!(text(&done, "crt_expiredate") < "2026-08-01");
        assert!(!resold.double.with(|world| world.has_seen_key));
        assert_eq!(problems(twin), [""; 0]);

        fine(twin.customer_calls("certificate.delete", &[("elid", &service)]));
        twin.work();
        resold.pass(twin, 120);
        resold.pass(twin, 120);
        assert_eq!(resold.double.sold()[0].status, "4");
        assert_eq!(status(twin, &service).0, "4");
    });
}

#[test]
fn a_paid_year_outlasts_the_sellers_dates() {
    let twin = Twin::open([
        onsell_store::testing::Fresh::sqlite(),
        onsell_store::testing::Fresh::sqlite(),
    ]);
    let (twin, resold) = (&twin, Resold::at(&twin));
    let service = resold.issued(twin);
    let first = serials(&card(twin, &service));
    let must_hold = |day: i64| {
        let card = card(twin, &service);
        assert_eq!(text(&card, "status"), "2", "on day {day}");
        let today = twin.clock.now().date_in(&onsell_domain::Zone::default());
        let until = text(&card, "crt_expiredate").to_owned();
        assert!(until >= today.to_string(), "on day {day}: {until}");
    };
    for day in (3..360).step_by(3) {
        resold.pass(twin, 3 * DAY);
        must_hold(day);
        if day == 150 {
            // Issued anew inside its life, for nothing.
            assert_eq!(serials(&card(twin, &service)).len(), 2);
            assert_eq!(resold.double.with(|world| world.charged.len()), 1);
        }
    }
    let card = card(twin, &service);
    assert_eq!(text(&card, "expiredate"), "2027-01-10");
    assert!(serials(&card).ends_with(&first));
    // The seller ended its own term with its first certificate: it was renewed there once, and the
    // customer paid nothing for that.
    let charged = resold.double.with(|world| world.charged.clone());
    let charged: Vec<&str> = charged.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(charged, ["order", "prolong"]);
    assert_eq!(problems(twin), [""; 0]);
    assert_eq!(Twin::funds(&twin.provider, &twin.customer).0, "185.00");
    twin.audit();
    twin.close();
}

#[test]
fn a_seller_may_give_another_number() {
    twins(|twin| {
        let resold = Resold::at(twin);
        resold.double.behave(|manners| {
            manners.reissues_as_another = true;
            manners.renews_as_another = true;
        });
        let service = resold.issued(twin);
        let first = resold.double.sold()[0].id;

        let new = csr(&[NAME]);
        let parameters = [("elid", service.as_str()), ("csr", &new), ("sok", "ok")];
        // The answer is lost; what came of it is found under the other number.
        let lost = Rule::on_function("certificate.reissue+sok").drop_after_effect();
        resold.double.push(lost);
        fine(twin.customer_calls("certificate.reissue", &parameters));
        twin.work();
        for _ in 0..4 {
            resold.pass(twin, 300);
        }
        let reissued = card(twin, &service);
        assert_eq!(status(twin, &service), ("2".to_owned(), "5".to_owned()));
        assert_eq!(serials(&reissued).len(), 2);
        assert_eq!(resold.double.count("*", "certificate.reissue+sok"), 1);
        assert!(twin.operation(&service).is_none());

        let parameters = [("elid", service.as_str()), ("period", "12"), ("sok", "ok")];
        fine(twin.customer_calls("service.prolong", &parameters));
        twin.work();
        for _ in 0..4 {
            resold.pass(twin, 300);
        }
        let renewed = card(twin, &service);
        assert_eq!(text(&renewed, "expiredate"), "2028-01-10");
        assert_eq!(serials(&renewed).len(), 3);
        let sold = resold.double.sold();
        let status: Vec<&str> = sold.iter().map(|one| one.status.as_str()).collect();
        assert_eq!(status, ["4", "4", "2"]);
        let id = service.parse().expect("a number");
        let former = twin
            .provider
            .engine()
            .read(move |scope| Ok(onsell_store::upstream_former::of_service(scope.tx, id)?));
        let former: Vec<i64> = former
            .expect("numbers")
            .iter()
            .map(|former| former.upstream.get())
            .collect();
        assert_eq!(former, [first, sold[1].id]);
        assert_eq!(problems(twin), [""; 0]);
    });
}

#[test]
fn only_a_stop_or_a_closing_of_the_sellers_ends_it() {
    twins(|twin| {
        let resold = Resold::at(twin);
        let service = resold.issued(twin);
        let set = |status: &str| {
            let status = status.to_owned();
            resold.double.with(|world| world.sold[0].status = status);
            resold.pass(twin, 300);
        };
        set("3_employeesuspend");
        assert_eq!(status(twin, &service).0, "3");
        set("2");
        assert_eq!(status(twin, &service).0, "2");
        set("4");
        resold.pass(twin, 120);
        resold.pass(twin, 120);
        assert_eq!(status(twin, &service).0, "4");
        assert_eq!(problems(twin), ["service_closed"]);
    });
}

#[test]
fn what_does_not_fit_is_not_delivered_and_what_failed_is_told() {
    twins(|twin| {
        let resold = Resold::at(twin);
        resold.double.behave(|manners| manners.fails = true);
        let failed = resold.order(twin, &csr(&[NAME]));
        resold.pass(twin, HOUR);
        let told = card(twin, &failed);
        assert_eq!(text(&told, "service_status"), "6");
        assert!(text(&told, "crt_message").contains("was not issued"));
        let russian = [("elid", failed.as_str()), ("lang", "ru")];
        let russian = fine(twin.customer_calls("certificate.edit", &russian));
        assert!(text(&russian, "crt_message").contains("не выпущен"));
        assert_eq!(text(&told, "status"), "5");

        resold.double.behave(|manners| {
            manners.fails = false;
            manners.signs_another_key = true;
        });
        let unfit = resold.order(twin, &csr(&["other.example.com"]));
        resold.pass(twin, HOUR);
        assert_eq!(text(&card(twin, &unfit), "crt"), "");
        assert_eq!(status(twin, &unfit).0, "5");
        assert_eq!(problems(twin), ["certificate_unfit"]);

        // The seller mends both; staff have the failed one tried again.
        resold
            .double
            .behave(|manners| manners.signs_another_key = false);
        fine(twin.provider_staff("certificate.retry", &[("elid", &failed)]));
        twin.work();
        resold.double.with(|world| world.issue_again(1));
        resold.pass(twin, HOUR);
        resold.pass(twin, HOUR);
        for service in [&failed, &unfit] {
            assert_eq!(status(twin, service), ("2".to_owned(), "5".to_owned()));
        }
        assert_eq!(problems(twin), [""; 0]);
    });
}

#[test]
fn names_are_imported_as_an_addon() {
    twins(|twin| {
        let resold = Resold::at(twin);
        let tariff = import(twin, &resold.module, MULTI, "40.00");
        let shown = fine(twin.provider_staff("pricelist.edit", &[("elid", &tariff)]));
        assert_eq!(text(&shown, "template"), "www multidomain csraltname");
        let addons = fine(twin.provider_staff("pricelist.detail", &[("elid", &tariff)]));
        let names = addons.child("elem").expect("an addon");
        let addon = format!("addon_{}", text(names, "id"));

        let wanted = [NAME, "a.example.com", "b.example.com", "c.example.com"];
        let csr = csr(&wanted);
        let order = |count: &str| {
            let parameters = [
                ("pricelist", tariff.as_str()),
                ("period", "12"),
                ("crt_type", "exists"),
                ("csr", csr.as_str()),
                ("approver_method", "auth_dnstxt"),
                ("adm_fname", "Ann"),
                ("adm_lname", "Lee"),
                ("adm_email", "ann@example.com"),
                (addon.as_str(), count),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            twin.customer_calls("certificate.order.param", &parameters)
        };
        assert_eq!(error(&order("3")), "value");
        let ordered = fine(order("4"));
        twin.work();
        resold.pass(twin, HOUR);
        let service = text(&ordered, "id");
        assert_eq!(status(twin, service), ("2".to_owned(), "5".to_owned()));
        assert_eq!(resold.double.sold()[0].all_names().len(), 4);
    });
}

#[test]
fn one_of_our_own_sells_to_another() {
    twins(|twin| {
        let authority = [
            ("module", "ownca"),
            ("itemtype", "certificate"),
            ("name", "Own authority"),
            ("validity_days", "90"),
            ("sok", "ok"),
        ];
        let authority = fine(twin.vendor_staff("processing.add", &authority));
        let sold = [
            ("processingmodule", text(&authority, "id")),
            ("name", "Domain SSL"),
            ("sok", "ok"),
        ];
        let sold = text(&twin.vendor_staff("pricelist.add", &sold), "id").to_owned();
        let says = [
            ("elid", sold.as_str()),
            ("template", "www multidomain"),
            ("namesincluded", "2"),
            ("price_12", "20.00"),
            ("active", "on"),
            ("sok", "ok"),
        ];
        fine(twin.vendor_staff("pricelist.edit", &says));
        let module = [
            ("module", "BILLmanager"),
            ("itemtype", "certificate"),
            ("url", "http://vendor.example"),
            ("username", "reseller@provider.example"),
            ("password", "a password"),
            ("name", "Vendor's certificates"),
            ("department", "1"),
            ("sok", "ok"),
        ];
        let module = fine(twin.provider_staff("processing.edit", &module));
        let number = sold.parse().expect("a number");
        let tariff = import(twin, text(&module, "id"), number, "30.00");
        let shown = fine(twin.provider_staff("pricelist.edit", &[("elid", &tariff)]));
        assert_eq!(text(&shown, "template"), "www multidomain");
        assert_eq!(text(&shown, "namesincluded"), "2");

        let csr = csr(&[NAME, "other.example.com"]);
        let order = [
            ("pricelist", tariff.as_str()),
            ("period", "12"),
            ("crt_type", "exists"),
            ("csr", csr.as_str()),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let ordered = fine(twin.customer_calls("certificate.order.param", &order));
        let service = text(&ordered, "id");
        let go_on = |seconds: i64| {
            twin.pass_seconds(seconds);
            for panel in [&twin.vendor, &twin.provider] {
                panel.engine().step_jobs().expect("jobs run");
                operate::work_off(panel.engine()).expect("the work is done");
            }
            operate::work_off(twin.vendor.engine()).expect("the work is done");
            twin.check_event();
        };
        go_on(1);
        go_on(1);
        assert_eq!(status(twin, service), ("2".to_owned(), "5".to_owned()));
        let first = card(twin, service);
        let asked = request::read(&csr).expect("a request");
        let names = [NAME.to_owned(), "other.example.com".to_owned()];
        issued::check(
            text(&first, "crt"),
            text(&first, "crt_chain"),
            &asked,
            &names,
        )
        .expect("of the customer's key");
        // The vendor issues it anew by itself, and the provider hears of it.
        for _ in 0..25 {
            go_on(3 * DAY);
        }
        let second = card(twin, service);
        assert_eq!(serials(&second).len(), 2);
        assert_ne!(text(&second, "crt_serial"), text(&first, "crt_serial"));
        assert_eq!(text(&second, "expiredate"), "2027-01-10");
        assert_eq!(problems(twin), [""; 0]);
    });
}
