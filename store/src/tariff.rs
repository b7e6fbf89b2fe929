//! Tariff plans: what can be sold, for which periods, at which prices.

use crate::columns::{FromRow, read_all, read_first, read_money};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    AddonBilling, AddonId, AddonKind, AddonLimits, AddonPurpose, Amount, ChangePolicy,
    ClientChange, Currency, EnumerationId, EnumerationItemId, ModuleId, Money, Period,
    ProductTypeId, ProviderId, ScaleType, TariffId, Timestamp,
};

/// A tariff plan.
#[derive(Debug, Clone)]
pub struct Tariff {
    /// Its number; operators may fix it, because resellers store it.
    pub id: TariffId,
    /// Its product type.
    pub product_type: ProductTypeId,
    /// The provider that sells it.
    pub provider: ProviderId,
    /// What the module understands.
    pub intname: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// Licenses of one product may not share an address.
    pub product: String,
    /// Whether it can be ordered.
    pub active: bool,
    /// How long its trial lasts.
    pub trial_days: u16,
    /// Its place, lowest first.
    pub sort: i64,
    /// The internal name of its product type.
    pub type_name: String,
    /// The provider's currency.
    pub currency: Currency,
    /// What a change from it to another tariff moves.
    pub change_policy: ChangePolicy,
    /// How long a customer has a service before an addon can be lowered; none is not at all.
    pub minimum_period: Option<Period>,
    /// What a panel calls the module that it sells; empty where it sells none.
    pub addition_intname: String,
}

impl FromRow for Tariff {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            product_type: row.next()?,
            provider: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            product: row.next()?,
            active: row.next()?,
            trial_days: row.next()?,
            sort: row.next()?,
            type_name: row.next()?,
            currency: row.next()?,
            change_policy: row.next()?,
            minimum_period: row.next()?,
            addition_intname: row.next()?,
        })
    }
}

macro_rules! tariff {
    ($($rest:literal),*) => {
        concat!(
            "SELECT t.id, t.product_type, t.provider, t.intname, t.name, t.name_ru, t.product,
                    t.active, t.trial_days, t.sort, y.intname, p.currency, t.change_policy,
                    t.minimum_period, t.addition_intname
             FROM tariff t
             JOIN product_type y ON y.id = t.product_type
             JOIN provider p ON p.id = t.provider ",
            $($rest),*
        )
    };
}

const BY_ID: &str = tariff!("WHERE t.id = $1");
/// Every tariff, for [`crate::tariff_list`].
pub(crate) const ALL: &str = tariff!("WHERE 1 = 1");
const BY_MODULE_AND_INTNAME: &str = tariff!(
    "JOIN tariff_module l ON l.tariff = t.id
     WHERE l.module = $1 AND t.intname = $2 AND t.provider = $3 ORDER BY t.id LIMIT 1"
);
const ORDERABLE_OF_MODULE: &str = tariff!(
    "JOIN tariff_module l ON l.tariff = t.id
     WHERE l.module = $1 AND t.active = 1 ORDER BY t.sort, t.id"
);
const TARGETS: &str = tariff!(
    "JOIN tariff_module l ON l.tariff = t.id
     JOIN tariff o ON o.id = $2
     WHERE l.module = $1 AND t.active = 1 AND t.product_type = o.product_type
       AND t.provider = o.provider AND t.id <> o.id ORDER BY t.sort, t.id"
);
const TARGET: &str = tariff!(
    "JOIN tariff_module l ON l.tariff = t.id
     JOIN tariff o ON o.id = $2
     WHERE t.id = $3 AND l.module = $1 AND t.active = 1 AND t.product_type = o.product_type
       AND t.provider = o.provider AND t.id <> o.id"
);
const NEXT_ID: &str = "SELECT COALESCE(MAX(id), 0) + 1 FROM tariff";

/// The tariff of that number.
pub fn find(tx: &mut dyn Tx, id: TariffId) -> Result<Option<Tariff>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The tariff that was imported from this tariff of a module's seller.
pub fn imported(
    tx: &mut dyn Tx,
    module: ModuleId,
    intname: &str,
    provider: ProviderId,
) -> Result<Option<Tariff>> {
    read_first(tx.rows(
        BY_MODULE_AND_INTNAME,
        &[module.into(), intname.into(), provider.into()],
    )?)
}

/// The tariffs whose work a module does and that can be ordered, by their place.
pub fn orderable_of_module(tx: &mut dyn Tx, module: ModuleId) -> Result<Vec<Tariff>> {
    read_all(tx.rows(ORDERABLE_OF_MODULE, &[module.into()])?)
}

/// The other tariffs that a module does the work of and that can be ordered: of the same product
/// type and provider as this one.
pub fn change_targets(tx: &mut dyn Tx, module: ModuleId, from: TariffId) -> Result<Vec<Tariff>> {
    read_all(tx.rows(TARGETS, &[module.into(), from.into()])?)
}

