//! Addons as administrators make them and as customers order and change them.

use crate::house::{ALICE, Answer, House, story};

/// The number of what the administrator saves.
async fn saved(house: &House, query: &str) -> String {
    let query = format!("{query}&sok=ok");
    house.ask(&house.admin, &query).await.field("id")
}

/// A tariff with an addon of every kind: an amount, a switch, a list, a value that customers do not
/// see, and one that sums up.
struct Server {
    nodes: String,
    backup: String,
    panel: String,
    lite: String,
    pro: String,
    cpu: String,
    sum: String,
}

async fn server(house: &House) -> Server {
    let new = "func=pricelist.detail.edit&plid=55227&active=on";
    let nodes =
        "name=Nodes&intname=nodes&addonlimit=2&addonmin=2&addonmax=10&addonstep=2&price_1=1";
    let nodes = saved(house, &format!("{new}&{nodes}&measure=pcs")).await;
    let backup = saved(house, &format!("{new}&name=Backup&addontype=1&price_1=2")).await;
    let list = saved(house, "func=enumeration.edit&name=Panels").await;
    let item = format!("func=enumeration.item.edit&plid={list}");
    let lite = saved(house, &format!("{item}&name=Lite&intname=lite&default=on")).await;
    let pro = saved(house, &format!("{item}&name=Pro&intname=pro")).await;
    let panel = format!("{new}&name=Panel&intname=panel&addontype=3&enumeration={list}");
    let panel = saved(house, &panel).await;
    for (value, price) in [(&lite, 3), (&pro, 9)] {
        let sell = "func=pricelist.detail.item.edit";
        let sell = format!("{sell}&plid={panel}&elid={value}&active=on&price_1={price}");
        saved(house, &sell).await;
    }
    let cpu = format!("{new}&name=CPU&intname=cpu&billtype=1&addonlimit=4&addonmax=8");
    let cpu = saved(house, &cpu).await;
    let sum = format!("{new}&name=Points&billtype=5&addonlimit=2&addonmax=99&price_1=0.50");
    let sum = saved(house, &format!("{sum}&sources={nodes}, {backup}")).await;
    Server {
        nodes,
        backup,
        panel,
        lite,
        pro,
        cpu,
        sum,
    }
}

const FORM: &str = "func=soft.order.param&pricelist=55227&period=1";
const ORDER: &str =
    "func=soft.order.param&pricelist=55227&period=1&sok=ok&skipbasket=on&ip=192.0.2.1";

/// The choices of a field with their prices.
fn choices(answer: &Answer, field: &str) -> Vec<(String, String)> {
    let root = answer.xml();
    let mut lists = root.children_of("slist");
    let list = lists.find(|list| list.attribute("name") == Some(field));
    let list = list.unwrap_or_else(|| panic!("no choices of {field}: {}", answer.text));
    let read = |val: &onsell_wire::Node| {
        let of = |name| val.attribute(name).unwrap_or_default().to_owned();
        (of("key"), of("cost"))
    };
    list.children.iter().map(read).collect()
}

#[test]
fn the_form_of_an_order_shows_what_can_be_chosen() {
    story(|house| async move {
        let server = server(&house).await;
        let form = house.ask(ALICE, FORM).await;
        let field = |id: &String| format!("addon_{id}");
        assert_eq!(
            choices(&form, &field(&server.panel)),
            [
                (server.lite.clone(), "3.00".to_owned()),
                (server.pro.clone(), "9.00".to_owned())
            ]
        );
        assert_eq!(form.field(&field(&server.panel)), server.lite);
        assert_eq!(form.field(&field(&server.nodes)), "2");
        assert_eq!(form.field(&field(&server.sum)), "2");
        // What the tariff decides on is not shown.
        assert!(!form.text.contains(&field(&server.cpu)), "{}", form.text);
        for part in [
            format!(
                "<slider name=\"addon_{}\" min=\"2\" max=\"10\" step=\"2\" cost=\"1.00\"/>",
                server.nodes
            ),
            format!(
                "<input type=\"checkbox\" name=\"addon_{}\" cost=\"2.00\"/>",
                server.backup
            ),
            "Nodes (pcs)".to_owned(),
            format!(
                "name=\"hint_addon_{}\">Included: 2; Each more: 1.00 EUR<",
                server.nodes
            ),
        ] {
            assert!(form.text.contains(&part), "{part}: {}", form.text);
        }
        assert_eq!(form.field("cost"), "9.00");
        // 6 for the tariff, 4 nodes more, the backup, the panel, 5 points above the 2 included.
        let more = format!(
            "{FORM}&addon_{}=6&addon_{}=on&addon_{}={}",
            server.nodes, server.backup, server.panel, server.pro
        );
        let more = house.ask(ALICE, &more).await;
        assert_eq!(more.field(&field(&server.sum)), "7");
        assert_eq!(more.field("cost"), "23.50");
    });
}

