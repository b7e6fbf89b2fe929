//! What staff keep with a service: `service.saveparam` (wire 4.4), and how it is shown.

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SOK, done, on};
use crate::function::{Body, Function};
use onsell_domain::{Level, Secret, ServiceId, Text};
use onsell_engine::service_param;
use onsell_store::service_param::ServiceParam;
use onsell_wire::{Document, Fault, Node};

/// `service.saveparam`: keeps a value with a service; without one it is forgotten.
pub(super) struct Save;

/// What is kept.
pub(super) struct Input {
    service: ServiceId,
    name: String,
    value: Option<Value>,
    hidden: bool,
}

/// A value as it is kept.
pub(super) enum Value {
    /// As it is.
    Plain(String),
    /// Sealed.
    Secret(Secret),
}

impl Function for Save {
    type Caller = Staff;
    type Input = Input;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.saveparam",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Keep a parameter of a service", "Сохранить параметр услуги"),
        parameters: &[
            SERVICE,
            Parameter::required("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "value",
                ParameterKind::Text,
                Text::new(
                    "Value; without one the parameter is forgotten",
                    "Значение; без него параметр удаляется",
                ),
            ),
            Parameter::optional(
                "crypted",
                ParameterKind::Switch,
                Text::new(
                    "A secret: sealed and never shown",
                    "Секрет: шифруется и не показывается",
                ),
            ),
            Parameter::optional(
                "hidden",
                ParameterKind::Switch,
                Text::new("Only staff see it", "Видят только сотрудники"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        let name = params.required_text("name")?.to_owned();
        let value = params.get("value");
        service_param::check(&name, value.unwrap_or_default())?;
        let is_secret = params.is_on("crypted") && !service_param::is_own(&name);
        Ok(Input {
            service: params.required_id("elid")?,
            value: value.map(|value| {
                if is_secret {
                    Value::Secret(Secret::from(value))
                } else {
                    Value::Plain(value.to_owned())
                }
            }),
            hidden: params.is_on("hidden"),
            name,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if matches!(input.value, Some(Value::Secret(_))) {
            return Body::Outside(|engine, staff: &Staff, input: &Input| {
                let Some(Value::Secret(secret)) = &input.value else {
                    return Ok(());
                };
                let param = service_param::seal(engine, &input.name, secret, input.hidden);
                let (id, name, by) = (input.service, input.name.clone(), staff.identity.author());
                engine.write(None, move |scope| {
                    service_param::save(scope, id, &name, Some(&param), by)
                })
            });
        }
        Body::Write(|scope, staff: &Staff, input: &Input| {
            let param = match &input.value {
                Some(Value::Plain(value)) => Some(plain(&input.name, value, input.hidden)),
                _ => None,
            };
            let by = staff.identity.author();
            service_param::save(scope, input.service, &input.name, param.as_ref(), by)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// A value that is no secret.
pub(super) fn plain(name: &str, value: &str, hidden: bool) -> ServiceParam {
    ServiceParam {
        name: name.to_owned(),
        value: value.to_owned(),
        sealed: None,
        hidden,
    }
}

/// What is kept with a service, as its reader may see it: of a secret, that it is there.
pub(super) fn put_params(node: &mut Node, params: &[ServiceParam], for_staff: bool) {
    for param in params.iter().filter(|param| for_staff || !param.hidden) {
        let name = &param.name;
        if param.sealed.is_some() {
            node.put(format!("crypted_{name}"), "on");
        } else {
            node.put(format!("param_{name}"), param.value.clone());
        }
        if for_staff {
            node.put(format!("hidden_{name}"), on(param.hidden));
        }
    }
}
