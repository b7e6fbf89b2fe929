//! Every message is read as it was written, and what others write is understood.

use jiff::civil::date;
use onsell_domain::certificate::{Contacts, Subject, Validation, ValidationMethod};
use onsell_domain::{Language, Money, Period, Secret, TariffId, Timestamp, Words};

use super::*;
use crate::message::{OrderRequest, ServiceState};
use crate::{Document, Format, Node, Params, decode_request, decode_xml};

const CSR: &str =
    "-----BEGIN CERTIFICATE REQUEST-----\nMIIC\nAA==\n-----END CERTIFICATE REQUEST-----";
const CRT: &str = "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n";
const CA: &str = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n";

fn received(params: &Params) -> Params {
    let query = params.to_query();
    decode_request("POST", None, None, query.as_bytes()).expect("readable")
}

fn answered(document: &Document) -> Node {
    decode_xml(&document.encode(Format::Xml)).expect("XML")
}

fn subject() -> Subject {
    Subject {
        common_name: "*.shop.example".to_owned(),
        country: "DE".to_owned(),
        state: "Berlin".to_owned(),
        city: "Berlin".to_owned(),
        organization: "A & B".to_owned(),
        unit: "IT".to_owned(),
        email: "it@shop.example".to_owned(),
    }
}

/// Every field holds its own name.
fn contacts() -> Contacts {
    Contacts::read(|name| Contacts::NAMES.into_iter().find(|known| *known == name))
}

fn order() -> CertificateOrder {
    CertificateOrder {
        csr: CSR.to_owned(),
        key: None,
        is_generated: false,
        subject: subject(),
        country_id: Some(276),
        names: vec!["shop.example".to_owned(), "www.shop.example".to_owned()],
        contacts: contacts(),
        approval: Approval {
            method: Some(ValidationMethod::Email),
            emails: vec!["admin@shop.example".to_owned()],
        },
    }
}

fn request(certificate: CertificateOrder) -> OrderRequest {
    OrderRequest {
        product_type: CERTIFICATE.to_owned(),
        tariff: TariffId::new(55324),
        period: Period::Months(12),
        name: certificate.subject.common_name.clone(),
        ip: String::new(),
        addons: Vec::new(),
        reference: "a17-k3m9zq".to_owned(),
        order_key: "k".to_owned(),
        price_max: None,
        auto_prolong: None,
        skip_basket: true,
        project: None,
        license: None,
        module_parameters: Vec::new(),
        certificate: Some(Box::new(certificate)),
    }
}

#[test]
fn an_order_arrives_as_it_was_sent() {
    let check = |certificate: CertificateOrder| {
        let order = request(certificate);
        let read = OrderRequest::from_params(&received(&order.to_params()));
        assert_eq!(read, Ok(order));
    };
    check(order());
    check(CertificateOrder {
        is_generated: true,
        country_id: None,
        ..order()
    });
    check(CertificateOrder {
        csr: CSR.to_owned(),
        ..CertificateOrder::default()
    });
}

#[test]
fn a_key_is_read_and_never_sent() {
    let with_key = CertificateOrder {
        key: Some(Secret::from("hush")),
        ..order()
    };
    let reissue = ReissueRequest {
        service: 7,
        key: Some(Secret::from("hush")),
        ..ReissueRequest::default()
    };
    for params in [request(with_key).to_params(), reissue.to_params()] {
        assert_eq!(params.get("key"), None);
        assert!(!params.to_query().contains("hush"));
        let mut params = params;
        params.push("key", "hush");
        let key = match params.get("elid") {
            Some(_) => ReissueRequest::from_params(&params).expect("ok").key,
            None => CertificateOrder::from_params(&params).expect("ok").key,
        };
        assert_eq!(key, Some(Secret::from("hush")));
    }
}

