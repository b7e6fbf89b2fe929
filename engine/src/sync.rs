//! Compares an imported tariff with what its seller offers now (semantics 1.5).
//!
//! Asked by hand or by a script, one tariff at a time. What it does with each difference is in
//! `mirror`.

use crate::connect::not_a_seller;
use crate::import::{about, of_known_periods, rate_for};
use crate::journal;
use crate::mirror::Mirror;
use crate::offered::{Offered, offered};
use crate::report::{Change, Line};
use crate::{Engine, Error, Result, Scope};
use onsell_domain::{ModuleId, TariffId, Text, UserId, Words};
use onsell_store::processing_module;
use onsell_store::tariff::{self, Tariff};
use onsell_wire::Fault;

/// Brings a tariff up to date with its seller; what changed, and what somebody should look at.
///
/// # Errors
/// `missed` for a tariff that is not here, `value` for one that was not imported, and what keeps it
/// from being imported now: nothing changes then.
pub fn sync(engine: &Engine, id: TariffId, by: Option<UserId>) -> Result<Vec<Line>> {
    let (module, number) = engine.read(move |scope| source_of(scope, id))?;
    let offered = offered(engine, module, number)?;
    engine.write(None, move |scope| write(scope, id, &offered, by))
}

/// The module whose seller the tariff was imported from, and its number there.
fn source_of(scope: &mut Scope<'_>, id: TariffId) -> Result<(ModuleId, i64)> {
    let found = tariff::find(scope.tx, id)?.ok_or_else(|| Fault::missed("pricelist", id))?;
    let modules = processing_module::of_tariff(scope.tx, id)?;
    let module = modules.iter().find(|module| module.seller.is_some());
    let Some(module) = module else {
        return Err(match modules.first() {
            Some(module) => not_a_seller(module.id),
            None => Fault::missed("processingmodule", "").into(),
        });
    };
    let number = found.intname.parse().map_err(|_| {
        Fault::value_because(
            "intname",
            &found.intname,
            Text {
                en: "The internal name of the tariff is not the number of a tariff at the seller",
                ru: "Внутреннее имя тарифа — не номер тарифа у продавца",
            },
        )
    })?;
    Ok((module.id, number))
}

fn write(
    scope: &mut Scope<'_>,
    id: TariffId,
    offered: &Offered,
    by: Option<UserId>,
) -> Result<Vec<Line>> {
    let known =
        tariff::find(scope.tx, id)?.ok_or_else(|| Error::from(Fault::missed("pricelist", id)))?;
    let lines = match &offered.found {
        None => withdraw(scope, &known)?,
        Some(found) => {
            let (found, _) = of_known_periods(scope, &offered.module, found)?;
            let rate = rate_for(scope, offered.currency, known.currency)?;
            let mut mirror = Mirror {
                tariff: known,
                module: offered.module.id,
                seller: offered.seller,
                told_in: offered.currency,
                rate,
                is_new: false,
                lines: Vec::new(),
            };
            mirror.apply(scope, &found)?;
            let mut lines = mirror.lines;
            let named = offered.unknown_names.iter().cloned();
            lines.extend(named.map(|words| about(&mirror.tariff, words)));
            lines
        }
    };
    let detail = format!("{} lines", lines.len());
    journal::write(scope, by, "pricelist.sync", &id.to_string(), &detail)?;
    Ok(lines)
}

/// The seller does not offer the tariff any more: nobody can order it here. Services that have it
/// go on.
fn withdraw(scope: &mut Scope<'_>, known: &Tariff) -> Result<Vec<Line>> {
    let words = Words::new(
        "The seller does not offer the tariff any more; it cannot be ordered here now, and \
         services that have it go on",
        "Продавец больше не предлагает этот тариф; заказать его здесь теперь нельзя, действующие \
         услуги продолжают работать",
    );
    if !known.active {
        return Ok(vec![about(known, words)]);
    }
    tariff::set_active(scope.tx, known.id, false)?;
    Ok(vec![Line {
        change: Change::Deactivated,
        ..about(known, words)
    }])
}
