//! Processing modules as an administrator sets them up.

use crate::connect_server::{self, ServerInput};
use crate::journal;
use crate::{Engine, Error, Result, Scope, balance, probe};
use onsell_domain::{Change, ModuleId, Secret, SellerId, Text, UserId, Words};
use onsell_modules::billmanager::{CallError, SellerClient, complete_url};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::processing_module::{self, ModuleSettings};
use onsell_store::{catalogue, seller};
use onsell_wire::Fault;

/// What an administrator enters.
#[derive(Debug, Clone)]
pub struct ModuleInput {
    /// The module to change; none adds one.
    pub id: Option<ModuleId>,
    /// `BILLmanager`, `license` …
    pub kind: String,
    /// The product type it serves.
    pub type_name: String,
    /// The seller's address.
    pub url: String,
    /// The user there.
    pub username: String,
    /// The password there; none keeps the known one.
    pub password: Option<Secret>,
    /// What the module keeps.
    pub settings: ModuleSettings,
    /// How many percent above its last known cost a price may be; unsaid is any.
    pub cost_rise_max: Change<u32>,
    /// What a module that drives servers has beside.
    pub server: ServerInput,
}

/// Adds or changes a module. One of a seller is connected first: what cannot be reached is not
/// saved (semantics 1.2).
pub fn save(engine: &Engine, input: &ModuleInput, by: Option<UserId>) -> Result<ModuleId> {
    let kind = ModuleKind::parse(&input.kind).ok_or_else(|| Fault::value("module", &input.kind))?;
    if input.settings.name.trim().is_empty() {
        return Err(Fault::value_empty("name").into());
    }
    if !kind.serves(&input.type_name) {
        return Err(Fault::value("itemtype", &input.type_name).into());
    }
    match kind.capabilities().worker {
        Worker::Seller => {}
        Worker::Machines | Worker::Issuer => return connect_server::save(engine, kind, input, by),
        Worker::Itself => {
            let input = input.clone();
            return engine.write(None, move |scope| write(scope, kind, None, &input, by));
        }
        Worker::Staff => {
            let input = input.clone();
            return engine.write(None, move |scope| {
                let module = write(scope, kind, None, &input, by)?;
                connect_server::set_rules(scope, kind, module, &input)?;
                Ok(module)
            });
        }
    }
    let url = complete_url(&input.url).ok_or_else(|| Fault::value("url", &input.url))?;
    let password = password_of(engine, input, &url)?;
    let client = engine.new_client(&url, &input.username, password.clone());
    let features = introduce(&client).map_err(|error| unconnected(&error))?;
    let sealed = engine
        .inside()
        .seal
        .seal(&password, engine.inside().random.as_ref());
    let (input, username) = (input.clone(), input.username.clone());
    engine.write(None, move |scope| {
        let id = match seller::find_account(scope.tx, &url, &username)? {
            Some(known) => {
                if input.password.is_some() {
                    seller::set_password(scope.tx, known.id, &sealed)?;
                }
                known.id
            }
            None => seller::insert(scope.tx, &url, &username, &sealed)?,
        };
        seller::set_features(scope.tx, id, &features)?;
        let module = write(scope, kind, Some(id), &input, by)?;
        probe::trust(scope, id)?;
        balance::judge(scope, id)?;
        Ok(module)
    })
}

fn password_of(engine: &Engine, input: &ModuleInput, url: &str) -> Result<Secret> {
    if let Some(password) = &input.password {
        return Ok(password.clone());
    }
    let (url, username) = (url.to_owned(), input.username.clone());
    let known = engine.read(move |scope| Ok(seller::find_account(scope.tx, &url, &username)?))?;
    match known {
        Some(known) => engine.inside().seal.open(&known.password),
        None => Err(Fault::value_empty("password").into()),
    }
}

pub(crate) fn write(
    scope: &mut Scope<'_>,
    kind: ModuleKind,
    seller: Option<SellerId>,
    input: &ModuleInput,
    by: Option<UserId>,
) -> Result<ModuleId> {
    let product_type = catalogue::product_type_named(scope.tx, &input.type_name)?
        .ok_or_else(|| Fault::value("itemtype", &input.type_name))?;
    let settings = ModuleSettings {
        name: input.settings.name.trim().to_owned(),
        ..input.settings.clone()
    };
    if let Some(seller) = seller {
        let same = processing_module::of_seller_and_type(scope.tx, seller, product_type.id)?;
        if same.is_some_and(|same| Some(same.id) != input.id) {
            return Err(Fault::exists("processingmodule", &input.username).into());
        }
    }
    let id = match input.id {
        Some(id) => {
            let known = processing_module::find(scope.tx, id)?
                .ok_or_else(|| Fault::missed("processingmodule", id))?;
            if known.kind != kind.name() || known.product_type != product_type.id {
                return Err(Fault::value("module", &input.kind).into());
            }
            processing_module::update(scope.tx, id, seller, &settings)?;
            id
        }
        None => processing_module::insert(
            scope.tx,
            kind.name(),
            product_type.id,
            seller,
            &settings,
            scope.now,
        )?,
    };
    if input.cost_rise_max != Change::Stays {
        let percent = input.cost_rise_max.over(None);
        processing_module::set_cost_rise_max(scope.tx, id, percent)?;
    }
    journal::write(scope, by, "processing.edit", &id.to_string(), "")?;
    Ok(id)
}

/// Asks a seller who we are there and what it can do.
fn introduce(client: &SellerClient) -> std::result::Result<String, CallError> {
    let identity = client.whoami()?;
    Ok(identity.features.join(" "))
}

fn unconnected(error: &CallError) -> Error {
    // Semantics 3.1 names this sentence; the reason follows it.
    Fault::connection(format!(
        "Failed to establish a connection to the processing module. {}",
        explain(error).en
    ))
    .into()
}

/// What an administrator should do about a failed call.
pub(crate) fn explain(error: &CallError) -> Words {
    match error {
        CallError::NotSent(text) => Words::new(
            format!("{text}. Check the address, the seller's firewall and this server's network"),
            format!("{text}. Проверьте адрес, файрвол продавца и сеть этого сервера"),
        ),
        CallError::Lost(text) => Words::new(
            format!("{text}. The address answers, but not as a billing API"),
            format!("{text}. По этому адресу отвечает не API биллинга"),
        ),
        CallError::Fault(fault) if fault.kind == "auth" => Words::new(
            format!(
                "The seller refuses the sign-in ({}). Check user and password, that the user has \
                 no second factor, and that it may come from this server's address",
                fault.message
            ),
            format!(
                "Продавец не принимает вход ({}). Проверьте имя и пароль, отсутствие второго \
                 фактора и доступ с адреса этого сервера",
                fault.message
            ),
        ),
        CallError::Fault(fault) => Words::new(
            format!("The seller answers: {}", fault.message),
            format!("Продавец отвечает: {}", fault.message),
        ),
    }
}

/// Why a module cannot be used for what it was asked.
pub(crate) fn not_a_seller(id: ModuleId) -> Error {
    Fault::value_because(
        "processingmodule",
        id,
        Text {
            en: "This module has no seller to import from",
            ru: "У этого обработчика нет продавца для импорта",
        },
    )
    .into()
}
