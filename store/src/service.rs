//! Services: one thing a customer has.

use crate::columns::{FromRow, read_all, read_first, read_pairs};
use crate::{Result, RowReader, Tx, TxExt, service_count, task};
use jiff::civil::Date;
use onsell_domain::{
    AccountId, AddonId, Amount, Currency, DataCenterId, ModuleId, OperationKind, OperationState,
    Period, ProductTypeId, ProviderId, SellerId, ServiceId, ServiceStatus, StopReasons, TariffId,
    Timestamp, WalletId,
};

/// A service with what its card and every decision about it need.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its number, on the wire and in every message.
    pub id: ServiceId,
    /// Whose it is.
    pub account: AccountId,
    /// Which wallet pays for it.
    pub wallet: WalletId,
    /// Its product type.
    pub product_type: ProductTypeId,
    /// Its tariff plan.
    pub tariff: TariffId,
    /// The module that does its work.
    pub module: ModuleId,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Every reason that keeps it stopped.
    pub stopped_by: StopReasons,
    /// The period it was ordered for.
    pub period: Period,
    /// The period of its automatic renewal.
    pub auto_prolong: Option<Period>,
    /// The day of the month on which its months begin.
    pub anchor_day: i8,
    /// The day at whose end it ends; none for a lifetime.
    pub expires: Option<Date>,
    /// What one renewal costs, addons included.
    pub renewal_price: Amount,
    /// The customer's label, `licname` of a license.
    pub name: String,
    /// Its address; empty or `0.0.0.0` while it is bound to none.
    pub ip: String,
    /// The activation key of a license; empty until there is one.
    pub license_key: String,
    /// The day of the last change of the address.
    pub ip_changed: Option<Date>,
    /// The day of the last change of the key.
    pub key_changed: Option<Date>,
    /// The product whose licenses may not share an address.
    pub license_product: Option<String>,
    /// The customer's own name for it, `remoteid`.
    pub reference: String,
    /// Grows with every change.
    pub version: i64,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// When it was last stopped.
    pub stopped_at: Option<Timestamp>,
    /// What was paid for the present term, set-up fee left aside.
    pub paid: Amount,
    /// The first day that this pays for; none before the delivery and where nobody wrote it down.
    pub paid_from: Option<Date>,
    /// The tariff whose trial it was before it changed to another.
    pub trial_tariff: Option<TariffId>,
    /// The day at whose end it is deleted, as its customer wished.
    pub scheduled_close: Option<Date>,
    /// Since when its automatic renewal waits for money in the wallet.
    pub waits_for_money_since: Option<Timestamp>,
    /// The internal name of its product type.
    pub type_name: String,
    /// The tariff's internal name: what the module understands.
    pub tariff_intname: String,
    /// The tariff's name in English.
    pub tariff_name: String,
    /// The tariff's name in Russian.
    pub tariff_name_ru: String,
    /// How long a trial of the tariff lasts.
    pub trial_days: u16,
    /// The currency of its wallet.
    pub currency: Currency,
    /// The provider that sold it.
    pub provider: ProviderId,
    /// The provider's time zone.
    pub zone: String,
    /// The kind of its module.
    pub module_kind: String,
    /// Where its module works.
    pub data_center: Option<DataCenterId>,
    /// The account at a seller that its module uses.
    pub seller: Option<SellerId>,
    /// The unfinished operation on it.
    pub open_operation: Option<OperationKind>,
    /// Where that stands.
    pub open_state: Option<OperationState>,
    /// The type of the error that it met last.
    pub open_error: Option<String>,
    /// Whether that covers a term sold before, so that its customer does not see it.
    pub open_covers: bool,
    /// When it ends at the seller, as the seller last told.
    pub upstream_expires: Option<Date>,
    /// The period of each renewal at the seller that covers a longer term sold here.
    pub cover_period: Option<Period>,
    /// How many of them are still to be made.
    pub covers_left: u32,
    /// The server that this license belongs to; it is no product of its own then.
    pub parent: Option<ServiceId>,
    /// The license that this module license hangs on.
    pub license: Option<ServiceId>,
}

