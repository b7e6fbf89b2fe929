//! Upstream: what the seller last told about a service, verbatim.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Select, Tx, TxExt};
use jiff::civil::Date;
use onsell_domain::{
    AccountId, ModuleId, OperationKind, Period, SellerId, ServiceId, ServiceStatus, Timestamp,
    UpstreamId,
};

/// The seller's side of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Our service.
    pub service: ServiceId,
    /// The account at the seller.
    pub seller: SellerId,
    /// Our reference there, fixed before the first send.
    pub reference: String,
    /// The seller's number; none until its first answer.
    pub upstream_id: Option<UpstreamId>,
    /// The status as told.
    pub status: Option<ServiceStatus>,
    /// The status with its detail (`3_employeesuspend`).
    pub status_key: String,
    /// The end date as told.
    pub expires: Option<Date>,
    /// The seller's tariff id.
    pub tariff: Option<i64>,
    /// The label as told.
    pub name: String,
    /// The address as told.
    pub ip: String,
    /// The key as told.
    pub license_key: String,
    /// Addon values as told, `id=value` separated by spaces.
    pub addons: String,
    /// The seller's automatic renewal; ours is always off.
    pub auto_prolong: Option<Period>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

macro_rules! upstream {
    ($($rest:literal),*) => {
        concat!(
            "SELECT u.service, u.seller, u.reference, u.upstream_id, u.status, u.status_key,
                    u.expires, u.tariff, u.name, u.ip, u.license_key, u.addons, u.auto_prolong,
                    u.read_at FROM upstream u ",
            $($rest),*
        )
    };
}

impl FromRow for Upstream {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            seller: row.next()?,
            reference: row.next()?,
            upstream_id: row.next()?,
            status: row.next()?,
            status_key: row.next()?,
            expires: row.next()?,
            tariff: row.next()?,
            name: row.next()?,
            ip: row.next()?,
            license_key: row.next()?,
            addons: row.next()?,
            auto_prolong: row.next()?,
            read_at: row.next()?,
        })
    }
}

const INSERT: &str = "
    INSERT INTO upstream (service, seller, reference, status_key, name, ip, license_key, addons)
    VALUES ($1, $2, $3, '', '', '', '', '')";

/// Fixes our reference for a service at a seller.
pub fn insert(
    tx: &mut dyn Tx,
    service: ServiceId,
    seller: SellerId,
    reference: &str,
) -> Result<()> {
    tx.exec_one(INSERT, &[service.into(), seller.into(), reference.into()])
}

const BY_SERVICE: &str = upstream!("WHERE u.service = $1");

