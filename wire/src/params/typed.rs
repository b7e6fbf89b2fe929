//! Numbers, dates, amounts and periods in a request, with the tolerance of wire 1.2.
//!
//! What cannot be read is refused with the documented `value` fault that names the field.

use jiff::civil::Date;
use onsell_domain::{Amount, Period, Text};

use super::Params;
use crate::Fault;

/// How many numbers one `elid` may list.
pub const IDS_MAX: usize = 1_000;

impl Params {
    /// A text without the white space around it; `None` when nothing is left.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// A text that has to be there.
    pub fn required_text(&self, name: &str) -> Result<&str, Fault> {
        self.text(name).ok_or_else(|| Fault::value_empty(name))
    }

    /// A number; absent, empty and `null` are none. A stray `;` behind it is forgiven: the vendor's
    /// own examples have it.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Fault> {
        let Some(value) = self.chosen(name) else {
            return Ok(None);
        };
        let number = value.parse().map_err(|_| {
            Fault::value_because(
                name,
                value,
                Text {
                    en: "The value must be a whole number",
                    ru: "Значение должно быть целым числом",
                },
            )
        })?;
        Ok(Some(number))
    }

    /// A number that has to be there.
    pub fn required_integer(&self, name: &str) -> Result<i64, Fault> {
        self.integer(name)?.ok_or_else(|| Fault::value_empty(name))
    }

    /// The id of something: a number above zero that has to be there.
    pub fn required_id<Id: From<i64>>(&self, name: &str) -> Result<Id, Fault> {
        match self.required_integer(name)? {
            number if number > 0 => Ok(number.into()),
            number => Err(Fault::value(name, number)),
        }
    }

    /// The numbers of a list such as `1, 2, 3`; absent and empty are none.
    pub fn integers(&self, name: &str) -> Result<Vec<i64>, Fault> {
        let value = self.get(name).unwrap_or_default();
        let mut numbers = Vec::new();
        for part in value
            .split(',')
            .map(without_stray)
            .filter(|part| !part.is_empty())
        {
            if numbers.len() == IDS_MAX {
                return Err(Fault::value_because(
                    name,
                    "",
                    Text {
                        en: "The list is too long",
                        ru: "Список слишком длинный",
                    },
                ));
            }
            numbers.push(part.parse().map_err(|_| {
                Fault::value_because(
                    name,
                    part,
                    Text {
                        en: "The value must be a list of whole numbers",
                        ru: "Значение должно быть списком целых чисел",
                    },
                )
            })?);
        }
        Ok(numbers)
    }

    /// A date `YYYY-MM-DD`; a time behind it is dropped.
    pub fn date(&self, name: &str) -> Result<Option<Date>, Fault> {
        let Some(value) = self.chosen(name) else {
            return Ok(None);
        };
        let date = parse_date(value).ok_or_else(|| {
            Fault::value_because(
                name,
                value,
                Text {
                    en: "The value must be a date in the form YYYY-MM-DD",
                    ru: "Значение должно быть датой в виде ГГГГ-ММ-ДД",
                },
            )
        })?;
        Ok(Some(date))
    }

    /// An amount of money with a decimal point.
    pub fn amount(&self, name: &str) -> Result<Option<Amount>, Fault> {
        let Some(value) = self.chosen(name) else {
            return Ok(None);
        };
        let amount = Amount::parse(value).map_err(|_| {
            Fault::value_because(
                name,
                value,
                Text {
                    en: "The value must be an amount such as 12.50",
                    ru: "Значение должно быть суммой вида 12.50",
                },
            )
        })?;
        Ok(Some(amount))
    }

    /// A period by its code (wire 2.3); absent, empty, `null` and `off` are none.
    pub fn period(&self, name: &str) -> Result<Option<Period>, Fault> {
        if self.chosen(name) == Some("off") {
            return Ok(None);
        }
        let Some(code) = self.integer(name)? else {
            return Ok(None);
        };
        let period = Period::from_code(code).map_err(|_| {
            Fault::value_because(
                name,
                code,
                Text {
                    en: "There is no such period",
                    ru: "Такого периода нет",
                },
            )
        })?;
        Ok(Some(period))
    }

    /// A value of a select without what careless clients leave around it.
    fn chosen(&self, name: &str) -> Option<&str> {
        let value = self.get(name).map(without_stray);
        value.filter(|value| !value.is_empty() && *value != "null")
    }
}

