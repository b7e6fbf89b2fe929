//! What was set up for sale is switched on and off, and deleted where nothing uses it (wire 4.3,
//! 4.5).

use super::each::OnEach;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use onsell_domain::{
    AddonId, EnumerationId, EnumerationItemId, Level, ModuleId, TariffId, Text, UserId,
};
use onsell_engine::{Result, Scope, unused};

const PARAMETERS: &[Parameter] = &[
    Parameter::required("elid", ParameterKind::Ids, Text::new("Numbers", "Номера")),
    SOK,
];

macro_rules! actions {
    ($(
        $(#[$meta:meta])*
        $name:ident $function:literal $en:literal $ru:literal $apply:expr;
    )+) => {$(
        $(#[$meta])*
        pub(super) struct $name;

        impl OnEach for $name {
            type Caller = Administrator;

            const DECLARATION: Declaration = Declaration {
                name: $function,
                kind: Kind::Action,
                level: Level::Administrator,
                title: Text::new($en, $ru),
                parameters: PARAMETERS,
            };

            fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> Result<()> {
                let apply: fn(&mut Scope<'_>, i64, Option<UserId>) -> Result<()> = $apply;
                apply(scope, id, caller.identity.author())
            }
        }
    )+};
}

actions! {
    /// `pricelist.delete`: tariffs that nobody has or had are deleted.
    DeleteTariff "pricelist.delete" "Delete tariffs" "Удалить тарифы"
        |scope, id, by| unused::delete_tariff(scope, TariffId::new(id), by);
    /// `pricelist.detail.delete`: addons that no service has are deleted.
    DeleteAddon "pricelist.detail.delete" "Delete addons" "Удалить дополнения"
        |scope, id, by| unused::delete_addon(scope, AddonId::new(id), by);
    /// `pricelist.detail.resume`: addons can be ordered.
    ResumeAddon "pricelist.detail.resume" "Switch addons on" "Включить дополнения"
        |scope, id, by| unused::set_addon_active(scope, AddonId::new(id), true, by);
    /// `pricelist.detail.suspend`: addons cannot be ordered.
    SuspendAddon "pricelist.detail.suspend" "Switch addons off" "Выключить дополнения"
        |scope, id, by| unused::set_addon_active(scope, AddonId::new(id), false, by);
    /// `enumeration.delete`: closed lists that no addon uses are deleted.
    DeleteEnumeration "enumeration.delete" "Delete enumerations" "Удалить перечисления"
        |scope, id, by| unused::delete_enumeration(scope, EnumerationId::new(id), by);
    /// `enumeration.item.delete`: values that no service has are deleted.
    DeleteItem "enumeration.item.delete" "Delete values" "Удалить значения"
        |scope, id, by| unused::delete_item(scope, EnumerationItemId::new(id), by);
    /// `processing.delete`: modules that never did anything are deleted.
    DeleteModule "processing.delete" "Delete processing modules" "Удалить обработчики"
        |scope, id, by| unused::delete_module(scope, ModuleId::new(id), by);
    /// `processing.resume`: modules open new services.
    ResumeModule "processing.resume" "Switch processing modules on" "Включить обработчики"
        |scope, id, by| unused::set_module_active(scope, ModuleId::new(id), true, by);
    /// `processing.suspend`: modules open no new services.
    SuspendModule "processing.suspend" "Switch processing modules off" "Выключить обработчики"
        |scope, id, by| unused::set_module_active(scope, ModuleId::new(id), false, by);
}
