//! The check of a module: what can be learned of its seller without changing anything there; and
//! the module's periods comparison.

use onsell_tests::bundle::Bundle;
use onsell_tests::vendor::{error, rows, with};
use onsell_tests::{Fate, LITE, Twin, text, twins};
use onsell_wire::Node;

fn check(twin: &Twin) -> Vec<Node> {
    rows(&twin.provider_staff("processing.check", &[("elid", "1")]))
}

/// The reseller's account orders a license, as somebody else who uses it would.
fn stranger(twin: &Twin, reference: &str) {
    let parameters = [
        ("pricelist", LITE),
        ("period", "1"),
        ("remoteid", reference),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    assert_eq!(
        error(&twin.reseller_calls("soft.order.param", &parameters)),
        ""
    );
}

fn names(lines: &[Node]) -> Vec<&str> {
    lines.iter().map(|line| text(line, "name")).collect()
}

#[test]
fn strangers_on_the_account_are_seen() {
    const QUIET: [&str; 9] = [
        "connection",
        "level",
        "events",
        "balance",
        "coveredto",
        "tariffs",
        "services",
        "suspend",
        "delete",
    ];
    twins(|twin| {
        twin.order("192.0.2.1");
        twin.order("192.0.2.2");
        twin.heal();
        let lines = check(twin);
        assert_eq!(names(&lines), QUIET);
        assert!(
            lines.iter().all(|line| text(line, "status") == "ok"),
            "{lines:?}"
        );
        assert!(text(with(&lines, "name", "services"), "text").starts_with("2 on the account"));
        let lost = format!("{}999-abc234", twin.provider.engine().installation().prefix);
        for reference in ["oabcdef-7-abc234", "oabcdef-8-abc234", "l17", "", &lost] {
            stranger(twin, reference);
        }
        let before = format!("{:?}", twin.licenses());
        let answer = twin.provider_staff("processing.check", &[("elid", "1")]);
        assert_eq!(
            text(&answer, "works"),
            "on",
            "strangers keep nobody from working"
        );
        let lines = rows(&answer);
        let line = |name: &str| {
            let line = with(&lines, "name", name);
            (text(line, "status"), text(line, "text"))
        };
        assert!(line("services").1.contains("2 are ours"), "{lines:?}");
        let (status, said) = line("installations");
        assert_eq!(status, "warning");
        assert!(
            said.starts_with("2 carry") && said.contains("oabcdef-7-abc234"),
            "{said}"
        );
        let (status, said) = line("programs");
        assert!(
            status == "warning" && said.starts_with('1') && said.contains("l17"),
            "{said}"
        );
        let (status, said) = line("lost");
        assert!(status == "warning" && said.contains(&lost), "{said}");
        assert!(line("by_hand").1.starts_with('1'));
        assert_eq!(
            format!("{:?}", twin.licenses()),
            before,
            "nothing changed there"
        );
        // A person reads it in Russian too.
        let russian = [("elid", "1"), ("lang", "ru")];
        let lines = rows(&twin.provider_staff("processing.check", &russian));
        let said = text(with(&lines, "name", "installations"), "text");
        assert!(said.contains("другой установки"), "{said}");
    });
}

#[test]
fn rights_are_told_or_said_to_be_unknown() {
    twins(|twin| {
        let rights = || {
            let lines = check(twin);
            ["suspend", "delete"].map(|name| text(with(&lines, "name", name), "status").to_owned())
        };
        assert_eq!(rights(), ["ok", "ok"]);
        let forbid = twin.vendor.engine().write(None, |scope| {
            const FORBID: &str =
                "UPDATE product_type SET client_deletes = 0 WHERE intname = 'soft'";
            Ok(scope.tx.exec(FORBID, &[])?)
        });
        assert_eq!(forbid.expect("the vendor forbids it"), 1);
        assert_eq!(rights(), ["ok", "warning"]);
        // A seller without the list says nothing, and the check does not guess.
        twin.wire.plan("itemtype", Fate::PageInstead);
        assert_eq!(rights(), ["unknown", "unknown"]);
    });
}

#[test]
fn a_seller_that_does_not_answer_is_a_problem() {
    twins(|twin| {
        twin.wire.plan("whoami", Fate::Unreachable);
        let answer = twin.provider_staff("processing.check", &[("elid", "1")]);
        assert_eq!(text(&answer, "works"), "off");
        let lines = rows(&answer);
        assert_eq!(names(&lines), ["connection"]);
        assert_eq!(
            (text(&lines[0], "ok"), text(&lines[0], "status")),
            ("off", "problem")
        );
        twin.wire.plan("soft", Fate::RequestLost);
        let lines = check(twin);
        assert_eq!(text(with(&lines, "name", "services"), "status"), "warning");
    });
}

#[test]
fn periods_are_compared_in_lines() {
    twins(|twin| {
        let edit = |parameters: &[(&str, &str)]| {
            let mut parameters = parameters.to_vec();
            parameters.push(("sok", "ok"));
            twin.try_provider_staff("processing.customparam.edit", &parameters)
        };
        let line = |sold, ordered| {
            [
                ("plid", "1"),
                ("local_period", sold),
                ("remote_period", ordered),
            ]
        };
        let general = text(&edit(&line("12", "1")), "id").to_owned();
        let special = [line("12", "3").as_slice(), &[("pricelist", LITE)]].concat();
        let special = text(&edit(&special), "id").to_owned();
        let fault = |answer: &Node| {
            let object = answer
                .child("error")
                .and_then(|error| error.attribute("object"));
            (
                error(answer).to_owned(),
                object.unwrap_or_default().to_owned(),
            )
        };
        let refused = |parameters: &[(&str, &str)], kind: &str, object: &str| {
            let before = twin.provider_staff("processing.customparam", &[("plid", "1")]);
            let answer = edit(parameters);
            assert_eq!(
                fault(&answer),
                (kind.to_owned(), object.to_owned()),
                "{parameters:?}"
            );
            let after = twin.provider_staff("processing.customparam", &[("elid", "1")]);
            assert_eq!(rows(&after), rows(&before));
        };
        refused(&line("12", "6"), "exists", "customparam");
        refused(&line("1", "-100"), "value", "remote_period");
        refused(&line("0", "12"), "value", "remote_period");
        refused(&line("1", "121"), "value", "remote_period");
        refused(
            &[("plid", "1"), ("local_period", "1")],
            "value",
            "remote_period",
        );
        refused(
            &[("local_period", "1"), ("remote_period", "1")],
            "value",
            "plid",
        );
        let nowhere = [
            ("plid", "99"),
            ("local_period", "1"),
            ("remote_period", "1"),
        ];
        refused(&nowhere, "missed", "processingmodule");
        let unknown = [
            ("elid", "99"),
            ("local_period", "1"),
            ("remote_period", "1"),
        ];
        refused(&unknown, "missed", "customparam");
        edit(&[
            ("elid", &general),
            ("local_period", "12"),
            ("remote_period", "6"),
        ]);
        let shown = twin.provider_staff("processing.customparam.edit", &[("elid", &general)]);
        assert_eq!(
            (text(&shown, "plid"), text(&shown, "remote_period")),
            ("1", "6")
        );
        let lines = rows(&twin.provider_staff("processing.customparam", &[("plid", "1")]));
        let seen: Vec<_> = lines.iter().map(|line| text(line, "value")).collect();
        assert_eq!(
            seen,
            [
                "Sold here: 12 Months, Ordered at the provider: 6 Months",
                "Sold here: 12 Months, Ordered at the provider: 3 Months, Only for tariff: 55227",
            ]
        );
        let read = twin.provider.engine().read(|scope| {
            let module = onsell_domain::ModuleId::new(1);
            Ok(onsell_store::period_rule::of_module(scope.tx, module)?)
        });
        assert_eq!(read.expect("the lines can be read").len(), 2);
        twin.provider_staff("processing.customparam.delete", &[("elid", &special)]);
        let gone = twin.try_provider_staff("processing.customparam.delete", &[("elid", &special)]);
        assert_eq!(
            fault(&gone),
            ("missed".to_owned(), "customparam".to_owned())
        );
    });
}

#[test]
fn panels_that_the_license_server_does_not_sell_are_named() {
    twins(|twin| {
        Bundle::at(twin);
        twin.vendor_staff("pricelist.suspend", &[("elid", "55228")]);
        let lines = check(twin);
        let said = text(with(&lines, "name", "values"), "text").to_owned();
        assert!(said.contains("Pro (55228)"), "{said}");
        assert!(!said.contains("Lite"), "{said}");
        twin.vendor_staff("pricelist.resume", &[("elid", "55228")]);
        assert!(!names(&check(twin)).contains(&"values"));
    });
}
