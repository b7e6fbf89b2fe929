//! Closed lists, their values as licenses, and the addons of tariffs that choose from them.

use crate::house::{CLERK, House, story};
use std::fmt::Write;

/// Asks as the administrator and expects the refusal of a field.
async fn refused(house: &House, query: &str, kind: &str, object: &str) {
    let refusal = house.ask(&house.admin, query).await.refusal();
    assert_eq!(refusal, (kind.to_owned(), object.to_owned()), "{query}");
}

/// The id of what the administrator saves.
async fn saved(house: &House, query: &str) -> String {
    house.ask(&house.admin, query).await.field("id")
}

/// The values of the list that comes with the preset, by their internal names.
async fn panels(house: &House) -> Vec<(String, String)> {
    let rows = house
        .ask(&house.admin, "func=enumeration.item&elid=1")
        .await;
    let text = |row: &onsell_wire::Node, tag| row.text_of(tag).unwrap_or_default().to_owned();
    let rows = rows.rows();
    let values = rows
        .iter()
        .map(|row| (text(row, "intname"), text(row, "id")));
    values.collect()
}

#[test]
fn the_preset_has_the_panels_of_servers() {
    story(|house| async move {
        let list = house.ask(&house.admin, "func=enumeration").await;
        assert_eq!(list.rows()[0].text_of("intname"), Some("control_panel"));
        let values = panels(&house).await;
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["", "55239", "55240", "55227", "55228", "55229", "55230"]
        );
        let edit = |at: usize| format!("func=enumeration.item.edit&elid={}", values[at].1);
        let nothing = house.ask(&house.admin, &edit(0)).await;
        assert_eq!(nothing.field("default"), "on");
        let trial = house.ask(&house.admin, &edit(1)).await;
        assert_eq!(trial.field("trial"), "on");
        assert_eq!(trial.field("paiditem"), values[3].1);
        let business = format!("func=enumeration.item.addon&elid={}", values[6].1);
        let business = house.ask(CLERK, &business).await;
        let nodes = &business.rows()[0];
        let mut told = String::new();
        for tag in ["intname", "source", "addonmin"] {
            write!(told, "{} ", nodes.text_of(tag).unwrap_or_default()).expect("text");
        }
        assert_eq!(told, "55236 nodes 1 ");
    });
}

#[test]
fn a_trial_leads_to_a_paid_value_of_its_list() {
    story(|house| async move {
        let values = panels(&house).await;
        let id = |at: usize| values[at].1.as_str();
        let edit = "func=enumeration.item.edit&sok=ok";
        // To a trial, from a value that is none, and to a value of another list.
        refused(
            &house,
            &format!("{edit}&elid={}&paiditem={}", id(1), id(2)),
            "value",
            "paiditem",
        )
        .await;
        refused(
            &house,
            &format!("{edit}&elid={}&paiditem={}", id(3), id(4)),
            "value",
            "paiditem",
        )
        .await;
        let other = saved(&house, "func=enumeration.edit&name=Other&sok=ok").await;
        let other = saved(&house, &format!("{edit}&plid={other}&name=Else")).await;
        refused(
            &house,
            &format!("{edit}&elid={}&paiditem={other}", id(1)),
            "value",
            "paiditem",
        )
        .await;
        // What a trial leads to stays; one that is no trial any more leads nowhere.
        let lite = format!("func=enumeration.item.delete&elid={}", id(3));
        refused(&house, &lite, "value", "elid").await;
        saved(&house, &format!("{edit}&elid={}&trial=off", id(1))).await;
        let form = format!("func=enumeration.item.edit&elid={}", id(1));
        assert_eq!(house.ask(&house.admin, &form).await.field("paiditem"), "");
        house.ask(&house.admin, &lite).await.field("ok");
        let all = house.ask(&house.admin, "func=enumeration.delete&elid=1");
        all.await.field("ok");
    });
}

#[test]
fn an_addon_of_a_value_is_fixed_or_taken() {
    story(|house| async move {
        let values = panels(&house).await;
        let edit = format!(
            "func=enumeration.item.addon.edit&plid={}&sok=ok",
            values[3].1
        );
        refused(&house, &format!("{edit}&intname=7"), "value", "value").await;
        refused(&house, &format!("{edit}&value=7"), "value", "intname").await;
        let both = format!("{edit}&intname=7&value=1&source=nodes");
        refused(&house, &both, "value", "value").await;
        refused(
            &house,
            &format!("{edit}&intname=7&value=-1"),
            "value",
            "value",
        )
        .await;
        let addon = saved(&house, &format!("{edit}&intname=7&value=3")).await;
        let again = format!("{edit}&intname=7&value=4");
        refused(&house, &again, "exists", "enumeration.item.addon").await;
        let change = format!("func=enumeration.item.addon.edit&elid={addon}&sok=ok");
        refused(
            &house,
            &format!("{change}&plid={}", values[4].1),
            "missed",
            "enumeration.item.addon",
        )
        .await;
        saved(&house, &format!("{change}&source=cpu")).await;
        let form = format!("func=enumeration.item.addon.edit&elid={addon}");
        let form = house.ask(&house.admin, &form).await;
        assert_eq!(
            (form.field("source"), form.field("addonmin")),
            ("cpu".into(), "1".into())
        );
        let delete = format!("func=enumeration.item.addon.delete&elid={addon}");
        house.ask(&house.admin, &delete).await.field("ok");
        refused(&house, &delete, "missed", "enumeration.item.addon").await;
    });
}

#[test]
fn a_tariff_has_one_control_panel_and_it_is_a_list() {
    story(|house| async move {
        let new = "func=pricelist.detail.edit&plid=55227&sok=ok";
        let wrong = format!("{new}&name=Panel&addontype=2&itemtype=control_panel");
        refused(&house, &wrong, "value", "itemtype").await;
        let unknown = format!("{new}&name=Panel&addontype=3&enumeration=1&itemtype=panel");
        refused(&house, &unknown, "value", "itemtype").await;
        let panel = format!("{new}&name=Panel&addontype=3&enumeration=1&itemtype=control_panel");
        let first = saved(&house, &panel).await;
        refused(&house, &panel, "exists", "itemtype").await;
        let form = format!("func=pricelist.detail.edit&elid={first}");
        let form = house.ask(&house.admin, &form).await;
        assert_eq!(form.field("itemtype"), "control_panel");
        // One that is a panel no more makes room.
        saved(
            &house,
            &format!("func=pricelist.detail.edit&elid={first}&itemtype=&sok=ok"),
        )
        .await;
        saved(&house, &panel).await;
    });
}
