//! What waits for money in a wallet is dealt with as soon as money is free there: the longest
//! waiting first, until the money is out. The first that it does not cover ends it, so that a
//! cheaper and younger one does not overtake.
//!
//! Each is a unit of its own: neither the payment nor another service depends on whether one can be
//! dealt with. What waits is an automatic renewal that met too little money, also of a service that
//! was stopped for that since; it is renewed from today then and runs again. Whatever else is to
//! wait for money is chosen in `serve_next`.

use crate::{Engine, Error, Result, Scope, prolong};
use onsell_domain::{ServiceId, WalletId};
use onsell_store::service::{self, Service};
use onsell_store::waiting;

/// Wallets looked at in one round of the job.
const WALLETS_PER_ROUND_MAX: u32 = 100;

/// Money is free in a wallet; if anything waits for it the job is woken, after the commit.
pub(crate) fn money_is_free(scope: &mut Scope<'_>, wallet: WalletId) -> Result<()> {
    if waiting::look_at(scope.tx, wallet, scope.now)? {
        scope.wakes.jobs = true;
    }
    Ok(())
}

/// What kept a service from its renewal may be gone: if it waits for money, money may have come in
/// meanwhile.
pub(crate) fn may_go_on(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    match service.waits_for_money_since {
        Some(_) => money_is_free(scope, service.wallet),
        None => Ok(()),
    }
}

/// Deals with everything that waits for a wallet in which money became free; returns how many were
/// dealt with.
pub fn run(engine: &Engine) -> Result<usize> {
    let mut dealt_with = 0;
    loop {
        let due =
            engine.read(|scope| Ok(waiting::due(scope.tx, scope.now, WALLETS_PER_ROUND_MAX)?))?;
        if due.is_empty() {
            return Ok(dealt_with);
        }
        for (wallet, account) in due {
            loop {
                let served = engine.write(Some(account), move |scope| serve_next(scope, wallet));
                match served {
                    Ok(true) => dealt_with += 1,
                    Ok(false) => break,
                    Err(error @ Error::Store(onsell_store::Error::Closed)) => return Err(error),
                    Err(error) => {
                        tracing::warn!(
                            wallet.id = wallet.get(),
                            error = %error,
                            "what waited for money could not be dealt with and waits no longer"
                        );
                        engine.write(Some(account), move |scope| pass_over(scope, wallet))?;
                    }
                }
            }
        }
    }
}

/// Deals with the longest waiting; `false` when nothing is left or the money does not cover it.
fn serve_next(scope: &mut Scope<'_>, wallet: WalletId) -> Result<bool> {
    let Some(id) = waiting::next(scope.tx, wallet)? else {
        waiting::looked_at(scope.tx, wallet)?;
        return Ok(false);
    };
    match renew(scope, id) {
        Ok(()) => Ok(true),
        Err(Error::Fault(fault)) if fault.kind() == "not_enough_money" => {
            waiting::looked_at(scope.tx, wallet)?;
            Ok(false)
        }
        Err(Error::Fault(fault)) => {
            // No money helps: its owner must see to it.
            tracing::info!(item.id = id.get(), reason = %fault, "not renewed after a payment");
            waiting::stop_waiting(scope.tx, id)?;
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

fn renew(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let Some(found) = service::find(scope.tx, id)? else {
        return Ok(());
    };
    prolong::prolong(scope, &prolong::ProlongInput::by_itself(&found)).map(drop)
}

/// Takes the longest waiting out of the queue.
fn pass_over(scope: &mut Scope<'_>, wallet: WalletId) -> Result<()> {
    match waiting::next(scope.tx, wallet)? {
        Some(id) => Ok(waiting::stop_waiting(scope.tx, id)?),
        None => Ok(waiting::looked_at(scope.tx, wallet)?),
    }
}
