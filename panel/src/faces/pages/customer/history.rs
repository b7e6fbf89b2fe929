//! What happened to a service of late.

use crate::faces::locale::instant_of;
use crate::faces::visit::Visit;

/// Entries that a card shows.
const ENTRIES: &str = "6";

/// One thing that happened.
pub(super) struct Entry {
    /// What it was.
    pub text: String,
    /// How long ago.
    pub ago: String,
    /// When exactly.
    pub at: String,
    /// Who began it, where that is one of the own users.
    pub user: String,
}

/// The newest entries.
pub(super) async fn read(visit: &Visit, elid: &str) -> Vec<Entry> {
    let params = [("elid", elid), ("p_cnt", ENTRIES)];
    let Ok(document) = visit.call("service.history", &params).await else {
        return Vec::new();
    };
    let rows = document.root.children_of("elem");
    rows.map(|row| {
        let text = |name: &str| row.text_of(name).unwrap_or_default();
        let at = instant_of(text("date"));
        Entry {
            text: text("description").to_owned(),
            ago: at.map(|at| visit.locale.ago(at)).unwrap_or_default(),
            at: at
                .map(|at| visit.locale.instant_exact(at))
                .unwrap_or_default(),
            user: text("user").to_owned(),
        }
    })
    .collect()
}
