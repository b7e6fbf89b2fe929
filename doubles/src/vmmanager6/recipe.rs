//! Recipes: which a request names, whether they fit, and the tasks that run them.

use serde_json::{Value, json};

use super::Vmmanager;
use super::catalogue::{self, Recipe};
use super::host::{Host, RecipeRun};
use super::task::Work;
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::scenario::{Call, Moment};

/// The name of a task that runs a recipe: a guess.
const TASK: &str = "host_run_recipe";

/// A recipe and what it is given.
pub(super) type Named = (&'static Recipe, Vec<(String, String)>);

/// The recipes of a body, as `recipe` or as `recipe_list`.
pub(super) fn named(body: &Body, os: i64) -> Result<Vec<Named>, Fault> {
    let mut named = Vec::new();
    if let Some(id) = body.number("recipe")? {
        named.push(checked(id, body.list("recipe_params")?, os)?);
    }
    let known = ["recipe", "recipe_params", "send_email", "recipients"];
    for one in body.list("recipe_list")? {
        let one = Body::of(one, &known)?;
        named.push(checked(
            one.must_number("recipe")?,
            one.list("recipe_params")?,
            os,
        )?);
    }
    Ok(named)
}

/// A recipe that fits the template and has what it needs; that such are refused is a guess.
fn checked(id: i64, params: &[Value], os: i64) -> Result<Named, Fault> {
    let recipe = catalogue::recipe(id);
    let recipe = recipe.ok_or_else(|| Fault::no_instance("recipe", &id.to_string()))?;
    if !Host::recipe_fits(recipe, os) {
        return Err(Fault::property(
            "recipe",
            "it does not fit the operating system",
        ));
    }
    let mut given = Vec::new();
    for param in params {
        let param = Body::of(param, &["name", "value"])?;
        let name = param.must_text("name")?;
        if !recipe.params.iter().any(|(known, _)| *known == name) {
            return Err(Fault::property(
                "recipe_params",
                &format!("no parameter {name}"),
            ));
        }
        let value = param.text("value")?.unwrap_or_default();
        given.push((name.to_owned(), value.to_owned()));
    }
    let lacks = |(name, is_required): &&(&str, bool)| {
        *is_required
            && !given
                .iter()
                .any(|(known, value)| known == name && !value.is_empty())
    };
    match recipe.params.iter().find(lacks) {
        Some((name, _)) => Err(Fault::property(
            "recipe_params",
            &format!("{name} is required"),
        )),
        None => Ok((recipe, given)),
    }
}

impl Vmmanager {
    /// Begins the recipes of a request and adds their tasks to its answer.
    pub(super) fn begin_recipes(
        &mut self,
        host: i64,
        recipes: Vec<Named>,
        under: Option<&str>,
        moment: &Moment,
        answer: &mut Value,
    ) -> Result<(), Fault> {
        if recipes.is_empty() {
            return Ok(());
        }
        let mut tasks = Vec::new();
        for (recipe, params) in recipes {
            tasks.push(self.begin_recipe(host, recipe, params, under, moment)?);
        }
        answer["recipe_task_list"] = json!(tasks);
        Ok(())
    }

    fn begin_recipe(
        &mut self,
        host: i64,
        recipe: &'static Recipe,
        params: Vec<(String, String)>,
        under: Option<&str>,
        moment: &Moment,
    ) -> Result<String, Fault> {
        let runs = &mut self.host_mut(host)?.recipes;
        let place = runs.len();
        runs.push(RecipeRun {
            recipe: recipe.name,
            params,
            is_done: None,
        });
        Ok(self.begin_under(under, host, TASK, Work::Recipe(place), moment))
    }

    /// `POST host/{id}/runrecipe`.
    pub(super) fn run_recipe(&mut self, host: i64, call: &Call, moment: &Moment) -> Outcome {
        let known = ["recipe", "recipe_params", "send_email", "recipients"];
        let body = Body::of(&call.body, &known)?;
        body.must_number("recipe")?;
        let os = self.host(host)?.os;
        let mut tasks = Vec::new();
        for (recipe, params) in named(&body, os)? {
            tasks.push(self.begin_recipe(host, recipe, params, None, moment)?);
        }
        let task = tasks.first().cloned().unwrap_or_default();
        Ok(json!({ "id": host, "task": task, "recipe_task": task, "recipe_task_list": tasks }))
    }
}
