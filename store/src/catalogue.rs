//! The small tables around the catalogue: currencies, providers, data centers, departments and
//! product types.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    Currency, DataCenterId, DepartmentId, ProductTypeId, ProviderId, Rules, TrialRule,
};

/// A currency that wallets and prices may have.
#[derive(Debug, Clone)]
pub struct CurrencyRow {
    /// Its ISO 4217 letters.
    pub iso: Currency,
    /// Its number on the wire.
    pub id: i64,
    /// Its English name.
    pub name: String,
}

impl FromRow for CurrencyRow {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            iso: row.next()?,
            id: row.next()?,
            name: row.next()?,
        })
    }
}

const PUT_CURRENCY: &str = "
    INSERT INTO currency (iso, id, name) VALUES ($1, $2, $3) ON CONFLICT (iso) DO NOTHING";
const RENAME_CURRENCY: &str = "UPDATE currency SET name = $2 WHERE iso = $1";
const CURRENCIES: &str = "SELECT iso, id, name FROM currency ORDER BY iso";

/// Adds a currency, if it is not there.
pub fn put_currency(tx: &mut dyn Tx, currency: &CurrencyRow) -> Result<()> {
    let args = [
        currency.iso.as_str().into(),
        currency.id.into(),
        currency.name.as_str().into(),
    ];
    tx.exec(PUT_CURRENCY, &args).map(drop)
}

/// Changes the name of a currency.
pub fn rename_currency(tx: &mut dyn Tx, iso: Currency, name: &str) -> Result<()> {
    tx.exec_one(RENAME_CURRENCY, &[iso.as_str().into(), name.into()])
}

/// Every currency.
pub fn currencies(tx: &mut dyn Tx) -> Result<Vec<CurrencyRow>> {
    read_all(tx.rows(CURRENCIES, &[])?)
}

/// The brand that sells.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its number, `project` on the wire.
    pub id: ProviderId,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// The currency it sells in.
    pub currency: Currency,
    /// The zone of its civil dates.
    pub zone: String,
    /// Its site.
    pub site: String,
    /// Where its clients sign in.
    pub bill_url: String,
}

impl FromRow for Provider {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            currency: row.next()?,
            zone: row.next()?,
            site: row.next()?,
            bill_url: row.next()?,
        })
    }
}

macro_rules! provider {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, name, name_ru, currency, zone, site, bill_url FROM provider ",
            $($rest),*
        )
    };
}

const PROVIDER: &str = provider!("WHERE id = $1");
const PROVIDERS: &str = provider!("ORDER BY id");
const PUT_PROVIDER: &str = "
    INSERT INTO provider (id, name, name_ru, currency, zone, site, bill_url)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, name_ru = excluded.name_ru, zone = excluded.zone,
        site = excluded.site, bill_url = excluded.bill_url";

/// The provider of that number.
pub fn provider(tx: &mut dyn Tx, id: ProviderId) -> Result<Option<Provider>> {
    read_first(tx.rows(PROVIDER, &[id.into()])?)
}

/// Every provider.
pub fn providers(tx: &mut dyn Tx) -> Result<Vec<Provider>> {
    read_all(tx.rows(PROVIDERS, &[])?)
}

/// Adds a provider or changes its names, zone and addresses; the currency of one that exists stays.
pub fn put_provider(tx: &mut dyn Tx, provider: &Provider) -> Result<()> {
    let args = [
        provider.id.into(),
        provider.name.as_str().into(),
        provider.name_ru.as_str().into(),
        provider.currency.as_str().into(),
        provider.zone.as_str().into(),
        provider.site.as_str().into(),
        provider.bill_url.as_str().into(),
    ];
    tx.exec_one(PUT_PROVIDER, &args)
}

/// Where services run.
#[derive(Debug, Clone)]
pub struct DataCenter {
    /// Its number.
    pub id: DataCenterId,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// Its code in the other system.
    pub external_id: String,
    /// Its place, lowest first.
    pub sort: i64,
}

impl FromRow for DataCenter {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            external_id: row.next()?,
            sort: row.next()?,
        })
    }
}

const DATA_CENTERS: &str =
    "SELECT id, name, name_ru, external_id, sort FROM data_center ORDER BY sort, id";
const PUT_DATA_CENTER: &str = "
    INSERT INTO data_center (id, name, name_ru, external_id, sort) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, name_ru = excluded.name_ru, external_id = excluded.external_id,
        sort = excluded.sort";

/// Every data center by its place.
pub fn data_centers(tx: &mut dyn Tx) -> Result<Vec<DataCenter>> {
    read_all(tx.rows(DATA_CENTERS, &[])?)
}

/// Adds or changes a data center.
pub fn put_data_center(tx: &mut dyn Tx, center: &DataCenter) -> Result<()> {
    let args = [
        center.id.into(),
        center.name.as_str().into(),
        center.name_ru.as_str().into(),
        center.external_id.as_str().into(),
        center.sort.into(),
    ];
    tx.exec_one(PUT_DATA_CENTER, &args)
}

