//! Parameters that many functions share, and how values are shown.

use crate::ask::Ask;
use crate::declaration::{Parameter, ParameterKind};
use onsell_domain::{AddonId, Amount, Currency, Language, Money, Period, Text, Timestamp, Zone};
use onsell_wire::{Document, Fault, Node, Params};

/// How many objects one call of an action may name: a unit touches a bounded number of rows.
pub(crate) const GROUP_MAX: usize = 100;
/// The longest name that a customer may give a service, or a key to an order, in characters.
const WORD_CHARS_MAX: usize = 255;

/// Perform, instead of showing the form.
pub(crate) const SOK: Parameter = Parameter::optional(
    "sok",
    ParameterKind::Text,
    Text::new("Any value: perform", "Любое значение: выполнить"),
);
/// The account that staff acts for.
pub(crate) const ACCOUNT: Parameter = Parameter::optional(
    "account",
    ParameterKind::Id,
    Text::new("Client (staff only)", "Клиент (только для сотрудников)"),
);
/// One service.
pub(crate) const SERVICE: Parameter = Parameter::required(
    "elid",
    ParameterKind::Id,
    Text::new("Service number", "Номер услуги"),
);
/// One or more services.
pub(crate) const SERVICES: Parameter = Parameter::required(
    "elid",
    ParameterKind::Ids,
    Text::new("Service numbers", "Номера услуг"),
);
/// The key under which a paid request is carried out once.
pub(crate) const ORDER_KEY: Parameter = Parameter::optional(
    "orderkey",
    ParameterKind::Text,
    Text::new(
        "Key of the request: a repeated key gets the first answer",
        "Ключ запроса: на повторный ключ возвращается первый ответ",
    ),
);

/// The number of an object.
pub(crate) fn id<T: From<i64>>(params: &Params, name: &str) -> Result<Option<T>, Fault> {
    Ok(params.integer(name)?.map(T::from))
}

/// The number of an object that has to be named.
pub(crate) fn required_id<T: From<i64>>(params: &Params, name: &str) -> Result<T, Fault> {
    params.required_integer(name).map(T::from)
}

/// The numbers of the objects of an action, each once.
pub(crate) fn group<T: From<i64>>(params: &Params, name: &str) -> Result<Vec<T>, Fault> {
    let mut numbers = params.integers(name)?;
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        return Err(Fault::value_empty(name));
    }
    if numbers.len() > GROUP_MAX {
        let reason = Text::new("Too many at once", "Слишком много за один раз");
        return Err(Fault::value_because(name, numbers.len(), reason));
    }
    Ok(numbers.into_iter().map(T::from).collect())
}

/// A short text of the caller's own, such as `remoteid`; none when the name is absent.
pub(crate) fn word(params: &Params, name: &str) -> Result<Option<String>, Fault> {
    let Some(value) = params.get(name).map(str::trim) else {
        return Ok(None);
    };
    if value.chars().count() > WORD_CHARS_MAX || value.chars().any(char::is_control) {
        let reason = Text::new(
            "At most 255 characters and no control characters",
            "Не более 255 символов, без управляющих символов",
        );
        return Err(Fault::value_because(name, "", reason));
    }
    Ok(Some(value.to_owned()))
}

/// The values of `addon_N`; `on` and `off` are one and none (wire 2.4).
pub(crate) fn addons(params: &Params) -> Result<Vec<(AddonId, i64)>, Fault> {
    let mut values = Vec::new();
    for (name, _) in params.iter() {
        let Some(number) = name.strip_prefix("addon_") else { continue };
        // A hint or a text of the form that was sent back is no value.
        let Ok(addon) = number.parse::<AddonId>() else { continue };
        let value = match params.text(name) {
            None => continue,
            Some("on") => 1,
            Some("off") => 0,
            Some(_) => params.required_integer(name)?,
        };
        values.push((addon, value));
    }
    Ok(values)
}

/// The period of the automatic renewal; `on` is the period of the order. The outer none is "not
/// said".
pub(crate) fn auto_prolong(
    params: &Params,
    period: Option<Period>,
) -> Result<Option<Option<Period>>, Fault> {
    match params.text("autoprolong") {
        None => Ok(None),
        Some("on") => Ok(Some(period)),
        Some(_) => params.period("autoprolong").map(Some),
    }
}

