//! Bundled licenses: services that are the control panel of a server.

use crate::columns::{FromRow, read_all, read_first};
use crate::service::Service;
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    AccountId, AddonId, EnumerationItemId, ModuleId, ServiceId, TariffId, WalletId,
};

/// What a license is to its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundledLicense {
    /// Its service.
    pub service: ServiceId,
    /// The addon of the server's tariff that it fulfills.
    pub addon: AddonId,
    /// The value it is there for.
    pub item: EnumerationItemId,
    /// The place of that among the values: a higher one is the bigger panel.
    pub rank: i64,
    /// Whether it is a trial.
    pub is_trial: bool,
    /// The tariff to which its seller refused to change it.
    pub refused_tariff: Option<String>,
    /// The address to which its seller refused to change it.
    pub refused_ip: Option<String>,
    /// Upstream addons that it has: `ID=VALUE` separated by spaces.
    pub addons: String,
    /// Whether it went without our doing.
    pub is_lost: bool,
}

impl FromRow for BundledLicense {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            addon: row.next()?,
            item: row.next()?,
            rank: row.next()?,
            is_trial: row.next()?,
            refused_tariff: row.next()?,
            refused_ip: row.next()?,
            addons: row.next()?,
            is_lost: row.next()?,
        })
    }
}

const OF_SERVICE: &str = "
    SELECT service, addon, item, rank, is_trial, refused_tariff, refused_ip, addons, lost
    FROM bundled_license WHERE service = $1";
const OF_PARENT: &str = "
    SELECT b.service, b.addon, b.item, b.rank, b.is_trial, b.refused_tariff, b.refused_ip,
           b.addons, b.lost
    FROM service s JOIN bundled_license b ON b.service = s.id
    WHERE s.parent = $1 AND (s.status <> 4 OR b.lost = 1) ORDER BY s.id";

/// What a service is to its server; none where it is no bundled license.
pub fn find(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<BundledLicense>> {
    read_first(tx.rows(OF_SERVICE, &[service.into()])?)
}

/// The licenses of a server: those that live, and those that went without our doing.
pub fn of_server(tx: &mut dyn Tx, server: ServiceId) -> Result<Vec<BundledLicense>> {
    read_all(tx.rows(OF_PARENT, &[server.into()])?)
}

const PUT: &str = "
    INSERT INTO bundled_license (service, addon, item, rank, is_trial, refused_tariff, refused_ip,
        addons, lost)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (service) DO UPDATE SET
        item = excluded.item, rank = excluded.rank, is_trial = excluded.is_trial,
        refused_tariff = excluded.refused_tariff, refused_ip = excluded.refused_ip,
        addons = excluded.addons, lost = excluded.lost";

/// Writes what a license is to its server.
pub fn put(tx: &mut dyn Tx, license: &BundledLicense) -> Result<()> {
    tx.exec_one(
        PUT,
        &[
            license.service.into(),
            license.addon.into(),
            license.item.into(),
            license.rank.into(),
            license.is_trial.into(),
            license.refused_tariff.as_deref().into(),
            license.refused_ip.as_deref().into(),
            license.addons.as_str().into(),
            license.is_lost.into(),
        ],
    )
}

const FORGET_LOST: &str = "
    UPDATE bundled_license SET lost = 0
    WHERE lost = 1 AND service IN (SELECT id FROM service WHERE parent = $1)";

/// Somebody decided about what was lost of a server. `false` when nothing was.
pub fn forget_lost(tx: &mut dyn Tx, server: ServiceId) -> Result<bool> {
    Ok(tx.exec(FORGET_LOST, &[server.into()])? > 0)
}

/// The panel that was chosen for a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The addon of its tariff.
    pub addon: AddonId,
    /// The value.
    pub item: EnumerationItemId,
    /// The place of that among the values.
    pub rank: i64,
    /// Whether its license is a trial.
    pub is_trial: bool,
    /// What the license server calls it: a tariff of its seller; empty is no panel.
    pub intname: String,
    /// Its name.
    pub name: String,
    /// Its Russian name.
    pub name_ru: String,
}

impl FromRow for Choice {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            addon: row.next()?,
            item: row.next()?,
            rank: row.next()?,
            is_trial: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
        })
    }
}

const CHOICE: &str = "
    SELECT a.id, i.id, i.sort, i.trial, COALESCE(n.intname, i.intname), i.name, i.name_ru
    FROM tariff_addon a
    LEFT JOIN service_addon v ON v.addon = a.id AND v.service = $1
    JOIN enumeration_item i ON i.id = COALESCE(v.value, a.default_item)
    LEFT JOIN enumeration_item_name n ON n.item = i.id AND n.module = $3
    WHERE a.tariff = $2 AND a.purpose = 'control_panel'";
const NAMED: &str = "
    SELECT a.id, i.id, i.sort, i.trial, COALESCE(n.intname, i.intname), i.name, i.name_ru
    FROM tariff_addon a
    JOIN enumeration_item i ON i.enumeration = a.enumeration
    LEFT JOIN enumeration_item_name n ON n.item = i.id AND n.module = $2
    WHERE a.id = $1 AND COALESCE(n.intname, i.intname) = $3
    ORDER BY i.active DESC, i.sort LIMIT 1";

/// The panel that was chosen for a server of a tariff, as the license server calls it; none where
/// the tariff has no panel to choose.
pub fn chosen(
    tx: &mut dyn Tx,
    server: ServiceId,
    tariff: TariffId,
    license_server: Option<ModuleId>,
) -> Result<Option<Choice>> {
    let module = license_server.map_or(0, ModuleId::get);
    read_first(tx.rows(CHOICE, &[server.into(), tariff.into(), module.into()])?)
}

/// The value of an addon that the license server calls so.
pub fn named(
    tx: &mut dyn Tx,
    addon: AddonId,
    license_server: ModuleId,
    intname: &str,
) -> Result<Option<Choice>> {
    let args = [addon.into(), license_server.into(), intname.into()];
    read_first(tx.rows(NAMED, &args)?)
}

const LICENSE_SERVER: &str = "SELECT license_server FROM processing_module WHERE id = $1";

/// The module that the panels of another module's servers are bought from.
pub fn license_server(tx: &mut dyn Tx, module: ModuleId) -> Result<Option<ModuleId>> {
    match tx.row(LICENSE_SERVER, &[module.into()])? {
        Some(row) => row.read().next(),
        None => Ok(None),
    }
}

const HAD_TRIAL: &str = "
    SELECT b.service FROM service s
    JOIN service p ON p.account = s.account AND p.parent IS NOT NULL
    JOIN bundled_license b ON b.service = p.id AND b.item = $2 AND b.is_trial = 1
    WHERE s.id = $1 AND p.parent <> $1 AND EXISTS (
        SELECT 1 FROM operation o
        WHERE o.service = p.id AND o.kind = 'open' AND o.state = 'done')
    LIMIT 1";

/// Whether the account of a server has had this trial with another server.
pub fn had_trial(tx: &mut dyn Tx, server: ServiceId, item: EnumerationItemId) -> Result<bool> {
    Ok(tx.row(HAD_TRIAL, &[server.into(), item.into()])?.is_some())
}

const OWN: &str = "UPDATE service SET account = $2, wallet = $3 WHERE parent = $1";

/// The licenses of a server go with it to another account.
pub fn move_to(
    tx: &mut dyn Tx,
    server: &Service,
    account: AccountId,
    wallet: WalletId,
) -> Result<()> {
    tx.exec(OWN, &[server.id.into(), account.into(), wallet.into()])
        .map(drop)
}
