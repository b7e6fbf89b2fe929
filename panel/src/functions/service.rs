//! What the functions of a product type's family share: its name, and finding its services.

use crate::ask::Ask;
use crate::caller::Anyone;
use onsell_domain::{AccountId, ServiceId};
use onsell_engine::{Error, Result, Scope};
use onsell_store::catalogue;
use onsell_store::service::{self, Service};
use onsell_wire::Fault;

/// The product type a family function was called for.
#[derive(Clone)]
pub(super) struct Family {
    function: String,
    /// The internal name of the product type.
    pub type_name: String,
}

impl Family {
    /// The family of a call.
    pub fn of(ask: &Ask) -> Self {
        Self {
            function: ask.function.clone(),
            type_name: ask.type_name().to_owned(),
        }
    }

    /// A family of a product type that does not exist has no functions: `access`, as for every
    /// unknown function (wire part 9, item 6).
    pub fn must_exist(&self, scope: &mut Scope<'_>) -> Result<()> {
        match catalogue::product_type_named(scope.tx, &self.type_name)? {
            Some(_) => Ok(()),
            None => Err(Fault::access(&self.function).into()),
        }
    }

    /// A service of the family that the caller may see. Somebody else's is as absent as one that
    /// never was.
    pub fn service(
        &self,
        scope: &mut Scope<'_>,
        caller: &Anyone,
        id: ServiceId,
    ) -> Result<Service> {
        self.of_account(scope, caller.account, id)
    }

    /// The same for a caller of this account; none sees everybody's.
    pub fn of_account(
        &self,
        scope: &mut Scope<'_>,
        account: Option<AccountId>,
        id: ServiceId,
    ) -> Result<Service> {
        let found = service::find(scope.tx, id)?;
        let seen = found.filter(|service| {
            service.type_name == self.type_name
                && account.is_none_or(|account| account == service.account)
        });
        let Some(service) = seen else {
            self.must_exist(scope)?;
            return Err(missed(id));
        };
        Ok(service)
    }
}

/// A service of any type that the caller may see.
pub(super) fn visible(scope: &mut Scope<'_>, caller: &Anyone, id: ServiceId) -> Result<Service> {
    let found = service::find(scope.tx, id)?;
    let is_own = |service: &Service| caller.account.is_none_or(|own| own == service.account);
    found.filter(is_own).ok_or_else(|| missed(id))
}

/// The refusal for a service that is not there for this caller.
pub(super) fn missed(id: ServiceId) -> Error {
    Fault::missed("item", id).into()
}
