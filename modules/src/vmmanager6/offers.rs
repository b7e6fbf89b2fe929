//! What a VMmanager 6 offers, and what the internal names of that mean in a request.

use super::Vmmanager6;
use crate::server::call::{Called, Stop, refused, text_of};
use crate::server::{LICENSE_KEY, ModuleOffer, OfferKind, Recipe};
use serde_json::{Value, json};

impl Vmmanager6 {
    /// Everything it offers to customers.
    pub(super) fn read_offers(&self) -> Called<Vec<ModuleOffer>> {
        let mut offers = Vec::new();
        for row in self.platform.list("/vm/v3/os")? {
            if row["adminonly"] != true {
                offers.push(offer(OfferKind::Template, template_name(&row), &row, false));
            }
        }
        for row in self.platform.list("/vm/v3/recipe")? {
            if row["adminonly"] != true {
                let id = text_of(&row, "id");
                let params = self.platform.list(&format!("/vm/v3/recipe/{id}/params"))?;
                let installs = key_parameter(&params).is_some();
                offers.push(offer(
                    OfferKind::Recipe,
                    text_of(&row, "name"),
                    &row,
                    installs,
                ));
            }
        }
        for row in self.platform.list("/vm/v3/preset")? {
            offers.push(offer(OfferKind::Preset, text_of(&row, "name"), &row, false));
        }
        Ok(offers)
    }

    /// The number of what an internal name means in a list; a number means itself.
    pub(super) fn number_of(
        &self,
        list: &str,
        what: &str,
        intname: &str,
        name: impl Fn(&Value) -> String,
    ) -> Result<i64, Stop> {
        let rows = self.platform.list(list)?;
        let is_meant = |row: &&Value| name(row) == intname || text_of(row, "id") == intname;
        let found = rows
            .iter()
            .find(is_meant)
            .and_then(|row| row["id"].as_i64());
        found.ok_or_else(|| refused("missed", format!("VMmanager has no {what} {intname}")))
    }

    /// A recipe as a request names it, with its parameters under the names that it has for them.
    pub(super) fn recipe(&self, recipe: &Recipe) -> Result<Value, Stop> {
        let name = |row: &Value| text_of(row, "name");
        let id = self.number_of("/vm/v3/recipe", "recipe", &recipe.name, name)?;
        let known = self.platform.list(&format!("/vm/v3/recipe/{id}/params"))?;
        let mut params = Vec::new();
        for (name, value) in &recipe.params {
            let name = if name == LICENSE_KEY {
                key_parameter(&known).ok_or_else(|| {
                    let text = format!(
                        "the recipe {} has no parameter for a license key",
                        recipe.name
                    );
                    refused("value", text)
                })?
            } else {
                name.clone()
            };
            params.push(json!({"name": name, "value": value}));
        }
        Ok(json!({"recipe": id, "recipe_params": params, "send_email": false}))
    }
}

/// The parameter that a recipe has for a license key (backends 1.6).
fn key_parameter(params: &[Value]) -> Option<String> {
    let names = params.iter().map(|row| text_of(row, "name"));
    let mut keys = names.filter(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("key") && (name.contains("license") || name.contains("activation"))
            || name == "key"
    });
    keys.next()
}

/// BILLmanager's internal name of a template (backends 1.4).
pub(super) fn template_name(row: &Value) -> String {
    format!("{}__{}", text_of(row, "repository"), text_of(row, "name"))
}

fn offer(kind: OfferKind, intname: String, row: &Value, installs_panel: bool) -> ModuleOffer {
    let tags = row["tags"].as_array();
    ModuleOffer {
        kind,
        intname,
        name: text_of(row, "name"),
        tags: tags
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|tag| tag.replace(' ', "-"))
            .collect(),
        installs_panel,
    }
}
