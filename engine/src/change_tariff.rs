//! A service moves to another tariff, with money on both sides (semantics 2.7, wire 3.10).
//!
//! What it will be is decided here and written into the operation; the service becomes so only when
//! the work is done. Until then the old tariff is shown, and a refusal leaves nothing behind but
//! its operation.

use crate::addon_values::{self, Values};
use crate::begin::{Plan, begin};
use crate::cancel::cancel;
use crate::change::Actor;
use crate::journal;
use crate::owned::owned;
use crate::rights::must_be_free;
use crate::sold::{Side, Sold};
use crate::tell::tell;
use crate::{Result, Scope, paid_term, repeated, shown};
use jiff::civil::Date;
use onsell_domain::proration::settle_tariff;
use onsell_domain::{
    AccountId, AddonId, Amount, NotSettled, OperationKind, OperationState as State, Period, Rate,
    ServiceId, ServiceStatus, StopReason, TariffChange, TariffId, Text, UserId, order_total,
};
use onsell_store::operation;
use onsell_store::service::{self, Service};
use onsell_store::tariff::{self, Price, Tariff};
use onsell_wire::Fault;

/// What a customer asks for.
#[derive(Debug, Clone)]
pub struct ChangeTariffInput {
    /// The service.
    pub service: ServiceId,
    /// The tariff it shall have.
    pub tariff: TariffId,
    /// The period it shall have; none keeps the present one where that is sold, else takes the
    /// shortest.
    pub period: Option<Period>,
    /// Values of the new tariff's addons; others are carried over.
    pub addons: Vec<(AddonId, i64)>,
    /// The key of the request; empty has none.
    pub order_key: String,
}

/// What a change would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The service as it is.
    pub service: Service,
    /// The tariff it would have.
    pub tariff: Tariff,
    /// The period it would have.
    pub period: Period,
    /// What a renewal would cost then.
    pub renewal: Amount,
    /// What the customer would pay.
    pub charge: Amount,
    /// What would go back to the customer's balance.
    pub refund: Amount,
    /// The last day it would have.
    pub expires: Option<Date>,
}

/// What a change did.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The service: with the new tariff where that is done, else as it was.
    pub service: Service,
    /// What the customer pays for it.
    pub charge: Amount,
    /// What the customer gets back for it.
    pub refund: Amount,
}

/// Tariffs a service can move to, each with the period and the renewal price it would have, addons
/// left aside.
#[derive(Debug, Clone)]
pub struct Choices {
    /// The service.
    pub service: Service,
    /// The tariffs by their place.
    pub targets: Vec<(Tariff, Period, Amount)>,
}

/// Lists the tariffs that a service can move to: of the same product type and provider, on, done by
/// the same module.
pub fn choices(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: ServiceId,
) -> Result<Choices> {
    let service = owned(scope, id, account)?;
    let mut targets = Vec::new();
    for target in tariff::change_targets(scope.tx, service.module, service.tariff)? {
        let prices = tariff::prices(scope.tx, target.id, service.currency)?;
        if let Some(price) = price_for(&service, &prices, None) {
            let renewal = price.renewal.unwrap_or(price.price);
            targets.push((target, price.period, renewal));
        }
    }
    Ok(Choices { service, targets })
}

/// Says what a change would do; changes nothing.
pub fn preview(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    input: &ChangeTariffInput,
) -> Result<Preview> {
    let service = owned(scope, input.service, account)?;
    must_live(&service)?;
    decide(scope, service, input).map(|decided| decided.preview)
}

