//! What the order of a module license has beside that of every service: the license that it hangs
//! on, by either of its documented names, and what some modules are told (semantics 1.13, 5.5;
//! backends 4.3).

use super::card::{put_status, title, title_of};
use crate::declaration::{Parameter, ParameterKind};
use crate::fields::{name_in, or_empty};
use onsell_domain::{Language, Text};
use onsell_engine::module_license::Card;
use onsell_store::module_license::Candidate;
use onsell_wire::{Document, Node};

pub(super) const LICENSE: Parameter = Parameter::optional(
    "license",
    ParameterKind::Id,
    Text::new(
        "Number of the license that a module hangs on",
        "Номер лицензии, к которой относится модуль",
    ),
);
pub(super) const ITEM: Parameter = Parameter::optional(
    "item",
    ParameterKind::Id,
    Text::new(
        "The same license, as newer clients call it",
        "Та же лицензия, в записи новых клиентов",
    ),
);
pub(super) const ACCOUNT_LIMIT: Parameter = Parameter::optional(
    "accountlimit",
    ParameterKind::Integer,
    Text::new(
        "Limit of accounts, for modules that have one",
        "Ограничение числа учётных записей, для модулей с ним",
    ),
);
pub(super) const BITNINJA_EMAIL: Parameter = Parameter::optional(
    "bitninja_email",
    ParameterKind::Text,
    Text::new(
        "Mail address of a BitNinja account, for its module",
        "Почтовый адрес учётной записи BitNinja, для её модуля",
    ),
);

/// The licenses that a module can be ordered for, as the form offers them.
pub(super) fn put_choices(form: &mut Document, licenses: &[Candidate], language: Language) {
    let mut choices = Node::new("slist").attr("name", LICENSE.name);
    for license in licenses {
        let tariff = name_in(language, &license.tariff_name, &license.tariff_name_ru);
        let text = title_of(tariff, &license.name, &license.ip);
        choices.push(Node::leaf("val", text).attr("key", license.id.to_string()));
    }
    form.push(choices);
}

/// What hangs on a license, and what a module hangs on.
pub(super) fn put_card(root: &mut Node, card: &Card, language: Language) {
    if let (Some(license), Some((seen, kind))) = (&card.license, &card.seen) {
        root.put("license_name", title(license, language));
        root.put("license_seen", seen.to_string());
        root.put("license_itemtype", kind.clone());
    }
    if card.modules.is_empty() {
        return;
    }
    let mut list = Node::new("list").attr("name", "modules");
    for module in &card.modules {
        let mut row = Node::new("elem");
        row.put("id", module.id.to_string());
        row.put("name", title(module, language));
        row.put("itemtype", module.type_name.clone());
        row.put("expiredate", or_empty(module.expires));
        put_status(&mut row, module, language);
        list.push(row);
    }
    root.push(list);
}
