//! A new tariff plan: `pricelist.add` (wire 4.5), in one step instead of a wizard's several.

use super::tariff_edit::ADDITION_INTNAME;
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, saved};
use crate::function::{Body, Function};
use onsell_domain::{Level, TariffId, Text};
use onsell_engine::tariffs::{self, NewTariff};
use onsell_engine::{Result, Scope};
use onsell_wire::{Document, Fault};

/// `pricelist.add`: makes a tariff without prices, switched off; `pricelist.edit` prices it and
/// `pricelist.resume` switches it on. Its number can be chosen, because resellers store it.
pub(super) struct Add;

impl Function for Add {
    type Caller = Administrator;
    type Input = NewTariff;
    type Output = TariffId;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.add",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("New tariff plan", "Новый тарифный план"),
        parameters: &[
            Parameter::required(
                "processingmodule",
                ParameterKind::Id,
                Text::new(
                    "The module that does its work; it decides the product type",
                    "Обработчик тарифа; он определяет тип продукта",
                ),
            ),
            Parameter::required("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "name_ru",
                ParameterKind::Text,
                Text::new("Russian name", "Название по-русски"),
            ),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Its number, where resellers store it; else the next",
                    "Номер, если его хранят реселлеры; иначе следующий",
                ),
            ),
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new(
                    "Internal name: the seller's tariff number",
                    "Внутреннее имя: номер тарифа у продавца",
                ),
            ),
            ADDITION_INTNAME,
            Parameter::optional(
                "project",
                ParameterKind::Id,
                Text::new("Provider", "Провайдер"),
            ),
            Parameter::optional(
                "trial_days",
                ParameterKind::Integer,
                Text::new("Days of the trial", "Дней пробного периода"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<NewTariff, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.text(name).map(str::to_owned);
        let optional = |name: &str| {
            if params.has(name) {
                params.required_id::<i64>(name).map(Some)
            } else {
                Ok(None)
            }
        };
        let trial_days = params.integer("trial_days")?;
        let trial_days = trial_days
            .map(|days| u16::try_from(days).map_err(|_| Fault::value("trial_days", days)))
            .transpose()?;
        Ok(NewTariff {
            id: optional("elid")?.map(TariffId::new),
            module: params.required_id("processingmodule")?,
            provider: optional("project")?.map(onsell_domain::ProviderId::new),
            intname: text("intname"),
            addition_intname: params
                .text("additionintname")
                .unwrap_or_default()
                .to_owned(),
            name: params.required_text("name")?.to_owned(),
            name_ru: text("name_ru"),
            trial_days,
            // Who makes it is known inside the unit only.
            by: None,
        })
    }

    fn body(_: &NewTariff) -> Body<Self> {
        Body::Write(add)
    }

    fn render(id: &TariffId, ask: &Ask) -> Document {
        saved(ask, id)
    }
}

fn add(scope: &mut Scope<'_>, caller: &Administrator, input: &NewTariff) -> Result<TariffId> {
    let new = NewTariff {
        by: caller.identity.author(),
        ..input.clone()
    };
    tariffs::add(scope, &new)
}
