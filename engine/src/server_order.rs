//! What an order says of its machine: what is installed on it, how it is called and where it runs.

use crate::{Result, Scope};
use onsell_domain::{DataCenterId, ModuleId, Text, host_name, tags};
use onsell_modules::server::OfferKind;
use onsell_modules::{ModuleKind, Worker};
use onsell_store::module_offer::{self, ModuleOffer};
use onsell_store::offer::Offer;
use onsell_store::operation::ServerChange;
use onsell_store::server::{self, Server};
use onsell_store::server_tariff::{self, ServerTariff};
use onsell_store::service::Service;
use onsell_store::{bundled_license, catalogue};
use onsell_wire::Fault;

/// The longest internal name of a template or a recipe, in characters.
const NAME_CHARS_MAX: usize = 128;

/// Whether the services of a product type are machines.
pub fn sells_servers(type_name: &str) -> bool {
    matches!(type_name, "vds" | "dedic")
}

/// What an order says of its machine.
#[derive(Debug, Clone, Default)]
pub struct ServerChoice {
    /// The host name; empty leaves it open.
    pub domain: String,
    /// The template by its internal name; none is the tariff's.
    pub template: Option<String>,
    /// The recipe by its internal name, empty for none; none is the tariff's.
    pub recipe: Option<String>,
    /// Where it shall run; none is anywhere.
    pub data_center: Option<DataCenterId>,
}

/// What a machine is to have, as a module is looked for that offers it.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub domain: String,
    pub template: String,
    pub recipe: String,
    /// Whether somebody chose the recipe; one that only the tariff chose is left out where it does
    /// not fit.
    pub is_recipe_chosen: bool,
    pub data_center: Option<DataCenterId>,
    pub tariff: ServerTariff,
}

/// What a machine gets at a module that offers it.
#[derive(Debug, Clone)]
pub(crate) struct Installed {
    pub wanted: Wanted,
    /// The recipe; empty where there is none, or none that fits.
    pub recipe: String,
    pub installs_panel: bool,
}

/// Why a module cannot make a machine as it is wanted; the later, the closer it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Misfit {
    /// It does not offer the template.
    Template,
    /// It does not offer the recipe.
    Recipe,
    /// The recipe is for other templates.
    Tags,
}

impl Misfit {
    /// How that is refused.
    pub fn fault(self, wanted: &Wanted) -> Fault {
        const TAGS: Text = Text::new(
            "This recipe does not fit the operating system",
            "Этот рецепт не подходит к операционной системе",
        );
        match self {
            Self::Template if wanted.template.is_empty() => Fault::value_empty("ostempl"),
            Self::Template => Fault::value("ostempl", &wanted.template),
            Self::Recipe => Fault::value("recipe", &wanted.recipe),
            Self::Tags => Fault::value_because("recipe", &wanted.recipe, TAGS),
        }
    }
}

/// What an order wants of its machine, with what its tariff says; none where it is for none.
///
/// # Errors
/// `value` for what can be nobody's host name, template or data center.
pub(crate) fn wanted(
    scope: &mut Scope<'_>,
    offer: &Offer,
    choice: &ServerChoice,
) -> Result<Option<Wanted>> {
    if !sells_servers(&offer.type_name) {
        return Ok(None);
    }
    let domain = match choice.domain.trim() {
        "" => String::new(),
        name => host_name(name).map_err(|_| wrong_domain(name))?,
    };
    if let Some(center) = choice.data_center {
        let known = catalogue::data_centers(scope.tx)?;
        if !known.iter().any(|known| known.id == center) {
            return Err(Fault::value("datacenter", center).into());
        }
    }
    let tariff = server_tariff::find(scope.tx, offer.tariff)?;
    let template = choice.template.as_ref().unwrap_or(&tariff.template);
    let recipe = choice.recipe.as_ref().unwrap_or(&tariff.recipe);
    let wanted = Wanted {
        domain,
        template: template.clone(),
        recipe: recipe.clone(),
        is_recipe_chosen: choice.recipe.is_some(),
        data_center: choice.data_center,
        tariff,
    };
    must_be_names(&wanted)?;
    Ok(Some(wanted))
}

/// Refuses what can be no internal name of a template or a recipe.
pub(crate) fn must_be_names(wanted: &Wanted) -> std::result::Result<(), Fault> {
    must_be_name("ostempl", &wanted.template)?;
    must_be_name("recipe", &wanted.recipe)
}

