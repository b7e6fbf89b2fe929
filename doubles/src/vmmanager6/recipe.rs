//! Recipes: the tasks that run them.

use serde_json::{Value, json};

use super::catalogue::RECIPES;
use super::host::RecipeRun;
use super::work::Work;
use super::{World, catalogue};
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::platform::recipe::{Named, Recipe, named};
use crate::scenario::{Call, Moment};

/// The name of a task that runs a recipe: a guess.
const TASK: &str = "host_run_recipe";

impl World {
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
        for (recipe, params) in named(&body, catalogue::tags(os), &RECIPES)? {
            tasks.push(self.begin_recipe(host, recipe, params, None, moment)?);
        }
        let task = tasks.first().cloned().unwrap_or_default();
        Ok(json!({ "id": host, "task": task, "recipe_task": task, "recipe_task_list": tasks }))
    }
}
