//! Templates and recipes: which a request names, and whether they fit each other.

use serde_json::{Value, json};

use super::body::Body;
use super::fault::Fault;

/// An operating system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its number.
    pub id: i64,
    /// Its name, such as `Debian-12`.
    pub name: &'static str,
    /// Where it comes from; the outside calls it `<repository>__<name>`.
    pub repository: &'static str,
    /// What recipes look at.
    pub tags: &'static [&'static str],
    /// Only administrators may choose it.
    pub is_for_administrators: bool,
}

/// Something that is run on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// It fits a template with one of these.
    pub tags: &'static [&'static str],
    /// Names of its parameters, and whether each has to be given.
    pub params: &'static [(&'static str, bool)],
}

/// A recipe and what it is given.
pub(crate) type Named = (&'static Recipe, Vec<(String, String)>);

/// The fields of a recipe in a list.
pub(crate) const FIELDS: [&str; 5] = ["id", "name", "tags", "state", "adminonly"];

/// Recipes as a list shows them.
pub(crate) fn rows(recipes: &[Recipe]) -> Vec<Value> {
    let row = |recipe: &Recipe| {
        json!({
            "id": recipe.id,
            "name": recipe.name,
            "tags": recipe.tags,
            "state": "active",
            "adminonly": false,
        })
    };
    recipes.iter().map(row).collect()
}

/// The parameters of a recipe; their shape is a guess.
pub(crate) fn params(recipes: &[Recipe], id: i64) -> Result<Value, Fault> {
    let recipe = recipes.iter().find(|recipe| recipe.id == id);
    let recipe = recipe.ok_or_else(|| Fault::no_instance("recipe", &id.to_string()))?;
    let row = |(name, is_required): &(&str, bool)| json!({ "name": name, "required": is_required });
    let rows: Vec<Value> = recipe.params.iter().map(row).collect();
    Ok(json!({ "size": rows.len(), "list": rows }))
}

/// The recipes of a body, as `recipe` or as `recipe_list`, for a template with these tags.
pub(crate) fn named(
    body: &Body,
    tags: &[&str],
    recipes: &'static [Recipe],
) -> Result<Vec<Named>, Fault> {
    let mut named = Vec::new();
    if let Some(id) = body.number("recipe")? {
        named.push(checked(id, body.list("recipe_params")?, tags, recipes)?);
    }
    let known = ["recipe", "recipe_params", "send_email", "recipients"];
    for one in body.list("recipe_list")? {
        let one = Body::of(one, &known)?;
        let (id, params) = (one.must_number("recipe")?, one.list("recipe_params")?);
        named.push(checked(id, params, tags, recipes)?);
    }
    Ok(named)
}

/// A recipe that fits the template and has what it needs; that such are refused is a guess.
fn checked(
    id: i64,
    params: &[Value],
    tags: &[&str],
    recipes: &'static [Recipe],
) -> Result<Named, Fault> {
    let recipe = recipes.iter().find(|recipe| recipe.id == id);
    let recipe = recipe.ok_or_else(|| Fault::no_instance("recipe", &id.to_string()))?;
    let fits = recipe.tags.is_empty() || recipe.tags.iter().any(|tag| tags.contains(tag));
    if !fits {
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