#[test]
fn the_documented_second_step_is_understood() {
    let query = "func=certificate.order.param&sok=ok&skipbasket=on&crt_type=generate\
        &field_country=276&period=12&pricelist=3033&CN=shop.example&ST=Berlin&L=Berlin&O=Shop\
        &OU=IT&emailAddress=it@shop.example&adm_fname=Ann&adm_lname=Lee&adm_jtitle=CTO\
        &adm_email=ann@shop.example&adm_phone=%2B49301&tech_fname=Bo&tech_lname=Lee\
        &tech_jtitle=IT&tech_email=bo@shop.example&tech_phone=%2B49302\
        &approver_email_1=admin@shop.example&csr=CSR&key=KEY";
    let params = Params::parse_urlencoded(query).expect("readable");
    let order = OrderRequest::from_params(&params).expect("complete");
    assert_eq!(order.name, "shop.example");
    let certificate = order.certificate.expect("a certificate");
    assert_eq!(certificate.subject.country, "DE");
    assert_eq!(certificate.contacts.tech.first_name, "Bo");
    assert_eq!(certificate.approval.emails, ["admin@shop.example"]);
    assert!(certificate.is_generated && certificate.key.is_some());
    let params = Params::parse_urlencoded("field_country=999999").expect("readable");
    let fault = CertificateOrder::from_params(&params).expect_err("no such country");
    assert_eq!(fault.object(), Some("field_country"));
}

#[test]
fn the_first_step_makes_or_reads_a_request() {
    let check = |request: CsrRequest| {
        let read = CsrRequest::from_params(&received(&request.to_params()));
        assert_eq!(read, Ok(request));
    };
    let generate = CsrRequest {
        tariff: Some(TariffId::new(3033)),
        period: Some(Period::Months(12)),
        subject: subject(),
        country_id: Some(276),
        names: vec!["shop.example".to_owned()],
        csr: String::new(),
    };
    assert_eq!(
        generate.to_params().to_query(),
        "func=certificate.order.csr&crt_type=generate&pricelist=3033&period=12\
         &field_country=276&CN=*.shop.example&C=DE&ST=Berlin&L=Berlin&O=A+%26+B&OU=IT\
         &emailAddress=it%40shop.example&altname=shop.example&altname_input=shop.example\
         &snext=ok&sok=ok"
    );
    check(generate);
    check(CsrRequest {
        csr: CSR.to_owned(),
        ..CsrRequest::default()
    });
}

#[test]
fn the_first_step_answers_a_form() {
    let answer = CsrAnswer {
        csr: CSR.to_owned(),
        key: Some(Secret::from("KEY")),
    };
    let document = answer.to_document();
    assert_eq!(CsrAnswer::from_node(&answered(&document)), Some(answer));
    // The documented place: model.csr and model.key.
    let json: serde_json::Value =
        serde_json::from_str(&document.encode(Format::Bjson)).expect("JSON");
    assert_eq!(json["model"]["csr"], CSR);
    assert_eq!(json["model"]["key"], "KEY");
    let nested = decode_xml("<doc><ok/><doc><csr>X</csr></doc></doc>").expect("XML");
    let read = CsrAnswer::from_node(&nested).map(|answer| answer.csr);
    assert_eq!(read.as_deref(), Some("X"));
    assert_eq!(CsrAnswer::from_node(&Node::new("doc")), None);
}

#[test]
fn a_reissue_arrives_as_it_was_sent() {
    let check = |request: ReissueRequest| {
        let read = ReissueRequest::from_params(&received(&request.to_params()));
        assert_eq!(read, Ok(request));
    };
    check(ReissueRequest {
        service: 7,
        ..ReissueRequest::default()
    });
    check(ReissueRequest {
        service: 7,
        names: Some(Vec::new()),
        ..ReissueRequest::default()
    });
    check(ReissueRequest {
        service: 7,
        csr: CSR.to_owned(),
        key: None,
        names: Some(vec!["a.example".to_owned(), "b.example".to_owned()]),
        approval: Approval {
            method: Some(ValidationMethod::Http),
            emails: Vec::new(),
        },
        order_key: "k".to_owned(),
        price_max: Money::parse("9.90 EUR").ok(),
    });
    assert!(ReissueRequest::from_params(&Params::default()).is_err());
    for (service, charged) in [(None, None), (Some(8), Money::parse("1.00 EUR").ok())] {
        let answer = ReissueAnswer { service, charged };
        let root = answered(&answer.to_document());
        assert_eq!(ReissueAnswer::from_node(&root), answer);
    }
}