/// The value without white space around it and without `;` behind it.
pub(super) fn without_stray(value: &str) -> &str {
    value
        .trim()
        .trim_end_matches(|c: char| c == ';' || c.is_whitespace())
}

/// The date at the beginning of `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`; `None` for anything else.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.split([' ', 'T']).next()?;
    let is_plain = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_plain { day.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use jiff::civil::date;

    use super::*;

    fn with(value: &str) -> Params {
        let mut params = Params::default();
        params.push("x", "first");
        params.push("x", value);
        params
    }

    /// A reading of one value must be this, or a `value` fault that names the field.
    fn check<T: Debug + PartialEq>(
        read: impl Fn(&Params) -> Result<T, Fault>,
        value: &str,
        expect: Option<T>,
    ) {
        match (read(&with(value)), expect) {
            (Ok(read), Some(expect)) => assert_eq!(read, expect, "{value:?}"),
            (Err(fault), None) => {
                assert_eq!(
                    (fault.kind(), fault.object()),
                    ("value", Some("x")),
                    "{value:?}"
                );
            }
            (read, expect) => panic!("{value:?}: {read:?} instead of {expect:?}"),
        }
    }

    #[test]
    fn numbers() {
        let read = |params: &Params| params.integer("x");
        check(read, "55230", Some(Some(55230)));
        check(read, "55230;", Some(Some(55230)));
        check(read, " -100 ; ", Some(Some(-100)));
        check(read, "", Some(None));
        check(read, "null", Some(None));
        check(read, "1.5", None);
        check(read, "99999999999999999999", None);
        check(read, "1 2", None);
        let required = |params: &Params| params.required_integer("x");
        check(required, "7", Some(7));
        check(required, "", None);
        let id = |params: &Params| params.required_id::<onsell_domain::TariffId>("x");
        check(id, "7", Some(onsell_domain::TariffId::new(7)));
        check(id, "0", None);
        check(id, "-7", None);
    }

    #[test]
    fn lists_of_numbers() {
        let read = |params: &Params| params.integers("x");
        check(read, "1, 2,3 ,", Some(vec![1, 2, 3]));
        check(read, "", Some(vec![]));
        check(read, "1, b", None);
        check(read, &"1,".repeat(IDS_MAX), Some(vec![1; IDS_MAX]));
        check(read, &"1,".repeat(IDS_MAX + 1), None);
    }

    #[test]
    fn dates_amounts_periods_and_texts() {
        let read = |params: &Params| params.date("x");
        check(read, "2026-02-10", Some(Some(date(2026, 2, 10))));
        check(read, "2026-02-10 12:00:00", Some(Some(date(2026, 2, 10))));
        check(read, "", Some(None));
        check(read, "2026-02-30", None);
        check(read, "10.02.2026", None);
        let read = |params: &Params| params.amount("x");
        check(read, "12.50", Some(Some(Amount::new(125_000))));
        check(read, "12,50", None);
        let read = |params: &Params| params.period("x");
        check(read, "-50", Some(Some(Period::Day)));
        check(read, "12", Some(Some(Period::Months(12))));
        check(read, "off", Some(None));
        check(read, "null", Some(None));
        check(read, "-3", None);
        let read = |params: &Params| params.required_text("x").map(str::to_owned);
        check(read, " srv ", Some("srv".to_owned()));
        check(read, "  ", None);
    }
}