/// Moves a service to another tariff, or begins to at its seller. What it costs is held until it is
/// done; what it gives back is credited then.
///
/// # Errors
/// `locked` while another operation runs, `not_enough_money`, `value` for a tariff or a period it
/// cannot have, `exists` for an address that has a license of the new product.
pub fn change(scope: &mut Scope<'_>, actor: &Actor, input: &ChangeTariffInput) -> Result<Changed> {
    let service = owned(scope, input.service, actor.account)?;
    let kind = OperationKind::ChangeTariff;
    if let Some(earlier) = repeated::earlier(scope, &service, &input.order_key, kind)? {
        return Ok(Changed {
            service,
            charge: earlier.amount,
            refund: earlier.refund,
        });
    }
    must_live(&service)?;
    if service.open_operation.is_some() {
        return Err(Fault::locked(service.id).into());
    }
    must_be_free(actor.staff, &service)?;
    let decided = decide(scope, service, input)?;
    let Preview {
        mut service,
        tariff,
        period,
        renewal,
        charge,
        refund,
        expires,
    } = decided.preview;
    must_have_address(scope, &service, &tariff, period)?;
    if actor.staff {
        let (object, detail) = (service.id.to_string(), tariff.id.to_string());
        let function = "service.changepricelist";
        journal::write(scope, actor.by, function, &object, &detail)?;
    }
    let plan = Plan {
        period: Some(period),
        amount: charge,
        refund,
        expires,
        addons: decided.addons,
        new_tariff: Some(tariff.id),
        new_renewal_price: Some(renewal),
        is_ours_alone: is_same_there(&service, &tariff),
        customer_key: (!input.order_key.is_empty()).then(|| input.order_key.clone()),
        by: actor.by,
        ..Plan::new(kind)
    };
    begin(scope, &mut service, &plan)?;
    Ok(Changed {
        service,
        charge,
        refund,
    })
}

/// Two tariffs of ours may be the same one at the seller, who then has nothing to change.
fn is_same_there(service: &Service, target: &Tariff) -> bool {
    service.seller.is_some() && service.tariff_intname == target.intname
}

struct Decided {
    preview: Preview,
    addons: Values,
}

/// What the service would look like, and what that comes to.
fn decide(scope: &mut Scope<'_>, service: Service, input: &ChangeTariffInput) -> Result<Decided> {
    let target = target(scope, &service, input.tariff)?;
    let prices = tariff::prices(scope.tx, target.id, service.currency)?;
    let price = price_for(&service, &prices, input.period).ok_or_else(|| not_sold(input.period))?;
    let old = tariff::addons(scope.tx, service.tariff)?;
    let values = service::addons(scope.tx, service.id)?;
    let known = Sold::read(scope, target.id, service.currency)?;
    let is_resold = service.seller.is_some();
    let values = addon_values::carried(&old, &values, &known, &input.addons, is_resold)?;
    let priced = known.costs(&values, price.period, Side::Price);
    let priced = priced.ok_or_else(|| not_sold(Some(price.period)))?;
    let too_large = |_| Fault::value("pricelist", target.id);
    let renewal = price.renewal.unwrap_or(price.price);
    let renewal = order_total(renewal, Amount::ZERO, &priced).map_err(too_large)?;
    let today = shown::today(&service, scope.now);
    let (charge, refund, expires) = if service.period == Period::Trial {
        // A trial becomes a paid service as by an order, from today on.
        let total = order_total(price.price, price.setup, &priced).map_err(too_large)?;
        let end = price.period.end(today, today.day(), 0);
        (total, Amount::ZERO, end)
    } else {
        let policy = tariff::find(scope.tx, service.tariff)?.ok_or(onsell_store::Error::Stale)?;
        let change = TariffChange {
            today,
            anchor_day: service.anchor_day,
            paid: paid_term::of(&service),
            old: paid_term::rate(&service),
            new: Rate {
                period: price.period,
                price: renewal,
            },
            policy: policy.change_policy,
        };
        let settled = settle_tariff(&change).map_err(|error| refusal(&target, error))?;
        (settled.charge, settled.refund, settled.until)
    };
    Ok(Decided {
        preview: Preview {
            service,
            period: price.period,
            tariff: target,
            renewal,
            charge,
            refund,
            expires,
        },
        addons: values,
    })
}

/// The tariff asked for, if the service can have it.
fn target(scope: &mut Scope<'_>, service: &Service, id: TariffId) -> Result<Tariff> {
    let because = |reason: Text| Fault::value_because("pricelist", id, reason);
    if id == service.tariff {
        return Err(because(Text::new(
            "The service has this tariff already",
            "Услуга уже на этом тарифе",
        ))
        .into());
    }
    let found = tariff::change_target(scope.tx, service.module, service.tariff, id)?;
    if let Some(found) = found {
        if service.seller.is_some() && found.intname.parse::<i64>().is_err() {
            return Err(because(Text::new(
                "The tariff has no number at the provider: correct its internal name",
                "У тарифа нет номера у поставщика: исправьте внутреннее имя",
            ))
            .into());
        }
        return Ok(found);
    }
    let present = tariff::find(scope.tx, service.tariff)?;
    let elsewhere = tariff::find(scope.tx, id)?.filter(|found| {
        let is_alike = present.as_ref().is_some_and(|present| {
            present.product_type == found.product_type && present.provider == found.provider
        });
        found.active && is_alike
    });
    Err(match elsewhere {
        Some(_) => because(Text::new(
            "Another processing module serves this tariff: order a new service instead",
            "Этот тариф обслуживает другой обработчик: закажите новую услугу",
        )),
        None => Fault::value("pricelist", id),
    }
    .into())
}