#[test]
fn what_cannot_be_had_is_refused_with_its_field() {
    story(|house| async move {
        let server = server(&house).await;
        let other = saved(&house, "func=enumeration.edit&name=Other").await;
        let item = format!("func=enumeration.item.edit&plid={other}&name=Else");
        let other = saved(&house, &item).await;
        let before = house.state();
        for (addon, value, words) in [
            (&server.nodes, "1", "at least 2"),
            (&server.nodes, "12", "at most 10"),
            (&server.nodes, "5", "in steps of 2"),
            (&server.nodes, "many", ""),
            (&server.backup, "2", "at most 1"),
            (&server.panel, "999999", "no value of the addon"),
            (&server.panel, other.as_str(), "no value of the addon"),
            (&server.cpu, "5", "cannot be chosen"),
            (&server.sum, "5", "cannot be chosen"),
        ] {
            for query in [ORDER, FORM] {
                let query = format!("{query}&addon_{addon}={value}");
                let answer = house.ask(ALICE, &query).await;
                let expect = ("value".to_owned(), format!("addon_{addon}"));
                assert_eq!(answer.refusal(), expect, "{query}");
                assert!(answer.text.contains(words), "{words}: {}", answer.text);
            }
        }
        assert_eq!(house.state(), before);
        // The default is off: whoever orders has to choose.
        let off = "func=pricelist.detail.item.edit";
        let off = format!(
            "{off}&plid={}&elid={}&active=off",
            server.panel, server.lite
        );
        saved(&house, &off).await;
        let answer = house.ask(ALICE, ORDER).await;
        let expect = ("value".to_owned(), format!("addon_{}", server.panel));
        assert_eq!(answer.refusal(), expect);
    });
}

#[test]
fn every_kind_of_value_changes_while_the_service_runs() {
    story(|house| async move {
        let server = server(&house).await;
        let id = house.ask(ALICE, ORDER).await.field("id");
        let card = async || house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
        assert_eq!(card().await.field("item_cost"), "9.0000");
        let change = async |field: &String, value: &str| {
            let query = format!("func=soft.edit&elid={id}&sok=ok&addon_{field}={value}");
            house.ask(ALICE, &query).await
        };
        // The switch counts as a point as well; nothing of the month is used up.
        let on = change(&server.backup, "on").await;
        assert_eq!(on.field("charged"), "2.50 EUR");
        assert_eq!(card().await.field("item_cost"), "11.5000");
        // What it would cost is told before, and nothing is changed by that.
        let before = house.state();
        let quote = format!(
            "func=soft.edit&elid={id}&addon_{}={}",
            server.panel, server.pro
        );
        let quote = house.ask(ALICE, &quote).await;
        let told = ["charge", "refund", "oldprice", "newprice"].map(|name| quote.field(name));
        assert_eq!(
            told,
            [
                "6.00 EUR",
                "0.00 EUR",
                "11.50 EUR / Month",
                "17.50 EUR / Month"
            ]
        );
        assert_eq!(quote.field(&format!("addon_{}", server.panel)), server.pro);
        assert_eq!(house.state(), before);
        let up = change(&server.panel, &server.pro).await;
        assert_eq!(up.field("charged"), "6.00 EUR");
        assert_eq!(card().await.field("item_cost"), "17.5000");
        assert_eq!(
            card().await.field(&format!("addon_{}", server.panel)),
            server.pro
        );
        let down = change(&server.panel, &server.lite).await;
        assert_eq!(down.field("charged"), "0.00 EUR");
        assert_eq!(card().await.field("item_cost"), "11.5000");
        let off = change(&server.backup, "off").await;
        assert_eq!(off.field("charged"), "0.00 EUR");
        assert_eq!(card().await.field("item_cost"), "9.0000");
        // Neither what the tariff decides on, nor a value of no list.
        for (field, value) in [
            (&server.cpu, "5"),
            (&server.sum, "9"),
            (&server.panel, "999999"),
        ] {
            let expect = ("value".to_owned(), format!("addon_{field}"));
            assert_eq!(change(field, value).await.refusal(), expect);
        }
        let staff = format!("func=soft.edit&elid={id}");
        let staff = house.ask(&house.admin, &staff).await;
        assert_eq!(staff.field(&format!("addon_{}", server.cpu)), "4");
        assert!(!card().await.text.contains(&format!("addon_{}", server.cpu)));
    });
}

