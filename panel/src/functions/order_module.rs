//! What the order of a module license has beside that of every service: the license that it hangs
//! on, by either of its documented names, and what some modules are told (semantics 1.13, 5.5;
//! backends 4.3).

use crate::declaration::{Parameter, ParameterKind};
use onsell_domain::Text;

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