#[test]
fn the_other_requests_arrive_as_they_were_sent() {
    let retry = RetryRequest { service: 7 };
    let read = RetryRequest::from_params(&received(&retry.to_params()));
    assert_eq!(read, Ok(retry));

    for method in ValidationMethod::ALL {
        let request = ValidationRequest {
            service: 7,
            names: vec!["shop.example".to_owned()],
            approval: Approval {
                method: Some(method),
                emails: Vec::new(),
            },
        };
        let params = request.to_params();
        let is_email = method == ValidationMethod::Email;
        let is_letter = params.get("func") == Some("certificate.send_dv_email");
        assert_eq!(is_email, is_letter);
        assert_eq!(
            ValidationRequest::from_params(&received(&params)),
            Ok(request)
        );
    }
    let params = Params::parse_urlencoded("func=certificate.send_dv_email&elid=7").expect("ok");
    let read = ValidationRequest::from_params(&params).expect("complete");
    assert_eq!(read.approval.method, Some(ValidationMethod::Email));

    for kind in [FileKind::Certificate, FileKind::Pkcs12] {
        let request = FileRequest {
            service: 7,
            kind,
            password: Secret::from("p w"),
        };
        let read = FileRequest::from_params(&received(&request.to_params()));
        assert_eq!(read, Ok(request));
    }
    let params = Params::parse_urlencoded("elid=7&type=exe").expect("ok");
    let fault = FileRequest::from_params(&params).expect_err("no such file");
    assert_eq!(fault.object(), Some("type"));
}

#[test]
fn files_arrive_whole() {
    for body in [
        CRT.as_bytes().to_vec(),
        vec![0x30, 0x82, 0, 255],
        Vec::new(),
    ] {
        let name = "shop.example.crt".to_owned();
        let answer = FileAnswer { name, body };
        let root = answered(&answer.to_document());
        assert_eq!(FileAnswer::from_node(&root), Some(answer));
    }
    assert_eq!(FileAnswer::from_node(&Node::new("doc")), None);
}

#[test]
fn approvers_are_told_for_each_name() {
    let ask = ApproverRequest {
        service: Some(7),
        tariff: Some(TariffId::new(3033)),
        domain: "shop.example".to_owned(),
        csr: CSR.to_owned(),
    };
    let read = ApproverRequest::from_params(&received(&ask.to_params()));
    assert_eq!(read, Ok(ask));
    let answer = ApproverAnswer {
        domains: vec![Approvers {
            domain: "shop.example".to_owned(),
            emails: vec!["admin@shop.example".to_owned()],
        }],
    };
    let root = answered(&answer.to_document());
    assert_eq!(ApproverAnswer::from_node(&root), answer);
    assert_eq!(answer.of("shop.example"), ["admin@shop.example"]);
    assert!(answer.of("other.example").is_empty());
    let flat = "<doc><approver> a@x.example </approver><approver/></doc>";
    let flat = ApproverAnswer::from_node(&decode_xml(flat).expect("XML"));
    assert_eq!(flat.of("x.example"), ["a@x.example"]);
}