#[test]
fn clients_change_values_as_the_rules_of_the_tariff_allow() {
    story(|house| async move {
        let server = server(&house).await;
        let with = format!(
            "{ORDER}&addon_{}=6&addon_{}={}",
            server.nodes, server.panel, server.pro
        );
        let id = house.ask(ALICE, &with).await.field("id");
        let change = async |user: &str, field: &String, value: &str| {
            let query = format!("func=soft.edit&elid={id}&sok=ok&addon_{field}={value}");
            house.ask(user, &query).await
        };
        saved(&house, "func=pricelist.edit&elid=55227&minperiod=1").await;
        for (field, value) in [(&server.nodes, "4"), (&server.panel, server.lite.as_str())] {
            let early = change(ALICE, field, value).await;
            assert_eq!(early.refusal().1, format!("addon_{field}"));
            assert!(early.text.contains("2026-02-28"), "{}", early.text);
        }
        change(ALICE, &server.nodes, "8").await.field("ok");
        change(&house.admin, &server.nodes, "6").await.field("ok");
        // A month later what was ordered for it can be lowered.
        house.clock.advance_seconds(29 * 24 * 3600);
        change(ALICE, &server.nodes, "4").await.field("ok");
        let rule = format!("func=pricelist.detail.edit&elid={}", server.panel);
        saved(&house, &format!("{rule}&restrictclientchange=uponly")).await;
        let down = change(ALICE, &server.panel, &server.lite).await;
        assert!(down.text.contains("only be raised"), "{}", down.text);
        saved(&house, &format!("{rule}&restrictclientchange=downonly")).await;
        change(ALICE, &server.panel, &server.lite).await.field("ok");
        let up = change(ALICE, &server.panel, &server.pro).await;
        assert!(up.text.contains("only be lowered"), "{}", up.text);
        let wrong = format!("{rule}&restrictclientchange=never&sok=ok");
        let wrong = house.ask(&house.admin, &wrong).await.refusal();
        assert_eq!(wrong.1, "restrictclientchange");
    });
}