/// Columns and tables of [`Service`]; the order is that of `from_row`.
macro_rules! service {
    ($($rest:literal),*) => {
        concat!(
            "SELECT s.id, s.account, s.wallet, s.product_type, s.tariff, s.module, s.status,
                    s.stopped_by, s.period, s.auto_prolong, s.anchor_day, s.expires,
                    s.renewal_price, s.name, s.ip, s.license_key, s.ip_changed, s.key_changed,
                    s.license_product, s.reference, s.version, s.created_at, s.stopped_at,
                    s.paid, s.paid_from, s.trial_tariff, s.scheduled_close, s.waits_for_money_since,
                    y.intname, t.intname, t.name, t.name_ru, t.trial_days,
                    w.currency, p.id, p.zone, m.kind, m.data_center, m.seller,
                    o.kind, o.state, o.error_kind, o.covers_term, u.expires, s.cover_period,
                    s.covers_left, s.parent, s.license
             FROM service s
             JOIN product_type y ON y.id = s.product_type
             JOIN tariff t ON t.id = s.tariff
             JOIN wallet w ON w.id = s.wallet
             JOIN provider p ON p.id = w.provider
             JOIN processing_module m ON m.id = s.module
             LEFT JOIN operation o ON o.service = s.id AND o.state NOT IN ('done', 'cancelled')
             LEFT JOIN upstream u ON u.service = s.id ",
            $($rest),*
        )
    };
}

impl FromRow for Service {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            account: row.next()?,
            wallet: row.next()?,
            product_type: row.next()?,
            tariff: row.next()?,
            module: row.next()?,
            status: row.next()?,
            stopped_by: row.next()?,
            period: row.next()?,
            auto_prolong: row.next()?,
            anchor_day: row.next::<i64>()? as i8,
            expires: row.next()?,
            renewal_price: row.next()?,
            name: row.next()?,
            ip: row.next()?,
            license_key: row.next()?,
            ip_changed: row.next()?,
            key_changed: row.next()?,
            license_product: row.next()?,
            reference: row.next()?,
            version: row.next()?,
            created_at: row.next()?,
            stopped_at: row.next()?,
            paid: row.next()?,
            paid_from: row.next()?,
            trial_tariff: row.next()?,
            scheduled_close: row.next()?,
            waits_for_money_since: row.next()?,
            type_name: row.next()?,
            tariff_intname: row.next()?,
            tariff_name: row.next()?,
            tariff_name_ru: row.next()?,
            trial_days: row.next()?,
            currency: row.next()?,
            provider: row.next()?,
            zone: row.next()?,
            module_kind: row.next()?,
            data_center: row.next()?,
            seller: row.next()?,
            open_operation: row.next()?,
            open_state: row.next()?,
            open_error: row.next()?,
            open_covers: row.next::<Option<bool>>()?.unwrap_or_default(),
            upstream_expires: row.next()?,
            cover_period: row.next()?,
            covers_left: row.next()?,
            parent: row.next()?,
            license: row.next()?,
        })
    }
}

const BY_ID: &str = service!("WHERE s.id = $1");
/// What [`crate::service_list`] continues with filters.
pub(crate) const OF_TYPE: &str = service!("WHERE s.product_type = $1 AND s.parent IS NULL");
/// The rows of a page, which [`crate::service_list`] finds first.
pub(crate) const OF_PAGE: &str = service!("WHERE s.id IN");

