//! Fills a price list: tariffs with prices, and addons of which every tenth is a closed list and
//! another tenth a switch.

use crate::numbers::for_each;
use crate::{Failure, Onsell};
use onsell_domain::Timestamp;
use onsell_store::{Dialect, Tx};

/// Tariffs written by one unit.
const TARIFFS_PER_UNIT: i64 = 1_000;
/// The number of the first tariff; the preset's are below.
pub const FIRST: i64 = 100_001;

const TARIFFS: &str = for_each!(
    "INSERT INTO tariff (id, product_type, provider, intname, name, name_ru, product, active,
         trial_days, sort, created_at)
     SELECT n, (SELECT id FROM product_type
                WHERE intname = CASE WHEN n % 2 = 0 THEN 'vds' ELSE 'soft' END),
         1, 'bench', 'Tariff ' || n, '', 'bench', 1, 14, n, $3 FROM numbers"
);
const PRICES: &str = for_each!(
    "INSERT INTO tariff_price (tariff, currency, period, price, setup)
     SELECT n, 'EUR', k.period, 60000, 0
     FROM numbers CROSS JOIN (SELECT 1 AS period UNION ALL SELECT 12) k"
);
/// The preset's module is the first.
const MODULES: &str =
    for_each!("INSERT INTO tariff_module (tariff, module) SELECT n, 1 FROM numbers");
/// The list of control panels that comes with the preset is the first.
const ADDONS: &str = for_each!(
    ", places (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM places WHERE k < $3)
     INSERT INTO tariff_addon (id, tariff, intname, name, name_ru, value_type, bill_type, included,
         minimum, maximum, step, active, sort, enumeration)
     SELECT n * 100 + k, n, 'addon' || k, 'Addon ' || k, '',
         CASE WHEN k % 10 = 0 THEN 3 WHEN k % 10 = 9 THEN 1 ELSE 2 END, 2,
         CASE WHEN k % 10 = 9 THEN 0 ELSE 1 END, 0, CASE WHEN k % 10 = 9 THEN 1 ELSE 100 END, 1, 1,
         k, CASE WHEN k % 10 = 0 THEN 1 END
     FROM numbers CROSS JOIN places"
);
const ADDON_PRICES: &str = "
    INSERT INTO tariff_addon_price (addon, currency, period, price)
    SELECT a.id, 'EUR', 1, 10000 FROM tariff_addon a
    WHERE a.tariff BETWEEN $1 AND $2 AND a.value_type <> 3";
const ITEMS: &str = "
    INSERT INTO tariff_addon_item (addon, item, active)
    SELECT a.id, i.id, 1
    FROM tariff_addon a JOIN enumeration_item i ON i.enumeration = a.enumeration
    WHERE a.tariff BETWEEN $1 AND $2";
const ITEM_PRICES: &str = "
    INSERT INTO tariff_addon_item_price (addon, item, currency, period, price)
    SELECT v.addon, v.item, 'EUR', 1, 50000
    FROM tariff_addon a JOIN tariff_addon_item v ON v.addon = a.id
    WHERE a.tariff BETWEEN $1 AND $2";
/// PostgreSQL would do it by itself within a minute.
const LEARN: &str = "ANALYZE";

/// Writes so many tariffs with so many addons each.
pub fn fill(engine: &Onsell, tariffs: i64, addons: i64) -> Result<(), Failure> {
    let mut from = FIRST;
    let last = FIRST + tariffs - 1;
    while from <= last {
        let until = last.min(from + TARIFFS_PER_UNIT - 1);
        engine.write(None, move |scope| {
            Ok(write(scope.tx, (from, until), addons, scope.now)?)
        })?;
        from = until + 1;
    }
    if engine.store().dialect() == Dialect::Postgres {
        engine.write(None, |scope| Ok(scope.tx.exec(LEARN, &[])?))?;
    }
    Ok(())
}

fn write(
    tx: &mut dyn Tx,
    (from, until): (i64, i64),
    addons: i64,
    now: Timestamp,
) -> onsell_store::Result<()> {
    let both = [from.into(), until.into()];
    tx.exec(TARIFFS, &[from.into(), until.into(), now.into()])?;
    tx.exec(PRICES, &both)?;
    tx.exec(MODULES, &both)?;
    tx.exec(ADDONS, &[from.into(), until.into(), addons.into()])?;
    for sql in [ADDON_PRICES, ITEMS, ITEM_PRICES] {
        tx.exec(sql, &both)?;
    }
    Ok(())
}
