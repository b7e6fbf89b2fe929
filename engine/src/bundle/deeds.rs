//! Begins what was decided about the licenses of a server.

use crate::begin::{Plan, begin};
use crate::cancel;
use crate::tariffs::{self, NewTariff};
use crate::{Result, Scope};
use onsell_domain::bundle::{Deed, Panel, Wish};
use onsell_domain::{
    Amount, ModuleId, OperationKind, Period, Progress, ServiceId, ServiceStatus, StopReason,
    StopReasons, TariffId,
};
use onsell_modules::billmanager::pool::progress::STAGE;
use onsell_store::bundled_license::{self, BundledLicense, Choice};
use onsell_store::service::{self, NewService, Service};
use onsell_store::{operation, period_rule, processing_module, tariff};

use super::{ALONE, PARKED, wish};

/// The longest label of a license, in characters.
const NAME_CHARS_MAX: usize = 255;

/// Begins one deed; none of them asks anybody outside in this unit.
pub(super) fn carry_out(
    scope: &mut Scope<'_>,
    server: &Service,
    wish: &Wish,
    chosen: Option<&Choice>,
    deed: &Deed,
) -> Result<()> {
    match (deed, wish, chosen) {
        (Deed::Allocate, Wish::Panel(panel), Some(chosen)) => {
            allocate(scope, server, panel, chosen, false)
        }
        (Deed::AllocateLater, Wish::Panel(panel), Some(chosen)) => {
            allocate(scope, server, panel, chosen, true)
        }
        (Deed::Move(id), Wish::Panel(panel), _) => {
            let plan = Plan {
                new_ip: Some(panel.ip.clone()),
                ..Plan::new(OperationKind::SetParam)
            };
            on(scope, *id, &plan)
        }
        (Deed::ChangeTariff(id), Wish::Panel(panel), Some(chosen)) => {
            change_tariff(scope, server, *id, panel, chosen)
        }
        (Deed::ChangeAddons(id), Wish::Panel(panel), _) => {
            let plan = Plan {
                progress: Progress::default().with(ADDONS, &panel.addons),
                ..Plan::new(OperationKind::SetParam)
            };
            on(scope, *id, &plan)
        }
        (Deed::Park(id), ..) => park(scope, *id),
        (Deed::Release(id), ..) => release(scope, *id),
        (Deed::GiveUp(id), ..) => give_up(scope, *id),
        (Deed::Suspend(id), ..) => {
            let plan = Plan {
                reason: StopReasons::only(StopReason::Employee).bits(),
                ..Plan::new(OperationKind::Suspend)
            };
            on(scope, *id, &plan)
        }
        (Deed::Resume(id), ..) => resume(scope, *id),
        (Deed::Renew(id), ..) => super::renewal::renew(scope, server, *id),
        (Deed::Return(id) | Deed::End(id), ..) => on(scope, *id, &Plan::new(OperationKind::Close)),
        _ => Ok(()),
    }
}

/// The name under which the progress of an edit keeps the addons to set.
pub(super) const ADDONS: &str = "addons";

fn find(scope: &mut Scope<'_>, id: ServiceId) -> Result<Service> {
    Ok(service::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?)
}

/// Begins an operation on a license; its money is its server's.
fn on(scope: &mut Scope<'_>, id: ServiceId, plan: &Plan) -> Result<()> {
    let mut license = find(scope, id)?;
    begin(scope, &mut license, plan).map(drop)
}

fn resume(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let mut license = find(scope, id)?;
    let mut lifted = license.stopped_by;
    lifted.remove(StopReason::Provider);
    let plan = Plan {
        reason: lifted.bits(),
        ..Plan::new(OperationKind::Resume)
    };
    begin(scope, &mut license, &plan).map(drop)
}