/// One of [`change_targets`]; none when the number is of no such tariff.
pub fn change_target(
    tx: &mut dyn Tx,
    module: ModuleId,
    from: TariffId,
    id: TariffId,
) -> Result<Option<Tariff>> {
    read_first(tx.rows(TARGET, &[module.into(), from.into(), id.into()])?)
}

/// A number for a new tariff whose operator did not choose one.
pub fn next_id(tx: &mut dyn Tx) -> Result<TariffId> {
    tx.one(NEXT_ID, &[])?.read().next()
}

const PUT: &str = "
    INSERT INTO tariff (id, product_type, provider, intname, name, name_ru, product, active,
        trial_days, sort, created_at, change_policy, minimum_period, addition_intname)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, name_ru = excluded.name_ru, active = excluded.active,
        intname = excluded.intname, trial_days = excluded.trial_days, sort = excluded.sort,
        change_policy = excluded.change_policy, minimum_period = excluded.minimum_period,
        addition_intname = excluded.addition_intname";

/// Adds a tariff, or changes its names, internal name, trial, place, policy and whether it is on.
/// Product type and provider of one that exists stay (semantics 2.2).
pub fn put(tx: &mut dyn Tx, tariff: &Tariff, now: Timestamp) -> Result<()> {
    let args = [
        tariff.id.into(),
        tariff.product_type.into(),
        tariff.provider.into(),
        tariff.intname.as_str().into(),
        tariff.name.as_str().into(),
        tariff.name_ru.as_str().into(),
        tariff.product.as_str().into(),
        tariff.active.into(),
        i64::from(tariff.trial_days).into(),
        tariff.sort.into(),
        now.into(),
        tariff.change_policy.name().into(),
        tariff.minimum_period.map(Period::code).into(),
        tariff.addition_intname.as_str().into(),
    ];
    tx.exec_one(PUT, &args)
}

const SET_ACTIVE: &str = "UPDATE tariff SET active = $2 WHERE id = $1";

/// Switches a tariff on or off. `false` when there is none of that number.
pub fn set_active(tx: &mut dyn Tx, id: TariffId, active: bool) -> Result<bool> {
    Ok(tx.exec(SET_ACTIVE, &[id.into(), active.into()])? == 1)
}

const LINK: &str = "
    INSERT INTO tariff_module (tariff, module) VALUES ($1, $2)
    ON CONFLICT (tariff, module) DO NOTHING";

/// Lets a module do the work of a tariff.
pub fn link_module(tx: &mut dyn Tx, tariff: TariffId, module: ModuleId) -> Result<()> {
    tx.exec(LINK, &[tariff.into(), module.into()]).map(drop)
}

/// The price of one period in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// The period.
    pub period: Period,
    /// The price of the period, tax included.
    pub price: Amount,
    /// Charged once, at the order.
    pub setup: Amount,
    /// The price of a renewal where it differs.
    pub renewal: Option<Amount>,
    /// What the seller charges, in the currency of the price.
    pub cost: Option<Amount>,
    /// The same as the seller told it, in its own currency.
    pub seller_cost: Option<Money>,
}

impl FromRow for Price {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            period: row.next()?,
            price: row.next()?,
            setup: row.next()?,
            renewal: row.next()?,
            cost: row.next()?,
            seller_cost: read_money(row)?,
        })
    }
}

const PRICES: &str = "
    SELECT period, price, setup, renewal, cost, seller_cost, seller_currency FROM tariff_price
    WHERE tariff = $1 AND currency = $2 ORDER BY period";
const PUT_PRICE: &str = "
    INSERT INTO tariff_price (tariff, currency, period, price, setup, renewal, cost, seller_cost,
        seller_currency)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (tariff, currency, period) DO UPDATE
    SET price = excluded.price, setup = excluded.setup, renewal = excluded.renewal,
        cost = excluded.cost, seller_cost = excluded.seller_cost,
        seller_currency = excluded.seller_currency";

/// The periods that are sold in a currency.
pub fn prices(tx: &mut dyn Tx, tariff: TariffId, currency: Currency) -> Result<Vec<Price>> {
    read_all(tx.rows(PRICES, &[tariff.into(), currency.as_str().into()])?)
}

/// What a period costs at the seller.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// What the seller wanted when the tariff was imported.
    pub cost: Option<Amount>,
    /// What the seller last charged for one renewal.
    pub renewal_cost: Option<Amount>,
    /// Charged once, at the order.
    pub setup: Amount,
}

const COST: &str = "
    SELECT cost, renewal_cost, setup FROM tariff_price
    WHERE tariff = $1 AND currency = $2 AND period = $3";
