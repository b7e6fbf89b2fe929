//! The list of unfinished operations: its filters, its order and its pages.

use crate::listing::Listing;
use crate::operation::{OPEN, Operation};
use crate::{Result, Tx};
use onsell_domain::{
    AccountId, ModuleId, OperationId, OperationKind, OperationState as State, ServiceId, Timestamp,
};

const OPEN_COUNT: &str =
    "SELECT COUNT(*) FROM operation o WHERE o.state NOT IN ('done', 'cancelled')";
const OF_TYPE: &str = " AND o.service IN (SELECT x.id FROM service x
    JOIN product_type p ON p.id = x.product_type WHERE p.intname = ";
const OF_ACCOUNT: &str = " AND o.service IN (SELECT x.id FROM service x WHERE x.account = ";
const OF_MODULE: &str =
    " AND o.service IN (SELECT x.id FROM service x WHERE x.status <> 4 AND x.module = ";

/// Which unfinished operations a list shows.
#[derive(Debug, Clone, Default)]
pub struct OpenFilter {
    /// Only this number.
    pub id: Option<OperationId>,
    /// Only of this service.
    pub service: Option<ServiceId>,
    /// Only what does this.
    pub kind: Option<OperationKind>,
    /// Only in this state.
    pub state: Option<State>,
    /// Only on services of the product type of this internal name.
    pub type_name: Option<String>,
    /// Only of this account.
    pub account: Option<AccountId>,
    /// Only at this module.
    pub module: Option<ModuleId>,
    /// Begun at this instant or later.
    pub from: Option<Timestamp>,
    /// Begun before this instant.
    pub until: Option<Timestamp>,
    /// Whether the newest is first.
    pub newest_first: bool,
    /// Rows to pass over and rows to return; none is all.
    pub window: Option<(u32, u32)>,
}

/// Unfinished operations by number, and how many there are in all.
pub fn list(tx: &mut dyn Tx, filter: &OpenFilter) -> Result<(Vec<Operation>, i64)> {
    let mut listing = Listing::new(OPEN, OPEN_COUNT);
    listing.with(" AND o.id = ", filter.id);
    listing.with(" AND o.service = ", filter.service);
    listing.with(" AND o.kind = ", filter.kind.map(OperationKind::name));
    listing.with(" AND o.state = ", filter.state.map(State::name));
    listing.within(OF_TYPE, filter.type_name.as_deref(), ")");
    listing.within(OF_ACCOUNT, filter.account, ")");
    listing.within(OF_MODULE, filter.module, ")");
    listing.with(" AND o.created_at >= ", filter.from);
    listing.with(" AND o.created_at < ", filter.until);
    let order = if filter.newest_first {
        " ORDER BY o.id DESC"
    } else {
        " ORDER BY o.id"
    };
    listing.read(tx, order, filter.window)
}
