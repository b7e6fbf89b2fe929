//! Periods comparison as an administrator sets it up, and the periods that a product type knows.

use crate::journal;
use crate::{Result, Scope};
use onsell_domain::{
    BadPeriodRule, ModuleId, Period, PeriodRule, PeriodRuleId, ProductTypeId, Text, UserId,
};
use onsell_store::period_rule::{self, PeriodRuleRow};
use onsell_store::{catalogue, processing_module};
use onsell_wire::Fault;

/// Adds a line to a module's periods comparison, or changes one.
///
/// # Errors
/// `missed` for a module or a line that is not there, `value` for a line that could cover nothing,
/// `exists` when the module has another for the same period and tariff.
pub fn save(
    scope: &mut Scope<'_>,
    module: ModuleId,
    id: Option<PeriodRuleId>,
    rule: &PeriodRule,
    by: Option<UserId>,
) -> Result<PeriodRuleId> {
    let found = processing_module::find(scope.tx, module)?
        .ok_or_else(|| Fault::missed("processingmodule", module))?;
    if found.seller.is_none() {
        return Err(crate::connect::not_a_seller(module));
    }
    rule.check().map_err(|bad| refused(bad, rule))?;
    let lines = period_rule::of_module(scope.tx, module)?;
    let clash = lines.iter().find(|line| {
        Some(line.id) != id && line.rule.sold == rule.sold && line.rule.tariff == rule.tariff
    });
    if let Some(line) = clash {
        return Err(Fault::exists("customparam", line.id).into());
    }
    let id = match id {
        None => period_rule::insert(scope.tx, module, rule)?,
        Some(id) => {
            if !lines.iter().any(|line| line.id == id) {
                return Err(Fault::missed("customparam", id).into());
            }
            let row = PeriodRuleRow {
                id,
                module,
                rule: *rule,
            };
            period_rule::update(scope.tx, &row)?;
            id
        }
    };
    note(scope, by, "processing.customparam.edit", &id.to_string())?;
    Ok(id)
}

fn refused(bad: BadPeriodRule, rule: &PeriodRule) -> Fault {
    let reason = match bad {
        BadPeriodRule::Trial => Text {
            en: "A trial at the provider can stand only for a trial that is sold here: it is had \
                 once and cannot be renewed",
            ru: "Пробный период у поставщика может заменять только пробный период: он даётся один \
                 раз и не продлевается",
        },
        BadPeriodRule::Endless => Text {
            en: "A service without an end date needs one without an end date at the provider",
            ru: "Бессрочной услуге нужна бессрочная услуга у поставщика",
        },
    };
    Fault::value_because("remote_period", rule.ordered.code(), reason)
}

/// Takes a line away.
pub fn delete(scope: &mut Scope<'_>, id: PeriodRuleId, by: Option<UserId>) -> Result<()> {
    if !period_rule::delete(scope.tx, id)? {
        return Err(Fault::missed("customparam", id).into());
    }
    note(scope, by, "processing.customparam.delete", &id.to_string())
}

/// Sets the periods that a product type knows; none is every period. What is sold already stays.
pub fn set_known(
    scope: &mut Scope<'_>,
    product_type: ProductTypeId,
    periods: &[Period],
    by: Option<UserId>,
) -> Result<()> {
    catalogue::product_type(scope.tx, product_type)?
        .ok_or_else(|| Fault::missed("itemtype", product_type))?;
    period_rule::set_known(scope.tx, product_type, periods)?;
    note(scope, by, "itemtype.period", &product_type.to_string())
}

fn note(scope: &mut Scope<'_>, by: Option<UserId>, function: &str, object: &str) -> Result<()> {
    journal::write(scope, by, function, object, "")?;
    Ok(())
}