/// The seller's side of a service.
pub fn find(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<Upstream>> {
    read_first(tx.rows(BY_SERVICE, &[service.into()])?)
}

const SET_ID: &str = "UPDATE upstream SET upstream_id = $2
    WHERE service = $1 AND (upstream_id IS NULL OR upstream_id = $2)";

/// Learns the seller's number of a service. `false` when another number is known already.
pub fn set_id(tx: &mut dyn Tx, service: ServiceId, id: UpstreamId) -> Result<bool> {
    Ok(tx.exec(SET_ID, &[service.into(), id.into()])? == 1)
}

const FORGET_ID: &str = "UPDATE upstream SET upstream_id = NULL WHERE service = $1";
const HOLDER: &str = "SELECT service FROM upstream WHERE seller = $1 AND upstream_id = $2";

/// What the seller calls this number is not this service any more: it went back to the pool.
pub fn forget_id(tx: &mut dyn Tx, service: ServiceId) -> Result<()> {
    tx.exec(FORGET_ID, &[service.into()]).map(drop)
}

/// The service that has this number at a seller.
pub fn holder(tx: &mut dyn Tx, seller: SellerId, id: UpstreamId) -> Result<Option<ServiceId>> {
    let row = tx.row(HOLDER, &[seller.into(), id.into()])?;
    row.map(|row| row.read().next()).transpose()
}

const UPDATE: &str = "
    UPDATE upstream
    SET upstream_id = $2, status = $3, status_key = $4, expires = $5, tariff = $6, name = $7,
        ip = $8, license_key = $9, addons = $10, auto_prolong = $11, read_at = $12,
        gone_at = NULL
    WHERE service = $1";

/// Keeps what the seller told.
pub fn update(tx: &mut dyn Tx, told: &Upstream) -> Result<()> {
    tx.exec_one(
        UPDATE,
        &[
            told.service.into(),
            told.upstream_id.into(),
            told.status.map(ServiceStatus::number).into(),
            told.status_key.as_str().into(),
            told.expires.map(|date| date.to_string()).as_deref().into(),
            told.tariff.into(),
            told.name.as_str().into(),
            told.ip.as_str().into(),
            told.license_key.as_str().into(),
            told.addons.as_str().into(),
            told.auto_prolong.map(Period::code).into(),
            told.read_at.into(),
        ],
    )
}

/// One of our services as an event reader sees it.
#[derive(Debug, Clone)]
pub struct Followed {
    /// Our service.
    pub service: ServiceId,
    /// Whose it is; chooses the writer.
    pub account: AccountId,
    /// The version before the seller is asked.
    pub version: i64,
    /// Our reference at the seller.
    pub reference: String,
    /// The seller's number.
    pub upstream_id: Option<UpstreamId>,
    /// The product type, whose list tells about it.
    pub type_name: String,
    /// The module that does its work.
    pub module: ModuleId,
    /// Whether nothing that the seller changed is applied before staff agree.
    pub stands: bool,
    /// Since when the seller says that it has no such service.
    pub gone_at: Option<Timestamp>,
    /// Whether it lives here, and no closing of ours is on its way.
    pub lives: bool,
}

impl FromRow for Followed {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            account: row.next()?,
            version: row.next()?,
            reference: row.next()?,
            upstream_id: row.next()?,
            type_name: row.next()?,
            module: row.next()?,
            stands: row.next::<Option<i64>>()?.is_some(),
            gone_at: row.next()?,
            lives: {
                let status: ServiceStatus = row.next()?;
                let open: Option<OperationKind> = row.next()?;
                status != ServiceStatus::Deleted && open != Some(OperationKind::Close)
            },
        })
    }
}

macro_rules! followed {
    ($($rest:literal),*) => {
        concat!(
            "SELECT u.service, s.account, s.version, u.reference, u.upstream_id, y.intname,
                    s.module, m.stands_since, u.gone_at, s.status, w.kind
             FROM upstream u
             JOIN service s ON s.id = u.service
             JOIN product_type y ON y.id = s.product_type
             JOIN processing_module m ON m.id = s.module
             LEFT JOIN operation w ON w.service = s.id
                 AND w.state NOT IN ('done', 'cancelled') ",
            $($rest),*
        )
    };
}

const FOLLOWED_SERVICE: &str = followed!("WHERE u.service = $1");

/// One service as an event reader sees it.
pub fn followed_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<Followed>> {
    read_first(tx.rows(FOLLOWED_SERVICE, &[service.into()])?)
}

const BY_REFERENCE: &str = followed!("WHERE u.seller = $1 AND u.reference IN ");
const BY_UPSTREAM_ID: &str = followed!("WHERE u.seller = $1 AND u.upstream_id IN ");

/// Our services behind references and numbers of a seller; strangers' ones are not found.
pub fn followed(
    tx: &mut dyn Tx,
    seller: SellerId,
    references: &[String],
    ids: &[UpstreamId],
) -> Result<Vec<Followed>> {
    let mut found: Vec<Followed> = Vec::new();
    if !references.is_empty() {
        let mut select = Select::new(BY_REFERENCE, 1);
        select.in_list(references.len());
        let mut args = vec![seller.into()];
        args.extend(
            references
                .iter()
                .map(|text| crate::Arg::from(text.as_str())),
        );
        found = read_all(tx.select(&select, &args)?)?;
    }
    let missing: Vec<UpstreamId> = ids
        .iter()
        .copied()
        .filter(|id| {
            !found
                .iter()
                .any(|followed| followed.upstream_id == Some(*id))
        })
        .collect();
    if !missing.is_empty() {
        let mut select = Select::new(BY_UPSTREAM_ID, 1);
        select.in_list(missing.len());
        let mut args = vec![seller.into()];
        args.extend(missing.iter().map(|id| crate::Arg::from(*id)));
        for followed in read_all::<Followed>(tx.select(&select, &args)?)? {
            if !found.iter().any(|known| known.service == followed.service) {
                found.push(followed);
            }
        }
    }
    Ok(found)
}

