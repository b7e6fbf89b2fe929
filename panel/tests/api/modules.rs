//! Module licenses, software of others and platforms: their functions, and what a panel does to buy
//! a module for its customer (semantics 1.13, 1.14; backends 4.4).

use crate::house::{ALICE, Answer, BOB, CLERK, House, story_of};
use crate::visitor::Visitor;

impl House {
    /// Sells what the vendor's preset has beside licenses of the panel.
    fn sell_everything(&self) {
        let all = "55371, 23221, 9203, 9204, 55163";
        self.root(&format!("func=pricelist.resume&elid={all}"))
            .field("ok");
    }

    async fn module(&self, license: &str, more: &str) -> Answer {
        let order = "func=addition.order.param&pricelist=55371&period=1&sok=ok";
        self.ask(ALICE, &format!("{order}&item={license}{more}"))
            .await
    }
}

#[test]
fn a_panel_reads_its_price_list_as_nobody() {
    story_of("vendor", |house| async move {
        house.sell_everything();
        let query = "out=xml&func=pricelist.export&itemtype=addition";
        let guest = house.post(query).await;
        let known = house.ask(ALICE, query).await;
        for answer in [&guest, &known] {
            let tariffs: Vec<_> = answer.xml().children_of("pricelist").cloned().collect();
            let told: Vec<_> = tariffs
                .iter()
                .map(|tariff| {
                    let text = |name| tariff.text_of(name).unwrap_or_default().to_owned();
                    (text("id"), text("additionintname"))
                })
                .collect();
            // What is off is left out: Dr.Web.
            assert_eq!(
                told,
                [
                    ("55371".to_owned(), String::new()),
                    ("23221".to_owned(), "DDoSGUARD".to_owned())
                ]
            );
            let price = tariffs[1].child("price").expect("a price");
            assert_eq!(price.attribute("currency"), Some("EUR"));
            let month = price
                .children_of("period")
                .find(|period| period.attribute("type") == Some("month"))
                .expect("a month");
            assert_eq!(
                (
                    month.attribute("length"),
                    month.attribute("cost"),
                    month.text.as_str()
                ),
                (Some("1"), Some("5.00"), "monthly")
            );
        }
        for secret in ["processingmodule", "seller_", "cost_", "account"] {
            assert!(!guest.text.contains(secret), "{secret} in {}", guest.text);
        }
        // A name for panels is changed by administrators and checked.
        let named = "func=pricelist.edit&elid=55371&additionintname=BitNinja&sok=ok";
        house.root(named).field("ok");
        let bad = house.root("func=pricelist.edit&elid=55371&additionintname=a b&sok=ok");
        assert_eq!(
            bad.refusal(),
            ("value".to_owned(), "additionintname".to_owned())
        );
        let form = house.root("func=pricelist.edit&elid=55371");
        assert_eq!(form.field("additionintname"), "BitNinja");
    });
}

#[test]
fn a_panel_buys_through_the_cart_and_its_customer_pays_from_the_balance() {
    story_of("vendor", |house| async move {
        house.sell_everything();
        let license = house.license("192.0.2.1").await;
        let added = house.module(&license, "&bitninja_email=a@b.example").await;
        let (module, order) = (added.field("id"), added.field("billorder.id"));
        // Asked again, the panel is told of the one that waits.
        let again = house.module(&license, "").await;
        assert_eq!(
            (again.field("id"), again.field("billorder.id")),
            (module.clone(), order.clone())
        );
        let cart = house.ask(ALICE, "out=xml&func=cart").await;
        assert!(
            cart.text.contains("<itemtype>addition</itemtype>"),
            "{}",
            cart.text
        );
        assert!(cart.text.contains("<cost>10.00</cost>"), "{}", cart.text);
        let pay =
            format!("func=payment.add&billorder={order}&clicked_button=fromsubaccount&sok=ok");
        // Somebody else's order does not exist.
        assert_eq!(
            house
                .ask(BOB, &format!("{pay}&redirect=on"))
                .await
                .refusal()
                .0,
            "missed"
        );
        assert_eq!(
            house
                .ask(ALICE, &format!("{pay}&redirect=on"))
                .await
                .field("ok"),
            "func=order"
        );
        let card = house
            .ask(ALICE, &format!("out=xml&func=addition.edit&elid={module}"))
            .await;
        assert_eq!(
            (card.field("status"), card.field("license")),
            ("2".to_owned(), license.clone())
        );
        assert_eq!(card.field("param_bitninja_email"), "a@b.example");
        let events = house.ask(ALICE, "out=xml&func=itemevent&after=0").await;
        let about: Vec<String> = events
            .rows()
            .iter()
            .filter_map(|row| {
                row.text_of("item")
                    .or(row.text_of("elid"))
                    .map(str::to_owned)
            })
            .collect();
        assert_eq!(about.last(), Some(&license), "{}", events.text);
        // The license has it, so it is not sold twice.
        assert_eq!(house.module(&license, "").await.refusal().0, "exists");
    });
}

