//! Wallets: the money of an account at one provider in one currency.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AccountId, Amount, Currency, Funds, ProviderId, WalletId};

/// A wallet with its running balance.
#[derive(Debug, Clone)]
pub struct Wallet {
    /// Its number.
    pub id: WalletId,
    /// Whose it is.
    pub account: AccountId,
    /// At which provider.
    pub provider: ProviderId,
    /// Its currency.
    pub currency: Currency,
    /// Balance, reserved and credit limit.
    pub funds: Funds,
    /// The provider's name.
    pub provider_name: String,
}

macro_rules! wallet {
    ($($rest:literal),*) => {
        concat!(
            "SELECT w.id, w.account, w.provider, w.currency, w.balance, w.reserved, w.credit_limit,
                    p.name
             FROM wallet w JOIN provider p ON p.id = w.provider ",
            $($rest),*
        )
    };
}

impl FromRow for Wallet {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            account: row.next()?,
            provider: row.next()?,
            currency: row.next()?,
            funds: Funds {
                balance: row.next()?,
                reserved: row.next()?,
                credit_limit: row.next()?,
            },
            provider_name: row.next()?,
        })
    }
}

const BY_ID: &str = wallet!("WHERE w.id = $1");
const OF_ACCOUNT: &str = wallet!("WHERE w.account = $1 ORDER BY w.id");
const OF_ACCOUNT_AND_PROVIDER: &str =
    wallet!("WHERE w.account = $1 AND w.provider = $2 AND w.currency = $3");

/// The wallet of that number.
pub fn find(tx: &mut dyn Tx, id: WalletId) -> Result<Option<Wallet>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Every wallet of an account.
pub fn of_account(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<Wallet>> {
    read_all(tx.rows(OF_ACCOUNT, &[account.into()])?)
}

/// The wallet of an account at a provider in a currency.
pub fn find_of(
    tx: &mut dyn Tx,
    account: AccountId,
    provider: ProviderId,
    currency: Currency,
) -> Result<Option<Wallet>> {
    let args = [account.into(), provider.into(), currency.as_str().into()];
    read_first(tx.rows(OF_ACCOUNT_AND_PROVIDER, &args)?)
}

const OPEN: &str = "
    INSERT INTO wallet (account, provider, currency, balance, reserved, credit_limit)
    VALUES ($1, $2, $3, 0, 0, 0)
    ON CONFLICT (account, provider, currency) DO NOTHING";

/// Opens an empty wallet, if there is none.
pub fn open(
    tx: &mut dyn Tx,
    account: AccountId,
    provider: ProviderId,
    currency: Currency,
) -> Result<()> {
    tx.exec(
        OPEN,
        &[account.into(), provider.into(), currency.as_str().into()],
    )
    .map(drop)
}

const LIMIT: &str = "UPDATE wallet SET credit_limit = $2 WHERE id = $1";

/// Sets how far the balance may go below zero.
pub fn set_credit_limit(tx: &mut dyn Tx, id: WalletId, limit: Amount) -> Result<()> {
    tx.exec_one(LIMIT, &[id.into(), limit.into()])
}

const HOLD: &str = "
    UPDATE wallet SET reserved = reserved + $2
    WHERE id = $1 AND balance + credit_limit - reserved >= $2";

/// Reserves an amount. `false` and nothing changed when the wallet does not cover it.
pub fn hold(tx: &mut dyn Tx, id: WalletId, amount: Amount) -> Result<bool> {
    if amount == Amount::ZERO {
        return Ok(true);
    }
    Ok(tx.exec(HOLD, &[id.into(), amount.into()])? == 1)
}

const VOID: &str = "UPDATE wallet SET reserved = reserved - $2 WHERE id = $1 AND reserved >= $2";

/// Gives a reserved amount back.
pub fn void(tx: &mut dyn Tx, id: WalletId, amount: Amount) -> Result<()> {
    if amount == Amount::ZERO {
        Ok(())
    } else {
        tx.exec_one(VOID, &[id.into(), amount.into()])
    }
}

const SPEND_HELD: &str = "
    UPDATE wallet SET balance = balance - $2, reserved = reserved - $2
    WHERE id = $1 AND reserved >= $2";

/// Takes an amount that was reserved; the caller writes the postings.
pub fn spend_held(tx: &mut dyn Tx, id: WalletId, amount: Amount) -> Result<()> {
    tx.exec_one(SPEND_HELD, &[id.into(), amount.into()])
}

const SPEND: &str = "
    UPDATE wallet SET balance = balance - $2
    WHERE id = $1 AND balance + credit_limit - reserved >= $2";

/// Takes an amount at once. `false` and nothing changed when the wallet does not cover it.
pub fn spend(tx: &mut dyn Tx, id: WalletId, amount: Amount) -> Result<bool> {
    if amount == Amount::ZERO {
        return Ok(true);
    }
    Ok(tx.exec(SPEND, &[id.into(), amount.into()])? == 1)
}

const TAKE_OUT: &str = "
    UPDATE wallet SET balance = balance - $2 WHERE id = $1 AND balance - reserved >= $2";

/// Takes out what is there and promised to nobody; a credit limit is no money. `false` and nothing
/// changed when that is less.
pub fn take_out(tx: &mut dyn Tx, id: WalletId, amount: Amount) -> Result<bool> {
    Ok(tx.exec(TAKE_OUT, &[id.into(), amount.into()])? == 1)
}

const ADD: &str = "UPDATE wallet SET balance = balance + $2 WHERE id = $1";

/// Adds a payment; the caller writes the postings.
pub fn add(tx: &mut dyn Tx, id: WalletId, amount: Amount) -> Result<()> {
    tx.exec_one(ADD, &[id.into(), amount.into()])
}
