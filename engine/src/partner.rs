//! Partners: clients whose customers fetch licenses here and buy modules in the partner's own
//! billing system (semantics 1.13).

use crate::{Result, Scope, journal};
use onsell_domain::{AccountId, AddressRanges, BadRange, Text, UserId};
use onsell_store::account;
use onsell_store::partner::{self as store, Partner, PartnerRange};
use onsell_wire::Fault;
use std::fmt::Write;

/// The most ranges of one partner: a unit touches a bounded number of rows.
const RANGES_MAX: usize = 4096;
/// The longest address of a billing system, in characters.
const URL_CHARACTERS_MAX: usize = 200;

/// What is entered of a partner; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct PartnerInput {
    /// The address of the partner's billing system.
    pub bill_url: Option<String>,
    /// The addresses of its customers, as [`AddressRanges`] reads them.
    pub ranges: Option<String>,
}

/// A partner with its ranges as text.
///
/// # Errors
/// `missed` for a client that is none.
pub fn shown(scope: &mut Scope<'_>, account: AccountId) -> Result<(Partner, String)> {
    let partner = store::find(scope.tx, account)?;
    let partner = partner.ok_or_else(|| Fault::missed("partner", account))?;
    let mut text = String::new();
    for range in store::ranges(scope.tx, account)? {
        // Writing to a text cannot fail.
        let _ = if range.first == range.last {
            writeln!(text, "{}", range.first)
        } else {
            writeln!(text, "{}-{}", range.first, range.last)
        };
    }
    Ok((partner, text.trim_end().to_owned()))
}

/// Makes a client a partner, or changes one.
///
/// # Errors
/// `missed` for no client, `value` for what cannot be, `exists` for an address of another partner.
pub fn save(
    scope: &mut Scope<'_>,
    account: AccountId,
    input: &PartnerInput,
    by: Option<UserId>,
) -> Result<()> {
    account::find(scope.tx, account)?.ok_or_else(|| Fault::missed("account", account))?;
    let before = store::find(scope.tx, account)?;
    let bill_url = match (&input.bill_url, &before) {
        (Some(url), _) => checked_url(url)?,
        (None, Some(partner)) => partner.bill_url.clone(),
        (None, None) => return Err(Fault::value_empty("billurl").into()),
    };
    let ranges = input.ranges.as_deref().map(parsed).transpose()?;
    let kept = before.map_or(0, |partner| partner.range_count);
    let count = ranges.as_ref().map_or(kept, |ranges| ranges.len() as i64);
    store::put(scope.tx, account, &bill_url, count)?;
    if let Some(ranges) = ranges {
        store::forget_ranges(scope.tx, account)?;
        for (first, last) in ranges {
            if let Some(taken) = store::overlapping(scope.tx, (first, last))? {
                return Err(overlaps(&taken).into());
            }
            let range = PartnerRange {
                first,
                last,
                account,
            };
            store::add_range(scope.tx, &range)?;
        }
    }
    let number = account.to_string();
    journal::write(scope, by, "partner.edit", &number, &bill_url)
}

/// A client is no partner any more; what was fetched keeps the address that it has.
///
/// # Errors
/// `missed` for a client that is none.
pub fn delete(scope: &mut Scope<'_>, account: AccountId, by: Option<UserId>) -> Result<()> {
    if !store::delete(scope.tx, account)? {
        return Err(Fault::missed("partner", account).into());
    }
    journal::write(scope, by, "partner.delete", &account.to_string(), "")
}

fn checked_url(url: &str) -> std::result::Result<String, Fault> {
    let url = url.trim();
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\'' | '@');
    if url.chars().count() <= URL_CHARACTERS_MAX
        && rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain))
    {
        return Ok(url.to_owned());
    }
    let reason = Text::new(
        "An address like https://billing.example/billmgr is expected",
        "Ожидается адрес вида https://billing.example/billmgr",
    );
    Err(Fault::value_because("billurl", url, reason))
}

type Range = (std::net::IpAddr, std::net::IpAddr);

fn parsed(text: &str) -> std::result::Result<Vec<Range>, Fault> {
    // People separate with commas and lines as well.
    let text = text.replace(',', " ");
    match AddressRanges::parse_at_most(&text, RANGES_MAX) {
        Ok(ranges) => Ok(ranges.merged()),
        Err(BadRange::Malformed(item)) => {
            let reason = Text::new(
                "Ranges are written like 192.0.2.0/24, 192.0.2.1-192.0.2.9 or 2001:db8::/32",
                "Диапазоны записываются как 192.0.2.0/24, 192.0.2.1-192.0.2.9 или 2001:db8::/32",
            );
            Err(Fault::value_because("ranges", item, reason))
        }
        Err(BadRange::TooMany(most)) => {
            let reason = Text::new("These are too many ranges", "Слишком много диапазонов");
            Err(Fault::value_because("ranges", most, reason))
        }
    }
}

fn overlaps(taken: &PartnerRange) -> Fault {
    let text = Text {
        en: "The range __first__-__last__ belongs to client __account__ already",
        ru: "Диапазон __first__-__last__ уже принадлежит клиенту __account__",
    };
    Fault::from_text("exists", "ranges", text)
        .with_param("first", taken.first)
        .with_param("last", taken.last)
        .with_param("account", taken.account)
}
