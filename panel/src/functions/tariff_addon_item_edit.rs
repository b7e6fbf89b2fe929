//! A value of a closed list as a tariff sells it: `pricelist.detail.item.edit`.

use super::tariff_addon_edit::{ACTIVE, PRICE};
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, on, or_empty, prices, saved_with, switch};
use crate::function::{Body, Function};
use onsell_domain::{AddonId, EnumerationItemId, Level, Text};
use onsell_engine::addon_item_edit::{self, AddonItemInput};
use onsell_engine::report::Line;
use onsell_engine::{Result, Scope, addon_edit, unpriced};
use onsell_store::addon_item;
use onsell_store::tariff::{self, AddonPrice};
use onsell_wire::{Document, Fault};

/// `pricelist.detail.item.edit`: shows a value of an addon's closed list as the tariff sells it;
/// with `sok` switches it on or off and prices it.
pub(super) struct Edit;

/// Which value of which addon, and what to change of it.
pub(super) struct Input {
    change: AddonItemInput,
    is_final: bool,
}

/// A value as a tariff sells it.
pub(super) type SoldItem = (AddonId, EnumerationItemId, bool, Vec<AddonPrice>);

/// What came of it.
pub(super) enum Output {
    /// What is there.
    Shown(Box<SoldItem>),
    /// Saved, and what is to be looked at.
    Saved(EnumerationItemId, Vec<Line>),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail.item.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Value of an addon", "Значение дополнения"),
        parameters: &[
            Parameter::required(
                "plid",
                ParameterKind::Id,
                Text::new("Addon number", "Номер дополнения"),
            ),
            Parameter::required("elid", ParameterKind::Id, Text::new("Value", "Значение")),
            ACTIVE,
            PRICE,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            change: AddonItemInput {
                addon: params.required_id("plid")?,
                item: params.required_id("elid")?,
                active: switch(params, "active"),
                prices: prices(params)?,
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &Input| {
                let change = AddonItemInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                let item = addon_item_edit::save(scope, &change)?;
                let addon = addon_edit::find(scope, change.addon)?;
                Ok(Output::Saved(
                    item,
                    unpriced::warnings(scope, addon.tariff)?,
                ))
            })
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Saved(id, lines) => return saved_with(ask, id, lines),
            Output::Shown(shown) => {
                let (addon, item, is_on, prices) = shown.as_ref();
                form.put("plid", addon.to_string());
                form.put("elid", item.to_string());
                form.put("active", on(*is_on));
                for price in prices {
                    let code = price.period.code();
                    form.put(format!("price_{code}"), price.price.to_string());
                    form.put(format!("cost_{code}"), or_empty(price.cost));
                    form.put(format!("seller_cost_{code}"), or_empty(price.seller_cost));
                }
            }
        }
        form
    }
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    let (addon, item) = (input.change.addon, input.change.item);
    let found = addon_edit::find(scope, addon)?;
    let tariff = tariff::find(scope.tx, found.tariff)?;
    let tariff = tariff.ok_or_else(|| Fault::missed("pricelist", found.tariff))?;
    let sold = addon_item::of_addon(scope.tx, addon)?;
    let is_on = sold.iter().any(|(known, on)| *known == item && *on);
    let mut prices = addon_item::prices(scope.tx, addon, tariff.currency)?;
    prices.retain(|price| price.item == Some(item));
    Ok(Output::Shown(Box::new((addon, item, is_on, prices))))
}
