//! Processing modules: configured links to the systems that do the work.

use crate::columns::{FromRow, read_all, read_first};
use crate::seller::read_expected;
use crate::{Result, RowReader, Tx, TxExt};
use jiff::civil::Date;
use onsell_domain::{
    Amount, Currency, DataCenterId, DepartmentId, ModuleId, ProductTypeId, SellerId, TariffId,
    Timestamp,
};

/// A processing module.
#[derive(Debug, Clone)]
pub struct ProcessingModule {
    /// Its number.
    pub id: ModuleId,
    /// What it is: `license`, `billmanager` …
    pub kind: String,
    /// The product type it serves.
    pub product_type: ProductTypeId,
    /// The account at a seller it uses.
    pub seller: Option<SellerId>,
    /// Its name.
    pub name: String,
    /// Where its services run.
    pub data_center: Option<DataCenterId>,
    /// Who gets its tasks.
    pub department: Option<DepartmentId>,
    /// Its place, lowest first.
    pub sort: i64,
    /// Whether it opens new services.
    pub active: bool,
    /// Below this balance at the seller staff are told.
    pub minimal_balance: Option<Amount>,
    /// The internal name of its product type.
    pub type_name: String,
    /// The seller's address.
    pub url: Option<String>,
    /// The user at the seller.
    pub username: Option<String>,
    /// The balance at the seller.
    pub balance: Option<Amount>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// What of the balance can be spent.
    pub available: Option<Amount>,
    /// When the balance was read.
    pub balance_at: Option<Timestamp>,
    /// The last day whose renewals that covers.
    pub covered_to: Option<Date>,
    /// How many renewals were expected soon, and what they cost together, when it was read.
    pub expected: Option<(i64, Amount)>,
    /// What staff should know about the connection.
    pub problem: Option<String>,
    /// What the seller said of itself.
    pub features: Option<String>,
}

impl FromRow for ProcessingModule {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            kind: row.next()?,
            product_type: row.next()?,
            seller: row.next()?,
            name: row.next()?,
            data_center: row.next()?,
            department: row.next()?,
            sort: row.next()?,
            active: row.next()?,
            minimal_balance: row.next()?,
            type_name: row.next()?,
            url: row.next()?,
            username: row.next()?,
            balance: row.next()?,
            currency: row.next()?,
            available: row.next()?,
            balance_at: row.next()?,
            covered_to: row.next()?,
            expected: read_expected(row)?,
            problem: row.next()?,
            features: row.next()?,
        })
    }
}

macro_rules! module {
    ($($rest:literal),*) => {
        concat!(
            "SELECT m.id, m.kind, m.product_type, m.seller, m.name, m.data_center, m.department,
                    m.sort, m.active, m.minimal_balance, y.intname, COALESCE(l.url, m.url),
                    COALESCE(l.username, m.username), l.balance, l.currency, l.available,
                    l.balance_at, l.covered_to, l.renewals, l.renewals_amount,
                    COALESCE(l.problem, m.problem), l.features
             FROM processing_module m
             JOIN product_type y ON y.id = m.product_type
             LEFT JOIN seller l ON l.id = m.seller ",
            $($rest),*
        )
    };
}

const BY_ID: &str = module!("WHERE m.id = $1");
const ALL: &str = module!("ORDER BY m.sort, m.id");
const OF_SELLER: &str = module!("WHERE m.seller = $1 ORDER BY m.id");
const SAME_TYPE: &str =
    module!("WHERE m.seller = $1 AND m.product_type = $2 ORDER BY m.id LIMIT 1");
const OF_TARIFF: &str =
    module!("JOIN tariff_module t ON t.module = m.id WHERE t.tariff = $1 ORDER BY m.sort, m.id");

/// The module of that number.
pub fn find(tx: &mut dyn Tx, id: ModuleId) -> Result<Option<ProcessingModule>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Every module by its place.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<ProcessingModule>> {
    read_all(tx.rows(ALL, &[])?)
}

/// The modules that do the work of a tariff, by their place.
pub fn of_tariff(tx: &mut dyn Tx, tariff: TariffId) -> Result<Vec<ProcessingModule>> {
    read_all(tx.rows(OF_TARIFF, &[tariff.into()])?)
}

/// The modules that use an account at a seller.
pub fn of_seller(tx: &mut dyn Tx, seller: SellerId) -> Result<Vec<ProcessingModule>> {
    read_all(tx.rows(OF_SELLER, &[seller.into()])?)
}

/// The module of a product type that uses an account at a seller; there may be one only.
pub fn of_seller_and_type(
    tx: &mut dyn Tx,
    seller: SellerId,
    product_type: ProductTypeId,
) -> Result<Option<ProcessingModule>> {
    read_first(tx.rows(SAME_TYPE, &[seller.into(), product_type.into()])?)
}

