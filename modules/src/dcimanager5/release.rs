//! A server is given back: switched off, its extra addresses returned, and free again.

use super::{Dcimanager5, FREE_DOMAIN, NO_OWNER, done, unmarked};
use crate::mgr5::{has, text};
use crate::server::ServerWork;
use crate::server::call::{Attempt, changed, pending, step};
use onsell_domain::Facts;
use onsell_wire::Node;

/// How long what is done on a server is waited for, in seconds.
const IDLE_SECONDS_MAX: i64 = 2 * 3600;

impl Dcimanager5 {
    /// Does what is missing next; a server without our mark is given back.
    pub(super) fn release(&self, work: &ServerWork, row: &Node) -> Attempt {
        let id = text(row, "id");
        if has(row, "install_in_progress") {
            let what = format!("what is done on {}", text(row, "name"));
            return pending(work, &what, IDLE_SECONDS_MAX);
        }
        if has(row, "poweron") {
            return self.ask(work, row, "server.poweroff");
        }
        let own = self.0.list("iplist", &[("plid", id)])?;
        let others = own.iter().filter(|address| !has(address, "is_main"));
        // Where no address is marked as the main one, the first is.
        let is_marked = own.iter().any(|address| has(address, "is_main"));
        let mut others = others.skip(usize::from(!is_marked));
        if let Some(address) = others.next() {
            let fields = [("plid", id), ("elid", text(address, "id"))];
            changed(self.0.perform("iplist.delete", &fields))?;
            return Ok(step(work.progress.clone()));
        }
        let notes = unmarked(text(row, "notes"));
        let changes = [
            ("owner", NO_OWNER),
            ("domain", FREE_DOMAIN),
            ("notes", notes.as_str()),
        ];
        changed(self.edit(row, &changes))?;
        Ok(done(Facts::default()))
    }
}
