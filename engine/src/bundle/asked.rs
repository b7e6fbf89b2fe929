//! What the work on a license has beside that of every service at a seller.

use crate::{Result, Scope};
use onsell_domain::OperationKind;
use onsell_modules::Bundled;
use onsell_store::bundled_license;
use onsell_store::operation::Operation;
use onsell_store::service;

use super::deeds::ADDONS;
use super::wish;

/// Whether the bundle finds another way when an operation is refused: the move of a license.
pub(crate) fn has_another_way(operation: &Operation) -> bool {
    operation.parent.is_some()
        && operation.kind == OperationKind::SetParam
        && operation.new_ip.is_some()
}

/// The upstream addons that an operation asks for, by the seller's numbers.
pub(crate) fn asked_addons(
    scope: &mut Scope<'_>,
    operation: &Operation,
) -> Result<Vec<(String, String)>> {
    if operation.parent.is_none() {
        return crate::handed::of_operation(scope, operation.id);
    }
    let text = match operation.kind {
        OperationKind::Open => bundled_license::find(scope.tx, operation.service)?
            .map_or_else(String::new, |row| row.addons),
        OperationKind::SetParam | OperationKind::ChangeTariff => operation
            .progress
            .get(ADDONS)
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    };
    let words = text
        .split_whitespace()
        .filter_map(|word| word.split_once('='));
    Ok(words
        .map(|(id, value)| (id.to_owned(), value.to_owned()))
        .collect())
}

/// What is special about the work on a bundled license.
pub(crate) fn work(scope: &mut Scope<'_>, operation: &Operation) -> Result<Option<Bundled>> {
    if operation.parent.is_none() {
        return Ok(None);
    }
    let Some(row) = bundled_license::find(scope.tx, operation.service)? else {
        return Ok(None);
    };
    let found = service::find(scope.tx, operation.service)?;
    let found = found.ok_or(onsell_store::Error::Stale)?;
    Ok(Some(Bundled {
        progress: operation.progress.clone(),
        is_trial: row.is_trial,
        today: wish::today(scope, &found),
    }))
}
