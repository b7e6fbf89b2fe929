//! A service goes to another customer of the same provider (semantics 1.9): a server with its
//! licenses, a license with its modules, whatever is resold under its own number at the seller.
//! What was paid stays with the old owner, and so do the books; what comes is the new one's.

use crate::journal;
use crate::tell::tell;
use crate::{Result, Scope, bill_order, due, module_license};
use onsell_domain::{AccountId, ServiceId, ServiceStatus, Text, UserId};
use onsell_store::service::{self, Service};
use onsell_store::{bundled_license, event, wallet};
use onsell_wire::Fault;

/// Gives a service to another account. The old owner's readers learn that it is gone, the new one's
/// that it is there.
///
/// # Errors
/// `missed` for a service or an account that is not there, `locked` while something is under way on
/// it or on what goes with it, `value` for its present owner and for what goes with another
/// service, `access` for an account that was switched off, `exists` where the new owner has such a
/// license for its address.
pub fn transfer(
    scope: &mut Scope<'_>,
    id: ServiceId,
    account: AccountId,
    by: Option<UserId>,
) -> Result<()> {
    let is_there = |found: &Service| {
        !matches!(
            found.status,
            ServiceStatus::Deleted | ServiceStatus::Ordered
        )
    };
    let before = service::find(scope.tx, id)?.filter(is_there);
    let before = before.ok_or_else(|| Fault::missed("item", id))?;
    if before.parent.is_some() {
        let reason = Text::new(
            "This license goes with its server: move that",
            "Эта лицензия переходит вместе с сервером: передайте сервер",
        );
        return Err(Fault::value_because("elid", id, reason).into());
    }
    if before.license.is_some() {
        let reason = Text::new(
            "This module goes with its license: move that",
            "Этот модуль переходит вместе с лицензией: передайте лицензию",
        );
        return Err(Fault::value_because("elid", id, reason).into());
    }
    if account == before.account {
        let reason = Text::new("It is this client's already", "Услуга уже у этого клиента");
        return Err(Fault::value_because("account", account, reason).into());
    }
    bill_order::must_be_active(scope, account)?;
    must_be_idle(scope, &before)?;
    if let Some(product) = &before.license_product {
        let holder = service::address_holder(scope.tx, account, product, &before.ip, Some(id))?;
        if holder.is_some() && !before.ip.is_empty() && before.ip != "0.0.0.0" {
            return Err(Fault::exists("ip", &before.ip).into());
        }
    }
    wallet::open(scope.tx, account, before.provider, before.currency)?;
    let wallet = wallet::find_of(scope.tx, account, before.provider, before.currency)?;
    let wallet = wallet.ok_or(onsell_store::Error::Stale)?.id;
    let modules = modules_of(scope, &before)?;
    service::give_to(scope.tx, &before, account, wallet)?;
    bundled_license::move_to(scope.tx, &before, account, wallet)?;
    let after = service::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
    service::postpone(scope.tx, id, due::next_look(&after))?;
    let (object, detail) = (id.to_string(), format!("{} {account}", before.account));
    let function = "service.transfer";
    journal::write(scope, by, function, &object, &detail)?;
    told(scope, before, &after)?;
    for module in modules {
        follow(scope, module, account)?;
    }
    Ok(())
}

/// The old owner's readers learn that it is gone, the new one's that it is there.
fn told(scope: &mut Scope<'_>, before: Service, after: &Service) -> Result<()> {
    let gone = Service {
        status: ServiceStatus::Deleted,
        ..before
    };
    event::append(scope.tx, &gone, "close", scope.now)?;
    scope.wakes.feeds.push(gone.account);
    tell(scope, after, "open")
}

/// A module goes with its license, to the wallet that pays for it there.
fn follow(scope: &mut Scope<'_>, module: Service, account: AccountId) -> Result<()> {
    wallet::open(scope.tx, account, module.provider, module.currency)?;
    let wallet = wallet::find_of(scope.tx, account, module.provider, module.currency)?;
    let wallet = wallet.ok_or(onsell_store::Error::Stale)?.id;
    service::give_to(scope.tx, &module, account, wallet)?;
    let after = service::find(scope.tx, module.id)?.ok_or(onsell_store::Error::Stale)?;
    service::postpone(scope.tx, module.id, due::next_look(&after))?;
    told(scope, module, &after)
}

/// The modules that hang on a service, or on the licenses of a server.
fn modules_of(scope: &mut Scope<'_>, service: &Service) -> Result<Vec<Service>> {
    let mut modules = module_license::of_license(scope, service.id)?;
    for license in bundled_license::of_server(scope.tx, service.id)? {
        modules.extend(module_license::of_license(scope, license.service)?);
    }
    Ok(modules)
}

/// What is under way was paid by the old owner and comes to its end with him.
fn must_be_idle(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    let mut is_busy = service.open_operation.is_some();
    for license in bundled_license::of_server(scope.tx, service.id)? {
        let found = service::find(scope.tx, license.service)?;
        is_busy |= found.is_some_and(|found| found.open_operation.is_some());
    }
    for module in modules_of(scope, service)? {
        is_busy |= module.open_operation.is_some();
    }
    if is_busy {
        return Err(Fault::locked(service.id).into());
    }
    Ok(())
}
