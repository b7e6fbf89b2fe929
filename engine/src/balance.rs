//! Our balance at a seller: read twice a day, by hand, and while anything waits for it; kept with
//! what it covers, and a problem of the module's department while it is below the module's minimum.

use crate::forecast::Outlook;
use crate::sellers::outside;
use crate::{Engine, Result, Scope, forecast, probe, work};
use onsell_domain::balance::{missing, next_check};
use onsell_domain::{Date, ModuleId, Money, ProblemKind, SellerId, Text, Timestamp, Zone};
use onsell_store::catalogue;
use onsell_store::problem::{self, NewProblem, Subject};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_store::seller::{self, Seller, Told};
use onsell_wire::Fault;
use onsell_wire::message::Balance;

/// The name of the job that reads balances.
pub(crate) const JOB: &str = "checkbalance";

/// What came of reading balances.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Accounts at sellers that were asked.
    pub sellers: usize,
    /// What did not work, a line each.
    pub problems: Vec<String>,
}

/// Reads the balance of every account at a seller, or of one module's (`processing.checkbalance`,
/// semantics 3.5). A seller that cannot be asked is a line of the report and holds up nobody.
///
/// # Errors
/// `missed` for a module that is not there, `value` for one without a seller; for one module also
/// why it could not be asked.
pub fn check(engine: &Engine, module: Option<ModuleId>) -> Result<Report> {
    if let Some(module) = module {
        let seller = engine.read(move |scope| seller_of(scope, module))?;
        read(engine, seller)?;
        return Ok(Report {
            sellers: 1,
            problems: Vec::new(),
        });
    }
    check_those(engine, |_| true)
}

/// The job that reads all of them twice a day by the provider's clock; whether it was due. A seller
/// that refuses our credentials is left to the probes.
pub fn run(engine: &Engine) -> Result<bool> {
    if !work::is_due(engine, JOB)? || !work::claim_job(engine, JOB, next_reading(engine)?)? {
        return Ok(false);
    }
    check_those(engine, |row| row.denied_since.is_none())?;
    Ok(true)
}

fn check_those(engine: &Engine, asked: impl Fn(&Seller) -> bool) -> Result<Report> {
    let mut rows = engine.read(|scope| Ok(seller::list(scope.tx)?))?;
    rows.retain(asked);
    let mut report = Report::default();
    for row in rows {
        report.sellers += 1;
        if let Err(error) = read(engine, row.id) {
            tracing::warn!(seller.id = row.id.get(), error = %error, "no balance can be read");
            report.problems.push(format!("{}: {error}", row.url));
        }
    }
    Ok(report)
}

/// When balances are read next, by the clock of the first provider.
pub(crate) fn next_reading(engine: &Engine) -> Result<Timestamp> {
    let now = engine.now();
    engine.read(move |scope| Ok(next_check(now, &house_zone(scope)?)))
}

/// The zone in which the house reads its clock where no service says so: the first provider's.
pub(crate) fn house_zone(scope: &mut Scope<'_>) -> Result<Zone> {
    let first = catalogue::providers(scope.tx)?.into_iter().next();
    Ok(first.map_or_else(Zone::default, |first| crate::shown::zone(&first.zone)))
}

/// The account that a module uses.
pub(crate) fn seller_of(scope: &mut Scope<'_>, module: ModuleId) -> Result<SellerId> {
    let found = processing_module::find(scope.tx, module)?
        .ok_or_else(|| Fault::missed("processingmodule", module))?;
    let reason = Text {
        en: "This module buys from nobody and has no balance",
        ru: "Этот обработчик ничего не покупает, и баланса у него нет",
    };
    found
        .seller
        .ok_or_else(|| Fault::value_because("elid", module, reason).into())
}

/// Reads the balance of an account and keeps it. That our credentials are taken, or are not,
/// follows from it as well.
pub(crate) fn read(engine: &Engine, id: SellerId) -> Result<Balance> {
    let (_, balance) = ask(engine, id)?;
    keep(engine, id, &balance)?;
    Ok(balance)
}

/// Reads the balance for what waits for it; what it covers is worked out only if it changed.
/// Returns what can be spent.
pub(crate) fn read_again(engine: &Engine, id: SellerId) -> Result<Money> {
    let (row, balance) = ask(engine, id)?;
    if row.covered_to.is_some() && is_known(&row, &balance) {
        let outlook = Outlook {
            covered_to: row.covered_to,
            expected: row.expected,
        };
        write(engine, id, &balance, outlook)?;
    } else {
        keep(engine, id, &balance)?;
    }
    Ok(balance.spendable())
}

fn ask(engine: &Engine, id: SellerId) -> Result<(Seller, Balance)> {
    let (row, client) = engine.seller(id)?;
    match client.balance().map_err(outside) {
        Ok(balance) => Ok((row, balance)),
        Err(error) => {
            probe::note(engine, id, &error)?;
            Err(error)
        }
    }
}

/// Whether a balance is the one that was told before.
fn is_known(row: &Seller, balance: &Balance) -> bool {
    row.balance == Some(balance.balance.amount)
        && row.available == Some(balance.spendable().amount)
        && row.currency == Some(balance.balance.currency)
}

/// Keeps what a seller told of our balance; returns the last day whose renewals it covers, which is
/// worked out before the unit, since that may read much.
pub(crate) fn keep(engine: &Engine, id: SellerId, balance: &Balance) -> Result<Option<Date>> {
    let available = balance.spendable();
    let outlook = engine.read(move |scope| forecast::outlook(scope, id, available))?;
    write(engine, id, balance, outlook)?;
    Ok(outlook.covered_to)
}

fn write(engine: &Engine, id: SellerId, balance: &Balance, outlook: Outlook) -> Result<()> {
    let balance = *balance;
    engine.write(None, move |scope| {
        let told = Told {
            balance: balance.balance.amount,
            credit_limit: balance.credit_limit.unwrap_or_default(),
            available: balance.spendable().amount,
            currency: balance.balance.currency,
            covered_to: outlook.covered_to,
            expected: outlook.expected,
            at: scope.now,
        };
        seller::set_balance(scope.tx, id, &told)?;
        probe::trust(scope, id)?;
        judge(scope, id)
    })
}

/// Opens or settles the problem of each module of an account whose minimum the balance that was
/// last told does not reach.
pub(crate) fn judge(scope: &mut Scope<'_>, id: SellerId) -> Result<()> {
    for module in processing_module::of_seller(scope.tx, id)? {
        judge_one(scope, &module)?;
    }
    Ok(())
}

fn judge_one(scope: &mut Scope<'_>, module: &ProcessingModule) -> Result<()> {
    let subject = Subject::Module(module.id);
    let kept = module.balance.zip(module.currency);
    let kept = kept.map(|(amount, currency)| Money::new(amount, currency));
    let short = kept.and_then(|kept| Some((kept, missing(kept.amount, module.minimal_balance)?)));
    let Some((kept, missing)) = short else {
        problem::settle(scope.tx, ProblemKind::LowBalance, subject, scope.now)?;
        return Ok(());
    };
    // The ledger may not know the seller's currency; the words do.
    let is_ours = catalogue::currencies(scope.tx)?
        .iter()
        .any(|known| known.iso == kept.currency);
    problem::open(
        scope.tx,
        &NewProblem {
            kind: ProblemKind::LowBalance,
            subject,
            operation: None,
            department: module.department,
            amount: is_ours.then(|| Money::new(missing, kept.currency)),
            detail: &kept.to_string(),
            now: scope.now,
        },
    )?;
    Ok(())
}
