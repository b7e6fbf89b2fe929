//! What a tariff of servers says of templates and recipes.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::TariffId;

/// What a tariff says of what is installed on its servers, by internal names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerTariff {
    /// The template of an order that names none; empty none.
    pub template: String,
    /// The recipe of an order that names none; empty none.
    pub recipe: String,
    /// Templates and recipes that are not sold with it.
    pub offers_off: Vec<String>,
}

impl ServerTariff {
    /// Whether a template or a recipe is sold with it.
    pub fn sells(&self, intname: &str) -> bool {
        !self.offers_off.iter().any(|off| off == intname)
    }
}

impl FromRow for ServerTariff {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            template: row.next()?,
            recipe: row.next()?,
            offers_off: row.next::<String>()?.lines().map(str::to_owned).collect(),
        })
    }
}

const FIND: &str = "SELECT default_template, default_recipe, offers_off FROM tariff WHERE id = $1";

/// What a tariff says; of a tariff that is not there, nothing.
pub fn find(tx: &mut dyn Tx, tariff: TariffId) -> Result<ServerTariff> {
    Ok(read_first(tx.rows(FIND, &[tariff.into()])?)?.unwrap_or_default())
}

const PUT: &str = "
    UPDATE tariff SET default_template = $2, default_recipe = $3, offers_off = $4 WHERE id = $1";

/// Sets what a tariff says.
pub fn put(tx: &mut dyn Tx, tariff: TariffId, says: &ServerTariff) -> Result<()> {
    let off = says.offers_off.join("\n");
    let args = [
        tariff.into(),
        says.template.as_str().into(),
        says.recipe.as_str().into(),
        off.as_str().into(),
    ];
    tx.exec_one(PUT, &args)
}
