//! What is another about a service after a change, fact by fact, for `service.preview`.

use super::card;
use crate::fields::{code, cost, name_in, or_empty};
use onsell_domain::{AddonId, Language, Text, item_status_text};
use onsell_engine::preview::Facing;
use onsell_engine::shown;
use onsell_wire::Node;

/// A fact: its name on the wire, what people call it, and how it is read.
type Fact = (&'static str, Text, fn(&Facing, Language) -> String);

const FACTS: [Fact; 9] = [
    (
        "status",
        Text::new("Status", "Статус"),
        |side, language| item_status_text(&shown::status(&side.service).1, language),
    ),
    (
        "expiredate",
        Text::new("Ends", "Окончание"),
        |side, _| or_empty(side.service.expires),
    ),
    (
        "scheduledclose_prop",
        Text::new("Will be deleted", "Будет удалена"),
        |side, _| or_empty(side.service.scheduled_close),
    ),
    (
        "pricelist",
        Text::new("Tariff", "Тариф"),
        |side, language| card::tariff_name(&side.service, language).to_owned(),
    ),
    (
        "cost",
        Text::new("Renewal", "Продление"),
        |side, language| {
            let service = &side.service;
            let (price, currency) = (service.renewal_price, service.currency);
            cost(price, currency, service.period, language)
        },
    ),
    (
        "licname",
        Text::new("Name", "Название"),
        |side, _| side.service.name.clone(),
    ),
    ("ip", Text::new("IP address", "IP-адрес"), |side, _| {
        side.service.ip.clone()
    }),
    (
        "remoteid",
        Text::new("The client's own name", "Собственное имя клиента"),
        |side, _| side.service.reference.clone(),
    ),
    (
        "autoprolong",
        Text::new("Automatic renewal", "Автопродление"),
        |side, _| code(side.service.auto_prolong),
    ),
];

/// What is another afterwards, a row each.
pub(super) fn changes(before: &Facing, after: &Facing, language: Language) -> Vec<Node> {
    let mut rows = Vec::new();
    for (name, title, read) in FACTS {
        let sides = [before, after].map(|side| read(side, language));
        rows.extend(changed(name, title.get(language), sides));
    }
    let known = before.addons.iter().chain(&after.addons);
    let mut known: Vec<AddonId> = known.map(|(id, _)| *id).collect();
    known.sort_unstable();
    known.dedup();
    for id in known {
        let addon = after.sold.find(id).or_else(|| before.sold.find(id));
        let title = addon.map(|addon| name_in(language, &addon.name, &addon.name_ru));
        let sides = [before, after].map(|side| value(side, id, language));
        rows.extend(changed(
            &format!("addon_{id}"),
            title.unwrap_or_default(),
            sides,
        ));
    }
    rows
}

fn changed(name: &str, title: &str, [before, after]: [String; 2]) -> Option<Node> {
    if before == after {
        return None;
    }
    let mut row = Node::new("elem");
    row.put("name", name);
    row.put("title", title);
    row.put("before", before);
    row.put("after", after);
    Some(row)
}

/// The value of an addon as people know it; nothing where the service has none.
fn value(side: &Facing, id: AddonId, language: Language) -> String {
    let Some((_, value)) = side.addons.iter().find(|(known, _)| *known == id) else {
        return String::new();
    };
    match side.sold.list_value(id, *value) {
        Some(item) => name_in(language, &item.name, &item.name_ru).to_owned(),
        None => value.to_string(),
    }
}
