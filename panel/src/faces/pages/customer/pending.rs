//! Orders that wait to be paid.

use crate::faces::visit::Visit;
use onsell_domain::Money;
use onsell_wire::Params;

/// An order that is not paid.
pub(super) struct Pending {
    /// Its number.
    pub id: String,
    /// How many services it is for.
    pub count: i64,
    /// What it costs.
    pub cost: String,
    /// Whether the balance is enough for it.
    pub is_covered: bool,
    /// The cart.
    pub address: String,
}

/// Reads them.
pub(super) async fn read(visit: &Visit) -> Vec<Pending> {
    let Ok(document) = visit.call("order", &[]).await else {
        return Vec::new();
    };
    let rows = document.root.children_of("elem");
    rows.map(|row| {
        let text = |name: &str| row.text_of(name).unwrap_or_default();
        let cost = Money::parse(text("cost")).ok();
        Pending {
            id: text("id").to_owned(),
            count: text("count").parse().unwrap_or_default(),
            cost: visit.locale.wire(text("cost")),
            is_covered: cost.is_some_and(|cost| is_covered(visit, cost)),
            address: format!("/panel/basket?billorder={}", text("id")),
        }
    })
    .collect()
}

/// Whether what the customer can spend is enough.
pub(super) fn is_covered(visit: &Visit, cost: Money) -> bool {
    let mut wallets = visit.frame.available.iter();
    wallets.any(|money| money.currency == cost.currency && money.amount >= cost.amount)
}

/// What is missing to pay so much.
pub(super) fn missing(visit: &Visit, cost: Money) -> Option<Money> {
    let wallets = visit.frame.available.iter();
    let fitting = wallets.filter(|money| money.currency == cost.currency);
    let most = fitting.max_by_key(|money| money.amount)?;
    super::money::less(cost, *most).filter(|left| left.amount.get() > 0)
}

/// The same as people read it, with where it is added.
pub(super) fn to_add(visit: &Visit, cost: Money) -> Option<(String, String)> {
    let missing = missing(visit, cost)?;
    let mut params = Params::default();
    params.push("amount", missing.amount.to_string());
    Some((
        visit.money(&missing),
        Visit::address("payment.add", &params),
    ))
}
