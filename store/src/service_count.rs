//! How many services there are, so that a list tells its length without counting. The rows are kept
//! by the statements that write services.

use crate::service::Service;
use crate::{Result, Select, Tx, TxExt};
use onsell_domain::{AccountId, ProductTypeId, ServiceStatus};

const ADD: &str = "
    INSERT INTO service_count (account, product_type, status, services) VALUES ($1, $2, $3, $4)
    ON CONFLICT (account, product_type, status)
    DO UPDATE SET services = service_count.services + excluded.services";
const STATUS: &str = "SELECT status FROM service WHERE id = $1";

/// So many services more in a status.
pub(crate) fn add(
    tx: &mut dyn Tx,
    account: AccountId,
    product_type: ProductTypeId,
    status: ServiceStatus,
    change: i64,
) -> Result<()> {
    let args = [
        account.into(),
        product_type.into(),
        status.number().into(),
        change.into(),
    ];
    tx.exec(ADD, &args).map(drop)
}

/// A service is about to be written with the status it has now.
pub(crate) fn moved(tx: &mut dyn Tx, service: &Service) -> Result<()> {
    let Some(row) = tx.row(STATUS, &[service.id.into()])? else {
        return Ok(());
    };
    let before: ServiceStatus = row.read().next()?;
    if before == service.status {
        return Ok(());
    }
    let (account, kind) = (service.account, service.product_type);
    add(tx, account, kind, before, -1)?;
    add(tx, account, kind, service.status, 1)
}

const SUM: &str = "
    SELECT CAST(COALESCE(SUM(services), 0) AS BIGINT) FROM service_count
    WHERE product_type = $1";

/// How many services of a product type there are: of one account if given, in one status if given,
/// closed ones only where they are wanted.
pub fn count(
    tx: &mut dyn Tx,
    product_type: ProductTypeId,
    account: Option<AccountId>,
    status: Option<i64>,
    with_closed: bool,
) -> Result<i64> {
    let mut select = Select::new(SUM, 1);
    let mut args = vec![product_type.into()];
    if let Some(account) = account {
        select.push(" AND account = ").placeholder();
        args.push(account.into());
    }
    if let Some(status) = status {
        select.push(" AND status = ").placeholder();
        args.push(status.into());
    }
    if !with_closed {
        select.push(" AND status <> 4");
    }
    match tx.select(&select, &args)?.into_iter().next() {
        Some(row) => row.read().next(),
        None => Ok(0),
    }
}

const BY_TYPE: &str = "
    SELECT product_type, CAST(SUM(services) AS BIGINT) FROM service_count
    WHERE account = $1 AND status <> 4 GROUP BY product_type";

/// How many services an account has of each product type it has any of, closed ones left out.
pub fn by_type(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<(ProductTypeId, i64)>> {
    let rows = tx.rows(BY_TYPE, &[account.into()])?;
    rows.into_iter()
        .map(|row| {
            let mut row = row.read();
            Ok((row.next()?, row.next()?))
        })
        .collect()
}

const MISCOUNTED: &str = "
    SELECT COUNT(*) FROM service_count c
    WHERE c.services <> (SELECT COUNT(*) FROM service s
                         WHERE s.account = c.account AND s.product_type = c.product_type
                           AND s.status = c.status AND s.parent IS NULL)";
const UNCOUNTED: &str = "
    SELECT COUNT(*) FROM service s
    WHERE s.parent IS NULL AND NOT EXISTS (SELECT 1 FROM service_count c
                      WHERE c.account = s.account AND c.product_type = s.product_type
                        AND c.status = s.status)";

/// How many of the counts differ from what they count, and how many services are not counted at
/// all; none in a sound database.
pub fn audit(tx: &mut dyn Tx) -> Result<i64> {
    let miscounted: i64 = tx.one(MISCOUNTED, &[])?.read().next()?;
    let uncounted: i64 = tx.one(UNCOUNTED, &[])?.read().next()?;
    Ok(miscounted + uncounted)
}
