//! Exchange rates: how what a seller charges is told in a currency of ours.

use crate::journal;
use crate::{Result, Scope};
use onsell_domain::{BadRate, Currency, CurrencyRate, CurrencyRateId, Money, Text, UserId};
use onsell_store::{catalogue, currency_rate};
use onsell_wire::Fault;

/// The money in another currency, rounded upwards; `None` while no rate between the two is set.
/// Where only the rate back is set, that one counts.
pub fn convert(scope: &mut Scope<'_>, money: Money, to: Currency) -> Result<Option<Money>> {
    let rate = between(scope, money.currency, to)?;
    Ok(onsell_domain::convert(money, to, rate.as_ref()))
}

/// The rate between two currencies, in either direction; none is needed from a currency to itself.
pub(crate) fn between(
    scope: &mut Scope<'_>,
    from: Currency,
    to: Currency,
) -> Result<Option<CurrencyRate>> {
    if from == to {
        return Ok(None);
    }
    Ok(currency_rate::between(scope.tx, from, to)?.map(|row| row.rate))
}

/// Sets what one unit of a currency costs in another.
///
/// # Errors
/// `value` for a rate that cannot be and for a currency that is not known here.
pub fn save(
    scope: &mut Scope<'_>,
    (from, to): (Currency, Currency),
    rate: &str,
    by: Option<UserId>,
) -> Result<CurrencyRateId> {
    let known = catalogue::currencies(scope.tx)?;
    for (field, currency) in [("from", from), ("to", to)] {
        if !known.iter().any(|row| row.iso == currency) {
            return Err(Fault::value(field, currency).into());
        }
    }
    let parsed = CurrencyRate::parse(from, to, rate).map_err(|bad| refused(bad, to, rate))?;
    let id = currency_rate::put(scope.tx, &parsed, scope.now)?;
    let detail = format!("1 {from} = {parsed} {to}");
    journal::write(scope, by, "currencyrate.edit", &id.to_string(), &detail)?;
    Ok(id)
}

fn refused(bad: BadRate, to: Currency, rate: &str) -> Fault {
    match bad {
        BadRate::Same => Fault::value_because(
            "to",
            to,
            Text {
                en: "An exchange rate needs two different currencies",
                ru: "Для курса нужны две разные валюты",
            },
        ),
        BadRate::Malformed | BadRate::NotPositive => Fault::value_because(
            "rate",
            rate,
            Text {
                en: "The value must be a number above zero such as 1.0837",
                ru: "Значение должно быть числом больше нуля, например 1.0837",
            },
        ),
    }
}

/// Forgets a rate; costs that were converted with it stay.
pub fn delete(scope: &mut Scope<'_>, id: CurrencyRateId, by: Option<UserId>) -> Result<()> {
    if !currency_rate::delete(scope.tx, id)? {
        return Err(Fault::missed("currencyrate", id).into());
    }
    journal::write(scope, by, "currencyrate.delete", &id.to_string(), "")?;
    Ok(())
}
