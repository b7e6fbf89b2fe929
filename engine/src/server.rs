//! What is done to a server by its owner or by staff: on, off, anew, another password. The service
//! stays what it is; its machine changes.

use crate::begin::{Plan, begin};
use crate::change::{Actor, note};
use crate::owned::owned;
use crate::server_order::{self, Wanted};
use crate::{Engine, Result, Scope, machines, rights};
use onsell_domain::{OperationId, OperationKind, Secret, ServiceId, ServiceStatus, Text};
use onsell_store::operation::ServerChange;
use onsell_store::service::Service;
use onsell_store::{server, server_tariff};
use onsell_wire::Fault;

/// The shortest and the longest password that can be chosen, in characters.
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 8..=64;

/// Switches a server on or off, or restarts it.
///
/// # Errors
/// `not_supported` for what is no server, `locked` while something is done to it, `access` while
/// it stands stopped.
pub fn switch(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ServiceId,
    kind: OperationKind,
) -> Result<OperationId> {
    let mut machine = running(scope, actor, id)?;
    note(scope, actor, kind.name(), &machine)?;
    let plan = Plan {
        by: actor.by,
        ..Plan::new(kind)
    };
    Ok(begin(scope, &mut machine, &plan)?.operation())
}

/// Gives the administrator of a server a new password: the one that was chosen, else one that is
/// made.
///
/// # Errors
/// As [`switch`]; `value` for a password that is too short, too long or has other signs than
/// keyboards have.
pub fn change_password(
    engine: &Engine,
    actor: &Actor,
    id: ServiceId,
    password: Option<&Secret>,
) -> Result<OperationId> {
    let change = ServerChange {
        password: sealed(engine, password)?,
        ..ServerChange::default()
    };
    let actor = actor.clone();
    engine.write(actor.account, move |scope| {
        let mut machine = running(scope, &actor, id)?;
        note(scope, &actor, "changepassword", &machine)?;
        let plan = Plan {
            by: actor.by,
            server: change.clone(),
            ..Plan::new(OperationKind::ChangePassword)
        };
        Ok(begin(scope, &mut machine, &plan)?.operation())
    })
}

/// A system to be installed anew.
#[derive(Debug, Clone, Default)]
pub struct Reinstall {
    /// The template by its internal name; none is the present one.
    pub template: Option<String>,
    /// The recipe by its internal name, empty for none; none is the present one where it fits.
    pub recipe: Option<String>,
    /// The password; none is one that is made.
    pub password: Option<Secret>,
}

/// Installs the system of a server anew: everything on it is lost. Its control panel is installed
/// again where the recipe does that; its license stays.
///
/// # Errors
/// As [`change_password`]; `value` for a template or a recipe that cannot be had.
pub fn reinstall(
    engine: &Engine,
    actor: &Actor,
    id: ServiceId,
    anew: &Reinstall,
) -> Result<OperationId> {
    let password = sealed(engine, anew.password.as_ref())?;
    let (actor, anew) = (actor.clone(), anew.clone());
    engine.write(actor.account, move |scope| {
        let mut machine = running(scope, &actor, id)?;
        let (template, recipe) = chosen(scope, &machine, &anew)?;
        note(scope, &actor, "reinstall", &machine)?;
        let plan = Plan {
            by: actor.by,
            server: ServerChange {
                template: Some(template),
                recipe: Some(recipe),
                password: password.clone(),
            },
            ..Plan::new(OperationKind::Reinstall)
        };
        Ok(begin(scope, &mut machine, &plan)?.operation())
    })
}

/// The template and the recipe of a new system.
fn chosen(scope: &mut Scope<'_>, machine: &Service, anew: &Reinstall) -> Result<(String, String)> {
    let found = server::find(scope.tx, machine.id)?;
    let found = found.unwrap_or_else(|| machines::bare(machine.id));
    let tariff = server_tariff::find(scope.tx, machine.tariff)?;
    let present = server_order::wanted_of(&found, tariff);
    let wanted = Wanted {
        template: anew.template.clone().unwrap_or(present.template),
        recipe: anew.recipe.clone().unwrap_or(present.recipe),
        is_recipe_chosen: anew.recipe.is_some(),
        ..present
    };
    server_order::must_be_names(&wanted)?;
    let module = (machine.module, machine.module_kind.as_str());
    let installed = server_order::fits(scope, module, &wanted)?;
    let installed = installed.map_err(|misfit| misfit.fault(&wanted))?;
    let (recipe, _) = server_order::with_panel(scope, machine, &installed)?;
    Ok((wanted.template, recipe))
}

/// The passwords of a server's administrator.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The present one; none before it has one.
    pub present: Option<Secret>,
    /// The one that whoever works on it by hand is to set; for staff only.
    pub next: Option<Secret>,
}

/// What the password of a server is. That staff look is written into the journal.
///
/// # Errors
/// `missed` for a service that is gone and for somebody else's.
pub fn passwords(engine: &Engine, actor: &Actor, id: ServiceId) -> Result<Shown> {
    let (account, staff) = (actor.account, actor.staff);
    engine.read(move |scope| owned(scope, id, account))?;
    if staff {
        let actor = actor.clone();
        engine.write(None, move |scope| {
            let machine = owned(scope, id, None)?;
            note(scope, &actor, "password", &machine)
        })?;
    }
    Ok(Shown {
        present: machines::administrator_password(engine, id)?,
        next: if staff {
            machines::password_to_set(engine, id)?
        } else {
            None
        },
    })
}

/// A server that runs, as far as the caller may touch it.
fn running(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId) -> Result<Service> {
    let found = owned(scope, id, actor.account)?;
    if found.parent.is_some() || !server_order::sells_servers(&found.type_name) {
        let reason = Text::new("This service is no machine", "Эта услуга — не сервер");
        let fault = Fault::from_text("not_supported", "item", reason);
        return Err(fault.with_param("value", id).into());
    }
    if matches!(
        found.status,
        ServiceStatus::Deleted | ServiceStatus::Ordered
    ) {
        return Err(Fault::missed("item", id).into());
    }
    rights::must_be_free(actor.staff, &found)?;
    if found.open_operation.is_some() {
        return Err(Fault::locked(id).into());
    }
    if found.status != ServiceStatus::Active {
        let reason = Text::new(
            "The server stands stopped: resume its service first",
            "Сервер остановлен: сначала запустите услугу",
        );
        return Err(Fault::from_text("access", "item", reason).into());
    }
    Ok(found)
}

fn sealed(engine: &Engine, password: Option<&Secret>) -> Result<Option<Vec<u8>>> {
    let Some(password) = password else {
        return Ok(None);
    };
    let text = password.expose();
    let is_fine = text.chars().all(|sign| sign.is_ascii_graphic());
    if !is_fine || !PASSWORD_CHARS.contains(&text.chars().count()) {
        let reason = Text::new(
            "A password has 8 to 64 Latin letters, digits and signs, and no spaces",
            "В пароле от 8 до 64 латинских букв, цифр и знаков без пробелов",
        );
        return Err(Fault::value_because("password", "", reason).into());
    }
    let inside = engine.inside();
    Ok(Some(inside.seal.seal(password, inside.random.as_ref())))
}
