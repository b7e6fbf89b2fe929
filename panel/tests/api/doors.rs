//! The whole registry against what belongs to somebody else: whatever number a customer names in
//! whatever parameter of whatever function, he learns nothing of another account and changes
//! nothing there. Nothing is listed by hand, so a function that is added is walked through as well.

use crate::house::{ALICE, BOB, House, ORDER, story};
use onsell_domain::Level;
use onsell_panel::{Declaration, ParameterKind};
use std::fmt::Write;

/// What stands in Alice's things and nowhere else.
const MARKS: [&str; 4] = ["alicemark", "192.0.2.201", "192.0.2.202", "Alice Marker"];
/// Every number that her things have, and some more.
const NUMBERS: std::ops::RangeInclusive<u32> = 1..=6;
/// What Alice sees of her things.
const VIEW: [&str; 12] = [
    "soft",
    "soft.edit&elid=1",
    "soft.edit&elid=2",
    "service.history&elid=1",
    "payment",
    "expense",
    "order",
    "basket",
    "cart",
    "user",
    "usrparam",
    "dashboard.info",
];

async fn view(house: &House) -> String {
    let mut seen = String::new();
    for query in VIEW {
        let answer = house.ask(ALICE, &format!("func={query}")).await;
        assert!(!answer.text.contains("<error"), "{query}: {}", answer.text);
        seen.push_str(&answer.text);
        seen.push('\n');
    }
    seen
}

/// A call that names this number wherever a number is asked for, and something wherever else.
pub fn query(function: &Declaration, number: u32) -> String {
    let name: Vec<&str> = function
        .name
        .split('.')
        .map(|part| if part == "T" { "soft" } else { part })
        .collect();
    let mut query = format!("func={}", name.join("."));
    for parameter in function.parameters {
        let name = parameter.name.replace("_N", "_55236");
        let value = match (parameter.kind, name.as_str()) {
            (_, "sok") => continue,
            (_, "faction") => "soft.edit".to_owned(),
            (ParameterKind::Id | ParameterKind::Ids | ParameterKind::Integer, _) => {
                number.to_string()
            }
            (_, "filter") => "on".to_owned(),
            (ParameterKind::Switch, _) => "off".to_owned(),
            (ParameterKind::Date, _) => "2026-02-01".to_owned(),
            (ParameterKind::Amount | ParameterKind::Period | ParameterKind::AutoProlong, _) => {
                "1".to_owned()
            }
            (ParameterKind::Text | ParameterKind::Secret | ParameterKind::File, _)
                if !parameter.required =>
            {
                continue;
            }
            (ParameterKind::Text | ParameterKind::Secret | ParameterKind::File, _) => {
                number.to_string()
            }
        };
        // Text takes text.
        let _ = write!(query, "&{name}={value}");
    }
    query
}

#[test]
fn no_door_is_open_to_what_belongs_to_another() {
    story(|house| async move {
        for (ip, more) in [("192.0.2.201", "&skipbasket=on"), ("192.0.2.202", "")] {
            let order = ORDER.replace("&skipbasket=on", more);
            let order = format!("{order}&ip={ip}&licname=alicemark&remoteid=alicemark");
            house.ask(ALICE, &order).await.field("id");
        }
        let own = "func=usrparam&realname=Alice+Marker&sok=ok";
        house.ask(ALICE, own).await.field("ok");
        let before = view(&house).await;
        assert!(MARKS.iter().all(|mark| before.contains(mark)));

        let mut functions: Vec<_> = house
            .panel
            .registry()
            .declarations()
            .filter(|function| function.level == Level::Customer)
            .collect();
        // What may end Bob's own access comes last.
        functions.sort_by_key(|function| {
            let own = ["user", "totp", "logon"];
            own.iter().any(|start| function.name.starts_with(start))
        });
        assert!(functions.len() > 40);
        for function in functions {
            for number in NUMBERS {
                let query = query(function, number);
                for more in ["", "&sok=ok", "&account=1&su=alice@example.com", "&plid=1"] {
                    let answer = house.ask(BOB, &format!("{query}{more}")).await;
                    let leak = MARKS.iter().find(|mark| answer.text.contains(**mark));
                    assert!(
                        leak.is_none(),
                        "{query}{more} tells {leak:?}: {}",
                        answer.text
                    );
                }
            }
            assert_eq!(
                view(&house).await,
                before,
                "{} changed something",
                function.name
            );
        }
    });
}