fn told() -> CertificateTold {
    CertificateTold {
        common_name: "shop.example".to_owned(),
        names: vec!["www.shop.example".to_owned()],
        addition: "check".to_owned(),
        csr: CSR.to_owned(),
        certificate: CRT.to_owned(),
        chain: [CA, CA].concat(),
        ends: Some(date(2026, 7, 1)),
        serial: "0a1b".to_owned(),
        method: Some(ValidationMethod::Dns),
        validations: vec![
            Validation {
                name: "shop.example".to_owned(),
                method: ValidationMethod::Dns,
                place: "_dnsauth.shop.example".to_owned(),
                record: "TXT".to_owned(),
                value: "token".to_owned(),
                is_valid: true,
                valid_until: Some(Timestamp::from_micros(1_790_000_001_000_000)),
                problem: Words::default(),
            },
            Validation {
                name: "www.shop.example".to_owned(),
                method: ValidationMethod::Http,
                place: "http://www.shop.example/.well-known/pki-validation/x.txt".to_owned(),
                value: "token".to_owned(),
                problem: Words::quoted("not found"),
                ..Validation::default()
            },
            Validation {
                name: "a.example".to_owned(),
                method: ValidationMethod::Email,
                place: "admin@a.example".to_owned(),
                ..Validation::default()
            },
        ],
    }
}

#[test]
fn a_card_is_read_as_it_was_written() {
    let told = told();
    let mut document = Document::form("certificate.edit");
    document.put("id", "7");
    document.put("status", "2");
    document.put("service_status", "5");
    told.put_card(&mut document.root, Language::Ru);
    let state = ServiceState::from_card(&answered(&document)).expect("a service");
    assert_eq!(state.certificate.as_deref(), Some(&told));
    assert_eq!(
        (state.service_status, state.name.as_str()),
        (Some(5), "shop.example")
    );

    let mut row = Node::new("elem");
    told.put_row(&mut row);
    let read = CertificateTold::from_node(&row).expect("a certificate");
    assert_eq!((read.serial.as_str(), read.ends), ("0a1b", told.ends));
    assert!(read.certificate.is_empty() && read.validations.is_empty());
}

#[test]
fn what_is_wrong_is_told_in_the_language_of_the_reader() {
    let mut told = told();
    told.validations[1].problem = Words::new("not found", "не найдено");
    for (language, expect) in [(Language::En, "not found"), (Language::Ru, "не найдено")] {
        let mut document = Document::form("certificate.edit");
        told.put_card(&mut document.root, language);
        let read = CertificateTold::from_node(&document.root).expect("a certificate");
        assert_eq!(read.validations[1].problem, Words::quoted(expect));
    }
}

#[test]
fn cards_of_other_sellers_are_understood() {
    let read = |fields: &str| {
        let xml = format!("<doc><id>7</id><status>2</status>{fields}</doc>");
        let state = ServiceState::from_card(&decode_xml(&xml).expect("XML")).expect(fields);
        state.certificate
    };
    assert_eq!(read("<licname>srv</licname>"), None);
    let bundle = read(&format!("<CN>a</CN><crt>{CRT}{CA}</crt>")).expect("told");
    assert_eq!(
        (bundle.certificate.as_str(), bundle.chain.as_str()),
        (CRT, CA)
    );
    for tag in ["ca", "ca_crt", "crt_ca", "crt_chain"] {
        let told = read(&format!("<crt>{CRT}</crt><{tag}>{CA}</{tag}>")).expect("told");
        assert_eq!(told.chain, CA, "{tag}");
    }
    let list = "<CN>a</CN><list name='validation'>\
        <elem><domain>a</domain><name>_x.a</name><value>v</value><valid_until>2026-09-21\
        </valid_until></elem><elem><domain>a</domain><path>/x</path></elem>\
        <elem><domain>a</domain><email>admin@a</email></elem><elem/></list>";
    let told = read(list).expect("told");
    let methods: Vec<_> = told.validations.iter().map(|one| one.method).collect();
    let expect = [
        ValidationMethod::Dns,
        ValidationMethod::Http,
        ValidationMethod::Email,
    ];
    assert_eq!(methods, expect);
    assert!(told.validations[0].valid_until.is_some());
}
