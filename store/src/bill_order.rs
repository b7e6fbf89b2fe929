//! What was ordered and is paid together: the cart of a wallet while it is open.

use crate::columns::{FromRow, read_all, read_first};
use crate::service::Service;
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    AccountId, Amount, BillOrderId, Currency, Period, ServiceId, Timestamp, WalletId,
};

/// The state of an order into which things are put.
pub const OPEN: &str = "open";
/// The state of an order that was paid.
pub const PAID: &str = "paid";
/// The state of an order that was thrown away.
pub const DELETED: &str = "deleted";

/// An order.
#[derive(Debug, Clone)]
pub struct BillOrder {
    /// Its number.
    pub id: BillOrderId,
    /// The wallet that is to pay.
    pub wallet: WalletId,
    /// Whose wallet that is.
    pub account: AccountId,
    /// The wallet's currency.
    pub currency: Currency,
    /// `open`, `paid` or `deleted`.
    pub state: String,
    /// When the first thing was put in.
    pub created_at: Timestamp,
}

impl FromRow for BillOrder {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            wallet: row.next()?,
            account: row.next()?,
            currency: row.next()?,
            state: row.next()?,
            created_at: row.next()?,
        })
    }
}

macro_rules! bill_order {
    ($($rest:literal),*) => {
        concat!(
            "SELECT b.id, b.wallet, w.account, w.currency, b.state, b.created_at
             FROM bill_order b JOIN wallet w ON w.id = b.wallet ",
            $($rest),*
        )
    };
}

const BY_ID: &str = bill_order!("WHERE b.id = $1");
const OPEN_OF_WALLET: &str = bill_order!("WHERE b.wallet = $1 AND b.state = 'open'");
const OPEN_OF_ACCOUNT: &str =
    bill_order!("WHERE w.account = $1 AND b.state = 'open' ORDER BY b.id DESC");
const OF_SERVICE: &str = bill_order!(
    "JOIN bill_order_line l ON l.bill_order = b.id WHERE l.service = $1 AND b.state = 'open'"
);

/// The order of that number.
pub fn find(tx: &mut dyn Tx, id: BillOrderId) -> Result<Option<BillOrder>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The open order of a wallet.
pub fn open_of_wallet(tx: &mut dyn Tx, wallet: WalletId) -> Result<Option<BillOrder>> {
    read_first(tx.rows(OPEN_OF_WALLET, &[wallet.into()])?)
}

/// The open orders of an account, one for each of its wallets at most, the newest first.
pub fn open_of_account(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<BillOrder>> {
    read_all(tx.rows(OPEN_OF_ACCOUNT, &[account.into()])?)
}

/// The open order that a service waits in.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<BillOrder>> {
    read_first(tx.rows(OF_SERVICE, &[service.into()])?)
}

const INSERT: &str =
    "INSERT INTO bill_order (wallet, state, created_at) VALUES ($1, 'open', $2) RETURNING id";

/// Opens an order; a wallet has one open order at most.
pub fn insert(tx: &mut dyn Tx, wallet: WalletId, now: Timestamp) -> Result<BillOrderId> {
    tx.one(INSERT, &[wallet.into(), now.into()])?.read().next()
}

const SET_PAID: &str =
    "UPDATE bill_order SET state = 'paid', paid_at = $2 WHERE id = $1 AND state = 'open'";

/// Marks an open order as paid.
pub fn set_paid(tx: &mut dyn Tx, id: BillOrderId, now: Timestamp) -> Result<()> {
    tx.exec_one(SET_PAID, &[id.into(), now.into()])
}

const SET_DELETED: &str =
    "UPDATE bill_order SET state = 'deleted' WHERE id = $1 AND state = 'open'";

/// Marks an open order as thrown away.
pub fn set_deleted(tx: &mut dyn Tx, id: BillOrderId) -> Result<()> {
    tx.exec_one(SET_DELETED, &[id.into()])
}

/// One service of an order.
#[derive(Debug, Clone)]
pub struct Line {
    /// The service; it names the line, too.
    pub service: ServiceId,
    /// What it costs, with the set-up fee.
    pub amount: Amount,
    /// The internal name of its product type.
    pub type_name: String,
    /// The tariff's name in English.
    pub tariff_name: String,
    /// The tariff's name in Russian.
    pub tariff_name_ru: String,
    /// The customer's label.
    pub name: String,
    /// The address.
    pub ip: String,
    /// The ordered period.
    pub period: Period,
    /// The period of the automatic renewal.
    pub auto_prolong: Option<Period>,
}

impl FromRow for Line {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            amount: row.next()?,
            type_name: row.next()?,
            tariff_name: row.next()?,
            tariff_name_ru: row.next()?,
            name: row.next()?,
            ip: row.next()?,
            period: row.next()?,
            auto_prolong: row.next()?,
        })
    }
}

const LINES: &str = "
    SELECT l.service, l.amount, y.intname, t.name, t.name_ru, s.name, s.ip, s.period,
           s.auto_prolong
    FROM bill_order_line l
    JOIN service s ON s.id = l.service
    JOIN product_type y ON y.id = s.product_type
    JOIN tariff t ON t.id = s.tariff
    WHERE l.bill_order = $1 ORDER BY l.service";
const COUNT: &str = "SELECT COUNT(*) FROM bill_order_line WHERE bill_order = $1";
const PUT_LINE: &str =
    "INSERT INTO bill_order_line (service, bill_order, amount) VALUES ($1, $2, $3)";
const DROP_LINE: &str = "DELETE FROM bill_order_line WHERE service = $1";

/// What an order is for.
pub fn lines(tx: &mut dyn Tx, id: BillOrderId) -> Result<Vec<Line>> {
    read_all(tx.rows(LINES, &[id.into()])?)
}

/// How many lines an order has.
pub fn count(tx: &mut dyn Tx, id: BillOrderId) -> Result<i64> {
    tx.one(COUNT, &[id.into()])?.read().next()
}

/// Puts a service into an order.
pub fn put_line(
    tx: &mut dyn Tx,
    id: BillOrderId,
    service: ServiceId,
    amount: Amount,
) -> Result<()> {
    tx.exec_one(PUT_LINE, &[service.into(), id.into(), amount.into()])
}

/// Takes a service out of its order.
pub fn drop_line(tx: &mut dyn Tx, service: &Service) -> Result<()> {
    tx.exec_one(DROP_LINE, &[service.id.into()])
}
