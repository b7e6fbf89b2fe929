//! Staff change a service here only, and give it to another module: `service.setlocal`,
//! `service.setmodule`. Nothing is sent, no money moves.

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ADDON, SERVICE, SERVICE_IP, SERVICE_NAME, SOK, done, id, numbered};
use crate::function::{Body, Function};
use onsell_domain::{AddonId, Level, ModuleId, ServiceId, Text};
use onsell_engine::here_only::{self, HereOnly};
use onsell_store::task::Found;
use onsell_wire::{Document, Fault, Params};

/// `service.setlocal`: what is given becomes the service's, here only.
pub(super) struct SetLocal;

impl Function for SetLocal {
    type Caller = Administrator;
    type Input = (ServiceId, HereOnly);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.setlocal",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Change a service here only", "Изменить услугу только здесь"),
        parameters: &[
            SERVICE,
            SERVICE_NAME,
            SERVICE_IP,
            Parameter::optional(
                "lickey",
                ParameterKind::Text,
                Text::new("License key", "Лицензионный ключ"),
            ),
            Parameter::optional(
                "expiredate",
                ParameterKind::Date,
                Text::new("The last day", "Последний день"),
            ),
            Parameter::optional(
                "price",
                ParameterKind::Amount,
                Text::new("Price of one renewal", "Цена одного продления"),
            ),
            Parameter::optional(
                "pricelist",
                ParameterKind::Id,
                Text::new("The tariff it belongs to", "Тариф услуги"),
            ),
            ADDON,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Self::Input, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.get(name).map(str::to_owned);
        let change = HereOnly {
            found: Found {
                name: text("licname"),
                ip: text("ip"),
                key: text("lickey"),
                expires: params.date("expiredate")?,
            },
            renewal_price: params.amount("price")?,
            tariff: id(params, "pricelist")?,
            addons: addons(params)?,
        };
        Ok((params.required_id("elid")?, change))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Write(
            |scope, caller: &Administrator, (id, change): &Self::Input| {
                here_only::change(scope, *id, change, caller.identity.author())
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// The values `addon_N` of a request.
fn addons(params: &Params) -> Result<Vec<(AddonId, i64)>, Fault> {
    let read = |field: Result<(i64, &str), Fault>| {
        let (addon, text) = field?;
        let value = text.trim().parse();
        let value = value.map_err(|_| Fault::value(format!("addon_{addon}"), text))?;
        Ok((AddonId::new(addon), value))
    };
    numbered(params, "addon").map(read).collect()
}

/// `service.setmodule`: another module of its product type does the service's work.
pub(super) struct SetModule;

impl Function for SetModule {
    type Caller = Administrator;
    type Input = (ServiceId, ModuleId);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.setmodule",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new(
            "Give a service to another module",
            "Передать услугу другому обработчику",
        ),
        parameters: &[
            SERVICE,
            Parameter::required(
                "module",
                ParameterKind::Id,
                Text::new("Module number", "Номер обработчика"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Self::Input, Fault> {
        let params = &ask.params;
        Ok((params.required_id("elid")?, params.required_id("module")?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Write(
            |scope, caller: &Administrator, (id, module): &Self::Input| {
                here_only::set_module(scope, *id, *module, caller.identity.author())
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
