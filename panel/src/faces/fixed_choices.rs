//! Values that are chosen from a handful that never changes: the kinds of modules, of addons and of
//! their billing (semantics 2.3), the reasons of a stop.

use super::choices::Choice;
use onsell_domain::{Language, Text};

/// The beginning of a function's name, its parameter, and what may be chosen.
type Fixed = (&'static str, &'static str, &'static [(&'static str, Text)]);

const FIXED: [Fixed; 5] = [
    (
        "T.suspend",
        "reason",
        &[
            ("employee", Text::new("By an employee", "Сотрудником")),
            ("abuse", Text::new("Abuse", "За нарушение")),
            ("auto", Text::new("Not paid", "За неуплату")),
        ],
    ),
    (
        "processing.",
        "module",
        &[
            ("billmanager", Text::new("BILLmanager", "BILLmanager")),
            (
                "license",
                Text::new("Licenses of our own", "Собственные лицензии"),
            ),
            ("manual", Text::new("Done by hand", "Вручную")),
            ("vmmanager6", Text::new("VMmanager 6", "VMmanager 6")),
            ("vmmanager5", Text::new("VMmanager 5", "VMmanager 5")),
            ("dcimanager6", Text::new("DCImanager 6", "DCImanager 6")),
            ("dcimanager5", Text::new("DCImanager 5", "DCImanager 5")),
            ("lxd", Text::new("LXD", "LXD")),
            ("acme", Text::new("ACME", "ACME")),
            (
                "ownca",
                Text::new(
                    "Own certificate authority",
                    "Собственный центр сертификации",
                ),
            ),
            ("gogetssl", Text::new("GoGetSSL", "GoGetSSL")),
            (
                "ispmanagerssl",
                Text::new("Ispmanager (SSL)", "Ispmanager (SSL)"),
            ),
        ],
    ),
    (
        "pricelist.detail.",
        "itemtype",
        &[
            (
                "control_panel",
                Text::new("Control panel", "Панель управления"),
            ),
            (
                "altname",
                Text::new("Names of a certificate", "Имена сертификата"),
            ),
        ],
    ),
    (
        "pricelist.detail.",
        "addontype",
        &[
            ("1", Text::new("Boolean", "Логический")),
            ("2", Text::new("Integer", "Целочисленный")),
            ("3", Text::new("Enumeration", "Перечисление")),
        ],
    ),
    (
        "pricelist.detail.",
        "billtype",
        &[
            ("1", Text::new("Not billed", "Нет")),
            ("2", Text::new("By order", "По заказу")),
            ("3", Text::new("By statistics", "По статистике")),
            ("4", Text::new("Compound", "Составной")),
            ("5", Text::new("Sum", "Сумма")),
        ],
    ),
];

/// What a parameter is chosen from; nothing where it is another one.
pub(crate) fn of(function: &str, parameter: &str, language: Language) -> Vec<Choice> {
    let is_meant = |(of, name, _): &&Fixed| function.starts_with(of) && *name == parameter;
    let Some((.., values)) = FIXED.iter().find(is_meant) else {
        return Vec::new();
    };
    let choice = |(value, text): &(&str, Text)| Choice {
        value: (*value).to_owned(),
        text: text.get(language).to_owned(),
        is_chosen: false,
    };
    values.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onsell_domain::AddonPurpose;
    use onsell_modules::ModuleKind;

    #[test]
    fn a_name_is_chosen_from_where_it_is_meant() {
        let check = |function: &str, parameter: &str, expect: usize| {
            let found = of(function, parameter, Language::En).len();
            assert_eq!(found, expect, "{function} {parameter}");
        };
        check("processing.add", "module", ModuleKind::ALL.len());
        check("processing.edit", "itemtype", 0);
        // An ordinary addon is none of these.
        check(
            "pricelist.detail.edit",
            "itemtype",
            AddonPurpose::ALL.len() - 1,
        );
        check("pricelist.detail.edit", "addontype", 3);
        check("pricelist.edit", "module", 0);
    }
}
