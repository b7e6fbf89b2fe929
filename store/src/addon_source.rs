//! The addons whose values another one sums up (semantics 2.3, `billtype` 5).

use crate::columns::read_pairs;
use crate::{Result, Tx, TxExt};
use onsell_domain::{AddonId, TariffId};

const OF_TARIFF: &str = "
    SELECT x.addon, x.source
    FROM tariff_addon a JOIN tariff_addon_source x ON x.addon = a.id
    WHERE a.tariff = $1 ORDER BY x.addon, x.source";
const FORGET: &str = "DELETE FROM tariff_addon_source WHERE addon = $1";
const PUT: &str = "INSERT INTO tariff_addon_source (addon, source) VALUES ($1, $2)";

/// The addons of a tariff that sum up others, each with one of those others.
pub fn of_tariff(tx: &mut dyn Tx, tariff: TariffId) -> Result<Vec<(AddonId, AddonId)>> {
    read_pairs(tx.rows(OF_TARIFF, &[tariff.into()])?)
}

/// Sets which addons another one sums up, each once.
pub fn set(tx: &mut dyn Tx, addon: AddonId, sources: &[AddonId]) -> Result<()> {
    tx.exec(FORGET, &[addon.into()])?;
    for source in sources {
        tx.exec_one(PUT, &[addon.into(), (*source).into()])?;
    }
    Ok(())
}
