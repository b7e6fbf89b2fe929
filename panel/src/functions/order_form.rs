//! The form of an order: what can be chosen, and what it would cost (wire 3.3).

use super::order::{Input, Output, explained, input_of, payer};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::fields::{code, cost, name_in};
use onsell_domain::{Amount, Money, Period, Text};
use onsell_engine::order;
use onsell_engine::{Error, Result, Scope};
use onsell_store::addon_item::{self, Choice};
use onsell_store::tariff::{self, Price, Tariff};
use onsell_wire::message::OrderRequest;
use onsell_wire::{Document, Fault, Node};

/// What the form shows.
pub(super) struct Form {
    tariff: Tariff,
    prices: Vec<Price>,
    request: OrderRequest,
    total: Amount,
    choices: Vec<(Choice, Option<Amount>)>,
}

/// Reads what the form shows: the tariff with its periods, and what this order would cost.
pub(super) fn show(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let mut request = input.request.clone();
    let unknown = || Fault::value("pricelist", request.tariff);
    let tariff = tariff::find(scope.tx, request.tariff)?
        .filter(|tariff| tariff.active && tariff.type_name == input.family.type_name)
        .ok_or_else(unknown);
    let tariff = tariff
        .map_err(Error::from)
        .or_else(|e| explained(scope, &input.family, e))?;
    let prices = tariff::prices(scope.tx, tariff.id, tariff.currency)?;
    if !input.has_period
        && let Some(price) = default_price(&prices)
    {
        request.period = price.period;
    }
    let payer = payer(scope, caller, input.account)?;
    let total = order::check_only(scope, &input_of(&request, payer, caller))?;
    let choices = choices(scope, &tariff, request.period)?;
    Ok(Output::Form(Box::new(Form {
        tariff,
        prices,
        request,
        total,
        choices,
    })))
}

/// The values that the tariff's closed lists offer, with the price of each; one that has none for
/// the period cannot be ordered.
fn choices(
    scope: &mut Scope<'_>,
    tariff: &Tariff,
    period: Period,
) -> Result<Vec<(Choice, Option<Amount>)>> {
    let mut priced = Vec::new();
    let mut prices = Vec::new();
    let mut of = None;
    for choice in addon_item::choices(scope.tx, tariff.id)? {
        if of != Some(choice.addon) {
            prices = addon_item::prices(scope.tx, choice.addon, tariff.currency)?;
            of = Some(choice.addon);
        }
        let price = prices
            .iter()
            .find(|price| price.item == choice.item && price.period == period)
            .map(|price| price.price);
        priced.push((choice, price));
    }
    Ok(priced)
}

/// The first ordinary period; a trial or a day only where nothing else is sold.
fn default_price(prices: &[Price]) -> Option<&Price> {
    let ordinary = prices
        .iter()
        .find(|price| matches!(price.period, Period::Months(_)));
    ordinary.or(prices.first())
}

/// Writes the form.
pub(super) fn render(form: &Form, ask: &Ask) -> Document {
    const TOTAL: Text = Text::new("Total amount:", "Итого:");
    let Form {
        tariff,
        prices,
        request,
        total,
        choices,
    } = form;
    let language = ask.language;
    let total = Money::new(*total, tariff.currency);
    let mut document = Document::form(&ask.function);
    document.put("pricelist", tariff.id.to_string());
    document.put("period", request.period.code().to_string());
    document.put("order_period", request.period.code().to_string());
    document.put("licname", request.name.clone());
    document.put("ip", request.ip.clone());
    document.put("remoteid", request.reference.clone());
    document.put("autoprolong", code(request.auto_prolong));
    for (addon, value) in &request.addons {
        document.put(format!("addon_{addon}"), value.to_string());
    }
    document.put("orderinfo", format!("{} {total}", TOTAL.get(language)));
    document.put("cost", total.amount.to_string());
    document.put("currency_str", tariff.currency.as_str());
    let mut periods = Node::new("slist").attr("name", "period");
    for price in prices {
        let text = cost(price.price, tariff.currency, price.period, language);
        periods.push(Node::leaf("val", text).attr("key", price.period.code().to_string()));
    }
    document.push(periods);
    for of_addon in choices.chunk_by(|one, other| one.0.addon == other.0.addon) {
        let name = format!("addon_{}", of_addon[0].0.addon);
        let mut values = Node::new("slist").attr("name", name);
        for (choice, price) in of_addon {
            let Some(price) = price else { continue };
            let text = name_in(language, &choice.name, &choice.name_ru);
            let value = Node::leaf("val", text)
                .attr("key", choice.item.to_string())
                .attr("cost", price.to_string());
            values.push(value);
        }
        document.push(values);
    }
    document
}
