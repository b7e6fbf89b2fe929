//! Filters of lists that a session keeps (wire 3.7: `ITEMTYPE.filter`).

use crate::session::session_digest;
use crate::{Result, Scope};
use onsell_domain::Text;
use onsell_store::list_filter;
use onsell_wire::Fault;

/// The most bytes of a filter that is kept.
const QUERY_BYTES_MAX: usize = 4096;

/// Keeps a filter, as it was sent, for a list of a session that is known to live.
///
/// # Errors
/// `value` for one that is too long.
pub fn keep(scope: &mut Scope<'_>, session: &str, function: &str, query: &str) -> Result<()> {
    if query.len() > QUERY_BYTES_MAX {
        let reason = Text::new("The filter is too long", "Фильтр слишком длинный");
        return Err(Fault::value_because("filter", query.len(), reason).into());
    }
    let session = session_digest(session);
    Ok(list_filter::put(scope.tx, &session, function, query)?)
}

/// The filter that a session keeps for a list.
pub fn kept(scope: &mut Scope<'_>, session: &str, function: &str) -> Result<Option<String>> {
    let session = session_digest(session);
    Ok(list_filter::find(scope.tx, &session, function)?)
}
