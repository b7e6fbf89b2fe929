//! Operations as they are written down at their beginning.

use crate::operation::ServerChange;
use crate::{Result, Tx, TxExt, hour_total};
use jiff::civil::Date;
use onsell_domain::{
    Amount, OperationId, OperationKind, OperationState as State, Period, Progress, ServiceId,
    TariffId, Timestamp, UserId,
};

/// What the unit that decides on an operation writes.
#[derive(Debug, Clone)]
pub struct NewOperation<'a> {
    /// The service to work on.
    pub service: ServiceId,
    /// What to do.
    pub kind: OperationKind,
    /// `Running` when the writer of it also intends the first attempt, `Ready` when a worker shall,
    /// `Done` when a local module did it in the same unit.
    pub state: State,
    /// Who intended the first attempt.
    pub lease_owner: Option<&'a str>,
    /// When a worker must look at it.
    pub due_at: Option<Timestamp>,
    /// The key of its paid request.
    pub order_key: &'a str,
    /// The key our customer sent.
    pub customer_key: Option<&'a str>,
    /// The period it orders or renews.
    pub period: Option<Period>,
    /// The reason of a stop.
    pub reason: u8,
    /// The seller's end date before the request.
    pub before_expires: Option<Date>,
    /// The key before the request.
    pub before_key: &'a str,
    /// The label an edit sets.
    pub new_name: Option<&'a str>,
    /// The address an edit sets.
    pub new_ip: Option<&'a str>,
    /// The end that a renewal or a change of tariff promises the customer.
    pub paid_until: Option<Date>,
    /// Whether it covers a term that was sold before.
    pub covers_term: bool,
    /// The period asked of the seller, where it is another than the one sold.
    pub remote_period: Option<Period>,
    /// The tariff that a change leads to.
    pub new_tariff: Option<TariffId>,
    /// What one renewal costs after a change.
    pub new_renewal_price: Option<Amount>,
    /// What the customer pays.
    pub amount: Amount,
    /// What is reserved for it.
    pub held: Amount,
    /// What goes back to the customer when it is done.
    pub refund: Amount,
    /// What it gives a server.
    pub server: &'a ServerChange,
    /// What its steps know from the beginning.
    pub progress: &'a Progress,
    /// Who asked for it.
    pub created_by: Option<UserId>,
    /// Now.
    pub now: Timestamp,
}

const INSERT: &str = "
    INSERT INTO operation (service, kind, state, attempt, due_at, lease_owner, sent_at, order_key,
        customer_key, period, reason, before_expires, before_key, new_name, new_ip, amount, held,
        created_at, created_by, finished_at, paid_until, tries, covers_term, new_tariff,
        new_renewal_price, remote_period, refund, new_template, new_recipe, new_password,
        progress)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $4, $22, $23, $24, $25, $26, $27, $28, $29,
        $30)
    RETURNING id";

/// Writes a new operation and returns its number.
///
/// # Errors
/// [`crate::Error::Unique`] when the service has an unfinished one; look first.
pub fn insert(tx: &mut dyn Tx, new: &NewOperation<'_>) -> Result<OperationId> {
    let intended = new.state == State::Running;
    let progress = new.progress.to_string();
    let row = tx.one(
        INSERT,
        &[
            new.service.into(),
            new.kind.name().into(),
            new.state.name().into(),
            i64::from(new.state != State::Ready).into(),
            new.due_at.into(),
            new.lease_owner.into(),
            intended.then_some(new.now).into(),
            new.order_key.into(),
            new.customer_key.into(),
            new.period.map(Period::code).into(),
            i64::from(new.reason).into(),
            new.before_expires
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            new.before_key.into(),
            new.new_name.into(),
            new.new_ip.into(),
            new.amount.into(),
            new.held.into(),
            new.now.into(),
            new.created_by.into(),
            (new.state == State::Done).then_some(new.now).into(),
            new.paid_until
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            new.covers_term.into(),
            new.new_tariff.into(),
            new.new_renewal_price.into(),
            new.remote_period.map(Period::code).into(),
            new.refund.into(),
            new.server.template.as_deref().into(),
            new.server.recipe.as_deref().into(),
            new.server.password.as_deref().into(),
            progress.as_str().into(),
        ],
    )?;
    let id = row.read().next()?;
    if new.kind == OperationKind::Open {
        hour_total::ordered(tx, new.service, new.now)?;
    }
    Ok(id)
}
