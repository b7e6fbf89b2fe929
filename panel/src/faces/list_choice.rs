//! What the lists of some functions show and offer first, where the first columns and every
//! function behind a name would be too much or too early.

/// The columns that are shown when nobody chose.
const COLUMNS: [(&str, &[&str]); 3] = [
    (
        "runningoperation",
        &[
            "id",
            "desc",
            "client",
            "processingmodule",
            "cdate",
            "trycount",
            "status",
            "error",
        ],
    ),
    (
        "task",
        &[
            "id",
            "type",
            "item",
            "pricelist",
            "client",
            "opendate",
            "performer",
            "status",
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
            "balance",
            "coveredto",
            "minimalbalance",
            "problem",
        ],
    ),
];

/// The buttons over a list. What waits for a seller is processed automatically: only Start is
/// offered for several operations at once, the rest on the page of one.
const BUTTONS: [(&str, &[&str]); 3] = [
    ("runningoperation", &["start"]),
    ("task", &["take", "start"]),
    ("processing", &["add", "suspend", "resume", "check", "sync", "delete"]),
];

/// The columns of a list of this declared name that are shown when nobody chose.
pub(crate) fn columns(list: &str) -> Option<&'static [&'static str]> {
    find(&COLUMNS, list)
}

/// Whether a verb has a button over a list of this declared name.
pub(crate) fn has_button(list: &str, verb: &str) -> bool {
    find(&BUTTONS, list).is_none_or(|verbs| verbs.contains(&verb))
}

fn find(
    of: &[(&str, &'static [&'static str])],
    list: &str,
) -> Option<&'static [&'static str]> {
    let found = of.iter().find(|(name, _)| *name == list);
    found.map(|(_, names)| *names)
}
