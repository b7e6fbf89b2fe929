//! The tariffs of a kind as cards, with the price of a period that is chosen.

use super::kinds::{self, Kind, provider};
use super::money;
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::{Amount, Money, Period};
use onsell_wire::{Fault, Node, Params};

/// A tariff.
struct Card {
    id: String,
    title: String,
    description: String,
    /// What it costs for the period, and the period.
    price: String,
    period: String,
    /// What a month of it comes to, for longer periods.
    monthly: String,
    /// What is saved against the shortest period, in percent.
    saved: i64,
    /// Where its options are chosen.
    address: String,
}

/// A period that is sold.
struct Tab {
    title: String,
    address: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "customer/tariffs.html")]
struct Tariffs {
    words: Words,
    title: String,
    kinds: Vec<Kind>,
    periods: Vec<Tab>,
    cards: Vec<Card>,
    /// The tariff was refused, or the step before.
    fault: Option<String>,
}

/// A price of a tariff.
#[derive(Clone, Copy)]
struct Price {
    period: Period,
    money: Money,
}

/// The page.
pub(super) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let kind = visit.function.split('.').next().unwrap_or_default();
    let offers = format!("v2.{kind}.order.pricelist");
    let project = provider(visit);
    let document = visit.call(&offers, &[("project", &project)]).await?;
    let list = document.root.child("list");
    let rows: Vec<&Node> = list
        .into_iter()
        .flat_map(|list| list.children_of("elem"))
        .collect();
    let sold: Vec<(&Node, Vec<Price>)> = rows.into_iter().map(|row| (row, prices(row))).collect();
    let mut periods: Vec<Period> = sold
        .iter()
        .flat_map(|(_, prices)| prices.iter().map(|price| price.period))
        .collect();
    periods.sort_by_key(|period| period.code());
    periods.dedup();
    let asked = visit.params.period("period").ok().flatten();
    let ordinary = periods.iter().find(|one| matches!(one, Period::Months(_)));
    let chosen = asked.or(ordinary.or(periods.first()).copied());
    let kinds = kinds::read(visit).await;
    let here = kinds.iter().find(|kind| kind.is_here);
    let template = Tariffs {
        words: visit.words,
        title: here.map_or_else(|| visit.words.say("order-title"), |kind| kind.title.clone()),
        periods: periods
            .iter()
            .map(|period| tab(visit, *period, chosen))
            .collect(),
        cards: sold
            .iter()
            .filter_map(|(row, prices)| card(visit, kind, row, prices, chosen?))
            .collect(),
        fault: visit.fault.as_ref().map(|fault| visit.told(fault)),
        kinds,
    };
    Ok(Shown::Page(Page::of(
        visit.words.say("order-title"),
        &template,
    )?))
}

fn prices(row: &Node) -> Vec<Price> {
    let list = row.child("prices");
    let prices = list.into_iter().flat_map(|list| list.children_of("price"));
    let price = |price: &Node| {
        let text = |name: &str| price.text_of(name).unwrap_or_default();
        Some(Price {
            period: Period::from_code(text("period").parse().ok()?).ok()?,
            money: money::of(text("cost"), text("currency"))?,
        })
    };
    prices.filter_map(price).collect()
}

fn tab(visit: &Visit, period: Period, chosen: Option<Period>) -> Tab {
    let mut params = Params::default();
    params.push("period", period.code().to_string());
    Tab {
        title: period.name(visit.language()),
        address: Visit::address(&visit.function, &params),
        is_here: chosen == Some(period),
    }
}

/// A tariff that is sold for a period; in another it has no card.
fn card(visit: &Visit, kind: &str, row: &Node, prices: &[Price], period: Period) -> Option<Card> {
    let price = prices.iter().find(|price| price.period == period)?;
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let monthly = per_month(price);
    let shortest = prices
        .iter()
        .filter_map(per_month_of)
        .min_by_key(|(months, _)| *months);
    let saved = match (monthly, shortest) {
        (Some(now), Some((_, first))) if first.get() > now.get() && first.get() > 0 => {
            (first.get() - now.get()) * 100 / first.get()
        }
        _ => 0,
    };
    let is_longer = matches!(period, Period::Months(months) if months > 1);
    let mut params = Params::default();
    params.push("pricelist", text("id"));
    params.push("period", period.code().to_string());
    Some(Card {
        id: text("id").to_owned(),
        title: text("title").to_owned(),
        description: text("description").to_owned(),
        price: visit.money(&price.money),
        period: period.name(visit.language()),
        monthly: monthly
            .filter(|_| is_longer)
            .map(|amount| visit.money(&Money::new(amount, price.money.currency)))
            .unwrap_or_default(),
        saved,
        address: Visit::address(&format!("{kind}.order.param"), &params),
    })
}

fn per_month(price: &Price) -> Option<Amount> {
    per_month_of(price).map(|(_, amount)| amount)
}

/// How many months it is for, and what one of them comes to, in whole hundredths.
fn per_month_of(price: &Price) -> Option<(i64, Amount)> {
    const HUNDREDTH: i64 = 100;
    let Period::Months(months) = price.period else {
        return None;
    };
    let months = i64::from(months).max(1);
    let each = price.money.amount.get() / months;
    Some((months, Amount::new(each / HUNDREDTH * HUNDREDTH)))
}