#[test]
fn a_compound_chooses_one_of_its_addons() {
    story(|house| async move {
        let new = "func=pricelist.detail.edit&plid=55227&active=on";
        let disk = saved(&house, &format!("{new}&name=Disk&billtype=4")).await;
        let member = format!("{new}&addonmin=10&addonmax=100&addonstep=10&compound={disk}");
        let fast = saved(&house, &format!("{member}&name=Fast&price_1=2")).await;
        let slow = saved(&house, &format!("{member}&name=Slow&price_1=1")).await;
        let form = house.ask(ALICE, FORM).await;
        let names = choices(&form, &format!("addon_{disk}"));
        let names: Vec<&str> = names.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(names, [&fast, &slow]);
        // The first is chosen by itself, with its least.
        assert_eq!(form.field("cost"), "26.00");
        let id = format!("{ORDER}&addon_{disk}={slow}&addon_{slow}=20");
        let id = house.ask(ALICE, &id).await.field("id");
        let card = async || house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
        assert_eq!(card().await.field("item_cost"), "26.0000");
        let wrong = format!("{FORM}&addon_{disk}={slow}&addon_{fast}=10");
        let wrong = house.ask(ALICE, &wrong).await.refusal();
        assert_eq!(wrong.1, format!("addon_{fast}"));
        let change = format!("func=soft.edit&elid={id}&sok=ok&addon_{disk}={fast}");
        let answer = house.ask(ALICE, &change).await;
        // Ten of the fast one cost what twenty of the slow one did.
        assert_eq!(answer.field("charged"), "0.00 EUR");
        assert_eq!(card().await.field("item_cost"), "26.0000");
        let change = format!("func=soft.edit&elid={id}&sok=ok&addon_{fast}=20");
        let answer = house.ask(ALICE, &change).await;
        assert_eq!(answer.field("charged"), "20.00 EUR");
        assert_eq!(card().await.field("item_cost"), "46.0000");
    });
}

#[test]
fn a_scale_says_what_amounts_cost() {
    story(|house| async move {
        let new = "func=pricelist.detail.edit&plid=55227&active=on&name=Users&addonmax=100";
        let users = saved(&house, &format!("{new}&scaletype=3")).await;
        for (amount, price) in [(10, 5), (50, 20)] {
            let step = format!("func=pricelist.detail.scale.edit&plid={users}&elid={amount}");
            saved(&house, &format!("{step}&price_1={price}")).await;
        }
        let form = house.ask(ALICE, FORM).await;
        let options = choices(&form, &format!("addon_{users}"));
        let options: Vec<_> = options
            .iter()
            .map(|(key, cost)| format!("{key}={cost}"))
            .collect();
        assert_eq!(options, ["0=0.00", "10=5.00", "50=20.00"]);
        let cost = async |kind: i64, amount: i64| {
            let edit =
                format!("func=pricelist.detail.edit&elid={users}&scaletype={kind}&price_1=1");
            saved(&house, &edit).await;
            house
                .ask(ALICE, &format!("{FORM}&addon_{users}={amount}"))
                .await
        };
        assert_eq!(cost(3, 10).await.field("cost"), "11.00");
        assert_eq!(cost(3, 11).await.refusal().1, format!("addon_{users}"));
        assert_eq!(cost(2, 11).await.field("cost"), "26.00");
        assert_eq!(cost(0, 11).await.field("cost"), "61.00");
        assert_eq!(cost(1, 11).await.field("cost"), "25.00");
        let delete = format!("func=pricelist.detail.scale.delete&plid={users}&elid=10");
        house.ask(&house.admin, &delete).await.field("ok");
        assert_eq!(house.ask(&house.admin, &delete).await.refusal().0, "missed");
        assert_eq!(cost(0, 11).await.field("cost"), "17.00");
    });
}

#[test]
fn an_addon_that_makes_no_sense_is_refused() {
    story(|house| async move {
        let new = "func=pricelist.detail.edit&plid=55227&name=Wrong&sok=ok";
        let compound = saved(
            &house,
            "func=pricelist.detail.edit&plid=55228&name=Else&billtype=4",
        );
        let compound = compound.await;
        let part = saved(&house, "func=pricelist.detail.edit&plid=55227&name=Part").await;
        for (wrong, field) in [
            ("billtype=10", "billtype"),
            ("billtype=6", "billtype"),
            ("billtype=3&addontype=1", "billtype"),
            ("billtype=5&addontype=3&enumeration=1", "billtype"),
            ("addontype=1&addonmax=5", "addonmax"),
            ("scaletype=4", "scaletype"),
            ("modulefactor=0", "modulefactor"),
            ("restrictclientchange=maybe", "restrictclientchange"),
            (&format!("compound={compound}"), "compound"),
            (&format!("compound={part}"), "compound"),
            (&format!("sources={part}"), "sources"),
            (&format!("billtype=5&sources={compound}"), "sources"),
            ("billtype=5&sources=999999", "sources"),
        ] {
            let refusal = house
                .ask(&house.admin, &format!("{new}&{wrong}"))
                .await
                .refusal();
            assert_eq!(refusal, ("value".to_owned(), field.to_owned()), "{wrong}");
        }
        let addons = house
            .ask(&house.admin, "func=pricelist.detail&elid=55227")
            .await;
        assert_eq!(addons.field("p_elems"), "1");
        // A tariff goes with its addons, whatever they refer to.
        let module = house.ask(&house.admin, "func=processing").await;
        let module = module.rows()[0]
            .text_of("id")
            .unwrap_or_default()
            .to_owned();
        let tariff = format!("func=pricelist.add&processingmodule={module}&name=Gone");
        let tariff = saved(&house, &tariff).await;
        let of_it = format!("func=pricelist.detail.edit&plid={tariff}&name=One");
        let choice = saved(&house, &format!("{of_it}&billtype=4")).await;
        let one = saved(&house, &format!("{of_it}&compound={choice}")).await;
        saved(&house, &format!("{of_it}&billtype=5&sources={one}")).await;
        let delete = format!("func=pricelist.delete&elid={tariff}");
        house.ask(&house.admin, &delete).await.field("ok");
    });
}