/// The people who get a module's tasks.
#[derive(Debug, Clone)]
pub struct Department {
    /// Its number.
    pub id: DepartmentId,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// Its place, lowest first.
    pub sort: i64,
    /// Whether it gets new tasks.
    pub active: bool,
}

impl FromRow for Department {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            sort: row.next()?,
            active: row.next()?,
        })
    }
}

const DEPARTMENTS: &str =
    "SELECT id, name, name_ru, sort, active FROM department ORDER BY sort, id";
const PUT_DEPARTMENT: &str = "
    INSERT INTO department (id, name, name_ru, sort, active) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name, name_ru = excluded.name_ru, sort = excluded.sort,
        active = excluded.active";

/// Every department by its place.
pub fn departments(tx: &mut dyn Tx) -> Result<Vec<Department>> {
    read_all(tx.rows(DEPARTMENTS, &[])?)
}

/// Adds or changes a department.
pub fn put_department(tx: &mut dyn Tx, department: &Department) -> Result<()> {
    let args = [
        department.id.into(),
        department.name.as_str().into(),
        department.name_ru.as_str().into(),
        department.sort.into(),
        department.active.into(),
    ];
    tx.exec_one(PUT_DEPARTMENT, &args)
}

/// A group of tariff plans and the rules they share (semantics 2.1).
#[derive(Debug, Clone)]
pub struct ProductType {
    /// Its number.
    pub id: ProductTypeId,
    /// Its name on the wire (`soft`).
    pub intname: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// How often a customer may have a trial.
    pub trial_rule: TrialRule,
    /// What its customers may do, and what happens by itself; a tariff may say otherwise.
    pub rules: Rules,
    /// Its place, lowest first.
    pub sort: i64,
}

impl FromRow for ProductType {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            trial_rule: row.next()?,
            rules: Rules::from_row(row)?,
            sort: row.next()?,
        })
    }
}

macro_rules! product_type {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, intname, name, name_ru, trial_rule, client_suspends, client_resumes,
                    client_deletes, deletion, close_after_days, ip_change_days, key_change_days,
                    sort
             FROM product_type ",
            $($rest),*
        )
    };
}

const PRODUCT_TYPES: &str = product_type!("ORDER BY sort, id");
const PRODUCT_TYPE: &str = product_type!("WHERE id = $1");
const PRODUCT_TYPE_NAMED: &str = product_type!("WHERE intname = $1");
const PUT_PRODUCT_TYPE: &str = "
    INSERT INTO product_type (id, intname, name, name_ru, trial_rule, client_suspends,
        client_resumes, client_deletes, deletion, close_after_days, ip_change_days,
        key_change_days, sort)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (intname) DO NOTHING";

/// Every product type by its place.
pub fn product_types(tx: &mut dyn Tx) -> Result<Vec<ProductType>> {
    read_all(tx.rows(PRODUCT_TYPES, &[])?)
}

/// The product type of that number.
pub fn product_type(tx: &mut dyn Tx, id: ProductTypeId) -> Result<Option<ProductType>> {
    read_first(tx.rows(PRODUCT_TYPE, &[id.into()])?)
}

/// The product type of that internal name.
pub fn product_type_named(tx: &mut dyn Tx, intname: &str) -> Result<Option<ProductType>> {
    read_first(tx.rows(PRODUCT_TYPE_NAMED, &[intname.into()])?)
}

/// Adds a product type, if its internal name is free.
pub fn put_product_type(tx: &mut dyn Tx, kind: &ProductType) -> Result<()> {
    let rules = &kind.rules;
    let args = [
        kind.id.into(),
        kind.intname.as_str().into(),
        kind.name.as_str().into(),
        kind.name_ru.as_str().into(),
        kind.trial_rule.name().into(),
        rules.client_suspends.into(),
        rules.client_resumes.into(),
        rules.client_deletes.into(),
        rules.deletion.name().into(),
        rules.auto_deletion.days().map(i64::from).into(),
        i64::from(rules.ip_change_days).into(),
        i64::from(rules.key_change_days).into(),
        kind.sort.into(),
    ];
    tx.exec(PUT_PRODUCT_TYPE, &args).map(drop)
}

const DESCRIBE_PRODUCT_TYPE: &str = "
    UPDATE product_type SET name = $2, name_ru = $3, trial_rule = $4, sort = $5 WHERE id = $1";

/// Changes what a product type is called, its place and its rule for trials.
pub fn describe_product_type(tx: &mut dyn Tx, kind: &ProductType) -> Result<()> {
    let args = [
        kind.id.into(),
        kind.name.as_str().into(),
        kind.name_ru.as_str().into(),
        kind.trial_rule.name().into(),
        kind.sort.into(),
    ];
    tx.exec_one(DESCRIBE_PRODUCT_TYPE, &args)
}