const LEARN_RENEWAL_COST: &str = "
    UPDATE tariff_price SET renewal_cost = $4
    WHERE tariff = $1 AND currency = $2 AND period = $3
      AND (renewal_cost IS NULL OR renewal_cost <> $4)";

/// What a period of a tariff costs at the seller, as far as it is known.
pub fn cost(
    tx: &mut dyn Tx,
    tariff: TariffId,
    currency: Currency,
    period: Period,
) -> Result<Option<Cost>> {
    let args = [
        tariff.into(),
        currency.as_str().into(),
        period.code().into(),
    ];
    let Some(row) = tx.row(COST, &args)? else {
        return Ok(None);
    };
    let mut row = row.read();
    Ok(Some(Cost {
        cost: row.next()?,
        renewal_cost: row.next()?,
        setup: row.next()?,
    }))
}

/// Remembers what the seller charged for one renewal.
pub fn learn_renewal_cost(
    tx: &mut dyn Tx,
    tariff: TariffId,
    period: Period,
    charged: Money,
) -> Result<()> {
    let args = [
        tariff.into(),
        charged.currency.as_str().into(),
        period.code().into(),
        charged.amount.into(),
    ];
    tx.exec(LEARN_RENEWAL_COST, &args).map(drop)
}

/// Adds or changes the price of a period.
pub fn put_price(
    tx: &mut dyn Tx,
    tariff: TariffId,
    currency: Currency,
    price: &Price,
) -> Result<()> {
    let seller_currency = price.seller_cost.map(|told| told.currency);
    let args = [
        tariff.into(),
        currency.as_str().into(),
        price.period.code().into(),
        price.price.into(),
        price.setup.into(),
        price.renewal.into(),
        price.cost.into(),
        price.seller_cost.map(|told| told.amount).into(),
        seller_currency.as_ref().map(Currency::as_str).into(),
    ];
    tx.exec_one(PUT_PRICE, &args)
}

/// An addon of a tariff (semantics 2.3).
#[derive(Debug, Clone)]
pub struct Addon {
    /// Its number, fixed by the operator where resellers store it (`addon_55236`).
    pub id: AddonId,
    /// Its tariff.
    pub tariff: TariffId,
    /// What the module understands; at a resold tariff the seller's addon id.
    pub intname: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// 1 boolean, 2 integer, 3 enumeration.
    pub value_type: i64,
    /// 1 not billed, 2 by order …
    pub bill_type: i64,
    /// How much the tariff's price includes.
    pub included: i64,
    /// The least that can be ordered.
    pub minimum: i64,
    /// The most that can be ordered.
    pub maximum: i64,
    /// The steps between.
    pub step: i64,
    /// Whether it can be ordered.
    pub active: bool,
    /// Its place, lowest first.
    pub sort: i64,
    /// The closed list its values are of, where it is an enumeration.
    pub enumeration: Option<EnumerationId>,
    /// The value that an order gets which chooses none; none is the list's own default.
    pub default_item: Option<EnumerationItemId>,
    /// How a client may change the value of a running service.
    pub client_change: ClientChange,
    /// What it is for.
    pub purpose: AddonPurpose,
    /// How the scale of its prices is read.
    pub scale_type: ScaleType,
    /// The compound addon that it can be chosen by.
    pub compound: Option<AddonId>,
    /// What people count it in.
    pub measure: String,
    /// How many units of its module one unit is.
    pub module_factor: i64,
}

impl Addon {
    /// What its value is.
    pub fn kind(&self) -> AddonKind {
        AddonKind::of(self.value_type)
    }

    /// Who decides on its value.
    pub fn billing(&self) -> AddonBilling {
        AddonBilling::of(self.bill_type)
    }

    /// How much of it can be ordered.
    pub fn limits(&self) -> AddonLimits {
        AddonLimits {
            included: self.included,
            minimum: self.minimum,
            maximum: self.maximum,
            step: self.step,
        }
    }
}

impl FromRow for Addon {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            tariff: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            value_type: row.next()?,
            bill_type: row.next()?,
            included: row.next()?,
            minimum: row.next()?,
            maximum: row.next()?,
            step: row.next()?,
            active: row.next()?,
            sort: row.next()?,
            enumeration: row.next()?,
            default_item: row.next()?,
            client_change: row.next()?,
            purpose: row.next()?,
            scale_type: row.next()?,
            compound: row.next()?,
            measure: row.next()?,
            module_factor: row.next()?,
        })
    }
}

macro_rules! addon {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, tariff, intname, name, name_ru, value_type, bill_type, included, minimum,
                    maximum, step, active, sort, enumeration, default_item, client_change,
                    purpose, scale_type, compound, measure, module_factor
             FROM tariff_addon ",
            $($rest),*
        )
    };
}

