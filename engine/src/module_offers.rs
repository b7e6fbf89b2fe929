//! What a module that drives servers offers, as it was told last and as staff wrote about it.

use crate::{Engine, Error, Result, module_probe};
use onsell_domain::{ModuleId, UserId};
use onsell_modules::server::ModuleOffer as Told;
use onsell_store::module_offer::{self, ModuleOffer};
use onsell_store::{journal, processing_module};
use onsell_wire::Fault;

/// The most that is taken from one module.
const OFFERS_MAX: usize = 5_000;

/// Asks a module what it offers and keeps that; returns how much it is. What staff wrote about a
/// known offer stays, and what is not named any more is kept as gone.
pub fn import(engine: &Engine, id: ModuleId, by: Option<UserId>) -> Result<usize> {
    engine
        .read(move |scope| Ok(processing_module::find(scope.tx, id)?))?
        .ok_or_else(|| Fault::missed("processingmodule", id))?;
    let told = engine
        .server_module(id)
        .and_then(|module| module.offers().map_err(crate::server_modules::outside));
    let told = match told {
        Ok(told) => told,
        Err(error) => {
            module_probe::note(engine, id, &error)?;
            return Err(error);
        }
    };
    if told.len() > OFFERS_MAX {
        let text = format!("the module offers more than {OFFERS_MAX} things");
        return Err(Error::Outside(text));
    }
    engine.write(None, move |scope| {
        module_offer::begin_import(scope.tx, id)?;
        for offer in &told {
            module_offer::keep(scope.tx, &kept(id, offer))?;
        }
        let (name, id) = ("processing.offer.import", id.to_string());
        journal::write(scope.tx, scope.now, by, name, &id, "")?;
        Ok(told.len())
    })
}

fn kept(module: ModuleId, told: &Told) -> ModuleOffer {
    ModuleOffer {
        module,
        kind: told.kind.name().to_owned(),
        intname: told.intname.clone(),
        name: told.name.clone(),
        tags: told.tags.join(" "),
        installs_panel: told.installs_panel,
        is_there: true,
        active: true,
    }
}
