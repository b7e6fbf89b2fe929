//! What the form of a server's order offers: templates, recipes that fit them, data centers.

use crate::{Result, Scope};
use onsell_domain::{DataCenterId, TariffId, tags};
use onsell_modules::server::OfferKind;
use onsell_store::catalogue::{self, DataCenter};
use onsell_store::module_choice::{self, Candidate};
use onsell_store::module_offer::{self, ModuleOffer};
use onsell_store::server_tariff::{self, ServerTariff};
use std::collections::BTreeMap;

/// What can be chosen of a machine.
#[derive(Debug, Clone, Default)]
pub struct ServerChoices {
    /// The templates, each once.
    pub templates: Vec<ModuleOffer>,
    /// The recipes, each once.
    pub recipes: Vec<ModuleOffer>,
    /// Where its modules are.
    pub data_centers: Vec<DataCenter>,
    /// What the tariff chooses by itself.
    pub tariff: ServerTariff,
}

impl ServerChoices {
    /// The template of a form in which none is named: the tariff's, else the first one.
    pub fn template(&self) -> Option<String> {
        let first = self.templates.first().map(|offer| offer.intname.clone());
        Some(self.tariff.template.clone())
            .filter(|name| !name.is_empty())
            .or(first)
    }

    /// The recipes that fit a template.
    pub fn recipes_for(&self, template: &ModuleOffer) -> impl Iterator<Item = &ModuleOffer> {
        let tags = template.tags.clone();
        let recipes = self.recipes.iter();
        recipes.filter(move |recipe| tags::fit(&tags, &recipe.tags))
    }
}

/// What can be chosen with a tariff: what its active modules offer and it sells, by name.
pub fn of_tariff(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    data_center: Option<DataCenterId>,
) -> Result<ServerChoices> {
    let modules = module_choice::candidates(scope.tx, tariff)?;
    let says = server_tariff::find(scope.tx, tariff)?;
    let mut data_centers = catalogue::data_centers(scope.tx)?;
    data_centers.retain(|one| modules.iter().any(|it| it.data_center == Some(one.id)));
    // Where no module says where it is, a data center that is named means nothing.
    let data_center = data_center.filter(|_| !data_centers.is_empty());
    let is_there = |one: &Candidate| data_center.is_none() || one.data_center == data_center;
    // Of what several modules offer, the first one's words count.
    let mut offers: BTreeMap<(String, String), ModuleOffer> = BTreeMap::new();
    for module in modules.iter().filter(|one| is_there(one)) {
        for offer in module_offer::of_module(scope.tx, module.module.id)? {
            if offer.is_there && offer.active && says.sells(&offer.intname) {
                let name = (offer.kind.clone(), offer.intname.clone());
                offers.entry(name).or_insert(offer);
            }
        }
    }
    let of_kind = |kind: OfferKind| -> Vec<ModuleOffer> {
        let of = offers.values().filter(|offer| offer.kind == kind.name());
        let mut of: Vec<ModuleOffer> = of.cloned().collect();
        of.sort_by(|one, other| one.name.cmp(&other.name));
        of
    };
    Ok(ServerChoices {
        templates: of_kind(OfferKind::Template),
        recipes: of_kind(OfferKind::Recipe),
        data_centers,
        tariff: says,
    })
}
