//! What the order of a server has beside that of every service: host name, template, recipe and
//! data center (wire 3.3, 3.5; semantics 2.1).

use crate::ask::Ask;
use crate::declaration::{Parameter, ParameterKind};
use crate::fields::{name_in, or_empty};
use onsell_domain::{Amount, DataCenterId, Text};
use onsell_engine::server_choices::{self, ServerChoices};
use onsell_engine::server_order::{ServerChoice, sells_servers};
use onsell_engine::{Result, Scope};
use onsell_store::tariff::Tariff;
use onsell_wire::{Document, Fault, Node, Params};

/// The value that says none.
const NONE: &str = "null";

pub(super) const DOMAIN: Parameter = Parameter::optional(
    "domain",
    ParameterKind::Text,
    Text::new("Host name of a server", "Доменное имя сервера"),
);
pub(super) const TEMPLATE: Parameter = Parameter::optional(
    "ostempl",
    ParameterKind::Text,
    Text::new(
        "Operating system of a server, by its internal name",
        "Операционная система сервера, внутреннее имя шаблона",
    ),
);
pub(super) const RECIPE: Parameter = Parameter::optional(
    "recipe",
    ParameterKind::Text,
    Text::new(
        "Recipe of a server, by its internal name; null for none",
        "Рецепт для сервера, внутреннее имя; null — без рецепта",
    ),
);
pub(super) const DATA_CENTER: Parameter = Parameter::optional(
    "datacenter",
    ParameterKind::Text,
    Text::new(
        "Number of the data center of a server",
        "Номер дата-центра сервера",
    ),
);

/// What a request says of a machine. Of what is no machine nothing is read: clients name a data
/// center for everything.
pub(super) fn choice(params: &Params, type_name: &str) -> std::result::Result<ServerChoice, Fault> {
    if !sells_servers(type_name) {
        return Ok(ServerChoice::default());
    }
    let center = params.integer("datacenter")?.filter(|center| *center != 0);
    Ok(ServerChoice {
        domain: params.text("domain").unwrap_or_default().to_owned(),
        template: template(params),
        recipe: recipe(params),
        data_center: center.map(DataCenterId::new),
    })
}

/// The template in a request; none leaves it to us.
pub(super) fn template(params: &Params) -> Option<String> {
    let named = params.text("ostempl").filter(|name| *name != NONE);
    named.map(str::to_owned)
}

/// The recipe in a request, empty for none; a missing one leaves it to us.
pub(super) fn recipe(params: &Params) -> Option<String> {
    let named = params.text("recipe")?;
    Some(if named == NONE { "" } else { named }.to_owned())
}

/// What the form shows of a machine.
pub(super) struct ServerForm {
    /// What the request chooses, with a template in any case.
    pub choice: ServerChoice,
    choices: ServerChoices,
}

/// Reads what can be chosen of a machine; none where the tariff is for something else.
pub(super) fn read(
    scope: &mut Scope<'_>,
    tariff: &Tariff,
    choice: &ServerChoice,
) -> Result<Option<ServerForm>> {
    if !sells_servers(&tariff.type_name) {
        return Ok(None);
    }
    let choices = server_choices::of_tariff(scope, tariff.id, choice.data_center)?;
    let mut choice = choice.clone();
    choice.template = choice.template.or_else(|| choices.template());
    Ok(Some(ServerForm { choice, choices }))
}

impl ServerForm {
    /// Writes values and lists into the form.
    pub fn put(&self, form: &mut Document, installed: Option<&(String, String)>, ask: &Ask) {
        const NO_RECIPE: Text = Text::new("-- no --", "-- нет --");
        let (template, recipe) = installed.cloned().unwrap_or_default();
        form.put("domain", self.choice.domain.clone());
        form.put("ostempl", template);
        let chosen = if recipe.is_empty() {
            NONE.to_owned()
        } else {
            recipe
        };
        form.put("recipe", chosen);
        form.put("datacenter", or_empty(self.choice.data_center));
        let free = Amount::ZERO.to_string();
        let mut templates = Node::new("slist").attr("name", "ostempl");
        let mut recipes = Node::new("slist").attr("name", "recipe");
        recipes.push(Node::leaf("val", NO_RECIPE.get(ask.language)).attr("key", NONE));
        for template in &self.choices.templates {
            let value = Node::leaf("val", template.name.clone())
                .attr("key", template.intname.clone())
                .attr("cost", free.clone());
            templates.push(value);
            // A recipe stands once for each template it can be chosen with.
            for recipe in self.choices.recipes_for(template) {
                let value = Node::leaf("val", recipe.name.clone())
                    .attr("key", recipe.intname.clone())
                    .attr("depend", template.intname.clone());
                recipes.push(value);
            }
        }
        let mut centers = Node::new("slist").attr("name", "datacenter");
        for center in &self.choices.data_centers {
            let name = name_in(ask.language, &center.name, &center.name_ru);
            centers.push(Node::leaf("val", name).attr("key", center.id.to_string()));
        }
        for list in [templates, recipes, centers] {
            form.push(list);
        }
    }
}