#[test]
fn a_value_without_a_price_is_named() {
    story(|house| async move {
        let server = server(&house).await;
        let warning = |answer: &Answer| {
            let root = answer.xml();
            let warnings = root.children_of("warning").map(|node| node.text.clone());
            warnings.collect::<Vec<_>>()
        };
        // Lite is sold for a month and for a year; the sum and the values only for a month.
        let said = house
            .ask(&house.admin, "func=pricelist.resume&elid=55227")
            .await;
        assert!(warning(&said)[2].starts_with("Points: it has no price for 12 Months"));
        let sum = format!("func=pricelist.detail.edit&elid={}&price_12=5", server.sum);
        saved(&house, &sum).await;
        let said = house
            .ask(&house.admin, "func=pricelist.edit&elid=55227&sok=ok")
            .await;
        let expect = ["Lite", "Pro"].map(|name| {
            format!("Panel: {name} has no price for 12 Months and cannot be ordered for it")
        });
        assert_eq!(warning(&said), expect);
        let on = house
            .ask(&house.admin, "func=pricelist.resume&elid=55227")
            .await;
        assert_eq!(warning(&on), expect);
        let sell = "func=pricelist.detail.item.edit&sok=ok";
        let sell = format!(
            "{sell}&plid={}&elid={}&price_12=30",
            server.panel, server.lite
        );
        let said = house.ask(&house.admin, &sell).await;
        assert_eq!(warning(&said), expect[1..]);
        let year = ORDER.replace("period=1", "period=12");
        let wrong = format!("{year}&addon_{}={}", server.panel, server.pro);
        let wrong = house.ask(ALICE, &wrong).await;
        assert!(
            wrong.text.contains("no price for the period"),
            "{}",
            wrong.text
        );
        // A value that comes to the list later is off until it is switched on and priced.
        let item = "func=enumeration.item.edit&plid=2&name=Host";
        let host = saved(&house, item).await;
        let late = format!("{ORDER}&addon_{}={host}", server.panel);
        assert!(
            house
                .ask(ALICE, &late)
                .await
                .text
                .contains("choose another")
        );
        let sell = format!(
            "func=pricelist.detail.item.edit&plid={}&elid={host}",
            server.panel
        );
        saved(&house, &format!("{sell}&active=on")).await;
        assert!(
            house
                .ask(ALICE, &late)
                .await
                .text
                .contains("no price for the period")
        );
        saved(&house, &format!("{sell}&price_1=5")).await;
        house.ask(ALICE, &late).await.field("ok");
        // What somebody has is switched off and not deleted.
        let delete = format!("func=enumeration.item.delete&elid={host}");
        assert_eq!(house.ask(&house.admin, &delete).await.refusal().0, "value");
        saved(
            &house,
            &format!("func=enumeration.item.edit&elid={host}&active=off"),
        )
        .await;
        let again = late.replace("192.0.2.1", "192.0.2.2");
        assert!(
            house
                .ask(ALICE, &again)
                .await
                .text
                .contains("choose another")
        );
    });
}

