use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn document() -> LicenseDocument {
    LicenseDocument {
        id: ServiceId::new(17),
        product: "soft".to_owned(),
        tariff: "55234".to_owned(),
        name: "ispmanager Business".to_owned(),
        address: Address::parse("192.0.2.7").unwrap(),
        ends: Some(date(2027, 1, 31)),
        valid_before: Some(Timestamp::from_micros(1_801_429_200_000_000)),
        addons: vec![("55236".to_owned(), 3)],
        nodes: Some(3),
        modules: vec![LicensedModule {
            name: "CloudLinux".to_owned(),
            ends: None,
        }],
        shop: "https://shop.example/billmgr".to_owned(),
        serial: 4,
        issued: Timestamp::from_micros(1_795_000_000_000_000),
        installation: "oabc-".to_owned(),
        key: "0123456789abcdef".to_owned(),
    }
}

#[test]
fn a_document_is_lines_that_a_shell_reads() {
    let expect = "\
onsell-license=1
id=17
product=soft
tariff=55234
name=ispmanager Business
address=192.0.2.7
end=2027-01-31
valid_before=1801429200
nodes=3
addon.55236=3
module.CloudLinux=never
shop=https://shop.example/billmgr
serial=4
issued=1795000000
installation=oabc-
key=0123456789abcdef
";
    assert_eq!(document().lines(), expect);
}

#[test]
fn nobody_writes_a_line_of_his_own() {
    let mut document = document();
    document.name = "Lite\nend=2099-12-31".to_owned();
    document.modules[0].name = "a=b\nc".to_owned();
    let lines = document.lines();
    assert!(lines.contains("\nname=Lite end=2099-12-31\n"), "{lines}");
    assert!(lines.contains("\nmodule.a_b_c=never\n"), "{lines}");
    assert_eq!(lines.lines().count(), 16);
}

#[test]
fn what_is_signed_and_the_signature_are_taken_apart() {
    let lines = document().lines();
    let text = LicenseDocument::signed(&lines, "c2ln");
    let whole = Signed::read(&text).unwrap();
    assert_eq!((whole.lines, whole.signature), (lines.as_str(), "c2ln"));
    assert_eq!(Signed::read(text.trim_end()), Ok(whole));
    assert_eq!(whole.value("serial"), Some("4"));
    assert_eq!(whole.value("nothing"), None);

    let check = |text: &str, expect: BadDocument| assert_eq!(Signed::read(text), Err(expect));
    check("", BadDocument::Stranger);
    check("onsell-license=2\nsignature=x\n", BadDocument::Stranger);
    check("onsell-license=1", BadDocument::Unsigned);
    check(&lines, BadDocument::Unsigned);
    check(&format!("{text}id=18\n"), BadDocument::Unsigned);
    let long = format!("{FIRST_LINE}\n{}", "x".repeat(DOCUMENT_BYTES_MAX));
    check(&long, BadDocument::TooLong);
}

#[test]
fn a_license_counts_on_its_machine_until_its_end() {
    let text = LicenseDocument::signed(&document().lines(), "");
    let read = Signed::read(&text).unwrap();
    let end = date(2027, 1, 31);
    let check = |address: Option<&str>, at: At, expect: Result<(), NotValid>| {
        let address = address.map(|text| Address::parse(text).unwrap());
        assert_eq!(read.valid(address, at), Ok(expect), "{address:?} {at:?}");
    };
    let before = |seconds: i64| At::Instant(Timestamp::default().plus_seconds(seconds));
    check(None, At::Day(end), Ok(()));
    check(Some("192.0.2.7"), At::Day(end), Ok(()));
    check(Some("::ffff:192.0.2.7"), before(1_801_429_199), Ok(()));
    check(None, before(1_801_429_200), Err(NotValid::Ended(end)));
    check(None, At::Day(date(2027, 2, 1)), Err(NotValid::Ended(end)));
    let bound = Address::parse("192.0.2.7").unwrap();
    check(
        Some("192.0.2.8"),
        At::Day(end),
        Err(NotValid::Address(bound)),
    );

    let mut lifetime = document();
    (lifetime.ends, lifetime.valid_before) = (None, None);
    let text = LicenseDocument::signed(&lifetime.lines(), "");
    let read = Signed::read(&text).unwrap();
    assert_eq!(read.valid(None, before(i64::MAX / 2_000_000)), Ok(Ok(())));
}

#[test]
fn a_document_that_does_not_say_is_bad() {
    let lines = document().lines();
    let check = |from: &str, to: &str, expect: &'static str| {
        let text = LicenseDocument::signed(&lines.replace(from, to), "");
        let read = Signed::read(&text).unwrap();
        let valid = read.valid(None, At::Instant(Timestamp::default()));
        assert_eq!(valid, Err(BadDocument::Line(expect)), "{to}");
    };
    check("address=", "addresses=", "address");
    check("end=2027-01-31", "end=soon", "end");
    check("end=", "ends=", "end");
    check("valid_before=18", "valid_before=x18", "valid_before");
}

#[test]
fn nodes_are_known_by_either_name() {
    assert!(counts_nodes("nodes", "") && counts_nodes("55236", "Nodes"));
    assert!(!counts_nodes("55236", "Node limit"));
}

proptest! {
    #[test]
    fn reading_never_panics(text in "(onsell-license=1\n)?[a-z=\n0-9é-]{0,80}") {
        if let Ok(read) = Signed::read(&text) {
            let _ = read.valid(None, At::Instant(Timestamp::default()));
        }
    }
}
