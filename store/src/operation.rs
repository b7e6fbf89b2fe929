//! Operations: work on one service that must come to an end.

use crate::columns::{FromRow, read_all, read_first, read_money, read_pairs};
use crate::{Dialect, Result, RowReader, Tx, TxExt, task};
use jiff::civil::Date;
use onsell_domain::{
    AccountId, AddonId, Amount, Currency, DepartmentId, Fault, ModuleId, Money, OperationId,
    OperationKind, OperationState as State, Period, Progress, SellerId, ServiceId, TariffId,
    Timestamp, UpstreamId, UserId, WalletId,
};

/// An operation with what its next step needs to know.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its number.
    pub id: OperationId,
    /// The service it works on.
    pub service: ServiceId,
    /// What it does.
    pub kind: OperationKind,
    /// Where it stands.
    pub state: State,
    /// How often it was intended; no number is used twice.
    pub attempt: u32,
    /// How often since the last Start.
    pub tries: u32,
    /// When a request of it may last have left us.
    pub sent_at: Option<Timestamp>,
    /// The key of its paid request.
    pub order_key: String,
    /// The period it orders or renews.
    pub period: Option<Period>,
    /// The reason of a stop, as a bit of `StopReasons`.
    pub reason: u8,
    /// The seller's end date before a renewal was sent.
    pub before_expires: Option<Date>,
    /// The key before a new one was asked for.
    pub before_key: String,
    /// The label an edit sets.
    pub new_name: Option<String>,
    /// The address an edit sets.
    pub new_ip: Option<String>,
    /// The end that a renewal promises the customer.
    pub paid_until: Option<Date>,
    /// What the customer pays for it.
    pub amount: Amount,
    /// How much of that is reserved now.
    pub held: Amount,
    /// What goes back to the customer when it is done.
    pub refund: Amount,
    /// What the seller charged.
    pub charged: Option<Amount>,
    /// The last error.
    pub error: Option<Fault>,
    /// When the last error was met.
    pub error_at: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
    /// Whose service it is.
    pub account: AccountId,
    /// Which wallet pays.
    pub wallet: WalletId,
    /// The tariff's internal name: the seller's tariff id.
    pub tariff_intname: String,
    /// The tariff.
    pub tariff: TariffId,
    /// The internal name of the product type.
    pub type_name: String,
    /// The label of the service.
    pub name: String,
    /// The address of the service.
    pub ip: String,
    /// The account at the seller that does it; none for a local module.
    pub seller: Option<SellerId>,
    /// The module's department.
    pub department: Option<DepartmentId>,
    /// Our reference at the seller.
    pub reference: Option<String>,
    /// The seller's number for the service.
    pub upstream_id: Option<UpstreamId>,
    /// The English name of the tariff.
    pub tariff_name: String,
    /// The name of the processing module.
    pub module_name: String,
    /// The name of the account.
    pub account_name: String,
    /// The task that is linked to it.
    pub task: Option<i64>,
    /// The version of the service.
    pub version: i64,
    /// Whether it covers a term that was sold before, so that our customer pays nothing.
    pub covers_term: bool,
    /// The period asked of the seller, where it is another than the one sold.
    pub remote_period: Option<Period>,
    /// The tariff that a change leads to.
    pub new_tariff: Option<TariffId>,
    /// What one renewal costs after a change.
    pub new_renewal_price: Option<Amount>,
    /// What the seller wanted when its price was last read before sending.
    pub quoted: Option<Money>,
    /// Up to this price of the seller staff said "Send anyway".
    pub accepted_price: Option<Amount>,
    /// What the seller gave back.
    pub returned: Option<Amount>,
    /// Since when a person has taken it over from automatic processing.
    pub taken_at: Option<Timestamp>,
    /// The internal name of the tariff that a change leads to: the seller's tariff id.
    pub new_tariff_intname: Option<String>,
    /// The currency of the wallet.
    pub currency: Currency,
    /// The period the service was sold for.
    pub sold_period: Period,
    /// What one renewal of the service costs its customer.
    pub renewal_price: Amount,
    /// How many percent above its last known cost the seller's price may be.
    pub cost_rise_max: Option<u32>,
    /// The module that does it.
    pub module: ModuleId,
    /// What kind of module that is.
    pub module_kind: String,
    /// How far it is: what its done steps left.
    pub progress: Progress,
    /// Since when its present step lasts; none before the first was done.
    pub step_at: Option<Timestamp>,
    /// What it gives a server.
    pub server: ServerChange,
    /// The server that its service is the license of.
    pub parent: Option<ServiceId>,
}

