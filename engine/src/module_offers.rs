//! What a module that drives servers offers, as it was told last and as staff wrote about it.

use crate::journal;
use crate::{Engine, Error, Result, Scope, module_probe};
use onsell_domain::{ModuleId, UserId};
use onsell_modules::server::{ModuleOffer as Told, OfferKind};
use onsell_store::module_offer::{self, ModuleOffer};
use onsell_store::processing_module;
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
        journal::write(scope, by, name, &id, "")?;
        Ok(told.len())
    })
}

/// What staff write about an offer; what is missing stays.
#[derive(Debug, Clone)]
pub struct OfferInput {
    /// The module that offers it.
    pub module: ModuleId,
    /// Which offer: its kind and its internal name, as [`id_of`] says it.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Words that say what fits together.
    pub tags: Option<String>,
    /// Whether the recipe installs the control panel.
    pub installs_panel: Option<bool>,
    /// Whether customers may choose it.
    pub active: Option<bool>,
    /// Who writes.
    pub by: Option<UserId>,
}

/// What an offer is called inside its module: `template:ISPsystem__Debian-12`.
pub fn id_of(offer: &ModuleOffer) -> String {
    format!("{}:{}", offer.kind, offer.intname)
}

/// The offer of that name.
pub fn find(scope: &mut Scope<'_>, module: ModuleId, id: &str) -> Result<ModuleOffer> {
    let missed = || Fault::missed("offer", id);
    let (kind, intname) = id.split_once(':').ok_or_else(missed)?;
    let found = module_offer::find(scope.tx, module, kind, intname)?;
    Ok(found.ok_or_else(missed)?)
}

/// Writes what staff say about an offer.
pub fn edit(scope: &mut Scope<'_>, input: &OfferInput) -> Result<()> {
    let before = find(scope, input.module, &input.id)?;
    let words = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if input.installs_panel == Some(true) && before.kind != OfferKind::Recipe.name() {
        return Err(Fault::value("installs_panel", "on").into());
    }
    let after = ModuleOffer {
        name: match input.name.as_ref().map(|name| name.trim()) {
            Some("") => return Err(Fault::value_empty("name").into()),
            Some(name) => name.to_owned(),
            None => before.name,
        },
        tags: input.tags.as_ref().map_or(before.tags, words),
        installs_panel: input.installs_panel.unwrap_or(before.installs_panel),
        active: input.active.unwrap_or(before.active),
        ..before
    };
    module_offer::edit(scope.tx, &after)?;
    let (by, function) = (input.by, "processing.offer.edit");
    let id = input.module.to_string();
    journal::write(scope, by, function, &id, &input.id)?;
    Ok(())
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