#[test]
fn what_was_used_is_charged_with_the_next_renewal() {
    story(|house| async move {
        let new = "func=pricelist.detail.edit&plid=55227&active=on&name=Traffic&billtype=3";
        let traffic = format!("{new}&addonlimit=10&addonmax=500&price_1=0.10");
        let traffic = saved(&house, &traffic).await;
        let form = house.ask(ALICE, FORM).await;
        assert_eq!(form.field(&format!("addon_{traffic}")), "500");
        assert_eq!(form.field("cost"), "6.00");
        let id = house.ask(ALICE, ORDER).await.field("id");
        let tell = async |more: &str| {
            let query = format!("func=service.stat.edit&elid={id}&sok=ok&{more}");
            house.ask(&house.admin, &query).await
        };
        for (wrong, field) in [
            (format!("addon_{traffic}=-1"), format!("addon_{traffic}")),
            ("addon_55236=1".to_owned(), "addon_55236".to_owned()),
            (
                format!("addon_{traffic}=1&date=2026-02-01"),
                "date".to_owned(),
            ),
            (String::new(), "addon_N".to_owned()),
        ] {
            assert_eq!(
                tell(&wrong).await.refusal(),
                ("value".to_owned(), field),
                "{wrong}"
            );
        }
        let used = format!("addon_{traffic}=30");
        let customer = format!("func=service.stat.edit&elid={id}&{used}");
        assert_eq!(house.ask(ALICE, &customer).await.refusal().0, "access");
        tell(&used).await.field("ok");
        tell(&used).await.field("ok");
        // A day that is told again is told anew; another day counts as well.
        tell(&format!("addon_{traffic}=40")).await.field("ok");
        tell(&format!("addon_{traffic}=5&date=2026-01-30"))
            .await
            .field("ok");
        let days = house
            .ask(ALICE, &format!("func=service.stat&elid={id}"))
            .await;
        let rows = days.rows();
        let days: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells = ["date", "used", "charged"];
                cells
                    .map(|tag| row.text_of(tag).unwrap_or_default())
                    .join(" ")
            })
            .collect();
        assert_eq!(days, ["2026-01-31 40 off", "2026-01-30 5 off"]);
        // The first day is over, of which 10 are included; the other is not.
        let preview = format!("func=service.prolong&elid={id}");
        tell(&format!("addon_{traffic}=15&date=2026-01-30"))
            .await
            .field("ok");
        assert_eq!(house.ask(ALICE, &preview).await.field("cost"), "6.50 EUR");
        tell(&format!("addon_{traffic}=5&date=2026-01-30"))
            .await
            .field("ok");
        house.clock.advance_seconds(24 * 3600);
        assert_eq!(house.ask(ALICE, &preview).await.field("cost"), "9.50 EUR");
        let renew = format!("{preview}&sok=ok");
        assert_eq!(house.ask(ALICE, &renew).await.field("charged"), "9.50 EUR");
        assert_eq!(house.ask(ALICE, &preview).await.field("cost"), "6.00 EUR");
        let late = tell(&format!("addon_{traffic}=41&date=2026-01-31")).await;
        assert_eq!(late.refusal().1, "date");
        tell(&format!("addon_{traffic}=40&date=2026-01-31"))
            .await
            .field("ok");
        assert_eq!(house.ask(ALICE, &renew).await.field("charged"), "6.00 EUR");
        // What was used before is not given back with the days that are not used: of three months
        // one day is.
        saved(
            &house,
            "func=pricelist.edit&elid=55227&returnpolicy=unused_days",
        )
        .await;
        let balance = async || {
            let wallet = house.ask(ALICE, "func=subaccount").await;
            wallet.rows()[0]
                .text_of("balance")
                .unwrap_or_default()
                .to_owned()
        };
        let before = balance().await;
        house
            .ask(ALICE, &format!("func=soft.delete&elid={id}"))
            .await
            .field("ok");
        assert_eq!(
            (before.as_str(), balance().await.as_str()),
            ("78.50", "96.29")
        );
    });
}
