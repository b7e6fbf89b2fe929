//! What VMmanager 5 and DCImanager 5 have in common (backends 2, 3.3): the API of our own family,
//! so that the client of sellers makes their calls; users who own machines; addresses.

use crate::billmanager::{CallError, SellerClient, complete_url};
use crate::server::call::{Called, Failure, Stop, changed, refused, step};
use crate::server::{ModuleOffer, OfferKind, ServerWork};
use crate::{Answer, Transport};
use crate::{CheckFault, Connection, fingerprinted};
use onsell_domain::Fault;
use onsell_wire::{Node, Params};
use std::sync::Arc;

/// How long a copy of a request may be on its way after we gave it up, in seconds.
pub(crate) const GIVES_UP_SECONDS: i64 = 120;
/// How long a change of power or ports may take, in seconds.
pub(crate) const POWER_SECONDS_MAX: i64 = 900;

/// A product of the family.
pub(crate) struct Mgr5 {
    client: SellerClient,
    username: String,
}

/// A function, with its parameters.
pub(crate) fn function(name: &str, fields: &[(&str, &str)]) -> Params {
    let mut params = Params::default();
    params.set("func", name);
    for (field, value) in fields {
        params.set(field, (*value).to_owned());
    }
    params
}

impl Mgr5 {
    /// A client for an address; one without a path gets that of the program.
    pub fn new(
        connection: &Connection,
        program: &str,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, CheckFault> {
        let url = connection.url.trim().trim_end_matches('/');
        let has_path = url
            .split_once("://")
            .map_or(url, |(_, rest)| rest)
            .contains('/');
        let whole = if has_path {
            url.to_owned()
        } else {
            format!("{url}/{program}")
        };
        let url = complete_url(&whole).ok_or_else(|| {
            let text = format!("{url} is no address of a web server");
            CheckFault::Unreachable(Fault::new("value", text))
        })?;
        let transport = fingerprinted(connection, transport)?;
        let password = connection.password.clone();
        let username = connection.username.clone();
        Ok(Self {
            client: SellerClient::new(&url, &username, password, transport),
            username,
        })
    }

    /// Asks something, or asks for something. Never repeated here.
    pub fn call(&self, name: &str, fields: &[(&str, &str)]) -> Called<Node> {
        self.client.call(function(name, fields)).map_err(failure)
    }

    /// Performs a function.
    pub fn perform(&self, name: &str, fields: &[(&str, &str)]) -> Called<Node> {
        let mut params = function(name, fields);
        params.set("sok", "ok");
        self.client.call(params).map_err(failure)
    }

    /// The rows of a list.
    pub fn list(&self, name: &str, fields: &[(&str, &str)]) -> Called<Vec<Node>> {
        let root = self.call(name, fields)?;
        Ok(root.children_of("elem").cloned().collect())
    }

    /// Whether we may do everything there; who we are. Only administrators see the users.
    pub fn check(&self, product: &str, list: &str) -> Result<String, CheckFault> {
        self.call("user", &[])?;
        self.call(list, &[])?;
        Ok(format!("{product}, as {}", self.username))
    }

    /// The name of the owner there, or the answer of the step that made him.
    pub fn owner(&self, work: &ServerWork, level: &str) -> Result<Result<String, Answer>, Stop> {
        let name = owner_name(work).to_owned();
        let known = self.list("user", &[])?;
        let mut found = known.iter().filter(|row| text(row, "name") == name);
        if let Some(row) = found.next() {
            if row
                .text_of("level")
                .is_some_and(|level| level.contains("admin"))
            {
                let text = format!("{name} is an administrator there and can own no machine");
                return Err(refused("owner", text));
            }
            return Ok(Ok(name));
        }
        let password = work.password.expose();
        let fields = [
            ("level", level),
            ("name", name.as_str()),
            ("passwd", password),
            ("confirm", password),
        ];
        changed(self.perform("user.edit", &fields))?;
        Ok(Err(step(work.progress.clone().with("owner", name))))
    }
}

/// What a field of a form lets one choose.
pub(crate) fn choices(form: &Node, field: &str) -> Vec<(String, String)> {
    let lists = form.children_of("slist");
    let meant = lists.filter(|list| list.attribute("name") == Some(field));
    let values = meant.flat_map(|list| list.children_of("val"));
    values
        .filter_map(|value| {
            let key = value.attribute("key")?;
            Some((key.to_owned(), value.text.clone()))
        })
        .filter(|(key, _)| !key.is_empty() && key != "null")
        .collect()
}

/// What is offered under these names.
pub(crate) fn offers(
    kind: OfferKind,
    choices: impl IntoIterator<Item = (String, String)>,
) -> impl Iterator<Item = ModuleOffer> {
    choices.into_iter().map(move |(intname, name)| ModuleOffer {
        kind,
        intname,
        name,
        tags: Vec::new(),
        // Recipes run with an installation only, when there is no license yet.
        installs_panel: false,
    })
}

/// Fields that a recipe is told its parameters in: their names are a guess.
pub(crate) fn recipe_fields(work: &ServerWork) -> Vec<(String, String)> {
    let Some(recipe) = &work.recipe else {
        return vec![("recipe".to_owned(), "null".to_owned())];
    };
    let mut fields = vec![("recipe".to_owned(), recipe.name.clone())];
    for (name, value) in &recipe.params {
        fields.push((format!("recipe_{name}"), value.clone()));
    }
    fields
}

/// How many addresses are asked for.
pub(crate) fn addresses_wanted(work: &ServerWork) -> Option<usize> {
    work.resources.get("ip")?.parse().ok()
}

/// What our customer is called there: names of users are shorter than addresses.
pub(crate) fn owner_name(work: &ServerWork) -> &str {
    work.owner.split('@').next().unwrap_or_default()
}

/// A field of a row; empty where it is missing.
pub(crate) fn text<'a>(row: &'a Node, name: &str) -> &'a str {
    row.text_of(name).unwrap_or_default()
}

/// Whether a row has a mark.
pub(crate) fn has(row: &Node, mark: &str) -> bool {
    row.child(mark).is_some()
}

fn failure(error: CallError) -> Failure {
    let found = match error {
        CallError::NotSent(text) => return Failure::NotSent(Fault::new("connection", text)),
        CallError::Lost(text) => return Failure::lost(text),
        CallError::Fault(found) => found,
    };
    let kind = found.kind.clone();
    let fault = Fault {
        kind: found.kind,
        object: found.object,
        value: found.value,
        message: found.message,
    };
    match kind.as_str() {
        "auth" | "access" => Failure::Denied(Fault {
            kind: "auth".to_owned(),
            ..fault
        }),
        "missed" => Failure::Missing(fault),
        "overload" => Failure::NotSent(fault),
        "internal" | "process" | "query" | "xml" => Failure::Lost(fault),
        _ => Failure::Refused(fault),
    }
}