// The plus keeps an engine from walking all services of the seller: few operations wait.
const WAITING: &str = followed!(
    "JOIN operation o ON o.service = u.service
     WHERE o.state = 'waiting' AND o.service > $2 AND +u.seller = $1 AND o.sent_at <= $3
     ORDER BY o.service LIMIT $4"
);

/// The services of a seller after a service whose operation has waited for it since `sent_before`.
pub fn waiting(
    tx: &mut dyn Tx,
    seller: SellerId,
    after: ServiceId,
    sent_before: Timestamp,
    limit: u32,
) -> Result<Vec<Followed>> {
    let args = [
        seller.into(),
        after.into(),
        sent_before.into(),
        i64::from(limit).into(),
    ];
    read_all(tx.rows(WAITING, &args)?)
}

const OF_SELLER: &str = followed!(
    "WHERE u.seller = $1 AND u.service > $2 AND s.status <> 4 ORDER BY u.service LIMIT $3"
);

/// The living services of a seller after a service, for a comparison of everything.
pub fn of_seller(
    tx: &mut dyn Tx,
    seller: SellerId,
    after: ServiceId,
    limit: u32,
) -> Result<Vec<Followed>> {
    read_all(tx.rows(
        OF_SELLER,
        &[seller.into(), after.into(), i64::from(limit).into()],
    )?)
}

const GONE: &str = "
    UPDATE upstream SET gone_at = COALESCE(gone_at, $2) WHERE service = $1";
const BACK: &str = "UPDATE upstream SET gone_at = NULL WHERE service = $1 AND gone_at IS NOT NULL";

/// The seller said that it has no such service; the first time counts.
pub fn note_gone(tx: &mut dyn Tx, service: ServiceId, now: Timestamp) -> Result<()> {
    tx.exec_one(GONE, &[service.into(), now.into()])
}

/// The seller tells about the service again.
pub fn note_back(tx: &mut dyn Tx, service: ServiceId) -> Result<()> {
    tx.exec(BACK, &[service.into()]).map(drop)
}

const GONE_BEFORE: &str = followed!(
    "WHERE u.seller = $1 AND u.gone_at <= $2 AND u.gone_at IS NOT NULL AND s.status <> 4
     ORDER BY u.gone_at LIMIT $3"
);

/// Services of a seller that it said it does not have, at the latest at an instant.
pub fn gone(
    tx: &mut dyn Tx,
    seller: SellerId,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Followed>> {
    let args = [seller.into(), before.into(), i64::from(limit).into()];
    read_all(tx.rows(GONE_BEFORE, &args)?)
}

const OF_TYPE: &str = followed!(
    "WHERE u.seller = $1 AND y.intname = $2 AND u.service > $3 AND s.status <> 4
     ORDER BY u.service LIMIT $4"
);

/// The living services of a seller of one product type after a service.
pub fn of_seller_and_type(
    tx: &mut dyn Tx,
    seller: SellerId,
    type_name: &str,
    after: ServiceId,
    limit: u32,
) -> Result<Vec<Followed>> {
    let args = [
        seller.into(),
        type_name.into(),
        after.into(),
        i64::from(limit).into(),
    ];
    read_all(tx.rows(OF_TYPE, &args)?)
}

const UNLINK: &str = "DELETE FROM upstream WHERE service = $1";

/// Forgets the seller's side of a service.
pub fn unlink(tx: &mut dyn Tx, service: ServiceId) -> Result<bool> {
    Ok(tx.exec(UNLINK, &[service.into()])? == 1)
}

const BY_NUMBER: &str = upstream!("WHERE u.seller = $1 AND u.upstream_id = $2");

/// What is linked to a number of a seller.
pub fn find_by_number(
    tx: &mut dyn Tx,
    seller: SellerId,
    id: UpstreamId,
) -> Result<Option<Upstream>> {
    read_first(tx.rows(BY_NUMBER, &[seller.into(), id.into()])?)
}
