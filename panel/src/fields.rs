//! Parameters that many functions share, and how values are shown.

use crate::ask::Ask;
use crate::declaration::{Parameter, ParameterKind};
use onsell_domain::{Amount, Currency, Language, Money, Period, Text, Timestamp, Zone};
use onsell_engine::report::{Change, Line};
use onsell_wire::{Document, Fault, Node, Params};

/// How many objects one call of an action may name: a unit touches a bounded number of rows.
pub(crate) const GROUP_MAX: usize = 100;

/// Perform, instead of showing the form.
pub(crate) const SOK: Parameter = Parameter::optional(
    "sok",
    ParameterKind::Text,
    Text::new("Any value: perform", "Любое значение: выполнить"),
);
/// Why staff do what is not done every day.
pub(crate) const REASON: Parameter = Parameter::required(
    "reason",
    ParameterKind::Text,
    Text::new("Why, for the journal", "Почему, для журнала"),
);
/// The client's own name for a service.
pub(crate) const REFERENCE: Parameter = Parameter::optional(
    "remoteid",
    ParameterKind::Text,
    Text::new("The client's own name", "Собственное имя клиента"),
);
/// What a service is called by its owner.
pub(crate) const SERVICE_NAME: Parameter = Parameter::optional(
    "licname",
    ParameterKind::Text,
    Text::new("Name", "Название"),
);
/// The address of a service.
pub(crate) const SERVICE_IP: Parameter = Parameter::optional(
    "ip",
    ParameterKind::Text,
    Text::new("IP address", "IP-адрес"),
);
/// The automatic renewal of a service.
pub(crate) const AUTO_PROLONG: Parameter = Parameter::optional(
    "autoprolong",
    ParameterKind::AutoProlong,
    Text::new("Automatic renewal", "Автопродление"),
);
/// The value of one of a service's addons.
pub(crate) const ADDON: Parameter = Parameter::optional(
    "addon_N",
    ParameterKind::Text,
    Text::new("Value of addon N", "Значение дополнения N"),
);
/// The account that staff acts for.
pub(crate) const ACCOUNT: Parameter = Parameter::optional(
    "account",
    ParameterKind::Id,
    Text::new("Client (staff only)", "Клиент (только для сотрудников)"),
);
/// Where to call somebody.
pub(crate) const PHONE: Parameter = Parameter::optional(
    "phone",
    ParameterKind::Text,
    Text::new("Telephone number", "Телефон"),
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

/// The most that a request may cost.
pub(crate) const PRICE_MAX: Parameter = Parameter::optional(
    "pricemax",
    ParameterKind::Text,
    Text::new(
        "The most it may cost, as 9.90 EUR; what is dearer is refused",
        "Предельная цена, например 9.90 EUR; более дорогое отклоняется",
    ),
);

/// The number of an object.
pub(crate) fn id<T: From<i64>>(params: &Params, name: &str) -> Result<Option<T>, Fault> {
    Ok(params.integer(name)?.map(T::from))
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

/// What a family of fields `<kind>_N` has in common with `N`: `price_1` and `price_-100` have the
/// numbers 1 and -100. A name that has no number behind it is refused.
pub(crate) fn numbered<'a>(
    params: &'a Params,
    kind: &'static str,
) -> impl Iterator<Item = Result<(i64, &'a str), Fault>> {
    params.iter().filter_map(move |(name, value)| {
        let number = name.strip_prefix(kind)?.strip_prefix('_')?;
        let number = number.parse().map_err(|_| Fault::value(name, number));
        Some(number.map(|number| (number, value)))
    })
}

/// The prices in a request, `price_N` for the period N; an empty one is left as it is.
pub(crate) fn prices(params: &Params) -> Result<Vec<(Period, Amount)>, Fault> {
    let mut prices = Vec::new();
    for field in numbered(params, "price") {
        let (code, _) = field?;
        let name = format!("price_{code}");
        let period = Period::from_code(code).map_err(|_| Fault::value(&name, code))?;
        match params.amount(&name)? {
            Some(price) if price.is_negative() => return Err(Fault::value(&name, price)),
            Some(price) => prices.push((period, price)),
            None => {}
        }
    }
    Ok(prices)
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
    if language == Language::Ru && !name_ru.is_empty() {
        name_ru
    } else {
        name
    }
}

/// The answer of an action that did what it was asked to.
pub(crate) fn done(ask: &Ask) -> Document {
    Document::result(&ask.function).with(Node::new("ok"))
}

/// The sentences of a report that somebody should look at.
pub(crate) fn put_warnings(node: &mut Node, lines: &[Line], language: Language) {
    let warnings = lines.iter().filter(|line| line.change == Change::Warning);
    for line in warnings {
        node.put(
            "warning",
            format!("{}: {}", line.name, line.words.get(language)),
        );
    }
}

/// The answer of a form that was saved and that has something to say.
pub(crate) fn saved_with(ask: &Ask, id: impl std::fmt::Display, lines: &[Line]) -> Document {
    let mut document = saved(ask, id);
    put_warnings(&mut document.root, lines, ask.language);
    document
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
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn prices_are_read_by_their_periods() {
        let check = |pairs: &[(&str, &str)], expect: Option<&[(i64, i64)]>| {
            let read = prices(&params(pairs)).ok();
            let read: Option<Vec<(i64, i64)>> = read.map(|prices| {
                let counts = prices
                    .iter()
                    .map(|(period, price)| (period.code(), price.get()));
                counts.collect()
            });
            assert_eq!(read.as_deref(), expect, "{pairs:?}");
        };
        let read = [
            ("price_1", "10"),
            ("price_-100", "0"),
            ("price_12", ""),
            ("pricelist", "7"),
        ];
        check(&read, Some(&[(1, 100_000), (-100, 0)]));
        check(&[("price_121", "1")], None);
        check(&[("price_x", "1")], None);
        check(&[("price_1", "-1")], None);
        check(&[("price_1", "1,5")], None);
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
}