/// What an operation gives a server; what is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerChange {
    /// The template of a new system.
    pub template: Option<String>,
    /// The recipe to run.
    pub recipe: Option<String>,
    /// The new password of its administrator, sealed.
    pub password: Option<Vec<u8>>,
}

macro_rules! operation {
    ($($rest:literal),*) => {
        concat!(
            "SELECT o.id, o.service, o.kind, o.state, o.attempt, o.tries, o.sent_at, o.order_key, o.period,
                    o.reason, o.before_expires, o.before_key, o.new_name, o.new_ip, o.paid_until,
                    o.amount, o.held, o.refund, o.charged, o.error_kind, o.error_object,
                    o.error_value, o.error_message, o.error_at, o.created_at, s.account,
                    s.wallet, t.intname, t.id, y.intname, s.name, s.ip, m.seller, m.department,
                    u.reference, u.upstream_id, t.name, m.name, a.name, k.id, s.version,
                    o.covers_term, o.remote_period,
                    o.new_tariff, o.new_renewal_price, o.quoted, o.quoted_currency,
                    o.accepted_price, o.returned, o.taken_at, n.intname, w.currency, s.period,
                    s.renewal_price, m.cost_rise_max, m.id, m.kind, o.progress, o.step_at,
                    o.new_template, o.new_recipe, o.new_password, s.parent
             FROM operation o
             JOIN service s ON s.id = o.service
             JOIN tariff t ON t.id = s.tariff
             JOIN product_type y ON y.id = s.product_type
             JOIN processing_module m ON m.id = s.module
             JOIN account a ON a.id = s.account
             JOIN wallet w ON w.id = s.wallet
             LEFT JOIN upstream u ON u.service = o.service
             LEFT JOIN task k ON k.operation = o.id
             LEFT JOIN tariff n ON n.id = o.new_tariff ",
            $($rest),*
        )
    };
}

impl FromRow for Operation {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            service: row.next()?,
            kind: row.next()?,
            state: row.next()?,
            attempt: row.next()?,
            tries: row.next()?,
            sent_at: row.next()?,
            order_key: row.next()?,
            period: row.next()?,
            reason: row.next::<u32>()? as u8,
            before_expires: row.next()?,
            before_key: row.next()?,
            new_name: row.next()?,
            new_ip: row.next()?,
            paid_until: row.next()?,
            amount: row.next()?,
            held: row.next()?,
            refund: row.next()?,
            charged: row.next()?,
            error: read_error(row)?,
            error_at: row.next()?,
            created_at: row.next()?,
            account: row.next()?,
            wallet: row.next()?,
            tariff_intname: row.next()?,
            tariff: row.next()?,
            type_name: row.next()?,
            name: row.next()?,
            ip: row.next()?,
            seller: row.next()?,
            department: row.next()?,
            reference: row.next()?,
            upstream_id: row.next()?,
            tariff_name: row.next()?,
            module_name: row.next()?,
            account_name: row.next()?,
            task: row.next()?,
            version: row.next()?,
            covers_term: row.next()?,
            remote_period: row.next()?,
            new_tariff: row.next()?,
            new_renewal_price: row.next()?,
            quoted: read_money(row)?,
            accepted_price: row.next()?,
            returned: row.next()?,
            taken_at: row.next()?,
            new_tariff_intname: row.next()?,
            currency: row.next()?,
            sold_period: row.next()?,
            renewal_price: row.next()?,
            cost_rise_max: row.next()?,
            module: row.next()?,
            module_kind: row.next()?,
            progress: Progress::parse(&row.next::<String>()?),
            step_at: row.next()?,
            server: ServerChange {
                template: row.next()?,
                recipe: row.next()?,
                password: row.next()?,
            },
            parent: row.next()?,
        })
    }
}