#[test]
fn without_money_the_panel_is_led_to_the_page_where_it_is_paid() {
    story_of("vendor", |house| async move {
        house.sell_everything();
        let license = house.license("192.0.2.1").await;
        house
            .root("func=pricelist.edit&elid=55371&price_1=500&sok=ok")
            .field("ok");
        let order = house.module(&license, "").await.field("billorder.id");
        let pay =
            format!("func=payment.add&billorder={order}&clicked_button=fromsubaccount&sok=ok");
        assert_eq!(house.ask(ALICE, &pay).await.refusal().0, "not_enough_money");
        let answer = house.ask(ALICE, &format!("{pay}&redirect=on")).await;
        let link = answer.field("ok");
        let path = link
            .split_once("/billmgr")
            .map(|(_, path)| format!("/billmgr{path}"));
        let path = path.unwrap_or_else(|| panic!("no link: {}", answer.text));
        let mut visitor = Visitor::stranger(&house);
        let led = visitor.get(&path).await;
        let to = led
            .headers
            .get("location")
            .map(|to| to.to_str().expect("text"));
        let page = format!("/panel/payment.add?billorder={order}");
        assert_eq!((led.status, to), (303, Some(page.as_str())), "{}", led.text);
        let page = visitor.get(&page).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("500.00"), "{}", page.text);
        // The link counts once, and nobody is led out of the house.
        assert_eq!(Visitor::stranger(&house).get(&path).await.status, 200);
        let elsewhere = path.replace("%2Fpanel", "https%3A%2F%2Fevil.example%2Fpanel");
        assert_ne!(elsewhere, path);
        assert_eq!(Visitor::stranger(&house).get(&elsewhere).await.status, 200);
    });
}

#[test]
fn what_is_for_staff_is_opened_by_the_type() {
    story_of("vendor", |house| async move {
        house.sell_everything();
        let license = house.license("192.0.2.1").await;
        let order = house
            .module(&license, "&skipbasket=on&autoprolong=12")
            .await;
        let module = order.field("id");
        let card = format!("out=xml&func=addition.edit&elid={module}");
        // Another period than the ordered one is ignored, not refused.
        assert_eq!(house.ask(ALICE, &card).await.field("autoprolong"), "null");
        let renewal = |period: &str| format!("{card}&autoprolong={period}&sok=ok");
        for (asked, expect) in [("12", "null"), ("1", "1"), ("6", "1"), ("null", "null")] {
            house.ask(ALICE, &renewal(asked)).await.field("ok");
            assert_eq!(
                house.ask(ALICE, &card).await.field("autoprolong"),
                expect,
                "{asked}"
            );
        }
        let suspend = format!("func=addition.suspend&elid={module}");
        let resume = format!("func=addition.resume&elid={module}");
        let key = format!("func=addition.edit&elid={module}&clicked_button=newkey&sok=ok");
        let price = format!("func=service.setlocal&elid={module}&price=1.00&sok=ok");
        for query in [&suspend, &resume, &key, &price] {
            assert_eq!(
                house.ask(ALICE, query).await.refusal().0,
                "access",
                "{query}"
            );
        }
        for query in [&suspend, &resume, &key] {
            house.ask(CLERK, query).await.field("ok");
        }
        house.root(&price).field("ok");
        house
            .root("func=itemtype.edit&elid=3&client_suspend=on&client_resume=on&sok=ok")
            .field("ok");
        for query in [&suspend, &resume] {
            house.ask(ALICE, query).await.field("ok");
        }
        assert_eq!(house.ask(ALICE, &price).await.refusal().0, "access");
        // Renewed and deleted by its owner, as documented.
        let prolonged = format!("func=service.prolong&elid={module}&period=1&sok=ok");
        house.ask(ALICE, &prolonged).await.field("newexpiredate");
        house
            .ask(ALICE, &format!("func=addition.delete&elid={module}&sok=ok"))
            .await
            .field("ok");
        assert_eq!(house.ask(ALICE, &card).await.field("status"), "4");
    });
}

