//! The first prices of imported tariffs: what they cost, and a markup.

use crate::faces::visit::Visit;
use onsell_domain::Amount;
use onsell_wire::{Fault, Params};

/// The highest markup, in percent.
const MARKUP_MAX: i64 = 1000;

/// The markup that was typed, in percent; none where nothing was.
pub(super) fn markup(text: Option<&str>) -> Result<Option<i64>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let percent = text.trim().trim_end_matches('%').trim().parse::<i64>();
    match percent {
        Ok(percent) if (0..=MARKUP_MAX).contains(&percent) => Ok(Some(percent)),
        _ => Err(Fault::value("markup", text)),
    }
}

/// Gives a tariff prices for the periods whose cost is known and that have none.
pub(super) async fn apply(visit: &Visit, id: &str, percent: i64) -> Result<(), Fault> {
    let card = visit.call("pricelist.edit", &[("elid", id)]).await?;
    let mut params = Params::default();
    for node in &card.root.children {
        let Some(code) = node.tag.strip_prefix("cost_") else {
            continue;
        };
        let price = card.root.text_of(&format!("price_{code}"));
        let has_price = price
            .and_then(|price| Amount::parse(price).ok())
            .is_some_and(|price| price > Amount::ZERO);
        if has_price {
            continue;
        }
        if let Some(price) = Amount::parse(&node.text)
            .ok()
            .and_then(|cost| marked_up(cost, percent))
        {
            params.push(format!("price_{code}"), price.to_string());
        }
    }
    if params.is_empty() {
        return Ok(());
    }
    params.push("elid", id);
    params.push("sok", "ok");
    visit.call_with("pricelist.edit", params).await.result?;
    Ok(())
}

/// A cost with so many percent on it, rounded up to whole hundredths.
fn marked_up(cost: Amount, percent: i64) -> Option<Amount> {
    const HUNDREDTH: i64 = 100;
    let exact = cost.share_rounded_up(100 + percent, 100).ok()?;
    let hundredths = exact.get().checked_add(HUNDREDTH - 1)? / HUNDREDTH;
    Some(Amount::new(hundredths.checked_mul(HUNDREDTH)?))
}

#[cfg(test)]
mod tests {
    use super::{marked_up, markup};
    use onsell_domain::Amount;

    #[test]
    fn a_markup_is_rounded_up_to_hundredths() {
        let check = |cost: &str, percent, expect: &str| {
            let cost = Amount::parse(cost).expect("an amount");
            let found = marked_up(cost, percent).map(|price| price.to_string());
            assert_eq!(found.as_deref(), Some(expect), "{cost} and {percent} %");
        };
        check("6", 0, "6.00");
        check("6", 25, "7.50");
        check("0.01", 1, "0.02");
        check("3.33", 10, "3.67");
    }

    #[test]
    fn a_markup_is_a_small_number_of_percent() {
        assert_eq!(markup(None).ok(), Some(None));
        assert_eq!(markup(Some("20 %")).ok(), Some(Some(20)));
        for text in ["-1", "much", "1001", ""] {
            assert!(markup(Some(text)).is_err(), "{text}");
        }
    }
}
