//! The values of an enumeration as a tariff's addon sells them: on or off, and at which prices.

use crate::columns::{FromRow, read_all, read_pairs};
use crate::tariff::AddonPrice;
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AddonId, Currency, EnumerationItemId, TariffId};

const PUT: &str = "
    INSERT INTO tariff_addon_item (addon, item, active) VALUES ($1, $2, $3)
    ON CONFLICT (addon, item) DO UPDATE SET active = excluded.active";
const OF_ADDON: &str = "SELECT item, active FROM tariff_addon_item WHERE addon = $1 ORDER BY item";

/// Switches a value of an addon on or off.
pub fn put(tx: &mut dyn Tx, addon: AddonId, item: EnumerationItemId, active: bool) -> Result<()> {
    tx.exec_one(PUT, &[addon.into(), item.into(), active.into()])
}

/// The values an addon knows, and whether each is on; one that is missing is off.
pub fn of_addon(tx: &mut dyn Tx, addon: AddonId) -> Result<Vec<(EnumerationItemId, bool)>> {
    read_pairs(tx.rows(OF_ADDON, &[addon.into()])?)
}

macro_rules! price {
    ($($rest:literal),*) => {
        concat!(
            "SELECT x.addon, x.item, x.period, x.price, x.cost, x.seller_cost, x.seller_currency
             FROM tariff_addon_item_price x ",
            $($rest),*
        )
    };
}

const PRICES: &str = price!("WHERE x.addon = $1 AND x.currency = $2 ORDER BY x.item, x.period");
const PRICES_OF_TARIFF: &str = price!(
    "JOIN tariff_addon a ON a.id = x.addon
     WHERE a.tariff = $1 AND x.currency = $2 ORDER BY x.addon, x.item, x.period"
);
const PUT_PRICE: &str = "
    INSERT INTO tariff_addon_item_price (addon, item, currency, period, price, cost, seller_cost,
        seller_currency)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (addon, item, currency, period) DO UPDATE
    SET price = excluded.price, cost = excluded.cost, seller_cost = excluded.seller_cost,
        seller_currency = excluded.seller_currency";

/// The prices of an addon's values in a currency.
pub fn prices(tx: &mut dyn Tx, addon: AddonId, currency: Currency) -> Result<Vec<AddonPrice>> {
    read_all(tx.rows(PRICES, &[addon.into(), currency.as_str().into()])?)
}

/// The prices of the values of all of a tariff's addons in a currency.
pub fn prices_of_tariff(
    tx: &mut dyn Tx,
    tariff: TariffId,
    currency: Currency,
) -> Result<Vec<AddonPrice>> {
    let args = [tariff.into(), currency.as_str().into()];
    read_all(tx.rows(PRICES_OF_TARIFF, &args)?)
}

/// Adds or changes the price of a value for a period; a price of no value is refused.
pub fn put_price(tx: &mut dyn Tx, currency: Currency, price: &AddonPrice) -> Result<()> {
    let seller_currency = price.seller_cost.map(|told| told.currency);
    let args = [
        price.addon.into(),
        price.item.into(),
        currency.as_str().into(),
        price.period.code().into(),
        price.price.into(),
        price.cost.into(),
        price.seller_cost.map(|told| told.amount).into(),
        seller_currency.as_ref().map(Currency::as_str).into(),
    ];
    tx.exec_one(PUT_PRICE, &args)
}

/// A value that a customer can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The addon.
    pub addon: AddonId,
    /// The value.
    pub item: EnumerationItemId,
    /// Its internal name.
    pub intname: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// Whether the list has it as its default.
    pub is_default: bool,
}

impl FromRow for Choice {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            addon: row.next()?,
            item: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            is_default: row.next()?,
        })
    }
}

const CHOICES: &str = "
    SELECT a.id, i.id, i.intname, i.name, i.name_ru, i.is_default
    FROM tariff_addon a
    JOIN tariff_addon_item v ON v.addon = a.id AND v.active = 1
    JOIN enumeration_item i ON i.id = v.item AND i.enumeration = a.enumeration AND i.active = 1
    WHERE a.tariff = $1 ORDER BY a.sort, a.id, i.sort, i.id";

/// The values that a tariff's addons have on, whether or not they have a price; both the list and
/// the tariff must have a value on.
pub fn choices(tx: &mut dyn Tx, tariff: TariffId) -> Result<Vec<Choice>> {
    read_all(tx.rows(CHOICES, &[tariff.into()])?)
}

/// A value of the closed list of a tariff's addon, whether or not it can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListValue {
    /// The addon.
    pub addon: AddonId,
    /// The value.
    pub item: EnumerationItemId,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// Whether the list has it as its default.
    pub is_default: bool,
    /// Whether it can be ordered: both the list and the tariff have it on.
    pub is_on: bool,
}

impl FromRow for ListValue {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            addon: row.next()?,
            item: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            is_default: row.next()?,
            is_on: row.next()?,
        })
    }
}

const VALUES: &str = "
    SELECT a.id, i.id, i.name, i.name_ru, i.is_default,
           CASE WHEN i.active = 1 AND v.active = 1 THEN 1 ELSE 0 END
    FROM tariff_addon a
    JOIN enumeration_item i ON i.enumeration = a.enumeration
    LEFT JOIN tariff_addon_item v ON v.addon = a.id AND v.item = i.id
    WHERE a.tariff = $1 ORDER BY a.sort, a.id, i.sort, i.id";

/// Every value of the closed lists that a tariff's addons choose from, by its place.
pub fn values(tx: &mut dyn Tx, tariff: TariffId) -> Result<Vec<ListValue>> {
    read_all(tx.rows(VALUES, &[tariff.into()])?)
}