#[test]
fn software_of_others_and_platforms_live_like_licenses() {
    story_of("vendor", |house| async move {
        house.sell_everything();
        let order = |kind: &str, tariff: &str, period: &str| {
            format!(
                "out=xml&func={kind}.order.param&pricelist={tariff}&period={period}&ip=192.0.2.7\
                 &licname=mine&skipbasket=on&clicked_button=finish&sok=ok"
            )
        };
        // Two products of others on one address are two, one product is not.
        for (kind, tariff, periods) in [
            ("softexternal", "9203", ["-100", "1", "3", "6"]),
            ("softexternal", "9204", ["-100", "12", "3", "6"]),
            ("platform", "55163", ["-100", "1", "12", "12"]),
        ] {
            for period in periods {
                let id = house
                    .ask(ALICE, &order(kind, tariff, period))
                    .await
                    .field("id");
                let again = house.ask(ALICE, &order(kind, tariff, "1")).await;
                assert_eq!(again.refusal(), ("exists".to_owned(), "ip".to_owned()));
                let card = format!("out=xml&func={kind}.edit&elid={id}");
                let status = async || house.ask(ALICE, &card).await.field("status");
                assert_eq!(status().await, "2", "{kind} {tariff} {period}");
                let act = |verb: &str| format!("func={kind}.{verb}&elid={id}&sok=ok");
                house.ask(ALICE, &act("suspend")).await.field("ok");
                assert_eq!(status().await, "3");
                house.ask(ALICE, &act("resume")).await.field("ok");
                let renew = format!("func=service.prolong&elid={id}&period=1&sok=ok");
                let renewed = house.ask(ALICE, &renew).await;
                assert_eq!(
                    renewed.text.contains("<error"),
                    period == "-100",
                    "{}",
                    renewed.text
                );
                house.ask(ALICE, &act("delete")).await.field("ok");
                assert_eq!(status().await, "4");
                if period == "-100" {
                    let trial = house.ask(ALICE, &order(kind, tariff, "-100")).await;
                    assert_eq!(trial.refusal(), ("value".to_owned(), "period".to_owned()));
                }
                let money = "func=payment.add&sok=ok&account=1&amount=1000";
                let payment = house.root(money).field("payment_id");
                house
                    .root(&format!("func=payment.setpaid&elid={payment}"))
                    .field("ok");
            }
        }
        // The documented columns; customers are not told whose it is and who does the work.
        let id = house
            .ask(ALICE, &order("softexternal", "9203", "1"))
            .await
            .field("id");
        let columns = [
            "licname",
            "ip",
            "id",
            "pricelist",
            "project",
            "datacentername",
            "createdate",
            "expiredate",
            "autoprolong",
            "status_msg",
            "item_status",
            "cost",
        ];
        for (user, own) in [(ALICE, false), (CLERK, true)] {
            let rows = house.ask(user, "out=xml&func=softexternal").await.rows();
            let row = rows
                .iter()
                .find(|row| row.text_of("id") == Some(&id))
                .expect("its row");
            for column in columns {
                assert!(row.child(column).is_some(), "{column}");
            }
            for column in ["account", "processingmodule"] {
                assert_eq!(row.child(column).is_some(), own, "{column}");
            }
        }
        // A platform has its addons.
        let nodes = order("platform", "55163", "1");
        let nodes = house
            .ask(ALICE, &format!("{nodes}&addon_55165=3&addon_55164=10"))
            .await;
        let card = format!("out=xml&func=platform.edit&elid={}", nodes.field("id"));
        let card = house.ask(ALICE, &card).await;
        assert_eq!(
            (card.field("addon_55165"), card.field("addon_55164")),
            ("3".into(), "10".into())
        );
        assert_eq!(card.field("item_cost"), "35.0000");
    });
}

#[test]
fn people_choose_the_license_and_find_one_from_the_other() {
    story_of("vendor", |house| async move {
        house.sell_everything();
        let license = house.license("192.0.2.1").await;
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let order = "/panel/addition.order.param?pricelist=55371";
        let page = alice.get(order).await;
        let choice = format!("<option value=\"{license}\"");
        assert!(page.text.contains(&choice), "{}", page.text);
        // Without a license nothing is ordered, and the reason stands at the field.
        let fields = [
            ("pricelist", "55371"),
            ("period", "1"),
            ("skipbasket", "on"),
        ];
        let without = alice
            .send("/panel/addition.order.param", &page.text, &fields)
            .await;
        assert_eq!(without.status, 422, "{}", without.text);
        assert!(without.text.contains("error-license"), "{}", without.text);
        let fields = [&fields[..], &[("license", license.as_str())]].concat();
        let ordered = alice
            .send("/panel/addition.order.param", &page.text, &fields)
            .await;
        assert_eq!(ordered.status, 303, "{}", ordered.text);
        let rows = house.ask(ALICE, "out=xml&func=addition").await.rows();
        let module = rows[0].text_of("id").expect("a number").to_owned();
        let links = [
            (
                format!("/panel/soft.edit?elid={license}"),
                format!("/panel/addition.edit?elid={module}"),
            ),
            (
                format!("/panel/addition.edit?elid={module}"),
                format!("/panel/soft.edit?elid={license}"),
            ),
        ];
        let mut clerk = Visitor::signed_in(&house, CLERK).await;
        for (from, to) in &links {
            for visitor in [&mut alice, &mut clerk] {
                let page = visitor.get(from).await;
                assert!(
                    page.text.contains(&format!("href=\"{to}\"")),
                    "{from}: {}",
                    page.text
                );
            }
        }
        let russian = alice.get(&format!("{}&lang=ru", links[0].0)).await;
        assert!(russian.text.contains("Модули"), "{}", russian.text);
    });
}
