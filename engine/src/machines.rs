//! Operations of modules that drive servers: what such a module is asked, and what a server is
//! after it was done.

use crate::doing::Doing;
use crate::operate::Attempt;
use crate::{Engine, Result, Scope, server_order};
use onsell_domain::{Facts, OperationId, OperationKind, Secret, ServiceId, Timestamp};
use onsell_modules::server::{LICENSE_KEY, Recipe, ServerWork};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::operation::{self, Operation};
use onsell_store::server::{self, Server};
use onsell_store::service;

/// How many characters a password has that nobody chose.
const PASSWORD_CHARS: usize = 20;
/// Letters and digits without those that are easily taken for another.
const PASSWORD_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

/// Whether the operation is done by a module that drives machines.
pub(crate) fn drive(operation: &Operation) -> bool {
    let kind = ModuleKind::parse(&operation.module_kind);
    kind.is_some_and(|kind| kind.capabilities().worker == Worker::Machines)
}

/// What is read for an attempt, in the unit that reads the operation.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    server: Server,
    addons: Vec<(String, String)>,
    /// The key of the license that a recipe shall install.
    license_key: String,
    /// Whether the recipe of the operation waits for it.
    installs_panel: bool,
}

/// Reads what a module that drives servers needs to know beside the operation.
pub(crate) fn read(scope: &mut Scope<'_>, operation: &Operation) -> Result<Known> {
    let found = server::find(scope.tx, operation.service)?;
    let addons = match operation.kind {
        OperationKind::SetParam | OperationKind::ChangeTariff => {
            crate::handed::of_operation(scope, operation.id)?
        }
        _ => crate::handed::of_service(scope, operation.service)?,
    };
    let server = found.unwrap_or_else(|| bare(operation.service));
    let change = &operation.server;
    Ok(Known {
        installs_panel: server_order::installs_panel(scope, operation.module, &server, change)?,
        server,
        addons,
        license_key: crate::bundle::key_to_install(scope, operation.service)?,
    })
}

/// A server of which nothing is known but that it exists.
pub(crate) fn bare(service: ServiceId) -> Server {
    Server {
        service,
        domain: String::new(),
        template: String::new(),
        recipe: String::new(),
        installs_panel: false,
        installed_with: None,
        password: None,
        password_of: None,
        machine: None,
        runs: true,
        data_center: None,
    }
}

/// What the module is asked in one attempt.
pub(crate) fn work(
    engine: &Engine,
    operation: &Operation,
    known: &Known,
    attempt: Attempt,
    now: Timestamp,
) -> Result<ServerWork> {
    let server = &known.server;
    let change = &operation.server;
    let kind = operation.kind;
    let chosen = change.recipe.as_ref().unwrap_or(&server.recipe);
    let installs = kind == OperationKind::Install;
    let is_made = matches!(kind, OperationKind::Open | OperationKind::Reinstall);
    // A recipe that installs the panel waits for its license.
    let runs_recipe = !chosen.is_empty() && (installs || is_made && !known.installs_panel);
    let recipe = runs_recipe.then(|| Recipe {
        name: chosen.clone(),
        params: if installs {
            vec![(LICENSE_KEY.to_owned(), known.license_key.clone())]
        } else {
            Vec::new()
        },
    });
    let tariff = operation.new_tariff_intname.as_ref();
    Ok(ServerWork {
        kind,
        service: operation.service,
        machine_name: format!("{}{}", engine.installation().prefix, operation.service),
        machine: server.machine.clone(),
        owner: format!("vm{}@example.com", operation.account),
        domain: server.domain.clone(),
        template: change.template.as_ref().unwrap_or(&server.template).clone(),
        recipe,
        password: password(engine, operation, server)?,
        preset: tariff.unwrap_or(&operation.tariff_intname).clone(),
        resources: known.addons.iter().cloned().collect(),
        ip: operation.new_ip.as_ref().unwrap_or(&operation.ip).clone(),
        runs: server.runs,
        progress: operation.progress.clone(),
        tries: attempt.tries,
        step_seconds: now.seconds_since(operation.step_at.unwrap_or(operation.created_at)),
        sent_before: attempt.sent_before(now),
    })
}