/// The price of the asked period; without one of the present period, else of the shortest.
fn price_for(service: &Service, prices: &[Price], asked: Option<Period>) -> Option<Price> {
    let sold = || prices.iter().filter(|price| price.period != Period::Trial);
    let of = |period: Period| sold().find(|price| price.period == period);
    let found = match asked {
        Some(period) => of(period),
        None if service.period == Period::Lifetime => of(Period::Lifetime),
        None => of(service.period).or_else(|| {
            let months = sold().filter(|price| matches!(price.period, Period::Months(_)));
            months.min_by_key(|price| price.period.code())
        }),
    };
    found.copied()
}

fn not_sold(asked: Option<Period>) -> Fault {
    let value = asked.map_or_else(String::new, |period| period.code().to_string());
    let reason = if asked == Some(Period::Trial) {
        Text::new(
            "A running service cannot become a trial",
            "Работающая услуга не может стать пробной",
        )
    } else {
        Text::new(
            "The tariff is not sold for this period",
            "Тариф не продаётся на этот период",
        )
    };
    Fault::value_because("period", value, reason)
}

fn refusal(target: &Tariff, error: NotSettled) -> Fault {
    match error {
        NotSettled::Endless => Fault::value_because(
            "period",
            "",
            Text::new(
                "The service was bought for good and cannot get an end",
                "Услуга куплена навсегда и не может стать срочной",
            ),
        ),
        NotSettled::Money(_) => Fault::value("pricelist", target.id),
    }
}

fn must_live(service: &Service) -> Result<()> {
    match service.status {
        ServiceStatus::Deleted => Err(Fault::missed("item", service.id).into()),
        ServiceStatus::Active | ServiceStatus::Suspended => Ok(()),
        ServiceStatus::Ordered | ServiceStatus::Processing => Err(Fault::locked(service.id).into()),
    }
}

/// A license that runs, or that runs again because it is paid now, must find its address free among
/// those of the new product.
fn must_have_address(
    scope: &mut Scope<'_>,
    service: &Service,
    target: &Tariff,
    period: Period,
) -> Result<()> {
    let is_paid_anew = service.period == Period::Trial || period == Period::Lifetime;
    let will_run = service.status == ServiceStatus::Active
        || is_paid_anew && service.stopped_by.contains(StopReason::Auto);
    if service.license_product.is_none() || !will_run {
        return Ok(());
    }
    let (account, ip) = (service.account, &service.ip);
    match service::address_holder(scope.tx, account, &target.product, ip, Some(service.id))? {
        Some(_) => Err(Fault::exists("ip", ip).into()),
        None => Ok(()),
    }
}

/// Gives an unfinished change of tariff up: tariff, price, date and money are as they were.
///
/// # Errors
/// `missed` where none is under way, `locked` while it is being sent, `value` while the seller may
/// have it: then only who took it over may.
pub fn roll_back(scope: &mut Scope<'_>, id: ServiceId, by: Option<UserId>) -> Result<()> {
    let mut service = owned(scope, id, None)?;
    let open = operation::open_of_service(scope.tx, id)?
        .filter(|open| open.kind == OperationKind::ChangeTariff)
        .ok_or_else(|| Fault::missed("runningoperation", id))?;
    match open.state {
        State::Running => return Err(Fault::locked(id).into()),
        State::Held | State::Attention => {}
        _ if open.sent_at.is_none() || open.taken_at.is_some() => {}
        _ => {
            let reason = Text::new(
                "The provider may have it already: take the operation over first",
                "Возможно, она уже у поставщика: сначала возьмите операцию на себя",
            );
            return Err(Fault::value_because("elid", id, reason).into());
        }
    }
    if cancel(scope, &mut service, &open)? {
        let object = id.to_string();
        let function = "service.changepricelist.rollback";
        journal::write(scope, by, function, &object, "")?;
        tell(scope, &service, "error")?;
    }
    Ok(())
}
