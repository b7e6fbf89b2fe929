//! A panel buys a module for its customer at the provider, who buys it at the vendor: the price
//! list is read, the order goes into the cart, the balance pays it, and the license's readers learn
//! it.

use onsell_tests::bundle::settle;
use onsell_tests::{Twin, error, fine, text, twins};
use onsell_wire::Node;

/// The events of the customer after a cursor: what each is about.
fn told(twin: &Twin, after: &str) -> Vec<String> {
    let events = twin.customer_calls("itemevent", &[("after", after)]);
    let item = |row: &Node| text(row, "item").to_owned();
    events.children_of("elem").map(item).collect()
}

fn newest(twin: &Twin) -> String {
    text(&twin.customer_calls("itemevent", &[]), "newest").to_owned()
}

#[test]
fn a_panel_buys_a_module_at_the_provider_who_buys_it_at_the_vendor() {
    twins(|twin| {
        // The vendor says what panels call his module before the provider imports it.
        let module = [
            ("module", "license"),
            ("itemtype", "addition"),
            ("name", "Modules"),
            ("sok", "ok"),
        ];
        let module = twin.vendor_staff("processing.edit", &module);
        let tariff = [
            ("processingmodule", text(&module, "id")),
            ("name", "CloudLinux for ispmanager"),
            ("additionintname", "CloudLinux"),
            ("sok", "ok"),
        ];
        let there = text(&twin.vendor_staff("pricelist.add", &tariff), "id").to_owned();
        let price = [("elid", there.as_str()), ("price_1", "6.00"), ("sok", "ok")];
        twin.vendor_staff("pricelist.edit", &price);
        let tariff = twin.resell("addition", &there, "8.00");

        let license = twin.order("192.0.2.1");
        settle(twin);
        // What the panel sends: the price list, the order, the cart, the payment.
        let list = twin.customer_calls("pricelist.export", &[("itemtype", "addition")]);
        let offered: Vec<&Node> = list.children_of("pricelist").collect();
        assert_eq!(offered.len(), 1);
        assert_eq!(text(offered[0], "additionintname"), "CloudLinux");
        assert_eq!(text(offered[0], "id"), tariff);
        let before = newest(twin);
        let order = [
            ("pricelist", tariff.as_str()),
            ("period", "1"),
            ("autoprolong", "1"),
            ("license", license.as_str()),
            ("sok", "ok"),
        ];
        let added = fine(twin.customer_calls("addition.order.param", &order));
        let (bought, cart) = (text(&added, "id"), text(&added, "billorder.id"));
        assert_eq!(
            twin.wire.calls_of("addition.order.param"),
            0,
            "nobody paid yet"
        );
        let pay = [
            ("billorder", cart),
            ("clicked_button", "fromsubaccount"),
            ("sok", "ok"),
        ];
        assert_eq!(
            text(&fine(twin.customer_calls("payment.add", &pay)), "ok"),
            "func=order"
        );
        settle(twin);
        let card = fine(twin.customer_calls("addition.edit", &[("elid", bought)]));
        assert_eq!(
            (text(&card, "status"), text(&card, "autoprolong")),
            ("2", "1")
        );
        // The vendor sold it for the license that he knows by another number, and renews nothing.
        let sold = twin.reseller_calls("addition", &[]);
        let sold = sold.children_of("elem").next().expect("it was bought");
        let parent = twin.license(&license).expect("it is there");
        assert_eq!(text(sold, "license"), text(&parent, "id"));
        assert_eq!(text(sold, "autoprolong"), "null");
        twin.must_have("184.00", "88.00");
        // The readers of the customer hear of the module, and of the license that has it now.
        let about = told(twin, &before);
        assert!(about.contains(&bought.to_owned()), "{about:?}");
        assert_eq!(about.last(), Some(&license), "{about:?}");
        // Deleted, it is gone at the vendor as well, and the license is told of again.
        let before = newest(twin);
        fine(twin.customer_calls("addition.delete", &[("elid", bought), ("sok", "ok")]));
        settle(twin);
        assert_eq!(told(twin, &before).last(), Some(&license));
        let gone = twin.reseller_calls("addition", &[]);
        assert_eq!(gone.children_of("elem").count(), 0);
    });
}

#[test]
fn a_license_that_ended_before_its_module_was_paid_takes_no_money() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        let license = twin.order("192.0.2.1");
        settle(twin);
        let order = [
            ("pricelist", tariff.as_str()),
            ("period", "1"),
            ("license", license.as_str()),
            ("sok", "ok"),
        ];
        let added = fine(twin.customer_calls("addition.order.param", &order));
        fine(twin.customer_calls("soft.delete", &[("elid", &license)]));
        settle(twin);
        let cart = text(&added, "billorder.id");
        let pay = [
            ("billorder", cart),
            ("clicked_button", "fromsubaccount"),
            ("sok", "ok"),
        ];
        assert_eq!(error(&twin.customer_calls("payment.add", &pay)), "value");
        twin.must_have("192.00", "94.00");
    });
}