fn read_error(row: &mut RowReader) -> Result<Option<Fault>> {
    let kind: Option<String> = row.next()?;
    let object: Option<String> = row.next()?;
    let value: Option<String> = row.next()?;
    let message: Option<String> = row.next()?;
    Ok(kind.map(|kind| Fault {
        kind,
        object: object.unwrap_or_default(),
        value: value.unwrap_or_default(),
        message: message.unwrap_or_default(),
    }))
}

const BY_ID: &str = operation!("WHERE o.id = $1");

/// The operation of that number.
pub fn find(tx: &mut dyn Tx, id: OperationId) -> Result<Option<Operation>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

const OPEN_OF_SERVICE: &str =
    operation!("WHERE o.service = $1 AND o.state NOT IN ('done', 'cancelled')");

/// The unfinished operation of a service; there is at most one.
pub fn open_of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<Operation>> {
    read_first(tx.rows(OPEN_OF_SERVICE, &[service.into()])?)
}

const LAST_OF_SERVICE: &str = operation!("WHERE o.service = $1 ORDER BY o.id DESC LIMIT 1");

/// The operation on a service that was begun last.
pub fn last_of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<Operation>> {
    read_first(tx.rows(LAST_OF_SERVICE, &[service.into()])?)
}

const PRICE_OF_ORDER: &str =
    "SELECT amount FROM operation WHERE service = $1 AND kind = 'open' ORDER BY id LIMIT 1";

/// What the order of a service cost its customer.
pub fn price_of_order(tx: &mut dyn Tx, service: ServiceId) -> Result<Amount> {
    match tx.row(PRICE_OF_ORDER, &[service.into()])? {
        Some(row) => row.read().next(),
        None => Ok(Amount::ZERO),
    }
}

const BY_CUSTOMER_KEY: &str = operation!("WHERE o.service = $1 AND o.customer_key = $2");

/// The operation that a request with this key made before.
pub fn find_by_customer_key(
    tx: &mut dyn Tx,
    service: ServiceId,
    key: &str,
) -> Result<Option<Operation>> {
    read_first(tx.rows(BY_CUSTOMER_KEY, &[service.into(), key.into()])?)
}

const DUE_SQLITE: &str = operation!("WHERE o.due_at <= $1 ORDER BY o.due_at, o.id LIMIT $2");
const DUE_POSTGRES: &str =
    operation!("WHERE o.due_at <= $1 ORDER BY o.due_at, o.id LIMIT $2 FOR UPDATE OF o SKIP LOCKED");
const IS_DUE: &str = "SELECT id FROM operation WHERE due_at <= $1 LIMIT 1";

/// Whether anything is due; looked at before a claim, so that idling writes nothing.
pub fn is_due(tx: &mut dyn Tx, now: Timestamp) -> Result<bool> {
    Ok(tx.row(IS_DUE, &[now.into()])?.is_some())
}

/// What is due, oldest first, at most `limit`; another process's are left to it.
pub(crate) fn due(tx: &mut dyn Tx, now: Timestamp, limit: u32) -> Result<Vec<Operation>> {
    let due = match tx.dialect() {
        Dialect::Sqlite => DUE_SQLITE,
        Dialect::Postgres => DUE_POSTGRES,
    };
    read_all(tx.rows(due, &[now.into(), i64::from(limit).into()])?)
}

const FINISH: &str = "
    UPDATE operation
    SET state = $2, due_at = NULL, lease_owner = NULL, held = 0, finished_at = $3
    WHERE id = $1 AND state NOT IN ('done', 'cancelled')";

/// Ends an operation as done or cancelled. `false` when it had ended before.
pub fn finish(tx: &mut dyn Tx, id: OperationId, state: State, now: Timestamp) -> Result<bool> {
    Ok(tx.exec(FINISH, &[id.into(), state.name().into(), now.into()])? == 1)
}