/// The service of that number.
pub fn find(tx: &mut dyn Tx, id: ServiceId) -> Result<Option<Service>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// What an order writes.
pub struct NewService<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// Which wallet pays.
    pub wallet: WalletId,
    /// Its product type.
    pub product_type: ProductTypeId,
    /// Its tariff plan.
    pub tariff: TariffId,
    /// The module that will do its work.
    pub module: ModuleId,
    /// The ordered period.
    pub period: Period,
    /// The period of the automatic renewal.
    pub auto_prolong: Option<Period>,
    /// The day of the month on which its months begin.
    pub anchor_day: i8,
    /// What one renewal costs, addons included.
    pub renewal_price: Amount,
    /// What the order pays for its term, set-up fee left aside.
    pub paid: Amount,
    /// The customer's label.
    pub name: &'a str,
    /// Its address.
    pub ip: &'a str,
    /// The product whose licenses may not share an address.
    pub license_product: Option<&'a str>,
    /// The customer's own name for it.
    pub reference: &'a str,
    /// The key of the order.
    pub order_key: Option<&'a str>,
    /// The instant of the order.
    pub now: Timestamp,
    /// In progress, or ordered and not paid yet.
    pub status: ServiceStatus,
    /// When a job must look at it, while it waits to be paid.
    pub due_at: Option<Timestamp>,
    /// The server that it is the license of.
    pub parent: Option<ServiceId>,
    /// The license that it hangs on.
    pub license: Option<ServiceId>,
}

const INSERT: &str = "
    INSERT INTO service (account, wallet, product_type, tariff, module, status, stopped_by, period,
        auto_prolong, anchor_day, renewal_price, name, ip, license_key, license_product, reference,
        order_key, version, created_at, paid, due_at, parent, license)
    VALUES ($1, $2, $3, $4, $5, $17, 0, $6, $7, $8, $9, $10, $11, '', $12, $13, $14, 1, $15, $16,
        $18, $19, $20)
    RETURNING id";

/// Writes a new service and returns its number.
pub fn insert(tx: &mut dyn Tx, new: &NewService<'_>) -> Result<ServiceId> {
    if new.parent.is_none() {
        service_count::add(tx, new.account, new.product_type, new.status, 1)?;
    }
    let row = tx.one(
        INSERT,
        &[
            new.account.into(),
            new.wallet.into(),
            new.product_type.into(),
            new.tariff.into(),
            new.module.into(),
            new.period.code().into(),
            new.auto_prolong.map(Period::code).into(),
            i64::from(new.anchor_day).into(),
            new.renewal_price.into(),
            new.name.into(),
            new.ip.into(),
            new.license_product.into(),
            new.reference.into(),
            new.order_key.into(),
            new.now.into(),
            new.paid.into(),
            new.status.number().into(),
            new.due_at.into(),
            new.parent.into(),
            new.license.into(),
        ],
    )?;
    row.read().next()
}

const NOTE_READING: &str =
    "UPDATE service SET version = version + 1 WHERE id = $1 AND version = $2";

/// Notes that a reading was applied that changed nothing: one that was begun before it is stale.
pub fn note_reading(tx: &mut dyn Tx, service: &Service) -> Result<()> {
    tx.exec_one(NOTE_READING, &[service.id.into(), service.version.into()])
}

const UPDATE: &str = "
    UPDATE service
    SET status = $3, stopped_by = $4, auto_prolong = $5, expires = $6, name = $7, ip = $8,
        license_key = $9, ip_changed = $10, key_changed = $11, reference = $12, stopped_at = $13,
        due_at = $14, anchor_day = $15, tariff = $16, period = $17, renewal_price = $18,
        license_product = $19, paid = $20, paid_from = $21, trial_tariff = $22,
        scheduled_close = $23, waits_for_money_since = $24,
        version = version + 1
    WHERE id = $1 AND version = $2";

