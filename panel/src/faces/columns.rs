//! Which columns of a list are shown: those that somebody chose, those that say most, or else the
//! first that say anything.

use super::visit::Visit;
use crate::column::Column;
use onsell_wire::Document;

/// Columns that are shown when nobody chose.
const SHOWN_MAX: usize = 9;

/// Lists with more columns than anybody reads, and what is read of them; by their declared names,
/// or those of a kind of services by its own.
const FIRST: [(&str, &[&str]); 8] = [
    (
        "T",
        &[
            "id",
            "name",
            "item_status",
            "ip",
            "expiredate",
            "cost",
            "autoprolong",
            "datacentername",
        ],
    ),
    (
        "certificate",
        &[
            "id",
            "CN",
            "pricelist",
            "item_status",
            "service_status_msg",
            "crt_expiredate",
            "expiredate",
            "cost",
        ],
    ),
    (
        "runningoperation",
        &[
            "id",
            "desc",
            "status",
            "error",
            "client",
            "cdate",
            "trycount",
            "processingmodule",
        ],
    ),
    (
        "task",
        &[
            "id",
            "type",
            "status",
            "item",
            "pricelist",
            "client",
            "performer",
            "opendate",
        ],
    ),
    (
        "processing",
        &[
            "id",
            "name",
            "module",
            "itemtype",
            "active",
            "pusage",
            "balance_info",
            "coveredto",
            "problem",
        ],
    ),
    (
        "payment",
        &[
            "id",
            "account",
            "create_date",
            "paymethod_name",
            "subaccountamount_iso",
            "status",
            "pay_date",
            "note",
        ],
    ),
    (
        "expense",
        &["id", "realdate", "locale_name", "item", "amount_iso"],
    ),
    (
        "account",
        &[
            "id",
            "name",
            "balance",
            "project",
            "account_status",
            "tz_registration_date",
        ],
    ),
];

/// The columns of the list of a page.
pub(super) fn shown(
    visit: &Visit,
    list: &str,
    columns: &'static [Column],
    document: &Document,
) -> Vec<&'static Column> {
    let named = |names: &mut dyn Iterator<Item = &str>| -> Vec<&'static Column> {
        let column = |name: &str| columns.iter().find(|column| column.name == name);
        names.filter_map(column).collect()
    };
    if let Some(chosen) = visit.columns() {
        let is_chosen = |column: &&Column| chosen.iter().any(|name| name == column.name);
        let shown: Vec<&Column> = columns.iter().filter(is_chosen).collect();
        if !shown.is_empty() {
            return shown;
        }
    }
    let says = |column: &&Column| {
        let mut rows = document.root.children_of("elem").peekable();
        // An empty list shows all it might.
        let is_said = |text: &str| !text.is_empty();
        rows.peek().is_none() || rows.any(|row| row.text_of(column.name).is_some_and(is_said))
    };
    let own = FIRST.iter().find(|(name, _)| *name == visit.function);
    let first = own.or(FIRST.iter().find(|(name, _)| *name == list));
    if let Some((_, names)) = first {
        let mut shown = named(&mut names.iter().copied());
        shown.retain(says);
        // Customers know whose it is.
        shown.retain(|column| visit.is_staff() || column.name != "account");
        return shown;
    }
    let is_plain = |column: &&Column| !column.name.ends_with("_id") && column.name != "hint";
    let shown = columns.iter().filter(is_plain).filter(says);
    shown.take(SHOWN_MAX).collect()
}
