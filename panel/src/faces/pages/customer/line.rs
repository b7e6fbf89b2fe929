//! Services of a customer as lines, the ones that want something first.

use super::state::{self, StateView};
use crate::faces::visit::Visit;
use crate::fields::name_in;
use onsell_wire::Node;

/// Services of each kind that are looked at.
const ROWS: &str = "12";
/// Lines that are shown.
const LINES_MAX: usize = 14;

/// A service on the first page.
pub(super) struct ServiceLine {
    /// Its number.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its tariff, where its name is another.
    pub tariff: String,
    /// Its card.
    pub address: String,
    /// How it stands.
    pub state: StateView,
    /// What a renewal costs.
    pub cost: String,
    /// Where it is renewed, if it should be.
    pub renew: Option<String>,
}

/// Reads them. Each kind costs two pages of a list, and what is being worked on a call each.
pub(super) async fn read(visit: &Visit) -> Vec<ServiceLine> {
    let mut lines: Vec<ServiceLine> = Vec::new();
    let types = visit.frame.types.iter();
    for (kind, _) in types.filter(|(_, count)| count.is_some_and(|count| count > 0)) {
        let busy = [("filter", "on"), ("status", "5"), ("p_cnt", ROWS)];
        let next = [("p_cnt", ROWS), ("p_col", "+expiredate")];
        for params in [&busy[..], &next[..]] {
            let Ok(document) = visit.call(&kind.intname, params).await else {
                continue;
            };
            for row in document.root.children_of("elem") {
                let id = row.text_of("id").unwrap_or_default();
                if row.text_of("status") != Some("1") && lines.iter().all(|line| line.id != id) {
                    lines.push(line(visit, &kind.intname, id, row).await);
                }
            }
        }
    }
    lines.sort_by_key(|line| (!line.state.is_urgent, line.state.color == "good"));
    lines.truncate(LINES_MAX);
    lines
}

async fn line(visit: &Visit, kind: &str, id: &str, row: &Node) -> ServiceLine {
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let work = if text("status") == "5" || text("item_status").contains('(') {
        let answer = visit.call("service.state", &[("elid", id)]).await.ok();
        answer.and_then(|answer| answer.root.child("operation").cloned())
    } else {
        None
    };
    let state = state::of(visit, row, work.as_ref());
    let label = [text("licname"), text("domain"), text("ip")];
    let label = label.into_iter().find(|label| !label.is_empty());
    let tariff = text("pricelist");
    ServiceLine {
        id: id.to_owned(),
        name: label.unwrap_or(tariff).to_owned(),
        tariff: label.map(|_| tariff.to_owned()).unwrap_or_default(),
        address: format!("/panel/{kind}.edit?elid={id}"),
        renew: (state.is_urgent && text("status") != "5")
            .then(|| format!("/panel/service.prolong?elid={id}")),
        cost: visit.locale.wire(text("cost")),
        state,
    }
}

/// A kind of services that the customer has.
pub(super) struct KindLine {
    /// What it is called.
    pub title: String,
    /// The list.
    pub address: String,
    /// How many there are.
    pub count: i64,
}

/// The kinds that the customer has.
pub(super) fn kinds(visit: &Visit) -> Vec<KindLine> {
    let types = visit.frame.types.iter();
    types
        .filter_map(|(kind, count)| {
            Some(KindLine {
                title: name_in(visit.language(), &kind.name, &kind.name_ru).to_owned(),
                address: format!("/panel/{}", kind.intname),
                count: count.filter(|count| *count > 0)?,
            })
        })
        .collect()
}
