//! Module licenses (semantics 1.13, 5.5): a module is a service of its own that hangs on the
//! license of a panel, with its own price and term. What it does when that license stops, runs
//! again, ends or is another one at the seller, `onsell_domain::module_license` decides from what
//! is there; here that is read and begun.
//!
//! It is asked after everything that ends on a license or on a module, in the same unit. So nothing
//! has to be remembered between two steps, nothing is lost by a crash, and nothing is polled.

mod asked;
mod card;
mod following;
mod moved;
mod order;

pub use card::{Card, candidates, card};

pub(crate) use asked::{Asked, asked};
pub(crate) use following::{goes_with_its_license, settle, tell_license};
pub(crate) use moved::{check_move, follows, has_moved, is_told, misplaced, plan_of_move};
pub(crate) use order::{check_parameters, in_cart, kept, must_be_renewable, of_order, of_ordered};

use crate::{Result, Scope};
use onsell_domain::module_license::Source;
use onsell_domain::{ServiceId, ServiceStatus};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::module_license;
use onsell_store::service::{self, Service};

/// Whether the services of a product type hang on licenses.
pub fn sells_modules(type_name: &str) -> bool {
    type_name == "addition"
}

/// Whether modules can hang on the services of a product type.
pub fn has_modules(type_name: &str) -> bool {
    type_name == "soft"
}

/// The modules of a license that live, oldest first; what only waits in a cart is none.
pub fn of_license(scope: &mut Scope<'_>, license: ServiceId) -> Result<Vec<Service>> {
    let mut modules = Vec::new();
    for id in module_license::of_license(scope.tx, license)? {
        let found = service::find(scope.tx, id)?;
        modules.extend(found.filter(|module| module.status != ServiceStatus::Ordered));
    }
    Ok(modules)
}

/// Who delivers what a module of a kind works on.
fn source(kind: &str, seller: Option<onsell_domain::SellerId>) -> Source {
    if let Some(seller) = seller {
        return Source::Seller(seller);
    }
    match ModuleKind::parse(kind).map(|kind| kind.capabilities().worker) {
        Some(Worker::Itself) => Source::Stock,
        _ => Source::Staff,
    }
}