/// A switch that may be left as it is.
pub(crate) fn switch(params: &Params, name: &str) -> Option<bool> {
    params.has(name).then(|| params.is_on(name))
}

/// `on` or `off`.
pub(crate) fn on(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

/// A price with its period as lists show it: `10.00 EUR / Month`.
pub(crate) fn cost(amount: Amount, currency: Currency, period: Period, l: Language) -> String {
    format!("{} / {}", Money::new(amount, currency), period.name(l))
}

/// A period code, `null` for none.
pub(crate) fn code(period: Option<Period>) -> String {
    period.map_or_else(|| "null".to_owned(), |period| period.code().to_string())
}

/// A value or nothing.
pub(crate) fn or_empty<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// An instant in UTC, where it belongs to no provider.
pub(crate) fn instant(at: Timestamp) -> String {
    at.format_in(&Zone::default())
}

/// The Russian name where there is one and Russian is asked for.
pub(crate) fn name_in<'a>(language: Language, name: &'a str, name_ru: &'a str) -> &'a str {
    if language == Language::Ru && !name_ru.is_empty() { name_ru } else { name }
}

/// The answer of an action that did what it was asked to.
pub(crate) fn done(ask: &Ask) -> Document {
    Document::result(&ask.function).with(Node::new("ok"))
}

/// The answer of a form that was saved: the number of the object, and success.
pub(crate) fn saved(ask: &Ask, id: impl std::fmt::Display) -> Document {
    Document::result(&ask.function)
        .with(Node::leaf("id", id.to_string()))
        .with(Node::new("ok"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn addon_values_are_read() {
        let check = |pairs: &[(&str, &str)], expect: Option<&[(i64, i64)]>| {
            let values = addons(&params(pairs)).ok();
            let values = values.map(|values| {
                values.into_iter().map(|(id, value)| (id.get(), value)).collect::<Vec<_>>()
            });
            assert_eq!(values.as_deref(), expect, "{pairs:?}");
        };
        check(&[("addon_5", "3"), ("addon_6", "on"), ("addon_7", "off")], Some(&[(5, 3), (6, 1), (7, 0)]));
        check(&[("addon_5", "-3;")], Some(&[(5, -3)]));
        check(&[("addon_5", ""), ("addon_x", "1"), ("addon_-1", "1"), ("addon", "1")], Some(&[]));
        check(&[("addon_5", "99999999999999999999")], None);
        check(&[("addon_5", "many")], None);
    }

    #[test]
    fn a_group_is_bounded_and_has_each_once() {
        let check = |value: &str, expect: Option<&[i64]>| {
            let numbers = group::<i64>(&params(&[("elid", value)]), "elid").ok();
            assert_eq!(numbers.as_deref(), expect, "{value}");
        };
        check("2, 1, 2", Some(&[1, 2]));
        check("", None);
        let many: Vec<String> = (1..=GROUP_MAX as i64 + 1).map(|n| n.to_string()).collect();
        check(&many.join(","), None);
    }

    #[test]
    fn automatic_renewal_has_three_answers() {
        let check = |value: Option<&str>, expect: Option<Option<Period>>| {
            let pairs: Vec<_> = value.map(|value| ("autoprolong", value)).into_iter().collect();
            let read = auto_prolong(&params(&pairs), Some(Period::Months(3)));
            assert_eq!(read.expect("a period"), expect, "{value:?}");
        };
        check(None, None);
        check(Some("null"), Some(None));
        check(Some("off"), Some(None));
        check(Some("on"), Some(Some(Period::Months(3))));
        check(Some("1"), Some(Some(Period::Months(1))));
    }

    #[test]
    fn words_are_short_and_plain() {
        let check = |value: &str, expect: Option<&str>| {
            let read = word(&params(&[("remoteid", value)]), "remoteid").ok().flatten();
            assert_eq!(read.as_deref(), expect, "{value:?}");
        };
        check(" l17 ", Some("l17"));
        check("", Some(""));
        check("a\u{0}b", None);
        check(&"я".repeat(256), None);
        assert_eq!(word(&params(&[]), "remoteid").expect("absent"), None);
    }
}
