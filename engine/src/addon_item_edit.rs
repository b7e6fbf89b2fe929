//! The values of closed lists on one tariff as an administrator edits them: on or off, and their
//! prices (semantics 2.4).

use crate::addon_edit::{find, must_be_of, tariff_of};
use crate::journal;
use crate::{Result, Scope};
use onsell_domain::{AddonId, Amount, EnumerationItemId, Period, UserId};
use onsell_store::addon_item;
use onsell_store::tariff::AddonPrice;
use onsell_wire::Fault;

/// What an administrator enters about a value of a closed list on one tariff; what is missing
/// stays.
#[derive(Debug, Clone)]
pub struct AddonItemInput {
    /// The addon.
    pub addon: AddonId,
    /// The value.
    pub item: EnumerationItemId,
    /// Whether it can be ordered.
    pub active: Option<bool>,
    /// Prices by period, in the provider's currency.
    pub prices: Vec<(Period, Amount)>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// Switches a value of an addon on or off, and prices it. One without a price for a period cannot
/// be ordered for it.
///
/// # Errors
/// `missed` for an addon that is not there, `value` for a value that is not of its list.
pub fn save(scope: &mut Scope<'_>, input: &AddonItemInput) -> Result<EnumerationItemId> {
    let addon = find(scope, input.addon)?;
    let list = addon
        .enumeration
        .ok_or_else(|| Fault::value("plid", addon.id))?;
    must_be_of(scope, list, input.item, "elid")?;
    let known = addon_item::of_addon(scope.tx, addon.id)?;
    let was_on = known.iter().any(|(item, on)| *item == input.item && *on);
    addon_item::put(
        scope.tx,
        addon.id,
        input.item,
        input.active.unwrap_or(was_on),
    )?;
    let currency = tariff_of(scope, addon.tariff)?.currency;
    let known = addon_item::prices(scope.tx, addon.id, currency)?;
    for (period, price) in &input.prices {
        let before = known
            .iter()
            .find(|known| known.item == Some(input.item) && known.period == *period);
        let row = AddonPrice {
            addon: addon.id,
            item: Some(input.item),
            period: *period,
            price: *price,
            cost: before.and_then(|before| before.cost),
            seller_cost: before.and_then(|before| before.seller_cost),
        };
        addon_item::put_price(scope.tx, currency, &row)?;
    }
    let object = format!("{} of {}", input.item, addon.id);
    journal::write(scope, input.by, "pricelist.detail.item.edit", &object, "")?;
    Ok(input.item)
}
