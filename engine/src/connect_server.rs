//! Modules that drive servers or issue certificates, as an administrator sets them up: connected
//! first, since what cannot be reached is not saved (semantics 1.2).

use crate::connect::{self, ModuleInput};
use crate::server_modules::{parse_settings, settings_text};
use crate::{Engine, Error, Result, Scope, module_probe};
use onsell_domain::{Change, ModuleId, Secret, Text, UserId};
use onsell_modules::{CheckFault, Connection, ModuleKind, Worker, certificate, own_ca};
use onsell_store::module_connection::{self, ModuleConnection, ServerRules};
use onsell_store::processing_module;
use onsell_wire::Fault;
use std::collections::BTreeMap;

/// What an administrator enters beyond what every module has.
#[derive(Debug, Clone, Default)]
pub struct ServerInput {
    /// The settings of the module's own kind; what is not named stays.
    pub settings: BTreeMap<String, String>,
    /// The module of licenses for the control panels of its servers.
    pub license_server: Change<ModuleId>,
    /// How many services it may open at the same time.
    pub open_limit: Change<i64>,
    /// Whether a machine of an active service that is found off is switched on; unsaid is what the
    /// kind does by itself.
    pub starts_machines: Option<bool>,
}

/// What holds of such a module, for its form.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What was decided about it.
    pub rules: ServerRules,
    /// The settings that were entered.
    pub settings: BTreeMap<String, String>,
}

/// What holds of such a module.
pub fn shown(scope: &mut Scope<'_>, id: ModuleId) -> Result<Shown> {
    let known = module_connection::find(scope.tx, id)?;
    Ok(Shown {
        rules: module_connection::rules(scope.tx, id)?,
        settings: known.map_or_else(BTreeMap::new, |known| parse_settings(&known.settings)),
    })
}

/// Adds or changes such a module.
pub(crate) fn save(
    engine: &Engine,
    kind: ModuleKind,
    input: &ModuleInput,
    by: Option<UserId>,
) -> Result<ModuleId> {
    // An authority of our own is nowhere else.
    if input.url.trim().is_empty() && kind != ModuleKind::OwnCa {
        return Err(Fault::value_empty("url").into());
    }
    let (id, license_server) = (input.id, input.server.license_server);
    let known = engine.read(move |scope| {
        if let Change::Is(license_server) = license_server {
            must_sell_licenses(scope, license_server)?;
        }
        match id {
            Some(id) => Ok(module_connection::find(scope.tx, id)?),
            None => Ok(None),
        }
    })?;
    let mut connection = Connection {
        url: input.url.trim().to_owned(),
        username: input.username.trim().to_owned(),
        password: password_of(engine, kind, known.as_ref(), input)?,
        settings: settings_of(kind, known.as_ref(), input)?,
    };
    if kind == ModuleKind::OwnCa {
        let founded = own_ca::found(&mut connection, input.settings.name.trim(), engine.now());
        founded.map_err(|fault| unconnected(&fault))?;
    }
    let client = engine.new_driven_client(kind, &connection);
    let checked = client.and_then(|client| client.check());
    checked.map_err(|fault| unconnected(&fault))?;
    let sealed = engine
        .inside()
        .seal
        .seal(&connection.password, engine.inside().random.as_ref());
    let input = input.clone();
    engine.write(None, move |scope| {
        let module = connect::write(scope, kind, None, &input, by)?;
        module_connection::set(
            scope.tx,
            module,
            &connection.url,
            &connection.username,
            &sealed,
            &settings_text(&connection.settings),
        )?;
        set_rules(scope, kind, module, &input)?;
        module_probe::trust(scope, module)?;
        Ok(module)
    })
}

fn password_of(
    engine: &Engine,
    kind: ModuleKind,
    known: Option<&ModuleConnection>,
    input: &ModuleInput,
) -> Result<Secret> {
    // Only to whom it was given: another address shall not be told it.
    let known = known.filter(|known| known.url == input.url.trim());
    let kept = match known.and_then(|known| known.password.as_ref()) {
        Some(sealed) => Some(engine.inside().seal.open(sealed)?),
        None => None,
    };
    // A system on this machine asks for none.
    let entered = input.password.clone().or_else(|| kept.clone());
    let entered = entered.unwrap_or_default();
    Ok(certificate::complete_secret(kind, &entered, kept.as_ref()))
}

/// The settings that are to hold: what was entered over what was kept, as far as the kind knows it.
fn settings_of(
    kind: ModuleKind,
    known: Option<&ModuleConnection>,
    input: &ModuleInput,
) -> Result<BTreeMap<String, String>> {
    let names = onsell_modules::settings(kind);
    let is_known = |name: &str| names.iter().any(|setting| setting.name == name);
    let mut settings = known.map_or_else(BTreeMap::new, |known| parse_settings(&known.settings));
    settings.retain(|name, _| is_known(name));
    for (name, value) in &input.server.settings {
        if !is_known(name) {
            // A form shows the fields of every kind.
            if value.trim().is_empty() {
                continue;
            }
            return Err(Fault::value(name, value).into());
        }
        settings.insert(name.clone(), value.trim().to_owned());
    }
    Ok(settings)
}

/// Writes what was decided about a module of servers, also of those that people make.
pub(crate) fn set_rules(
    scope: &mut Scope<'_>,
    kind: ModuleKind,
    module: ModuleId,
    input: &ModuleInput,
) -> Result<()> {
    if let Change::Is(license_server) = input.server.license_server {
        must_sell_licenses(scope, license_server)?;
    }
    let before = module_connection::rules(scope.tx, module)?;
    let entered = &input.server;
    // A dedicated server that is off is a fault; a virtual one may be off for reasons of its
    // customer's (semantics 3.6).
    let by_kind = matches!(kind, ModuleKind::DciManager6 | ModuleKind::DciManager5);
    let starts_before = if input.id.is_some() {
        before.starts_machines
    } else {
        by_kind
    };
    let rules = ServerRules {
        license_server: entered.license_server.over(before.license_server),
        open_limit: entered.open_limit.over(before.open_limit),
        starts_machines: entered.starts_machines.unwrap_or(starts_before),
    };
    Ok(module_connection::set_rules(scope.tx, module, &rules)?)
}

/// Licenses are bought from a billing system.
fn must_sell_licenses(scope: &mut Scope<'_>, id: ModuleId) -> Result<()> {
    let module =
        processing_module::find(scope.tx, id)?.ok_or_else(|| Fault::missed("licenseserver", id))?;
    let worker = ModuleKind::parse(&module.kind).map(|kind| kind.capabilities().worker);
    if worker == Some(Worker::Seller) {
        return Ok(());
    }
    Err(Fault::value_because(
        "licenseserver",
        id,
        Text {
            en: "A license server is a BILLmanager module of licenses",
            ru: "Сервер лицензий — это обработчик BILLmanager для лицензий",
        },
    )
    .into())
}

fn unconnected(fault: &CheckFault) -> Error {
    // Semantics 3.1 names this sentence; the reason follows it.
    Fault::connection(format!(
        "Failed to establish a connection to the processing module. {fault}"
    ))
    .into()
}
