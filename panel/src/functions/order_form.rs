//! The form of an order: what can be chosen, and what it would cost (wire 3.3).

use super::addon_field::AddonFields;
use super::order::{Input, Output, explained, input_of, payer};
use super::order_certificate_form::CertificateForm;
use super::order_module;
use super::order_server::{self, ServerForm};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::fields::{code, cost, name_in, or_empty};
use onsell_domain::{Money, Period, Text};
use onsell_engine::module_license::{self, sells_modules};
use onsell_engine::order::{self, Quote};
use onsell_engine::sold::Sold;
use onsell_engine::{Error, Result, Scope};
use onsell_store::module_license::Candidate;
use onsell_store::tariff::{self, Price, Tariff};
use onsell_wire::message::OrderRequest;
use onsell_wire::{Document, Fault, Node};

/// What the form shows.
pub(super) struct Form {
    tariff: Tariff,
    prices: Vec<Price>,
    request: OrderRequest,
    quote: Quote,
    addons: AddonFields,
    server: Option<ServerForm>,
    /// What a module can be ordered for.
    licenses: Vec<Candidate>,
    certificate: Option<CertificateForm>,
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
    let server = order_server::read(scope, &tariff, &input.server)?;
    let choice = server.as_ref().map_or(&input.server, |form| &form.choice);
    let quote = order::quote(
        scope,
        &input_of(&request, (choice, &input.certificate), payer, caller),
    )?;
    let what = (tariff.id, request.period);
    let licenses = module_license::candidates(scope, payer, what)?;
    let addons = AddonFields {
        sold: Sold::read(scope, tariff.id, tariff.currency)?,
        period: request.period,
        currency: tariff.currency,
        is_running: false,
        for_staff: false,
    };
    let certificate = CertificateForm::read(scope, tariff.id, &tariff.type_name)?;
    Ok(Output::Form(Box::new(Form {
        tariff,
        prices,
        request,
        quote,
        addons,
        server,
        licenses,
        certificate,
    })))
}

/// The first ordinary period; a trial or a day only where nothing else is sold.
fn default_price(prices: &[Price]) -> Option<&Price> {
    let ordinary = prices
        .iter()
        .find(|price| matches!(price.period, Period::Months(_)));
    ordinary.or(prices.first())
}

/// Writes the form; the addons stand on the page of that name.
pub(super) fn render(form: &Form, page: &'static str, ask: &Ask) -> Document {
    const TOTAL: Text = Text::new("Total amount:", "Итого:");
    let Form { tariff, quote, .. } = form;
    let (request, language) = (&form.request, ask.language);
    let total = Money::new(quote.total, tariff.currency);
    let mut document = Document::form(&ask.function);
    document.push(
        Node::new("metadata")
            .attr("name", ask.function.clone())
            .attr("type", "form")
            .with(Node::new("form").with(form.addons.page(page))),
    );
    let mut messages = Node::new("messages").attr("name", ask.function.clone());
    messages.children.extend(form.addons.messages(language));
    document.push(messages);
    document.put("pricelist", tariff.id.to_string());
    document.put("period", request.period.code().to_string());
    document.put("order_period", request.period.code().to_string());
    document.put("licname", request.name.clone());
    document.put("ip", request.ip.clone());
    document.put("remoteid", request.reference.clone());
    document.put("autoprolong", code(request.auto_prolong));
    for (addon, value) in &quote.addons {
        if !form.addons.is_shown(*addon) {
            continue;
        }
        document.put(format!("addon_{addon}"), value.to_string());
    }
    if let Some(server) = &form.server {
        server.put(&mut document, quote.installed.as_ref(), ask);
    }
    if sells_modules(&tariff.type_name) {
        document.put("license", or_empty(request.license));
        order_module::put_choices(&mut document, &form.licenses, language);
    }
    if let Some(certificate) = &form.certificate {
        certificate.put(&mut document, ask);
    }
    document.put("orderinfo", format!("{} {total}", TOTAL.get(language)));
    document.put("cost", total.amount.to_string());
    document.put("currency_str", tariff.currency.as_str());
    document.push(periods(form, ask));
    for choices in form.addons.choices(|_| None, language) {
        document.push(choices);
    }
    document.with(summary(tariff, total, ask))
}

/// The running total as the newer clients read it.
fn summary(tariff: &Tariff, total: Money, ask: &Ask) -> Node {
    let mut price = Node::new("price");
    price.put("cost", total.amount.to_string());
    price.put("currency", total.currency.as_str());
    let name = name_in(ask.language, &tariff.name, &tariff.name_ru);
    let row = Node::new("elem")
        .with(Node::leaf("name", name))
        .with(Node::new("cost").with(price));
    Node::new("list")
        .attr("name", "pricelist_summary")
        .with(row)
}

fn periods(form: &Form, ask: &Ask) -> Node {
    let mut periods = Node::new("slist").attr("name", "period");
    for price in &form.prices {
        let text = cost(
            price.price,
            form.tariff.currency,
            price.period,
            ask.language,
        );
        periods.push(Node::leaf("val", text).attr("key", price.period.code().to_string()));
    }
    periods
}