/// What an order wanted that waited in a cart.
pub(crate) fn wanted_before(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Wanted>> {
    let Some(found) = server::find(scope.tx, service.id)? else {
        return Ok(None);
    };
    let tariff = server_tariff::find(scope.tx, service.tariff)?;
    Ok(Some(wanted_of(&found, tariff)))
}

/// What a machine was ordered with.
pub(crate) fn wanted_of(found: &Server, tariff: ServerTariff) -> Wanted {
    Wanted {
        domain: found.domain.clone(),
        template: found.template.clone(),
        recipe: found.recipe.clone(),
        is_recipe_chosen: true,
        data_center: found.data_center,
        tariff,
    }
}

fn wrong_domain(name: &str) -> Fault {
    let reason = Text::new(
        "This is no host name such as srv.example.com",
        "Это не имя узла вида srv.example.com",
    );
    Fault::value_because("domain", name, reason)
}

/// The names of other systems differ; they have no spaces and no signs that mean something.
fn must_be_name(field: &str, name: &str) -> std::result::Result<(), Fault> {
    let is_fine = |letter: char| letter.is_ascii_alphanumeric() || "_-.:/+".contains(letter);
    if name.chars().count() <= NAME_CHARS_MAX && name.chars().all(is_fine) {
        return Ok(());
    }
    Err(Fault::value(field, name))
}

/// Whether a module can make a machine as it is wanted. Staff can make any; what they call things
/// is theirs.
pub(crate) fn fits(
    scope: &mut Scope<'_>,
    (module, kind): (ModuleId, &str),
    wanted: &Wanted,
) -> Result<std::result::Result<Installed, Misfit>> {
    let with = |recipe: &str, installs_panel: bool| Installed {
        wanted: wanted.clone(),
        recipe: recipe.to_owned(),
        installs_panel,
    };
    let worker = ModuleKind::parse(kind).map(|kind| kind.capabilities().worker);
    if worker != Some(Worker::Machines) {
        return Ok(Ok(with(&wanted.recipe, false)));
    }
    let template = offered(scope, module, OfferKind::Template, &wanted.template, wanted)?;
    let Some(template) = template else {
        return Ok(Err(Misfit::Template));
    };
    if wanted.recipe.is_empty() {
        return Ok(Ok(with("", false)));
    }
    let recipe = offered(scope, module, OfferKind::Recipe, &wanted.recipe, wanted)?;
    Ok(match recipe {
        Some(recipe) if tags::fit(&template.tags, &recipe.tags) => {
            Ok(with(&recipe.intname, recipe.installs_panel))
        }
        _ if !wanted.is_recipe_chosen => Ok(with("", false)),
        Some(_) => Err(Misfit::Tags),
        None => Err(Misfit::Recipe),
    })
}

fn offered(
    scope: &mut Scope<'_>,
    module: ModuleId,
    kind: OfferKind,
    name: &str,
    wanted: &Wanted,
) -> Result<Option<ModuleOffer>> {
    if name.is_empty() || !wanted.tariff.sells(name) {
        return Ok(None);
    }
    let found = module_offer::find(scope.tx, module, kind.name(), name)?;
    Ok(found.filter(|offer| offer.is_there && offer.active))
}

/// Writes what a service is as a machine.
///
/// # Errors
/// `value` for a recipe that installs a control panel on a server that has none.
pub(crate) fn write(scope: &mut Scope<'_>, service: &Service, installed: &Installed) -> Result<()> {
    let before = server::find(scope.tx, service.id)?;
    let (recipe, installs_panel) = with_panel(scope, service, installed)?;
    let wanted = &installed.wanted;
    let row = Server {
        domain: wanted.domain.clone(),
        template: wanted.template.clone(),
        recipe,
        installs_panel,
        data_center: wanted.data_center,
        ..before.unwrap_or_else(|| crate::machines::bare(service.id))
    };
    Ok(server::put(scope.tx, &row)?)
}

/// The recipe that is run, and whether it waits for the license of a panel. One that installs a
/// panel needs one.
pub(crate) fn with_panel(
    scope: &mut Scope<'_>,
    service: &Service,
    installed: &Installed,
) -> Result<(String, bool)> {
    if !installed.installs_panel || has_panel(scope, service)? {
        return Ok((installed.recipe.clone(), installed.installs_panel));
    }
    if !installed.wanted.is_recipe_chosen {
        return Ok((String::new(), false));
    }
    let reason = Text::new(
        "This recipe installs a control panel: choose one",
        "Этот рецепт устанавливает панель управления: выберите её",
    );
    Err(Fault::value_because("recipe", &installed.recipe, reason).into())
}

fn has_panel(scope: &mut Scope<'_>, service: &Service) -> Result<bool> {
    let module = bundled_license::license_server(scope.tx, service.module)?;
    let chosen = bundled_license::chosen(scope.tx, service.id, service.tariff, module)?;
    Ok(chosen.is_some_and(|chosen| !chosen.intname.is_empty()))
}

/// Whether the recipe of a server, after a change of it, waits for the license of its panel.
pub(crate) fn installs_panel(
    scope: &mut Scope<'_>,
    module: ModuleId,
    server: &Server,
    change: &ServerChange,
) -> Result<bool> {
    let Some(recipe) = &change.recipe else {
        return Ok(server.installs_panel);
    };
    let offer = module_offer::find(scope.tx, module, OfferKind::Recipe.name(), recipe)?;
    Ok(offer.is_some_and(|offer| offer.installs_panel))
}