const ADDON: &str = addon!("WHERE id = $1");
const ADDONS: &str = addon!("WHERE tariff = $1 ORDER BY sort, id");
const NEXT_ADDON_ID: &str = "SELECT COALESCE(MAX(id), 0) + 1 FROM tariff_addon";
const PUT_ADDON: &str = "
    INSERT INTO tariff_addon (id, tariff, intname, name, name_ru, value_type, bill_type, included,
        minimum, maximum, step, active, sort, enumeration, default_item, client_change,
        purpose, scale_type, compound, measure, module_factor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, name_ru = excluded.name_ru, intname = excluded.intname,
        included = excluded.included, minimum = excluded.minimum, maximum = excluded.maximum,
        step = excluded.step, active = excluded.active, sort = excluded.sort,
        enumeration = excluded.enumeration, default_item = excluded.default_item,
        client_change = excluded.client_change, purpose = excluded.purpose,
        scale_type = excluded.scale_type, compound = excluded.compound,
        measure = excluded.measure, module_factor = excluded.module_factor";

/// The addon of that number.
pub fn addon(tx: &mut dyn Tx, id: AddonId) -> Result<Option<Addon>> {
    read_first(tx.rows(ADDON, &[id.into()])?)
}

/// The addons of a tariff by their place.
pub fn addons(tx: &mut dyn Tx, tariff: TariffId) -> Result<Vec<Addon>> {
    read_all(tx.rows(ADDONS, &[tariff.into()])?)
}

/// A number for a new addon whose operator did not choose one.
pub fn next_addon_id(tx: &mut dyn Tx) -> Result<AddonId> {
    tx.one(NEXT_ADDON_ID, &[])?.read().next()
}

/// Adds or changes an addon; its tariff and its types stay.
pub fn put_addon(tx: &mut dyn Tx, addon: &Addon) -> Result<()> {
    let args = [
        addon.id.into(),
        addon.tariff.into(),
        addon.intname.as_str().into(),
        addon.name.as_str().into(),
        addon.name_ru.as_str().into(),
        addon.value_type.into(),
        addon.bill_type.into(),
        addon.included.into(),
        addon.minimum.into(),
        addon.maximum.into(),
        addon.step.into(),
        addon.active.into(),
        addon.sort.into(),
        addon.enumeration.into(),
        addon.default_item.into(),
        addon.client_change.name().into(),
        addon.purpose.name().into(),
        addon.scale_type.number().into(),
        addon.compound.into(),
        addon.measure.as_str().into(),
        addon.module_factor.into(),
    ];
    tx.exec_one(PUT_ADDON, &args)
}

/// The price of one unit of an addon, or of one value of its closed list, for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddonPrice {
    /// The addon.
    pub addon: AddonId,
    /// The value; none is one unit above the included amount.
    pub item: Option<EnumerationItemId>,
    /// The period.
    pub period: Period,
    /// The price of the period.
    pub price: Amount,
    /// What the seller charges for it, in the currency of the price.
    pub cost: Option<Amount>,
    /// The same as the seller told it, in its own currency.
    pub seller_cost: Option<Money>,
}

impl FromRow for AddonPrice {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            addon: row.next()?,
            item: row.next()?,
            period: row.next()?,
            price: row.next()?,
            cost: row.next()?,
            seller_cost: read_money(row)?,
        })
    }
}

const ADDON_PRICES: &str = "
    SELECT x.addon, CAST(NULL AS BIGINT), x.period, x.price, x.cost, x.seller_cost,
           x.seller_currency
    FROM tariff_addon a JOIN tariff_addon_price x ON x.addon = a.id
    WHERE a.tariff = $1 AND x.currency = $2 ORDER BY x.addon, x.period";
const PUT_ADDON_PRICE: &str = "
    INSERT INTO tariff_addon_price (addon, currency, period, price, cost, seller_cost,
        seller_currency)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (addon, currency, period) DO UPDATE
    SET price = excluded.price, cost = excluded.cost, seller_cost = excluded.seller_cost,
        seller_currency = excluded.seller_currency";

/// The unit prices of a tariff's addons in a currency.
pub fn addon_prices(
    tx: &mut dyn Tx,
    tariff: TariffId,
    currency: Currency,
) -> Result<Vec<AddonPrice>> {
    read_all(tx.rows(ADDON_PRICES, &[tariff.into(), currency.as_str().into()])?)
}

/// Adds or changes the unit price of an addon for a period.
pub fn put_addon_price(tx: &mut dyn Tx, currency: Currency, price: &AddonPrice) -> Result<()> {
    let seller_currency = price.seller_cost.map(|told| told.currency);
    let args = [
        price.addon.into(),
        currency.as_str().into(),
        price.period.code().into(),
        price.price.into(),
        price.cost.into(),
        price.seller_cost.map(|told| told.amount).into(),
        seller_currency.as_ref().map(Currency::as_str).into(),
    ];
    tx.exec_one(PUT_ADDON_PRICE, &args)
}
