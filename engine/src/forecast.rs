//! How long the money at a seller lasts, and that in a wallet.

use crate::balance::{house_zone, seller_of};
use crate::{Result, Scope};
use onsell_domain::forecast::{self, Day};
use onsell_domain::{Amount, Currency, Date, ModuleId, Money, SellerId};
use onsell_store::wallet::Wallet;
use onsell_store::{catalogue, seller};

/// Expected renewals by day at the account of a module.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// The days with renewals.
    pub days: Vec<Day>,
    /// What can be spent as it was last told; none before the balance was read.
    pub available: Option<Money>,
    /// The currency of what the days ask for.
    pub currency: Option<Currency>,
    /// The last day whose renewals are covered.
    pub covered_to: Option<Date>,
}

/// Sets the renewals that a module's account is expected to pay for against what it has.
///
/// # Errors
/// `missed` for a module that is not there, `value` for one without a seller.
pub fn of_module(scope: &mut Scope<'_>, module: ModuleId) -> Result<Forecast> {
    let id = seller_of(scope, module)?;
    let row = seller::find(scope.tx, id)?;
    let known = row.and_then(|row| row.available.zip(row.currency));
    let available = known.map(|(amount, currency)| Money::new(amount, currency));
    let currency = match available {
        Some(available) => Some(available.currency),
        None => catalogue::providers(scope.tx)?
            .first()
            .map(|first| first.currency),
    };
    let Some(currency) = currency else {
        return Ok(Forecast {
            days: Vec::new(),
            available,
            currency,
            covered_to: None,
        });
    };
    let amount = available.map_or_else(Default::default, |available| available.amount);
    let (today, days) = days(scope, id, Money::new(amount, currency))?;
    Ok(Forecast {
        covered_to: available.map(|_| forecast::covered_to(today, &days)),
        days,
        available,
        currency: Some(currency),
    })
}

/// What is to come at an account at a seller.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outlook {
    /// The last day whose renewals are covered by what is available there.
    pub covered_to: Option<Date>,
    /// How many renewals are to come soon, and what they cost together.
    pub expected: Option<(i64, Amount)>,
}

/// What is to come at an account where so much can be spent.
pub(crate) fn outlook(scope: &mut Scope<'_>, id: SellerId, available: Money) -> Result<Outlook> {
    let (today, days) = days(scope, id, available)?;
    Ok(Outlook {
        covered_to: Some(forecast::covered_to(today, &days)),
        expected: Some(forecast::soon(today, &days)),
    })
}

fn days(scope: &mut Scope<'_>, id: SellerId, available: Money) -> Result<(Date, Vec<Day>)> {
    let today = scope.now.date_in(&house_zone(scope)?);
    let currency = available.currency;
    let renewals = onsell_store::forecast::renewals(scope.tx, id, forecast::span(today), currency)?;
    let days = forecast::forecast(available.amount, today, &renewals);
    Ok((today, days))
}

/// The last day whose automatic renewals a wallet covers, at most as far as a forecast looks; none
/// where nothing is renewed by itself.
pub fn of_wallet(scope: &mut Scope<'_>, wallet: &Wallet) -> Result<Option<Date>> {
    let today = scope.now.date_in(&house_zone(scope)?);
    let span = forecast::span(today);
    let renewals = onsell_store::forecast::of_wallet(scope.tx, wallet.id, span)?;
    if renewals.is_empty() {
        return Ok(None);
    }
    let days = forecast::forecast(wallet.funds.available(), today, &renewals);
    Ok(Some(forecast::covered_to(today, &days)))
}
