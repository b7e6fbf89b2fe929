//! What a function says of itself: its name, level, texts and parameters with their checks. Every
//! face of the function is made from this.

use crate::column::Column;
use onsell_domain::{Level, Text};
use onsell_wire::{Fault, Params};

/// What a function is for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Rows with these columns; what staff see besides is told without being named here.
    List(&'static [Column]),
    /// Fields that are shown, and saved with `sok`.
    Form,
    /// Something that is done at once.
    Action,
    /// Nested facts for programs, such as a price list.
    Tree,
}

/// What a function says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// The name (`whoami`), or the name of a family over the product types (`T.edit`).
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The least level that may call it.
    pub level: Level,
    /// What people call it.
    pub title: Text,
    /// What it reads of the request.
    pub parameters: &'static [Parameter],
}

/// A parameter of a function.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name; ends in `_N` when there is one for each of several things (`addon_N`).
    pub name: &'static str,
    /// What people call it.
    pub text: Text,
    /// Whether every call has to have it.
    pub required: bool,
    /// What its value is.
    pub kind: ParameterKind,
}

/// What the value of a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Words.
    Text,
    /// Words that are never repeated.
    Secret,
    /// The bytes of a file in base 64. A page uploads the file itself.
    File,
    /// A number of an object, above zero.
    Id,
    /// Numbers of objects, separated by commas.
    Ids,
    /// Any whole number.
    Integer,
    /// `on` or `off`.
    Switch,
    /// `YYYY-MM-DD`.
    Date,
    /// Money without a currency.
    Amount,
    /// A period code (wire 2.3).
    Period,
    /// A period code, `null`, or `on` for the period of the order (wire 2.3).
    AutoProlong,
}

impl Parameter {
    /// A parameter that may be left out.
    pub const fn optional(name: &'static str, kind: ParameterKind, text: Text) -> Self {
        Self {
            name,
            text,
            required: false,
            kind,
        }
    }

    /// A parameter that every call has to have.
    pub const fn required(name: &'static str, kind: ParameterKind, text: Text) -> Self {
        Self {
            name,
            text,
            required: true,
            kind,
        }
    }

    fn check(&self, params: &Params) -> Result<(), Fault> {
        if self.required && params.text(self.name).is_none() {
            return Err(Fault::value_empty(self.name));
        }
        match self.kind {
            ParameterKind::Id => match params.integer(self.name)? {
                Some(number) if number <= 0 => Err(not_an_id(self.name, number)),
                _ => Ok(()),
            },
            ParameterKind::Ids => {
                let wrong = params
                    .integers(self.name)?
                    .into_iter()
                    .find(|number| *number <= 0);
                wrong.map_or(Ok(()), |number| Err(not_an_id(self.name, number)))
            }
            ParameterKind::Integer => params.integer(self.name).map(drop),
            ParameterKind::Date => params.date(self.name).map(drop),
            ParameterKind::Amount => params.amount(self.name).map(drop),
            ParameterKind::AutoProlong if params.text(self.name) == Some("on") => Ok(()),
            ParameterKind::Period | ParameterKind::AutoProlong => {
                params.period(self.name).map(drop)
            }
            ParameterKind::Text
            | ParameterKind::Secret
            | ParameterKind::File
            | ParameterKind::Switch => Ok(()),
        }
    }
}

fn not_an_id(name: &str, number: i64) -> Fault {
    let reason = Text::new(
        "The value must be a number above zero",
        "Значение должно быть числом больше нуля",
    );
    Fault::value_because(name, number, reason)
}

impl Declaration {
    /// Whether it is a list that a menu can lead to: what belongs to one object, or is of a kind of
    /// services, is opened from there.
    pub fn is_open_list(&self) -> bool {
        let names_object = |p: &Parameter| p.required || matches!(p.name, "elid" | "plid");
        let is_family = self.name.split('.').any(|part| part == "T");
        let is_inner = self.parameters.iter().any(names_object);
        matches!(self.kind, Kind::List(_)) && !is_family && !is_inner
    }

    /// Checks that what is required is there and that every value is of its kind. The refusal calls
    /// the field as people know it.
    pub fn check(&self, params: &Params) -> Result<(), Fault> {
        self.parameters.iter().try_for_each(|parameter| {
            parameter
                .check(params)
                .map_err(|fault| fault.labeled(parameter.text))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_kind() {
        let check = |kind: ParameterKind, value: &str, expect: bool| {
            let parameter = Parameter::required("x", kind, Text::new("X", "Икс"));
            let mut params = Params::default();
            params.push("x", value);
            let result = parameter.check(&params);
            assert_eq!(result.is_ok(), expect, "{kind:?} {value:?}");
            if let Err(fault) = result {
                assert_eq!((fault.kind(), fault.object()), ("value", Some("x")));
            }
        };
        check(ParameterKind::Text, "a", true);
        check(ParameterKind::Text, " ", false);
        check(ParameterKind::Id, "1", true);
        check(ParameterKind::Id, "0", false);
        check(ParameterKind::Id, "-1", false);
        check(ParameterKind::Id, "9223372036854775808", false);
        check(ParameterKind::Ids, "1, 2", true);
        check(ParameterKind::Ids, "1, 0", false);
        check(ParameterKind::Integer, "-5", true);
        check(ParameterKind::Integer, "5.5", false);
        check(ParameterKind::Date, "2026-02-30", false);
        check(ParameterKind::Amount, "1.5", true);
        check(ParameterKind::Amount, "1,5", false);
        check(ParameterKind::Period, "-100", true);
        check(ParameterKind::Period, "on", false);
        check(ParameterKind::AutoProlong, "on", true);
        check(ParameterKind::AutoProlong, "null", true);
        check(ParameterKind::AutoProlong, "121", false);
    }
}
