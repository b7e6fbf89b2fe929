//! Which modules do the work of a tariff, and what a tariff of servers installs by itself and does
//! not sell, as an administrator says it.

use crate::server_order::{self, Misfit, Wanted};
use crate::{Result, Scope};
use onsell_domain::{ModuleId, TariffId, Text};
use onsell_store::server_tariff::{self, ServerTariff};
use onsell_store::{module_choice, processing_module, tariff};
use onsell_wire::Fault;

/// The most names that a tariff switches off.
const OFF_MAX: usize = 500;

/// What an administrator changes; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct ServerTariffInput {
    /// The template of an order that names none; empty none.
    pub template: Option<String>,
    /// The recipe of an order that names none; empty none.
    pub recipe: Option<String>,
    /// Templates and recipes that are not sold with it.
    pub offers_off: Option<Vec<String>>,
    /// The modules that do its work.
    pub modules: Option<Vec<ModuleId>>,
}

impl ServerTariffInput {
    fn is_empty(&self) -> bool {
        self.template.is_none() && self.recipe.is_none() && self.offers_off.is_none()
    }
}

/// Changes what a tariff says of its servers.
///
/// # Errors
/// `value` for a tariff of something else, and for a template or a recipe that none of its modules
/// offers.
pub fn save(scope: &mut Scope<'_>, id: TariffId, input: &ServerTariffInput) -> Result<()> {
    if let Some(modules) = &input.modules {
        set_modules(scope, id, modules)?;
    }
    if input.is_empty() {
        return Ok(());
    }
    let found = tariff::find(scope.tx, id)?.ok_or_else(|| Fault::missed("pricelist", id))?;
    let before = server_tariff::find(scope.tx, id)?;
    let says = ServerTariff {
        template: input.template.clone().unwrap_or(before.template),
        recipe: input.recipe.clone().unwrap_or(before.recipe),
        offers_off: input.offers_off.clone().unwrap_or(before.offers_off),
    };
    if !server_order::sells_servers(&found.type_name) {
        if says == ServerTariff::default() {
            return Ok(());
        }
        let reason = Text::new(
            "Only servers have templates and recipes",
            "Шаблоны и рецепты есть только у серверов",
        );
        return Err(Fault::value_because("defaulttemplate", &says.template, reason).into());
    }
    if says.offers_off.len() > OFF_MAX {
        return Err(Fault::value("offersoff", says.offers_off.len()).into());
    }
    must_be_offered(scope, id, &says)?;
    Ok(server_tariff::put(scope.tx, id, &says)?)
}

/// Sets which modules do the work of a tariff; running services keep theirs.
///
/// # Errors
/// `missed` for a module that is not there; `value` for none at all, for one of another product
/// type, and for another one of a seller: what is resold is imported.
fn set_modules(scope: &mut Scope<'_>, id: TariffId, modules: &[ModuleId]) -> Result<()> {
    let found = tariff::find(scope.tx, id)?.ok_or_else(|| Fault::missed("pricelist", id))?;
    let before = module_choice::linked(scope.tx, id)?;
    if modules.is_empty() {
        return Err(Fault::value_empty("processingmodule").into());
    }
    for module in modules.iter().filter(|module| !before.contains(module)) {
        let known = processing_module::find(scope.tx, *module)?;
        let known = known.ok_or_else(|| Fault::missed("processingmodule", module))?;
        if known.product_type != found.product_type || known.seller.is_some() {
            return Err(Fault::value("processingmodule", module).into());
        }
        tariff::link_module(scope.tx, id, *module)?;
    }
    for module in before.iter().filter(|module| !modules.contains(module)) {
        module_choice::unlink(scope.tx, id, *module)?;
    }
    Ok(())
}

/// What is chosen by itself has to be there at one module at least.
fn must_be_offered(scope: &mut Scope<'_>, id: TariffId, says: &ServerTariff) -> Result<()> {
    if says.template.is_empty() {
        if says.recipe.is_empty() {
            return Ok(());
        }
        let reason = Text::new(
            "A recipe by default needs a template by default",
            "Рецепту по умолчанию нужен шаблон по умолчанию",
        );
        return Err(Fault::value_because("defaultrecipe", &says.recipe, reason).into());
    }
    let wanted = Wanted {
        domain: String::new(),
        template: says.template.clone(),
        recipe: says.recipe.clone(),
        is_recipe_chosen: true,
        data_center: None,
        tariff: says.clone(),
    };
    let mut closest = None;
    for module in processing_module::of_tariff(scope.tx, id)? {
        match server_order::fits(scope, (module.id, &module.kind), &wanted)? {
            Ok(_) => return Ok(()),
            Err(misfit) => closest = closest.max(Some(misfit)),
        }
    }
    Err(match closest {
        Some(Misfit::Recipe | Misfit::Tags) => Fault::value("defaultrecipe", &says.recipe),
        _ => Fault::value("defaulttemplate", &says.template),
    }
    .into())
}