const TAKE_OVER: &str = "
    UPDATE operation SET taken_by = $2, taken_at = $3, taken_because = $4, due_at = NULL
    WHERE id = $1 AND taken_at IS NULL AND state NOT IN ('running', 'done', 'cancelled')";
const HAND_BACK: &str = "
    UPDATE operation SET taken_by = NULL, taken_at = NULL, taken_because = NULL WHERE id = $1";

/// A person takes an operation over: nothing works on it by itself any more. `false` while it runs
/// and when it was taken over or has ended before.
pub fn take_over(
    tx: &mut dyn Tx,
    id: OperationId,
    by: Option<UserId>,
    why: &str,
    now: Timestamp,
) -> Result<bool> {
    let args = [id.into(), by.into(), now.into(), why.into()];
    let is_taken = tx.exec(TAKE_OVER, &args)? == 1;
    if is_taken {
        task::judge_operation(tx, id)?;
    }
    Ok(is_taken)
}

/// An operation that was taken over is processed automatically again.
pub fn hand_back(tx: &mut dyn Tx, id: OperationId) -> Result<()> {
    tx.exec_one(HAND_BACK, &[id.into()])?;
    task::judge_operation(tx, id)
}

const LAST_CHARGED: &str = "
    SELECT charged, charged_currency FROM operation
    WHERE service = $1 AND kind = 'prolong' AND charged IS NOT NULL
      AND COALESCE(remote_period, period) = $2
    ORDER BY id DESC LIMIT 1";

/// What the seller charged for the last renewal of a service for a period.
pub fn last_charged(tx: &mut dyn Tx, service: ServiceId, period: Period) -> Result<Option<Money>> {
    let Some(row) = tx.row(LAST_CHARGED, &[service.into(), period.code().into()])? else {
        return Ok(None);
    };
    read_money(&mut row.read())
}

const QUOTED: &str = "UPDATE operation SET quoted = $2, quoted_currency = $3 WHERE id = $1";

/// Keeps what the seller wants for it.
pub fn record_quote(tx: &mut dyn Tx, id: OperationId, quoted: Money) -> Result<()> {
    let args = [
        id.into(),
        quoted.amount.into(),
        quoted.currency.as_str().into(),
    ];
    tx.exec_one(QUOTED, &args)
}

const ACCEPT_PRICE: &str = "UPDATE operation SET accepted_price = $2 WHERE id = $1";

/// Staff say that it may cost so much.
pub fn accept_price(tx: &mut dyn Tx, id: OperationId, price: Amount) -> Result<()> {
    tx.exec_one(ACCEPT_PRICE, &[id.into(), price.into()])
}

const SHOW: &str = "
    UPDATE operation
    SET error_kind = $2, error_object = $3, error_value = $4, error_message = $5, error_at = $6
    WHERE id = $1 AND state NOT IN ('done', 'cancelled')";

/// Shows an error on an operation, or none any more; it goes on as before.
pub fn show(tx: &mut dyn Tx, id: OperationId, fault: Option<&Fault>, now: Timestamp) -> Result<()> {
    let args = [
        id.into(),
        fault.map(|fault| fault.kind.as_str()).into(),
        fault.map(|fault| fault.object.as_str()).into(),
        fault.map(|fault| fault.value.as_str()).into(),
        fault.map(|fault| fault.message.as_str()).into(),
        fault.map(|_| now).into(),
    ];
    tx.exec(SHOW, &args).map(drop)
}

const CHARGED: &str = "
    UPDATE operation
    SET charged = COALESCE($2, charged), charged_currency = $3, returned = COALESCE($4, returned)
    WHERE id = $1";

/// Keeps what the seller charged and gave back, also when it is learned late.
pub fn record_charge(
    tx: &mut dyn Tx,
    id: OperationId,
    charged: Option<Money>,
    returned: Option<Money>,
) -> Result<()> {
    let Some(told) = charged.or(returned) else {
        return Ok(());
    };
    let args = [
        id.into(),
        charged.map(|money| money.amount).into(),
        told.currency.as_str().into(),
        returned.map(|money| money.amount).into(),
    ];
    tx.exec_one(CHARGED, &args)
}

