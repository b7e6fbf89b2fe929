//! What renewals a seller's account is expected to pay for.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx};
use jiff::civil::Date;
use onsell_domain::{Currency, SellerId, WalletId, forecast::Renewals};

impl FromRow for Renewals {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            day: row.next()?,
            period: row.next()?,
            times: row.next()?,
            count: row.next()?,
            unpriced: row.next()?,
            amount: row.next()?,
        })
    }
}

/// The most services that one forecast looks at; those that end after so many others are left out.
const SERVICES_MAX: i64 = 2_000_000;

// The limit also keeps the cost of a service from being worked out once for each column above.
//
// What the last renewal was charged, unless tariff or addons changed after it (a repeated order key
// is charged nothing, which says nothing of the price); else what a plain renewal of the tariff was
// last charged, or what the import told, each in the seller's currency, with the addons.
// An addon of bill type 1 is not charged, one of value type 3 is a value of a closed list (wire
// 2.4).
const RENEWALS: &str = "
    SELECT r.day, r.period, r.times, COUNT(*), COUNT(*) - COUNT(r.cost),
           CAST(COALESCE(SUM(r.cost), 0) AS BIGINT)
    FROM (
        SELECT u.expires AS day, COALESCE(s.cover_period, s.auto_prolong) AS period,
               CASE WHEN s.auto_prolong IS NULL THEN s.covers_left END AS times,
               COALESCE(
            (SELECT CASE WHEN o.kind = 'prolong' AND o.charged > 0 AND o.charged_currency = $4
                 AND COALESCE(o.remote_period, o.period) = COALESCE(s.cover_period, s.auto_prolong)
                 THEN o.charged END
             FROM operation o
             WHERE o.service = s.id AND o.state = 'done'
               AND (o.kind IN ('prolong', 'changepricelist') OR o.kind = 'setparam'
                    AND EXISTS (SELECT 1 FROM operation_addon d WHERE d.operation = o.id))
             ORDER BY o.id DESC LIMIT 1),
            CASE WHEN x.currency = $4 AND x.renewal_cost IS NOT NULL THEN x.renewal_cost
                 WHEN x.seller_currency = $4 THEN x.seller_cost
                 WHEN x.currency = $4 THEN x.cost END
            + (SELECT CASE WHEN COUNT(*) = COUNT(e.cost) THEN
                   CAST(COALESCE(SUM(e.cost), 0) AS BIGINT) END
               FROM (
                   SELECT CASE
                       WHEN a.bill_type = 1 THEN 0
                       WHEN a.value_type = 3 THEN
                           CASE WHEN i.seller_currency = $4 THEN i.seller_cost
                                WHEN i.currency = $4 THEN i.cost END
                       WHEN v.value <= a.included THEN 0
                       ELSE (v.value - a.included)
                           * CASE WHEN p.seller_currency = $4 THEN p.seller_cost
                                  WHEN p.currency = $4 THEN p.cost END
                       END AS cost
                   FROM service_addon v
                   JOIN tariff_addon a ON a.id = v.addon
                   LEFT JOIN tariff_addon_price p ON p.addon = a.id AND p.currency = w.currency
                       AND p.period = COALESCE(s.cover_period, s.auto_prolong)
                   LEFT JOIN tariff_addon_item_price i ON i.addon = a.id AND i.item = v.value
                       AND i.currency = w.currency
                       AND i.period = COALESCE(s.cover_period, s.auto_prolong)
                   WHERE v.service = s.id) e)) AS cost
        FROM upstream u
        JOIN service s ON s.id = u.service
        JOIN wallet w ON w.id = s.wallet
        LEFT JOIN tariff_price x ON x.tariff = s.tariff AND x.currency = w.currency
            AND x.period = COALESCE(s.cover_period, s.auto_prolong)
        WHERE u.seller = $1 AND u.expires >= $2 AND u.expires <= $3 AND s.status = 2
          AND s.scheduled_close IS NULL
          AND (s.auto_prolong IS NOT NULL OR s.covers_left > 0) AND s.period <> -100
        ORDER BY u.expires LIMIT $5) r
    GROUP BY r.day, r.period, r.times ORDER BY r.day, r.period, r.times";

/// The renewals that living services need at a seller, by the seller's end dates from a day to a
/// day and by period, with their cost in the seller's currency. Costs the services that end there
/// between these days.
pub fn renewals(
    tx: &mut dyn Tx,
    seller: SellerId,
    (from, to): (Date, Date),
    currency: Currency,
) -> Result<Vec<Renewals>> {
    let [from, to] = [from, to].map(|day| day.to_string());
    let args = [
        seller.into(),
        from.as_str().into(),
        to.as_str().into(),
        currency.as_str().into(),
        SERVICES_MAX.into(),
    ];
    read_all(tx.rows(RENEWALS, &args)?)
}

/// The most services that one forecast of a wallet looks at, the first to end.
const OF_WALLET_MAX: i64 = 10_000;

const OF_WALLET: &str = "
    SELECT r.day, r.period, CAST(NULL AS BIGINT), COUNT(*), 0,
           CAST(COALESCE(SUM(r.cost), 0) AS BIGINT)
    FROM (
        SELECT s.expires AS day, s.auto_prolong AS period, s.renewal_price AS cost
        FROM service s
        WHERE s.wallet = $1 AND s.expires >= $2 AND s.expires <= $3 AND s.status = 2
          AND s.scheduled_close IS NULL AND s.auto_prolong IS NOT NULL AND s.period <> -100
        ORDER BY s.expires LIMIT $4) r
    GROUP BY r.day, r.period ORDER BY r.day, r.period";

/// The automatic renewals that a wallet is to pay for, by the end dates from a day to a day and by
/// period, at what each service costs now.
pub fn of_wallet(
    tx: &mut dyn Tx,
    wallet: WalletId,
    (from, to): (Date, Date),
) -> Result<Vec<Renewals>> {
    let [from, to] = [from, to].map(|day| day.to_string());
    let args = [
        wallet.into(),
        from.as_str().into(),
        to.as_str().into(),
        OF_WALLET_MAX.into(),
    ];
    read_all(tx.rows(OF_WALLET, &args)?)
}
