//! What an LXD offers: an alias of an image is a template, a profile a preset or a recipe.

use super::client::Client;
use super::{RECIPE, list};
use crate::server::call::{self, Called};
use crate::server::{ModuleOffer, OfferKind};
use serde_json::Value;

/// Where a profile or an image has words that say what fits together.
const TAGS: &str = "user.tags";

/// Everything it offers.
pub(super) fn read(client: &Client) -> Called<Vec<ModuleOffer>> {
    let images = client.get("/1.0/images?recursion=1")?;
    let mut offers: Vec<ModuleOffer> = list(&images).flat_map(templates).collect();
    let profiles = client.get("/1.0/profiles?recursion=1")?;
    offers.extend(list(&profiles).map(profile));
    Ok(offers)
}

/// Each alias of an image is a template.
fn templates(image: &Value) -> Vec<ModuleOffer> {
    let properties = &image["properties"];
    let tags = call::text_of(properties, TAGS);
    let description = call::text_of(properties, "description");
    let offer = |alias: &Value| {
        let intname = call::text_of(alias, "name");
        ModuleOffer {
            kind: OfferKind::Template,
            name: if description.is_empty() {
                intname.clone()
            } else {
                description.clone()
            },
            intname,
            tags: tags.split_whitespace().map(str::to_owned).collect(),
            installs_panel: false,
        }
    };
    list(&image["aliases"]).map(offer).collect()
}

fn profile(profile: &Value) -> ModuleOffer {
    let (intname, config) = (call::text_of(profile, "name"), &profile["config"]);
    let description = call::text_of(profile, "description");
    let script = config[RECIPE].as_str();
    ModuleOffer {
        kind: if script.is_some() {
            OfferKind::Recipe
        } else {
            OfferKind::Preset
        },
        name: if description.is_empty() {
            intname.clone()
        } else {
            description
        },
        intname,
        tags: call::text_of(config, TAGS)
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        installs_panel: script.is_some_and(|script| script.contains("LICENSE_KEY")),
    }
}