/// Writes what may change in a service's life; `due_at` is when a job must look at it next.
///
/// # Errors
/// [`crate::Error::Stale`] when the row is no longer of the version that was read.
pub fn update(tx: &mut dyn Tx, service: &Service, due_at: Option<Timestamp>) -> Result<()> {
    if service.parent.is_none() {
        service_count::moved(tx, service)?;
    }
    tx.exec_one(
        UPDATE,
        &[
            service.id.into(),
            service.version.into(),
            service.status.number().into(),
            i64::from(service.stopped_by.bits()).into(),
            service.auto_prolong.map(Period::code).into(),
            service
                .expires
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            service.name.as_str().into(),
            service.ip.as_str().into(),
            service.license_key.as_str().into(),
            service
                .ip_changed
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            service
                .key_changed
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            service.reference.as_str().into(),
            service.stopped_at.into(),
            due_at.into(),
            i64::from(service.anchor_day).into(),
            service.tariff.into(),
            service.period.code().into(),
            service.renewal_price.into(),
            service.license_product.as_deref().into(),
            service.paid.into(),
            service
                .paid_from
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            service.trial_tariff.into(),
            service
                .scheduled_close
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            service.waits_for_money_since.into(),
        ],
    )
}

const SET_TARIFF: &str = "UPDATE service SET tariff = $2 WHERE id = $1";

/// Moves a service to another tariff and nothing else: what it costs its customer stays.
pub fn set_tariff(tx: &mut dyn Tx, id: ServiceId, tariff: TariffId) -> Result<()> {
    tx.exec_one(SET_TARIFF, &[id.into(), tariff.into()])
}

const SET_MODULE: &str = "UPDATE service SET module = $2 WHERE id = $1";

/// Gives a service to another module.
pub fn set_module(tx: &mut dyn Tx, id: ServiceId, module: ModuleId) -> Result<()> {
    tx.exec_one(SET_MODULE, &[id.into(), module.into()])?;
    task::judge_service(tx, id)
}

const GIVE: &str = "
    UPDATE service
    SET account = $3, wallet = $4, reference = '', order_key = NULL, scheduled_close = NULL,
        waits_for_money_since = NULL, version = version + 1
    WHERE id = $1 AND version = $2";

/// Gives a service to another account. What its owner called it and when it was to be deleted was
/// the old owner's affair.
pub fn give_to(
    tx: &mut dyn Tx,
    service: &Service,
    account: AccountId,
    wallet: WalletId,
) -> Result<()> {
    let args = [
        service.id.into(),
        service.version.into(),
        account.into(),
        wallet.into(),
    ];
    tx.exec_one(GIVE, &args)?;
    let (kind, status) = (service.product_type, service.status);
    service_count::add(tx, service.account, kind, status, -1)?;
    service_count::add(tx, account, kind, status, 1)
}

const SET_COVERS: &str = "UPDATE service SET cover_period = $2, covers_left = $3 WHERE id = $1";

/// Plans the renewals at the seller that cover the sold term.
pub fn set_covers(tx: &mut dyn Tx, id: ServiceId, period: Option<Period>, left: u32) -> Result<()> {
    let args = [
        id.into(),
        period.map(Period::code).into(),
        i64::from(left).into(),
    ];
    tx.exec_one(SET_COVERS, &args)
}

const BY_ORDER_KEY: &str = service!("WHERE s.account = $1 AND s.order_key = $2");

/// The service that an order with this key made before.
pub fn find_by_order_key(
    tx: &mut dyn Tx,
    account: AccountId,
    order_key: &str,
) -> Result<Option<Service>> {
    read_first(tx.rows(BY_ORDER_KEY, &[account.into(), order_key.into()])?)
}

const ADDRESS_IN_USE: &str = "
    SELECT id FROM service
    WHERE account = $1 AND license_product = $2 AND ip = $3 AND status IN (2, 5)
      AND ip <> '' AND ip <> '0.0.0.0' AND id <> $4";

/// The running service of the same product that holds this address already.
pub fn address_holder(
    tx: &mut dyn Tx,
    account: AccountId,
    product: &str,
    ip: &str,
    except: Option<ServiceId>,
) -> Result<Option<ServiceId>> {
    let except = except.map_or(0, ServiceId::get);
    let row = tx.row(
        ADDRESS_IN_USE,
        &[account.into(), product.into(), ip.into(), except.into()],
    )?;
    row.map(|row| row.read().next()).transpose()
}

