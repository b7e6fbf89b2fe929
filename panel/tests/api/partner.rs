//! Partners: whose customers' licenses lead to which shop (semantics 1.13).

use crate::house::{ALICE, CLERK, House, story};
use onsell_domain::license_document::Signed;

impl House {
    async fn partner(&self, account: i64, ranges: &str) -> crate::house::Answer {
        let query = format!(
            "func=partner.edit&account={account}&billurl=https://shop{account}.example/billmgr\
             &ranges={ranges}&sok=ok"
        );
        self.ask(CLERK, &query).await
    }

    /// Where the license of an address leads to.
    async fn shop(&self, address: &str, key: &str) -> String {
        let query = format!("func=license.fetch&lickey={key}");
        let text = self.from(address, &query).await.field("license");
        let read = Signed::read(&text).expect("a document");
        read.value("shop").expect("a shop").to_owned()
    }

    /// A license of an address, and its key.
    async fn key_at(&self, address: &str) -> String {
        let id = self.license(address).await;
        let card = format!("func=soft.edit&elid={id}");
        self.ask(ALICE, &card).await.field("lickey")
    }
}

#[test]
fn a_license_leads_to_the_shop_of_the_partner_it_is_fetched_from() {
    story(|house| async move {
        house
            .root("func=project.edit&elid=1&billurl=https://own.example&sok=ok")
            .field("ok");
        let inside = house.key_at("198.51.100.9").await;
        let outside = house.key_at("198.51.101.1").await;
        let wide = house.key_at("2001:db8:7::9").await;
        assert_eq!(
            house.shop("198.51.100.9", &inside).await,
            "https://own.example"
        );
        house.partner(1, "198.51.100.0/24").await.field("ok");
        house
            .partner(2, "2001:db8::/32%20203.0.113.1")
            .await
            .field("ok");
        let first = "https://shop1.example/billmgr";
        assert_eq!(house.shop("198.51.100.9", &inside).await, first);
        assert_eq!(
            house.shop("198.51.101.1", &outside).await,
            "https://own.example"
        );
        assert_eq!(
            house.shop("2001:db8:7::9", &wide).await,
            "https://shop2.example/billmgr"
        );
        let rows = house.ask(CLERK, "func=partner").await.rows();
        let row = |name| rows.iter().map(|row| row.text_of(name)).collect::<Vec<_>>();
        assert_eq!(row("id"), [Some("1"), Some("2")]);
        assert_eq!(row("ranges"), [Some("1"), Some("2")]);
        assert_eq!(row("billurl")[0], Some(first));
        house
            .ask(CLERK, "func=partner.delete&elid=1&sok=ok")
            .await
            .field("ok");
        assert_eq!(
            house.shop("198.51.100.9", &inside).await,
            "https://own.example"
        );
        assert_eq!(
            house
                .ask(CLERK, "func=partner.edit&elid=1")
                .await
                .refusal()
                .0,
            "missed"
        );
    });
}

#[test]
fn ranges_of_two_partners_have_nothing_in_common() {
    story(|house| async move {
        house
            .partner(1, "198.51.100.0/25,10.0.0.0-10.0.0.9%20198.51.100.128/25")
            .await
            .field("ok");
        let shown = house.ask(CLERK, "func=partner.edit&elid=1").await;
        assert_eq!(
            shown.field("ranges"),
            "10.0.0.0-10.0.0.9\n198.51.100.0-198.51.100.255"
        );
        for taken in [
            "198.51.100.255",
            "198.0.0.0/8",
            "10.0.0.9-10.0.0.20",
            "9.0.0.0-11.0.0.0",
        ] {
            let refusal = house.partner(2, &format!("192.0.2.0/24%20{taken}")).await;
            assert_eq!(
                refusal.refusal(),
                ("exists".into(), "ranges".into()),
                "{taken}"
            );
        }
        assert_eq!(house.ask(CLERK, "func=partner").await.rows().len(), 1);
        house
            .partner(2, "198.51.101.0%2010.0.0.10")
            .await
            .field("ok");
        // Its own ranges stand in nobody's way.
        let change = "func=partner.edit&elid=1&ranges=10.0.0.0/30&sok=ok";
        house.ask(CLERK, change).await.field("ok");
        let shown = house.ask(CLERK, "func=partner.edit&elid=1").await;
        assert_eq!(shown.field("billurl"), "https://shop1.example/billmgr");
        assert_eq!(shown.field("ranges"), "10.0.0.0-10.0.0.3");
        assert_eq!(
            house.journal(1),
            ["4 partner.edit 1 https://shop1.example/billmgr"]
        );
    });
}

#[test]
fn what_is_no_partner_is_refused() {
    story(|house| async move {
        let check = async |query: &str, kind: &str, object: &str| {
            let query = format!("func=partner.edit&{query}&sok=ok");
            let refusal = house.ask(CLERK, &query).await.refusal();
            assert_eq!(refusal, (kind.into(), object.into()), "{query}");
        };
        let url = "billurl=https://shop.example";
        check(url, "value", "account").await;
        check(&format!("account=99&{url}"), "missed", "account").await;
        check(&format!("elid=1&{url}"), "missed", "partner").await;
        check("account=1", "value", "billurl").await;
        for bad in [
            "shop.example",
            "javascript:alert(1)",
            "https://",
            "https://a%0Ab",
        ] {
            check(&format!("account=1&billurl={bad}"), "value", "billurl").await;
        }
        check(
            &format!("account=1&{url}&ranges=1.2.3.4/33"),
            "value",
            "ranges",
        )
        .await;
        let many = "1.2.3.4%20".repeat(4097);
        check(&format!("account=1&{url}&ranges={many}"), "value", "ranges").await;
        assert!(house.ask(CLERK, "func=partner").await.rows().is_empty());
    });
}
