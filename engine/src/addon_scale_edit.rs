//! The prices of certain amounts of an addon, as an administrator edits them (semantics 2.3).

use crate::addon_edit::{find, tariff_of};
use crate::journal;
use crate::{Result, Scope};
use onsell_domain::{AddonId, AddonKind, Amount, Currency, Period, Text, UserId};
use onsell_store::addon_scale::{self, ScaleStep};
use onsell_store::tariff::Addon;
use onsell_wire::Fault;

/// Amounts of one addon at most.
const STEPS_MAX: usize = 100;

/// What an administrator enters about an amount.
#[derive(Debug, Clone)]
pub struct ScaleInput {
    /// The addon.
    pub addon: AddonId,
    /// Units above the included ones.
    pub amount: i64,
    /// Prices by period, in the provider's currency.
    pub prices: Vec<(Period, Amount)>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// The steps of an addon, by amount and period, and their currency.
///
/// # Errors
/// `missed` for an addon that is not there.
pub fn steps(scope: &mut Scope<'_>, addon: AddonId) -> Result<(Vec<ScaleStep>, Currency)> {
    let addon = find(scope, addon)?;
    let currency = tariff_of(scope, addon.tariff)?.currency;
    let steps = addon_scale::of_addon(scope.tx, addon.id, currency)?;
    Ok((steps, currency))
}

/// Adds an amount to an addon's scale, or changes its prices.
///
/// # Errors
/// `missed` for an addon that is not there, `value` for one whose values are those of a closed
/// list, for no amount, and for no price.
pub fn save(scope: &mut Scope<'_>, input: &ScaleInput) -> Result<()> {
    let addon = find(scope, input.addon)?;
    must_count(&addon)?;
    if input.amount <= 0 {
        return Err(Fault::value("amount", input.amount).into());
    }
    if input.prices.is_empty() {
        return Err(Fault::value_empty("price_1").into());
    }
    let (known, currency) = steps(scope, addon.id)?;
    let mut amounts: Vec<i64> = known.iter().map(|step| step.amount).collect();
    amounts.dedup();
    if amounts.len() >= STEPS_MAX && !amounts.contains(&input.amount) {
        let reason = Text::new(
            "The scale is long enough",
            "В шкале уже достаточно значений",
        );
        return Err(Fault::value_because("amount", input.amount, reason).into());
    }
    for (period, price) in &input.prices {
        let step = ScaleStep {
            addon: addon.id,
            period: *period,
            amount: input.amount,
            price: *price,
        };
        addon_scale::put(scope.tx, currency, &step)?;
    }
    let function = "pricelist.detail.scale.edit";
    note(scope, input.by, function, &addon, input.amount)
}

fn must_count(addon: &Addon) -> std::result::Result<(), Fault> {
    if addon.kind() != AddonKind::Enumeration {
        return Ok(());
    }
    let reason = Text::new(
        "Values of an enumeration have prices of their own",
        "У значений перечисления собственные цены",
    );
    Err(Fault::value_because("plid", addon.id, reason))
}

/// Takes an amount out of an addon's scale.
///
/// # Errors
/// `missed` for an addon or an amount that is not there.
pub fn delete(
    scope: &mut Scope<'_>,
    addon: AddonId,
    amount: i64,
    by: Option<UserId>,
) -> Result<()> {
    let addon = find(scope, addon)?;
    if !addon_scale::delete(scope.tx, addon.id, amount)? {
        return Err(Fault::missed("pricelist.detail.scale", amount).into());
    }
    note(scope, by, "pricelist.detail.scale.delete", &addon, amount)
}

fn note(
    scope: &mut Scope<'_>,
    by: Option<UserId>,
    function: &str,
    addon: &Addon,
    amount: i64,
) -> Result<()> {
    let object = format!("{amount} of {}", addon.id);
    journal::write(scope, by, function, &object, "")?;
    Ok(())
}