// What was thrown out of a cart was never had: nothing was ever begun on it.
const TRIAL_OF_TARIFF: &str = "
    SELECT s.id FROM service s
    WHERE s.account = $1 AND (s.tariff = $2 AND s.period = -100 OR s.trial_tariff = $2)
      AND (s.status <> 4 OR EXISTS (SELECT 1 FROM operation o WHERE o.service = s.id))
      AND s.id <> $3 AND s.parent IS NULL
    LIMIT 1";
const TRIAL_OF_TYPE: &str = "
    SELECT s.id FROM service s
    WHERE s.account = $1 AND s.product_type = $2
      AND (s.period = -100 OR s.trial_tariff IS NOT NULL)
      AND (s.status <> 4 OR EXISTS (SELECT 1 FROM operation o WHERE o.service = s.id))
      AND s.id <> $3 AND s.parent IS NULL
    LIMIT 1";

/// Whether the account has had a trial of this tariff with another service than this one.
pub fn had_trial_of_tariff(
    tx: &mut dyn Tx,
    account: AccountId,
    tariff: TariffId,
    except: Option<ServiceId>,
) -> Result<bool> {
    let except = except.map_or(0, ServiceId::get);
    let args = [account.into(), tariff.into(), except.into()];
    Ok(tx.row(TRIAL_OF_TARIFF, &args)?.is_some())
}

/// Whether the account has had a trial of this product type with another service than this one.
pub fn had_trial_of_type(
    tx: &mut dyn Tx,
    account: AccountId,
    product_type: ProductTypeId,
    except: Option<ServiceId>,
) -> Result<bool> {
    let except = except.map_or(0, ServiceId::get);
    let args = [account.into(), product_type.into(), except.into()];
    Ok(tx.row(TRIAL_OF_TYPE, &args)?.is_some())
}

const ADDONS: &str = "SELECT addon, value FROM service_addon WHERE service = $1 ORDER BY addon";
const PUT_ADDON: &str = "
    INSERT INTO service_addon (service, addon, value) VALUES ($1, $2, $3)
    ON CONFLICT (service, addon) DO UPDATE SET value = excluded.value";

const SHOWN_ADDONS: &str = "
    SELECT v.addon, v.value FROM service_addon v
    JOIN tariff_addon a ON a.id = v.addon AND a.bill_type NOT IN (1, 10)
    WHERE v.service = $1 ORDER BY v.addon";

/// The addon values of a service that its customer sees: those of addons that are billed.
pub fn shown_addons(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<(AddonId, i64)>> {
    read_pairs(tx.rows(SHOWN_ADDONS, &[service.into()])?)
}

/// The addon values of a service.
pub fn addons(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<(AddonId, i64)>> {
    read_pairs(tx.rows(ADDONS, &[service.into()])?)
}

/// Sets one addon value of a service.
pub fn put_addon(tx: &mut dyn Tx, service: ServiceId, addon: AddonId, value: i64) -> Result<()> {
    tx.exec(PUT_ADDON, &[service.into(), addon.into(), value.into()])
        .map(drop)
}

const DROP_ADDONS: &str = "DELETE FROM service_addon WHERE service = $1";

/// Takes all addon values from a service whose tariff changes.
pub fn drop_addons(tx: &mut dyn Tx, service: ServiceId) -> Result<()> {
    tx.exec(DROP_ADDONS, &[service.into()]).map(drop)
}

const DUE: &str = service!("WHERE s.due_at <= $1 ORDER BY s.due_at, s.id LIMIT $2");

/// Services that a job must look at, the longest waiting first.
pub fn due(tx: &mut dyn Tx, now: Timestamp, limit: u32) -> Result<Vec<Service>> {
    read_all(tx.rows(DUE, &[now.into(), i64::from(limit).into()])?)
}

const POSTPONE: &str = "UPDATE service SET due_at = $2 WHERE id = $1";

/// Says when a job must look at the service next, and nothing else.
pub fn postpone(tx: &mut dyn Tx, id: ServiceId, due_at: Option<Timestamp>) -> Result<()> {
    tx.exec_one(POSTPONE, &[id.into(), due_at.into()])
}
