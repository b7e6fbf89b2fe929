//! What a page shows around its work.

use crate::house::{ALICE, CLERK, House, story};

async fn groups(house: &House, user: &str, lang: &str) -> Vec<(String, Vec<(String, String)>)> {
    let answer = house
        .ask(user, &format!("func=menu&sok=ok&lang={lang}"))
        .await;
    let root = answer.xml();
    let menu = root.child("mainmenu").expect("a menu");
    let text = |node: &onsell_wire::Node, name| node.attribute(name).unwrap_or_default().to_owned();
    let group = |node: &onsell_wire::Node| {
        let nodes = node.children_of("node");
        let nodes = nodes.map(|node| (text(node, "name"), text(node, "title")));
        (text(node, "name"), nodes.collect())
    };
    menu.children_of("node").map(group).collect()
}

#[test]
fn a_menu_has_what_its_reader_may_open() {
    story(|house| async move {
        let customer = groups(&house, ALICE, "en").await;
        let names: Vec<&str> = customer.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["services", "customer"]);
        assert!(customer[0].1.iter().any(|(name, _)| name == "soft"));
        let staff = groups(&house, CLERK, "ru").await;
        let (name, lists) = &staff[2];
        assert_eq!(name, "administration");
        assert!(
            lists.contains(&("account".to_owned(), "Клиенты".to_owned())),
            "{lists:?}"
        );
        // Whatever it names can be opened.
        for (user, groups) in [(ALICE, customer), (CLERK, staff)] {
            for (func, _) in groups.into_iter().flat_map(|(_, nodes)| nodes) {
                house
                    .ask(user, &format!("func={func}"))
                    .await
                    .field("p_elems");
            }
        }
    });
}

#[test]
fn balance_and_services_stay_in_sight() {
    story(|house| async move {
        house.license("192.0.2.1").await;
        let answer = house.ask(ALICE, "func=notify").await;
        assert_eq!(answer.field("realbalance"), "94.00 EUR");
        let rows = answer.rows();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].text_of("itemtype"), Some("soft"));
        assert_eq!(rows[0].text_of("active"), Some("1"));
        let items = answer.xml();
        let items = items.child("notify").expect("items");
        let names = items
            .children_of("item")
            .filter_map(|item| item.attribute("name"));
        assert_eq!(names.collect::<Vec<_>>(), ["bannerlist", "ticket"]);
        let desktop = house.ask(ALICE, "func=desktop&out=bjson").await;
        let expect = "\"user\":{\"id\":\"2\",\"name\":\"alice@example.com\"";
        assert!(desktop.text.contains(expect), "{}", desktop.text);
    });
}