const PARK: &str = "
    UPDATE operation SET state = 'ready', due_at = NULL, lease_owner = NULL, progress = $2
    WHERE id = $1 AND state NOT IN ('running', 'done', 'cancelled')";
const RELEASE: &str = "
    UPDATE operation SET due_at = $3, progress = $2
    WHERE id = $1 AND state = 'ready' AND due_at IS NULL";

/// Puts an operation aside until somebody releases it. `false` when it runs or has ended.
pub fn park(tx: &mut dyn Tx, id: OperationId, progress: &Progress) -> Result<bool> {
    let kept = progress.to_string();
    Ok(tx.exec(PARK, &[id.into(), kept.as_str().into()])? == 1)
}

/// Makes an operation due that was put aside. `false` when it was not.
pub fn release(
    tx: &mut dyn Tx,
    id: OperationId,
    progress: &Progress,
    now: Timestamp,
) -> Result<bool> {
    let kept = progress.to_string();
    Ok(tx.exec(RELEASE, &[id.into(), kept.as_str().into(), now.into()])? == 1)
}

const LAST_COST: &str = "
    SELECT charged, charged_currency FROM operation
    WHERE service = $1 AND charged IS NOT NULL ORDER BY id DESC LIMIT 1";

/// What the seller charged for a service last.
pub fn last_cost(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<Money>> {
    match tx.row(LAST_COST, &[service.into()])? {
        Some(row) => read_money(&mut row.read()),
        None => Ok(None),
    }
}

const START: &str = "
    UPDATE operation SET state = $2, tries = 0, due_at = $3, lease_owner = NULL
    WHERE id = $1 AND state NOT IN ('running', 'done', 'cancelled')";

/// Makes an operation due now. `false` when it runs or has ended. The count of tries begins anew;
/// that something may have been sent is not forgotten.
pub fn start(tx: &mut dyn Tx, operation: &Operation, now: Timestamp) -> Result<bool> {
    let state = match operation.state {
        State::Unknown | State::Waiting => operation.state,
        _ => State::Ready,
    };
    Ok(tx.exec(
        START,
        &[operation.id.into(), state.name().into(), now.into()],
    )? == 1)
}

const ADDONS: &str = "SELECT addon, value FROM operation_addon WHERE operation = $1 ORDER BY addon";
const PUT_ADDON: &str = "INSERT INTO operation_addon (operation, addon, value) VALUES ($1, $2, $3)";

/// The addon values that an edit sets.
pub fn addons(tx: &mut dyn Tx, operation: OperationId) -> Result<Vec<(AddonId, i64)>> {
    read_pairs(tx.rows(ADDONS, &[operation.into()])?)
}

/// Writes one addon value that an edit sets.
pub fn put_addon(
    tx: &mut dyn Tx,
    operation: OperationId,
    addon: AddonId,
    value: i64,
) -> Result<()> {
    tx.exec(PUT_ADDON, &[operation.into(), addon.into(), value.into()])
        .map(drop)
}

const COUNT_OPEN: &str = "
    SELECT state, COUNT(*), MIN(created_at) FROM operation
    WHERE state NOT IN ('done', 'cancelled')
    GROUP BY state";

/// How many operations are unfinished in each state, and when the oldest of them was made.
pub fn count_open(tx: &mut dyn Tx) -> Result<Vec<(State, i64, Timestamp)>> {
    let rows = tx.rows(COUNT_OPEN, &[])?;
    let read = |row: crate::Row| {
        let mut row = row.read();
        Ok((row.next()?, row.next()?, row.next()?))
    };
    rows.into_iter().map(read).collect()
}

/// The unfinished operations, for [`crate::operation_list`].
pub(crate) const OPEN: &str = operation!("WHERE o.state NOT IN ('done', 'cancelled')");
