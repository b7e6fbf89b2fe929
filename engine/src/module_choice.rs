//! Which of a tariff's modules does the work of an order (semantics 3.2).

use crate::server_order::{self, Installed, Wanted};
use crate::{Result, Scope};
use onsell_domain::module_choice::{Candidate, best};
use onsell_domain::{ModuleId, ServiceId, TariffId, Text};
use onsell_store::module_choice::{self, Candidate as Known};
use onsell_store::offer::OfferModule;
use onsell_wire::Fault;

/// An order that a module is looked for.
pub(crate) struct Order<'a> {
    pub tariff: TariffId,
    /// What its machine is to have, where it is for one.
    pub server: Option<&'a Wanted>,
    /// The module that it is linked to already.
    pub linked: Option<ModuleId>,
    /// Modules that are left out.
    pub tried: &'a [ModuleId],
}

/// The module that gets an order, and what it installs. A limit or a problem refuses no order.
///
/// # Errors
/// `no_suitable_module` where the tariff has no active one; `value` where none of them is in the
/// data center, or offers the template or the recipe.
pub(crate) fn of_order(
    scope: &mut Scope<'_>,
    order: &Order<'_>,
) -> Result<(OfferModule, Option<Installed>)> {
    let mut known = module_choice::candidates(scope.tx, order.tariff)?;
    known.retain(|one| !order.tried.contains(&one.module.id));
    if known.is_empty() {
        return Err(none().into());
    }
    let Some(wanted) = order.server else {
        let (chosen, ()) = choose(scope, order.linked, pairs(known))?;
        return Ok((chosen.module, None));
    };
    let mut fitting = Vec::new();
    let mut closest = None;
    for one in in_data_center(known, wanted)? {
        let module = (one.module.id, one.module.kind.as_str());
        match server_order::fits(scope, module, wanted)? {
            Ok(installed) => fitting.push((one, installed)),
            Err(misfit) => closest = closest.max(Some(misfit)),
        }
    }
    if let (true, Some(misfit)) = (fitting.is_empty(), closest) {
        return Err(misfit.fault(wanted).into());
    }
    let (chosen, installed) = choose(scope, order.linked, fitting)?;
    Ok((chosen.module, Some(installed)))
}

fn pairs(known: Vec<Known>) -> Vec<(Known, ())> {
    known.into_iter().map(|one| (one, ())).collect()
}

/// The modules in the data center that was chosen. Where no module says where it is, clients name
/// one nevertheless, and nothing follows from it.
fn in_data_center(known: Vec<Known>, wanted: &Wanted) -> Result<Vec<Known>> {
    let Some(center) = wanted.data_center else {
        return Ok(known);
    };
    if known.iter().all(|one| one.data_center.is_none()) {
        return Ok(known);
    }
    let is_there = |one: &Known| one.data_center == Some(center);
    let there: Vec<Known> = known.into_iter().filter(is_there).collect();
    if there.is_empty() {
        return Err(Fault::value("datacenter", center).into());
    }
    Ok(there)
}

fn choose<T>(
    scope: &mut Scope<'_>,
    linked: Option<ModuleId>,
    mut known: Vec<(Known, T)>,
) -> Result<(Known, T)> {
    let mut candidates = Vec::with_capacity(known.len());
    let is_choice = known.len() > 1;
    for (one, _) in &known {
        let module = one.module.id;
        let opening = match one.open_limit.filter(|_| is_choice) {
            Some(limit) => {
                let all = ServiceId::new(i64::MAX);
                module_choice::opening_before(scope.tx, module, all, limit)?
            }
            None => 0,
        };
        candidates.push(Candidate {
            module,
            has_problem: one.has_problem,
            open_limit: one.open_limit,
            opening,
            is_linked: linked == Some(module),
            place: one.sort,
        });
    }
    let best = best(&candidates);
    let index = known
        .iter()
        .position(|(one, _)| Some(one.module.id) == best);
    let index = index.ok_or_else(none)?;
    Ok(known.swap_remove(index))
}

/// The refusal where no module is left.
pub(crate) fn none() -> Fault {
    Fault::from_text(
        "no_suitable_module",
        "processingmodule",
        Text {
            en: "This tariff plan cannot be ordered now: no active processing module serves it",
            ru: "Тариф сейчас нельзя заказать: нет включённого обработчика",
        },
    )
}
