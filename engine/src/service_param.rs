//! Whatever staff keep with a service, by name (`service.saveparam`, wire 4.4). A secret comes here
//! sealed already, and nobody is shown it.

use crate::journal;
use crate::{Engine, Result, Scope, manual};
use onsell_domain::{Secret, ServiceId, Text, UserId};
use onsell_store::service;
use onsell_store::service_param::{self, ServiceParam};
use onsell_store::task::Found;
use onsell_wire::{Fault, parse_date};

/// How many values a service keeps.
const PARAMS_MAX: usize = 100;
/// The longest name, in bytes.
const NAME_BYTES_MAX: usize = 64;
/// The longest value, in characters.
const VALUE_CHARS_MAX: usize = 4096;

/// Seals a value, so that a unit can keep it.
pub fn seal(engine: &Engine, name: &str, secret: &Secret, hidden: bool) -> ServiceParam {
    let sealed = (engine.inside().seal).seal(secret, engine.inside().random.as_ref());
    ServiceParam {
        name: name.to_owned(),
        value: String::new(),
        sealed: Some(sealed),
        hidden,
    }
}

/// Checks a name and the length of a value, before anything is sealed or kept.
///
/// # Errors
/// `value` for a name that is not made of Latin letters, digits and `_.-`, and for a value that is
/// too long.
pub fn check(name: &str, value: &str) -> std::result::Result<(), Fault> {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.bytes().all(is_known) {
        return Err(Fault::value("name", name));
    }
    if value.chars().count() > VALUE_CHARS_MAX {
        let reason = Text::new("The value is too long", "Значение слишком длинное");
        return Err(Fault::value_because("value", "", reason));
    }
    Ok(())
}

/// Keeps values with a service.
///
/// # Errors
/// `value` when it keeps too many.
pub(crate) fn keep(
    scope: &mut Scope<'_>,
    service: ServiceId,
    params: &[ServiceParam],
) -> Result<()> {
    for param in params {
        service_param::put(scope.tx, service, param)?;
    }
    let count = service_param::of_service(scope.tx, service)?.len();
    if count > PARAMS_MAX {
        let reason = Text::new(
            "The service keeps too many",
            "У услуги слишком много параметров",
        );
        return Err(Fault::value_because("name", count, reason).into());
    }
    Ok(())
}

/// Names of what a service has of its own, beside what is kept with it.
const OWN: [&str; 4] = ["licname", "ip", "lickey", "expiredate"];

/// Whether a name is that of what a service has of its own.
pub fn is_own(name: &str) -> bool {
    OWN.contains(&name)
}

/// Staff keep a value with a service, or forget it. While a person has the work on the service,
/// what it has of its own waits with the task and becomes the service's when that is closed.
///
/// # Errors
/// `missed` for a service that is not there, `value` for what cannot be, `locked` while somebody
/// else works on what the value would change.
pub fn save(
    scope: &mut Scope<'_>,
    id: ServiceId,
    name: &str,
    param: Option<&ServiceParam>,
    by: Option<UserId>,
) -> Result<()> {
    let service = service::find(scope.tx, id)?.ok_or_else(|| Fault::missed("item", id))?;
    match param {
        _ if is_own(name) => {
            let value = param.map(|param| param.value.as_str()).unwrap_or_default();
            let found = own(name, value)?;
            if !manual::fill_of_service(scope, &service, &found)? {
                return Err(nobody_works(name).into());
            }
        }
        Some(param) => keep(scope, id, std::slice::from_ref(param))?,
        None => service_param::drop(scope.tx, id, name)?,
    }
    let (function, object) = ("service.saveparam", id.to_string());
    journal::write(scope, by, function, &object, name)?;
    Ok(())
}

fn own(name: &str, value: &str) -> Result<Found> {
    let text = Some(value.to_owned());
    Ok(match name {
        "licname" => Found {
            name: text,
            ..Found::default()
        },
        "ip" => Found {
            ip: text,
            ..Found::default()
        },
        "lickey" => Found {
            key: text,
            ..Found::default()
        },
        _ => Found {
            expires: Some(parse_date(value).ok_or_else(|| Fault::value(name, value))?),
            ..Found::default()
        },
    })
}

fn nobody_works(name: &str) -> Fault {
    let reason = Text::new(
        "No task waits for it: edit the service",
        "Ни одна задача этого не ждёт: измените услугу",
    );
    Fault::value_because("name", name, reason)
}
