//! What renewals a seller's account is expected to pay for.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx};
use jiff::civil::Date;
use onsell_domain::{Currency, SellerId, forecast::Renewals};

impl FromRow for Renewals {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            day: row.next()?,
            period: row.next()?,
            count: row.next()?,
            unpriced: row.next()?,
            amount: row.next()?,
        })
    }
}

/// The most services that one forecast looks at; those that end after so many others are left out.
const SERVICES_MAX: i64 = 2_000_000;

// The limit also keeps the cost of a service from being worked out once for each column above.
// What the last renewal was charged, unless tariff or addons changed after it; else what the
// import told. A repeated order key is charged nothing, which says nothing of the price.
const RENEWALS: &str = "
    SELECT r.day, r.period, COUNT(*), COUNT(*) - COUNT(r.cost),
           CAST(COALESCE(SUM(r.cost), 0) AS BIGINT)
    FROM (
        SELECT u.expires AS day, s.auto_prolong AS period, COALESCE(
            (SELECT CASE WHEN o.kind = 'prolong' AND o.charged > 0 AND o.charged_currency = $4
                 AND COALESCE(o.remote_period, o.period) = s.auto_prolong THEN o.charged END
             FROM operation o
             WHERE o.service = s.id AND o.state = 'done'
               AND (o.kind IN ('prolong', 'changepricelist') OR o.kind = 'setparam'
                    AND EXISTS (SELECT 1 FROM operation_addon d WHERE d.operation = o.id))
             ORDER BY o.id DESC LIMIT 1),
            x.cost + (
                SELECT CASE WHEN COUNT(*) = COUNT(p.cost) THEN
                    CAST(COALESCE(SUM((v.value - a.included) * p.cost), 0) AS BIGINT) END
                FROM service_addon v
                JOIN tariff_addon a ON a.id = v.addon
                LEFT JOIN tariff_addon_price p ON p.addon = a.id AND p.currency = $4
                    AND p.period = s.auto_prolong
                WHERE v.service = s.id AND v.value > a.included)) AS cost
        FROM upstream u
        JOIN service s ON s.id = u.service
        LEFT JOIN tariff_price x ON x.tariff = s.tariff AND x.currency = $4
            AND x.period = s.auto_prolong
        WHERE u.seller = $1 AND u.expires >= $2 AND u.expires <= $3 AND s.status = 2
          AND s.auto_prolong IS NOT NULL AND s.period <> -100
        ORDER BY u.expires LIMIT $5) r
    GROUP BY r.day, r.period ORDER BY r.day, r.period";

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
