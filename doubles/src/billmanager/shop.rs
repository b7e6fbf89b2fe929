//! What is for sale, and to whom.

use onsell_domain::{Amount, Country, Currency, Money, Period};
use onsell_wire::message::pricelist::{ADDON_INTEGER, BILL_BY_ORDERED_VALUE};
use onsell_wire::message::{Balance, PriceListAddon, PriceListTariff};
use onsell_wire::{Document, Fault, Node, Params};

use super::{MULTI, NAMES, SINGLE, USER, World, order};
use crate::mgr5::{Outcome, list, row};

/// What the seller's numbers of countries have above those of the standard.
pub const COUNTRY_OFFSET: i64 = 5_000;

/// So many whole units of money.
pub(super) fn units(count: i64) -> Amount {
    Amount::new(count * 10_000)
}

/// How many months a period has.
pub(super) fn months(period: Period) -> i64 {
    match period {
        Period::Months(months) => i64::from(months),
        _ => 0,
    }
}

/// What a period of a tariff costs, with so many names beyond the main one.
pub(super) fn price(tariff: i64, period: Period, names: i64) -> Result<Amount, Fault> {
    if !order::is_sold(period) {
        return Err(Fault::value("period", period.code()));
    }
    let years = months(period) / 12;
    let (once, name) = if tariff == MULTI { (30, 10) } else { (10, 0) };
    let paid = (names - 2).max(0);
    Ok(units(years * (once + name * paid)))
}

pub(super) fn whoami() -> Document {
    let user = Node::new("user")
        .attr("id", "77")
        .attr("name", USER)
        .attr("level", "16");
    Document::result("whoami").with(user)
}

pub(super) fn price_list() -> Document {
    let prices = |yearly: i64| {
        let period = |years: i64| {
            let months = u16::try_from(years * 12).unwrap_or(12);
            let cost = units(yearly * years);
            (Period::Months(months), cost, Amount::ZERO)
        };
        vec![period(1), period(2)]
    };
    let single = PriceListTariff {
        id: SINGLE,
        product_type: "certificate".to_owned(),
        intname: "positivessl".to_owned(),
        name: "PositiveSSL".to_owned(),
        prices: prices(10),
        currency: euro(),
        ..PriceListTariff::default()
    };
    let names = PriceListAddon {
        id: NAMES,
        intname: "altname".to_owned(),
        name: "Names".to_owned(),
        value_type: ADDON_INTEGER,
        bill_type: BILL_BY_ORDERED_VALUE,
        included: 2,
        max: 100,
        step: 1,
        prices: prices(10)
            .into_iter()
            .map(|(period, cost, _)| (period, cost))
            .collect(),
        ..PriceListAddon::default()
    };
    let multi = PriceListTariff {
        id: MULTI,
        intname: "positivessl_multidomain".to_owned(),
        name: "PositiveSSL Multi-Domain".to_owned(),
        prices: prices(30),
        addons: vec![names],
        ..single.clone()
    };
    PriceListTariff::to_document(&[single, multi])
}

fn euro() -> Option<Currency> {
    Currency::parse("EUR").ok()
}

/// Numbers that are no standard's, with the flags by which programs know them.
pub(super) fn countries() -> Document {
    let country = |country: Country| {
        row(&[
            ("id", &(COUNTRY_OFFSET + country.id).to_string()),
            ("name", country.name),
            (
                "image",
                &format!("/manimg/common/flag/{}.png", country.code),
            ),
        ])
    };
    list("country", Country::all().map(country))
}

pub(super) fn approvers(params: &Params) -> Outcome {
    let domain = params.required_text("domain")?;
    Ok(order::approvers(domain).to_document())
}

impl World {
    pub(super) fn subaccount(&self) -> Document {
        let currency = euro().expect("a currency");
        let balance = Balance {
            available: None,
            balance: Money::new(self.balance, currency),
            credit_limit: None,
        };
        list("subaccount", [balance.to_subaccount_row(1, "Double")])
    }
}
