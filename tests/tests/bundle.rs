//! A license goes with a server through its whole life: the table of the documentation, at a vendor
//! whose staff are nobody and a provider whose staff make machines.

use onsell_tests::bundle::{Bundle, LITE, bought, count, licenses, settle};
use onsell_tests::{Twin, fine, status_key, twins};

fn card(twin: &Twin, server: &str) -> onsell_wire::Node {
    fine(twin.customer_calls("vds.edit", &[("elid", server)]))
}

#[test]
fn an_order_brings_the_license_after_the_server() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.order(twin, LITE);
        settle(twin);
        assert_eq!(bought(twin), 0, "nothing before there is an address");
        bundle.done(twin, &server, &[("ip", "192.0.2.1")]);
        assert_eq!(status_key(&card(twin, &server)), "2", "the server runs");
        settle(twin);
        assert_eq!(licenses(twin), ["55227 Item 192.0.2.1 2"]);
        assert_eq!(
            count(
                twin,
                "SELECT COUNT(*) FROM operation WHERE state NOT IN ('done', 'cancelled')"
            ),
            0
        );
        // The customer paid the server and its panel, and nothing else.
        twin.must_have("185.00", "94.00");
        let own = twin.customer_calls("soft", &[]);
        assert_eq!(own.children_of("elem").count(), 0, "no license of its own");
    });
}

#[test]
fn a_deleted_server_gives_its_license_back_and_the_pool_rests_a_month() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let rule = [
            ("plid", "1"),
            ("local_period", "1"),
            ("remote_period", "12"),
            ("sok", "ok"),
        ];
        twin.provider_staff("processing.customparam.edit", &rule);
        twin.pay_vendor("1000.00");
        let server = bundle.server(twin, LITE, "192.0.2.1");
        twin.provider_staff("vds.delete", &[("elid", &server)]);
        bundle.done(twin, &server, &[]);
        settle(twin);
        assert_eq!(licenses(twin), ["55227 free.lic 0.0.0.0 3"]);
        // Five days later another order buys a new one.
        twin.pass_days(5);
        let second = bundle.server(twin, LITE, "192.0.2.2");
        assert_eq!(bought(twin), 2);
        // A month later the next one is taken from the pool.
        twin.pass_days(27);
        let before = Twin::funds(&twin.vendor, &twin.reseller);
        bundle.server(twin, LITE, "192.0.2.3");
        let expect = ["55227 Item 192.0.2.2 2", "55227 Item 192.0.2.3 2"];
        assert_eq!(licenses(twin), expect);
        assert_eq!(bought(twin), 2, "nothing was bought");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), before);
        let _ = second;
    });
}
