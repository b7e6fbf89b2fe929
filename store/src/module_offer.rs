//! What modules that drive servers offer: templates, recipes, presets.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx};
use onsell_domain::ModuleId;

/// One thing that a module offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleOffer {
    /// Who offers it.
    pub module: ModuleId,
    /// What it is: `template`, `recipe` or `preset`.
    pub kind: String,
    /// The internal name that an order chooses it by.
    pub intname: String,
    /// What people call it.
    pub name: String,
    /// Words separated by spaces; what fits together has one in common.
    pub tags: String,
    /// Whether a recipe installs a control panel.
    pub installs_panel: bool,
    /// Whether the module still offers it.
    pub is_there: bool,
    /// Whether we offer it.
    pub active: bool,
}

impl FromRow for ModuleOffer {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            module: row.next()?,
            kind: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            tags: row.next()?,
            installs_panel: row.next()?,
            is_there: row.next()?,
            active: row.next()?,
        })
    }
}

macro_rules! offer {
    ($($rest:literal),*) => {
        concat!(
            "SELECT module, kind, intname, name, tags, installs_panel, is_there, active
             FROM module_offer ",
            $($rest),*
        )
    };
}

const OF_MODULE: &str = offer!("WHERE module = $1 ORDER BY kind, intname");
const ONE: &str = offer!("WHERE module = $1 AND kind = $2 AND intname = $3");

/// Everything a module offers or offered, templates last.
pub fn of_module(tx: &mut dyn Tx, module: ModuleId) -> Result<Vec<ModuleOffer>> {
    read_all(tx.rows(OF_MODULE, &[module.into()])?)
}

/// One thing that a module offers or offered.
pub fn find(
    tx: &mut dyn Tx,
    module: ModuleId,
    kind: &str,
    intname: &str,
) -> Result<Option<ModuleOffer>> {
    read_first(tx.rows(ONE, &[module.into(), kind.into(), intname.into()])?)
}

const GONE: &str = "UPDATE module_offer SET is_there = 0 WHERE module = $1 AND is_there = 1";
const THERE: &str = "
    INSERT INTO module_offer (module, kind, intname, name, tags, installs_panel, is_there, active)
    VALUES ($1, $2, $3, $4, $5, $6, 1, 1)
    ON CONFLICT (module, kind, intname) DO UPDATE SET is_there = 1";

/// Begins an import: what the module does not name in it is not there any more.
pub fn begin_import(tx: &mut dyn Tx, module: ModuleId) -> Result<()> {
    tx.exec(GONE, &[module.into()]).map(drop)
}

/// The module offers this. What staff wrote about it before stays.
pub fn keep(tx: &mut dyn Tx, offer: &ModuleOffer) -> Result<()> {
    let args = [
        offer.module.into(),
        offer.kind.as_str().into(),
        offer.intname.as_str().into(),
        offer.name.as_str().into(),
        offer.tags.as_str().into(),
        offer.installs_panel.into(),
    ];
    tx.exec(THERE, &args).map(drop)
}

const EDIT: &str = "
    UPDATE module_offer SET name = $4, tags = $5, installs_panel = $6, active = $7
    WHERE module = $1 AND kind = $2 AND intname = $3";

/// Writes what staff say about an offer. `false` when there is none of that name.
pub fn edit(tx: &mut dyn Tx, offer: &ModuleOffer) -> Result<bool> {
    let args = [
        offer.module.into(),
        offer.kind.as_str().into(),
        offer.intname.as_str().into(),
        offer.name.as_str().into(),
        offer.tags.as_str().into(),
        offer.installs_panel.into(),
        offer.active.into(),
    ];
    Ok(tx.exec(EDIT, &args)? == 1)
}
