//! A service becomes one of another tariff, once that is done.

use crate::complete::lift;
use crate::doing::Doing;
use crate::{Result, Scope};
use jiff::civil::Date;
use onsell_domain::{Period, StopReason};
use onsell_store::service::{self, Service};
use onsell_store::tariff;

/// Gives a service the tariff, period, price and end that a change promised. Its old addons go; the
/// new ones are written by whoever writes addons. The key of a license stays.
pub(crate) fn move_tariff(
    scope: &mut Scope<'_>,
    service: &mut Service,
    doing: &Doing,
    today: Date,
) -> Result<()> {
    let Some(id) = doing.new_tariff else {
        return Ok(());
    };
    let target = tariff::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
    let period = doing.period.unwrap_or(service.period);
    if service.period == Period::Trial {
        // Its paid time begins with the delivery, as that of an order does.
        service.trial_tariff = Some(service.tariff);
        service.anchor_day = today.day();
        service.expires = period.end(today, today.day(), 0);
    } else if service.expires != doing.paid_until {
        if let Some(end) = doing.paid_until {
            service.anchor_day = end.day();
        }
        service.expires = doing.paid_until;
    }
    if let Some(renewal) = service.auto_prolong
        && renewal != period
    {
        let sold = tariff::prices(scope.tx, target.id, service.currency)?;
        if !sold.iter().any(|price| price.period == renewal) {
            service.auto_prolong = Some(period).filter(|period| *period != Period::Lifetime);
        }
    }
    if service.license_product.is_some() {
        service.license_product = Some(target.product);
    }
    service.tariff = target.id;
    service.tariff_intname = target.intname;
    service.tariff_name = target.name;
    service.tariff_name_ru = target.name_ru;
    service.trial_days = target.trial_days;
    service.period = period;
    service.renewal_price = doing.new_renewal_price.unwrap_or(service.renewal_price);
    if service.expires.is_none_or(|end| end >= today) {
        lift(service, StopReason::Auto);
    }
    service::drop_addons(scope.tx, service.id)?;
    Ok(())
}
