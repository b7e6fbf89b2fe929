//! On the card of a service: when its address and its key may be changed next, and, while somebody
//! works on it, what it has and what it is to have.

use super::card;
use crate::fields::{instant, name_in, or_empty};
use onsell_domain::{AddonId, Language, Text};
use onsell_engine::next_change::{Changing, Hindrance, NextChange, Requested};
use onsell_engine::sold::Sold;
use onsell_store::service::Service;
use onsell_wire::Node;

/// Writes when, and what is under way since when.
pub(super) fn put_changing(root: &mut Node, changing: &Changing, language: Language) {
    put_next(root, "ip", &changing.ip, language);
    put_next(root, "lickey", &changing.key, language);
    if let Some(asked) = &changing.requested {
        let open = &asked.operation;
        root.put("requested", open.kind.name());
        root.put("requested_name", open.kind.title(language));
        root.put("requested_since", instant(open.created_at));
    }
}

/// `ip_change_next`, the day from which it may be changed, and `ip_change_hint`, why not now.
pub(super) fn put_next(node: &mut Node, field: &str, next: &NextChange, language: Language) {
    node.put(format!("{field}_change_next"), or_empty(next.from));
    let hint = next.hindrance.map(|why| hint(why, language));
    node.put(format!("{field}_change_hint"), hint.unwrap_or_default());
}

fn hint(why: Hindrance, language: Language) -> String {
    match why {
        Hindrance::Until(day) => {
            let text = Text::new(
                "It was changed a short time ago and can be changed again on __date__",
                "Значение менялось недавно, изменить его снова можно __date__",
            );
            text.get(language).replace("__date__", &day.to_string())
        }
        Hindrance::Stopped => {
            let text = Text::new(
                "The service was stopped by its provider",
                "Услуга остановлена поставщиком",
            );
            text.get(language).to_owned()
        }
        Hindrance::Working(kind) => {
            let text = Text::new(
                "Another change is under way: __what__",
                "Выполняется другое изменение: __what__",
            );
            let what = kind.title(language);
            text.get(language).replace("__what__", what)
        }
        Hindrance::Gone => {
            let text = Text::new("The service does not run", "Услуга не работает");
            text.get(language).to_owned()
        }
    }
}

/// A row for each value that is being changed.
pub(super) fn requested(
    asked: &Requested,
    service: &Service,
    (sold, addons): (&Sold, &[(AddonId, i64)]),
    language: Language,
) -> Node {
    let open = &asked.operation;
    let mut list = Node::new("list").attr("name", "requested");
    let mut row = |name: &str, title: &str, before: &str, after: &str| {
        let mut row = Node::new("elem");
        row.put("name", name);
        row.put("title", title);
        row.put("before", before);
        row.put("after", after);
        list.push(row);
    };
    if let Some(name) = &open.new_name {
        let title = Text::new("Name", "Название").get(language);
        row("licname", title, &service.name, name);
    }
    if let Some(ip) = &open.new_ip {
        let title = Text::new("IP address", "IP-адрес").get(language);
        row("ip", title, &service.ip, ip);
    }
    if let Some(tariff) = &asked.tariff {
        let title = Text::new("Tariff", "Тариф").get(language);
        let after = name_in(language, &tariff.name, &tariff.name_ru);
        row(
            "pricelist",
            title,
            card::tariff_name(service, language),
            after,
        );
    }
    if let Some(end) = open.paid_until {
        let title = Text::new("Ends", "Окончание").get(language);
        let before = or_empty(service.expires);
        row("expiredate", title, &before, &end.to_string());
    }
    // The addons of another tariff have no value before.
    for (id, value) in asked.addons.iter().filter(|_| asked.tariff.is_none()) {
        let addon = sold.find(*id);
        let title = addon.map(|addon| name_in(language, &addon.name, &addon.name_ru));
        let shown = |value: i64| match sold.list_value(*id, value) {
            Some(item) => name_in(language, &item.name, &item.name_ru).to_owned(),
            None => value.to_string(),
        };
        let before = addons.iter().find(|(known, _)| known == id);
        let before = before.map(|(_, value)| shown(*value)).unwrap_or_default();
        let name = format!("addon_{id}");
        row(&name, title.unwrap_or_default(), &before, &shown(*value));
    }
    list
}
