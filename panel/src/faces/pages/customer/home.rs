//! Where a customer begins: what asks for something, what there is, and what can be had.

use super::kinds::{self, Kind};
use super::line::{self, KindLine, ServiceLine};
use super::pending::{self, Pending};
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Fault, Node};

/// What the customer can spend.
struct Balance {
    available: String,
    reserved: String,
    /// The day until which it lasts.
    lasts: String,
}

#[derive(Template)]
#[template(path = "customer/home.html")]
struct Home {
    words: Words,
    balances: Vec<Balance>,
    pending: Vec<Pending>,
    services: Vec<ServiceLine>,
    kinds: Vec<KindLine>,
    sold: Vec<Kind>,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let wallets = visit.call("dashboard.info", &[]).await?;
    let template = Home {
        words: visit.words,
        balances: wallets
            .root
            .children_of("elem")
            .map(|wallet| balance(visit, wallet))
            .collect(),
        pending: pending::read(visit).await,
        services: line::read(visit).await,
        kinds: line::kinds(visit),
        sold: kinds::read(visit).await,
    };
    let page = Page::of(visit.words.say("home-title"), &template)?;
    Ok(Shown::Page(page.live()))
}

fn balance(visit: &Visit, wallet: &Node) -> Balance {
    let text = |name: &str| visit.locale.wire(wallet.text_of(name).unwrap_or_default());
    let is_nothing = |name: &str| {
        let money = wallet.text_of(name).and_then(super::money::parse);
        money.is_none_or(|money| money.amount.get() == 0)
    };
    Balance {
        available: text("available"),
        reserved: if is_nothing("reserved") {
            String::new()
        } else {
            text("reserved")
        },
        lasts: text("enoughmoneyto"),
    }
}
