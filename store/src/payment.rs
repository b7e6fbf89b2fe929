//! Payments: money that came in, entered by staff.

use crate::columns::{FromRow, read_first};
use crate::listing::Listing;
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AccountId, Amount, Currency, PaymentId, Timestamp, UserId, WalletId};

/// The status of a payment that is not credited yet (wire 2.6).
pub const NEW: i64 = 1;
/// The status of a credited payment (wire 2.6).
pub const PAID: i64 = 4;

/// A payment.
#[derive(Debug, Clone)]
pub struct Payment {
    /// Its number.
    pub id: PaymentId,
    /// The wallet it goes to.
    pub wallet: WalletId,
    /// How much.
    pub amount: Amount,
    /// 1 new, 4 paid, 9 cancelled.
    pub status: i64,
    /// What staff noted.
    pub note: String,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was credited.
    pub paid_at: Option<Timestamp>,
    /// Whose wallet that is.
    pub account: AccountId,
    /// The wallet's currency.
    pub currency: Currency,
    /// How much of it was given back.
    pub refunded: Amount,
}

impl Payment {
    /// How much of it can still be given back; nothing of one that was never credited.
    pub fn refundable(&self) -> Amount {
        if self.status == PAID {
            Amount::new(self.amount.get() - self.refunded.get())
        } else {
            Amount::ZERO
        }
    }
}

impl FromRow for Payment {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            wallet: row.next()?,
            amount: row.next()?,
            status: row.next()?,
            note: row.next()?,
            created_at: row.next()?,
            paid_at: row.next()?,
            account: row.next()?,
            currency: row.next()?,
            refunded: row.next()?,
        })
    }
}

macro_rules! payment {
    ($($rest:literal),*) => {
        concat!(
            "SELECT y.id, y.wallet, y.amount, y.status, y.note, y.created_at, y.paid_at, w.account,
                    w.currency, y.refunded
             FROM payment y JOIN wallet w ON w.id = y.wallet ",
            $($rest),*
        )
    };
}

const BY_ID: &str = payment!("WHERE y.id = $1");

/// The payment of that number.
pub fn find(tx: &mut dyn Tx, id: PaymentId) -> Result<Option<Payment>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

const INSERT: &str = "
    INSERT INTO payment (wallet, amount, status, note, created_at, created_by)
    VALUES ($1, $2, 1, $3, $4, $5) RETURNING id";

/// Enters a new payment; nothing is credited yet.
pub fn insert(
    tx: &mut dyn Tx,
    wallet: WalletId,
    amount: Amount,
    note: &str,
    now: Timestamp,
    by: Option<UserId>,
) -> Result<PaymentId> {
    tx.one(
        INSERT,
        &[
            wallet.into(),
            amount.into(),
            note.into(),
            now.into(),
            by.into(),
        ],
    )?
    .read()
    .next()
}

const SET_PAID: &str =
    "UPDATE payment SET status = 4, paid_at = $2, paid_by = $3 WHERE id = $1 AND status = 1";

/// Marks a new payment as credited. `false` when it is not new any more.
pub fn set_paid(
    tx: &mut dyn Tx,
    id: PaymentId,
    now: Timestamp,
    by: Option<UserId>,
) -> Result<bool> {
    Ok(tx.exec(SET_PAID, &[id.into(), now.into(), by.into()])? == 1)
}

const REFUND: &str = "
    UPDATE payment SET refunded = refunded + $2
    WHERE id = $1 AND status = 4 AND amount - refunded >= $2";

/// Notes what is given back of a credited payment. `false` when less of it is left.
pub fn refund(tx: &mut dyn Tx, id: PaymentId, amount: Amount) -> Result<bool> {
    Ok(tx.exec(REFUND, &[id.into(), amount.into()])? == 1)
}

/// The status of a payment that will not come (wire 2.6).
pub const CANCELLED: i64 = 9;

const CANCEL: &str = "UPDATE payment SET status = 9 WHERE id = $1 AND status = 1";
const CHANGE: &str = "UPDATE payment SET amount = $2, note = $3 WHERE id = $1 AND status = 1";

/// Marks a new payment as one that will not come. `false` when it is not new any more.
pub fn cancel(tx: &mut dyn Tx, id: PaymentId) -> Result<bool> {
    Ok(tx.exec(CANCEL, &[id.into()])? == 1)
}

/// Changes the amount and the note of a new payment. `false` when it is not new any more.
pub fn change(tx: &mut dyn Tx, id: PaymentId, amount: Amount, note: &str) -> Result<bool> {
    Ok(tx.exec(CHANGE, &[id.into(), amount.into(), note.into()])? == 1)
}

/// Which payments a list shows.
#[derive(Debug, Clone, Default)]
pub struct PaymentFilter {
    /// Only this number.
    pub id: Option<PaymentId>,
    /// Only of this account.
    pub account: Option<AccountId>,
    /// Only in this status.
    pub status: Option<i64>,
    /// Entered at this instant or later.
    pub from: Option<Timestamp>,
    /// Entered before this instant.
    pub until: Option<Timestamp>,
    /// Whether the oldest is first.
    pub oldest_first: bool,
    /// Rows to pass over and rows to return; none is all.
    pub window: Option<(u32, u32)>,
}

const LIST: &str = payment!("WHERE 1 = 1");
const COUNT: &str = "SELECT COUNT(*) FROM payment y WHERE 1 = 1";
const OF_ACCOUNT: &str = " AND y.wallet IN (SELECT a.id FROM wallet a WHERE a.account = ";

/// Payments by number, and how many there are in all.
pub fn list(tx: &mut dyn Tx, filter: &PaymentFilter) -> Result<(Vec<Payment>, i64)> {
    let mut listing = Listing::new(LIST, COUNT);
    listing.with(" AND y.id = ", filter.id);
    listing.within(OF_ACCOUNT, filter.account, ")");
    listing.with(" AND y.status = ", filter.status);
    listing.with(" AND y.created_at >= ", filter.from);
    listing.with(" AND y.created_at < ", filter.until);
    let order = if filter.oldest_first {
        " ORDER BY y.id"
    } else {
        " ORDER BY y.id DESC"
    };
    listing.read(tx, order, filter.window)
}