/// A new license: written, and begun unless another one is in its way.
fn allocate(
    scope: &mut Scope<'_>,
    server: &Service,
    panel: &Panel,
    chosen: &Choice,
    later: bool,
) -> Result<()> {
    let Some(module) = bundled_license::license_server(scope.tx, server.module)? else {
        return Ok(());
    };
    let Some(sells) = processing_module::find(scope.tx, module)? else {
        return Ok(());
    };
    let tariff = tariff_of(scope, server, module, chosen)?;
    let period = period(scope, module, server.period, panel)?;
    let name = license_name(server);
    let anchor_day = wish::today(scope, server).day();
    let id = service::insert(
        scope.tx,
        &NewService {
            account: server.account,
            wallet: server.wallet,
            product_type: sells.product_type,
            tariff,
            module,
            period,
            auto_prolong: (!panel.is_trial).then_some(period),
            anchor_day,
            renewal_price: Amount::ZERO,
            paid: Amount::ZERO,
            name: &name,
            ip: &panel.ip,
            license_product: None,
            reference: "",
            order_key: None,
            now: scope.now,
            status: ServiceStatus::Processing,
            due_at: None,
            parent: Some(server.id),
            license: None,
        },
    )?;
    bundled_license::put(
        scope.tx,
        &BundledLicense {
            service: id,
            addon: chosen.addon,
            item: chosen.item,
            rank: chosen.rank,
            is_trial: panel.is_trial,
            refused_tariff: None,
            refused_ip: None,
            addons: panel.addons.clone(),
            is_lost: false,
        },
    )?;
    let plan = Plan {
        period: Some(period),
        is_parked: later,
        progress: if later {
            Progress::default().with(STAGE, PARKED)
        } else {
            Progress::default()
        },
        ..Plan::new(OperationKind::Open)
    };
    on(scope, id, &plan)
}

/// What the license is called at its seller (semantics 5.4).
fn license_name(server: &Service) -> String {
    let name = if server.name.is_empty() {
        &server.tariff_name
    } else {
        &server.name
    };
    let text = format!("Item #{} addon {name}", server.id);
    text.chars().take(NAME_CHARS_MAX).collect()
}

/// The tariff that a license is of: the one that was imported, else one that is made for bundles
/// and never sold on its own.
fn tariff_of(
    scope: &mut Scope<'_>,
    server: &Service,
    module: ModuleId,
    chosen: &Choice,
) -> Result<TariffId> {
    let known = tariff::imported(scope.tx, module, &chosen.intname, server.provider)?;
    if let Some(known) = known {
        return Ok(known.id);
    }
    let new = NewTariff {
        id: None,
        module,
        provider: Some(server.provider),
        intname: Some(chosen.intname.clone()),
        addition_intname: String::new(),
        name: chosen.name.clone(),
        name_ru: Some(chosen.name_ru.clone()),
        trial_days: None,
        by: None,
    };
    tariffs::add(scope, &new)
}

/// The period of a license: what the periods comparison says for the one of its server, else a
/// month, the least (semantics 5.4); of a trial, a trial.
pub(super) fn period(
    scope: &mut Scope<'_>,
    module: ModuleId,
    sold: Period,
    panel: &Panel,
) -> Result<Period> {
    if panel.is_trial {
        return Ok(Period::Trial);
    }
    let number = panel.tariff.parse().map(TariffId::new).ok();
    let rules = period_rule::of_module(scope.tx, module)?;
    let mine = rules.iter().map(|row| &row.rule);
    let fitting =
        mine.filter(|rule| rule.sold == sold && (rule.tariff.is_none() || rule.tariff == number));
    let best = fitting.max_by_key(|rule| rule.tariff.is_some());
    Ok(best.map_or(Period::Months(1), |rule| rule.ordered))
}

fn change_tariff(
    scope: &mut Scope<'_>,
    server: &Service,
    id: ServiceId,
    panel: &Panel,
    chosen: &Choice,
) -> Result<()> {
    let license = find(scope, id)?;
    let target = tariff_of(scope, server, license.module, chosen)?;
    let plan = Plan {
        new_tariff: Some(target),
        period: Some(period(scope, license.module, server.period, panel)?),
        progress: Progress::default().with(ADDONS, &panel.addons),
        ..Plan::new(OperationKind::ChangeTariff)
    };
    on(scope, id, &plan)
}

/// An order is put aside.
fn park(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let Some(open) = operation::open_of_service(scope.tx, id)? else {
        return Ok(());
    };
    let parked = open.progress.with(STAGE, PARKED);
    operation::park(scope.tx, open.id, &parked)?;
    Ok(())
}

/// An order that waited may be begun.
fn release(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let Some(open) = operation::open_of_service(scope.tx, id)? else {
        return Ok(());
    };
    let progress = Progress::default().with(ALONE, "on");
    operation::release(scope.tx, open.id, &progress, scope.now)?;
    scope.wakes.due = true;
    Ok(())
}

/// An order that nobody wants any more: nothing of it is at the seller.
fn give_up(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let mut license = find(scope, id)?;
    let Some(open) = operation::open_of_service(scope.tx, id)? else {
        return Ok(());
    };
    cancel::only(scope, &mut license, &open).map(drop)
}