const DENIED: &str = "SELECT problem FROM processing_module
    WHERE id = $1 AND denied_since IS NOT NULL";

/// What a module that drives machines says while it refuses our credentials.
pub fn denied(tx: &mut dyn Tx, id: ModuleId) -> Result<Option<String>> {
    let row = tx.row(DENIED, &[id.into()])?;
    let said: Option<Option<String>> = row.map(|row| row.read().next()).transpose()?;
    Ok(said.map(Option::unwrap_or_default))
}

/// What an administrator sets of a module.
#[derive(Debug, Clone)]
pub struct ModuleSettings {
    /// Its name.
    pub name: String,
    /// Where its services run.
    pub data_center: Option<DataCenterId>,
    /// Who gets its tasks.
    pub department: Option<DepartmentId>,
    /// Its place, lowest first.
    pub sort: i64,
    /// Whether it opens new services.
    pub active: bool,
    /// Below this balance at the seller staff are told.
    pub minimal_balance: Option<Amount>,
}

const INSERT: &str = "
    INSERT INTO processing_module (kind, product_type, seller, name, data_center, department, sort,
        active, minimal_balance, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
const UPDATE: &str = "
    UPDATE processing_module
    SET seller = $2, name = $3, data_center = $4, department = $5, sort = $6, active = $7,
        minimal_balance = $8
    WHERE id = $1";

/// Adds a module.
pub fn insert(
    tx: &mut dyn Tx,
    kind: &str,
    product_type: ProductTypeId,
    seller: Option<SellerId>,
    settings: &ModuleSettings,
    now: Timestamp,
) -> Result<ModuleId> {
    let args = [
        kind.into(),
        product_type.into(),
        seller.into(),
        settings.name.as_str().into(),
        settings.data_center.into(),
        settings.department.into(),
        settings.sort.into(),
        settings.active.into(),
        settings.minimal_balance.into(),
        now.into(),
    ];
    tx.one(INSERT, &args)?.read().next()
}

/// Changes a module's settings and the account it uses.
pub fn update(
    tx: &mut dyn Tx,
    id: ModuleId,
    seller: Option<SellerId>,
    settings: &ModuleSettings,
) -> Result<()> {
    let args = [
        id.into(),
        seller.into(),
        settings.name.as_str().into(),
        settings.data_center.into(),
        settings.department.into(),
        settings.sort.into(),
        settings.active.into(),
        settings.minimal_balance.into(),
    ];
    tx.exec_one(UPDATE, &args)
}

const SET_ACTIVE: &str = "UPDATE processing_module SET active = $2 WHERE id = $1";

/// Whether a module opens new services. `false` when there is none of that number.
pub fn set_active(tx: &mut dyn Tx, id: ModuleId, active: bool) -> Result<bool> {
    Ok(tx.exec(SET_ACTIVE, &[id.into(), active.into()])? == 1)
}

const STAND: &str = "
    UPDATE processing_module SET stands_since = $2 WHERE id = $1 AND stands_since IS NULL";
const GO_ON: &str = "
    UPDATE processing_module SET stands_since = NULL WHERE id = $1 AND stands_since IS NOT NULL";
const LIVING: &str = "SELECT COUNT(*) FROM service WHERE module = $1 AND status <> 4";

/// Nothing that the seller changed is applied any more before staff agree.
pub fn stand(tx: &mut dyn Tx, id: ModuleId, now: Timestamp) -> Result<bool> {
    Ok(tx.exec(STAND, &[id.into(), now.into()])? == 1)
}

/// What the seller changed is applied again. `false` when it was all the time.
pub fn go_on(tx: &mut dyn Tx, id: ModuleId) -> Result<bool> {
    Ok(tx.exec(GO_ON, &[id.into()])? == 1)
}

/// How many services of a module live.
pub fn living(tx: &mut dyn Tx, id: ModuleId) -> Result<i64> {
    tx.one(LIVING, &[id.into()])?.read().next()
}

const COST_RISE: &str = "SELECT cost_rise_max FROM processing_module WHERE id = $1";
const SET_COST_RISE: &str = "UPDATE processing_module SET cost_rise_max = $2 WHERE id = $1";

/// How many percent above its last known cost a price of the module's seller may be.
pub fn cost_rise_max(tx: &mut dyn Tx, id: ModuleId) -> Result<Option<u32>> {
    match tx.row(COST_RISE, &[id.into()])? {
        Some(row) => row.read().next(),
        None => Ok(None),
    }
}

/// Sets how many percent above its last known cost a price may be; none is any.
pub fn set_cost_rise_max(tx: &mut dyn Tx, id: ModuleId, percent: Option<u32>) -> Result<()> {
    let args = [id.into(), percent.map(i64::from).into()];
    tx.exec_one(SET_COST_RISE, &args)
}