/// The password to set, or the present one. One that nobody chose is made from the sealing key and
/// the operation that sets it, so that it need not be kept and each attempt has the same.
fn password(engine: &Engine, operation: &Operation, server: &Server) -> Result<Secret> {
    let sets = sets_password(operation.kind);
    if let Some(sealed) = &operation.server.password {
        return engine.inside().seal.open(sealed);
    }
    match (sets, server.password_of) {
        (false, Some(before)) => present_password(engine, server, before),
        _ => Ok(made(engine, operation.id)),
    }
}

fn present_password(engine: &Engine, server: &Server, made_for: OperationId) -> Result<Secret> {
    match &server.password {
        Some(sealed) => engine.inside().seal.open(sealed),
        None => Ok(made(engine, made_for)),
    }
}

/// The password of a server's administrator; none before it has one.
pub fn administrator_password(engine: &Engine, service: ServiceId) -> Result<Option<Secret>> {
    let found = engine.read(move |scope| Ok(server::find(scope.tx, service)?))?;
    let Some(found) = found else { return Ok(None) };
    let Some(made_for) = found.password_of else {
        return Ok(None);
    };
    present_password(engine, &found, made_for).map(Some)
}

/// The password that whoever does an operation by hand is to set; none where nothing is under way
/// that sets one.
pub fn password_to_set(engine: &Engine, service: ServiceId) -> Result<Option<Secret>> {
    let open = engine.read(move |scope| Ok(operation::open_of_service(scope.tx, service)?))?;
    let Some(open) = open.filter(|open| sets_password(open.kind)) else {
        return Ok(None);
    };
    match &open.server.password {
        Some(sealed) => engine.inside().seal.open(sealed).map(Some),
        None => Ok(Some(made(engine, open.id))),
    }
}

fn sets_password(kind: OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::Open | OperationKind::Reinstall | OperationKind::ChangePassword
    )
}

fn made(engine: &Engine, operation: OperationId) -> Secret {
    let bytes = engine
        .inside()
        .seal
        .derive(&format!("server password {operation}"));
    let letters = bytes.iter().take(PASSWORD_CHARS);
    let text: String = letters
        .map(|byte| char::from(PASSWORD_ALPHABET[usize::from(byte % 32)]))
        .collect();
    Secret::from(text)
}

/// What a server is after an operation on it was done.
pub(crate) fn after(
    scope: &mut Scope<'_>,
    service: ServiceId,
    doing: &Doing,
    operation: OperationId,
    facts: &Facts,
) -> Result<()> {
    let Some(before) = server::find(scope.tx, service)? else {
        return Ok(());
    };
    let mut after = before.clone();
    if facts.machine.is_some() {
        after.machine.clone_from(&facts.machine);
    }
    let change = &doing.server;
    match doing.kind {
        OperationKind::Start | OperationKind::Resume | OperationKind::Reboot => after.runs = true,
        OperationKind::Stop => after.runs = false,
        OperationKind::Install => {
            after.installed_with = crate::bundle::license_to_install(scope, service)?;
        }
        OperationKind::Close => after.machine = None,
        _ => {}
    }
    if sets_password(doing.kind) {
        after.password.clone_from(&change.password);
        after.password_of = Some(operation);
    }
    if doing.kind == OperationKind::Reinstall {
        after.runs = true;
        // What was installed is gone with the system.
        after.installed_with = None;
    }
    if let Some(template) = &change.template {
        after.template.clone_from(template);
    }
    if let Some(recipe) = &change.recipe {
        let module = service::find(scope.tx, service)?.map(|found| found.module);
        if let Some(module) = module {
            let installs_panel = server_order::installs_panel(scope, module, &before, change)?;
            after.installs_panel = installs_panel;
        }
        after.recipe.clone_from(recipe);
    }
    if after != before {
        server::put(scope.tx, &after)?;
    }
    Ok(())
}
