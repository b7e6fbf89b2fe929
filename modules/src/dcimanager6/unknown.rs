//! Everything about DCImanager 6 that no documentation and no public program shows: the paths and
//! bodies by which a server gets an owner, notes, addresses and a system, by which it is given
//! back, and by which its ports go off; and what it offers beside configurations (backends 3.1).
//! All of it is guessed after the sister product. What a real installation teaches is corrected
//! here alone.

use super::Dcimanager6;
use crate::Method;
use crate::server::call::{Called, Stop, refused, text_of};
use crate::server::{LICENSE_KEY, ModuleOffer, OfferKind, ServerWork};
use serde_json::{Value, json};

impl Dcimanager6 {
    fn ask(&self, method: Method, server: &str, path: &str, body: &Value) -> Called<Value> {
        let path = format!("/dci/v3/server/{server}{path}");
        self.platform.change(method, &path, body)
    }

    pub(super) fn write_notes(&self, server: &str, notes: &str) -> Called<Value> {
        self.ask(Method::Post, server, "", &json!({"notes": notes}))
    }

    pub(super) fn give_to(&self, server: &str, owner: i64) -> Called<Value> {
        self.ask(Method::Post, server, "/owner", &json!({"owner": owner}))
    }

    /// Takes a server back; it is free when its owner is gone from it.
    pub(super) fn free(&self, server: &str) -> Called<Value> {
        self.ask(Method::Delete, server, "/owner", &json!({}))
    }

    pub(super) fn add_addresses(&self, server: &str, count: usize) -> Called<Value> {
        let mut body = json!({"ipv4_number": count});
        if !self.pools.is_empty() {
            body["ipv4_pool"] = json!(self.pools);
        }
        self.ask(Method::Post, server, "/ip", &body)
    }

    pub(super) fn delete_address(&self, server: &str, address: &str) -> Called<Value> {
        let path = format!("/ip/{address}");
        self.ask(Method::Delete, server, &path, &json!({}))
    }

    /// Switches the ports of a server off or on.
    pub(super) fn switch_ports(&self, server: &str, on: bool) -> Called<Value> {
        let path = if on { "/resume" } else { "/suspend" };
        self.ask(Method::Post, server, path, &json!({}))
    }

    /// Puts a system on a server; the answer names the operation.
    pub(super) fn put_system(&self, server: &str, body: &Value) -> Called<Value> {
        self.ask(Method::Post, server, "/os", body)
    }

    /// The body of that: system, password, and the recipe that runs with it.
    pub(super) fn system(&self, work: &ServerWork) -> Result<Value, Stop> {
        let rows = self.platform.list("/dci/v3/os_template")?;
        let template = number_of(&rows, "template", &work.template, template_name)?;
        let mut body = json!({
            "os_template": template,
            "password": work.password.expose(),
        });
        if !work.domain.is_empty() {
            body["domain"] = json!(work.domain);
        }
        if let Some(recipe) = &work.recipe {
            let rows = self.platform.list("/dci/v3/recipe")?;
            let id = number_of(&rows, "recipe", &recipe.name, |row| text_of(row, "name"))?;
            let params = recipe.params.iter().filter(|(name, _)| name != LICENSE_KEY);
            let params: Vec<Value> = params
                .map(|(name, value)| json!({"name": name, "value": value}))
                .collect();
            body["recipe_list"] = json!([{"recipe": id, "recipe_params": params}]);
        }
        Ok(body)
    }

    /// Templates and recipes. A recipe runs with an installation only, before there is a license.
    pub(super) fn guessed_offers(&self) -> Called<Vec<ModuleOffer>> {
        let mut offers = Vec::new();
        for row in self.platform.list("/dci/v3/os_template")? {
            offers.push(offer(OfferKind::Template, template_name(&row), &row));
        }
        for row in self.platform.list("/dci/v3/recipe")? {
            offers.push(offer(OfferKind::Recipe, text_of(&row, "name"), &row));
        }
        Ok(offers)
    }
}

fn template_name(row: &Value) -> String {
    format!("{}__{}", text_of(row, "repository"), text_of(row, "name"))
}

fn number_of(
    rows: &[Value],
    what: &str,
    intname: &str,
    name: impl Fn(&Value) -> String,
) -> Result<i64, Stop> {
    let is_meant = |row: &&Value| name(row) == intname || text_of(row, "id") == intname;
    let found = rows
        .iter()
        .find(is_meant)
        .and_then(|row| row["id"].as_i64());
    found.ok_or_else(|| refused("missed", format!("DCImanager has no {what} {intname}")))
}

fn offer(kind: OfferKind, intname: String, row: &Value) -> ModuleOffer {
    let tags = row["tags"].as_array().into_iter().flatten();
    ModuleOffer {
        kind,
        intname,
        name: text_of(row, "name"),
        tags: tags.filter_map(Value::as_str).map(str::to_owned).collect(),
        installs_panel: false,
    }
}
