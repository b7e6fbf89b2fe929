//! What the seller offers, beside what is sold here.

use super::{CheckReport, Finding};
use crate::connect::explain;
use crate::offered::{NamedValue, names_of_no_tariff};
use crate::{Engine, Result, Scope};
use onsell_domain::{ModuleId, Words};
use onsell_modules::billmanager::SellerClient;
use onsell_store::processing_module::ProcessingModule;
use onsell_store::{enumeration_item, tariff};
use onsell_wire::message::PriceListTariff;

/// What can be ordered, which of our tariffs cannot any more, and which values of closed lists name
/// tariffs that the seller does not offer.
pub(super) fn check(
    engine: &Engine,
    client: &SellerClient,
    module: &ProcessingModule,
    report: &mut CheckReport,
) -> Result<()> {
    let type_name = &module.type_name;
    let offered = match client.price_list(type_name) {
        Ok(offered) => offered,
        Err(error) => {
            report.line("tariffs", Finding::Problem, explain(&error));
            return Ok(());
        }
    };
    let count = offered.len();
    let words = Words::new(
        format!("{count} can be ordered for {type_name}"),
        format!("для {type_name} доступно тарифов: {count}"),
    );
    report.line(
        "tariffs",
        Finding::problem_unless(!offered.is_empty()),
        words,
    );
    let id = module.id;
    let (ours, lists) = engine.read(move |scope| {
        let ours = tariff::orderable_of_module(scope.tx, id)?;
        Ok((ours, values_of(scope, id)?))
    })?;
    let is_gone = |tariff: &&tariff::Tariff| {
        let is_it = |told: &PriceListTariff| told.id.to_string() == tariff.intname;
        !offered.iter().any(is_it)
    };
    let gone: Vec<String> = ours
        .iter()
        .filter(is_gone)
        .map(|tariff| format!("{} {}", tariff.id, tariff.name))
        .collect();
    if !gone.is_empty() {
        let gone = gone.join(", ");
        let words = Words::new(
            format!("can be ordered here and not at the seller: {gone}; call pricelist.sync"),
            format!("доступны здесь, но не у продавца: {gone}; вызовите pricelist.sync"),
        );
        report.line("tariffs_gone", Finding::Warning, words);
    }
    for (list, values) in &lists {
        match names_of_no_tariff(client, list, values) {
            Ok(None) => {}
            Ok(Some(words)) => report.line("values", Finding::Warning, words),
            Err(error) => report.line("values", Finding::Warning, explain(&error)),
        }
    }
    Ok(())
}

/// The values a module is asked for, by their lists: those its tariffs have on, those of other
/// lists that have a name for it, and the control panels of servers whose licenses it buys.
fn values_of(scope: &mut Scope<'_>, module: ModuleId) -> Result<Vec<(String, Vec<NamedValue>)>> {
    let mut items = enumeration_item::sold_by(scope.tx, module)?;
    items.extend(enumeration_item::named_elsewhere(scope.tx, module)?);
    for panel in enumeration_item::panels_of(scope.tx, module)? {
        if !items.contains(&panel) {
            items.push(panel);
        }
    }
    let mut lists: Vec<(String, Vec<NamedValue>)> = Vec::new();
    for item in items {
        let value = (item.name, item.intname);
        match lists.last_mut() {
            Some((list, values)) if *list == item.list => values.push(value),
            _ => lists.push((item.list, vec![value])),
        }
    }
    Ok(lists)
}
