//! Which addons can be made: what goes together with which kind of value and which billing
//! (semantics 2.3).

use crate::addon_edit::must_be_of;
use crate::{Result, Scope, enumeration};
use onsell_domain::{AddonBilling, AddonId, AddonKind, AddonPurpose, Text};
use onsell_store::tariff::{self, Addon};
use onsell_wire::Fault;

/// An addon must be one that orders and modules can deal with.
///
/// # Errors
/// `value` for what does not go together, `exists` for a second control panel.
pub(crate) fn must_be_possible(scope: &mut Scope<'_>, addon: &Addon) -> Result<()> {
    limits(addon)?;
    billing(addon)?;
    must_have_list(scope, addon)?;
    must_fit_its_purpose(scope, addon)?;
    must_belong(scope, addon)
}

fn because(field: &str, value: impl std::fmt::Display, reason: Text) -> Fault {
    Fault::value_because(field, value, reason)
}

fn limits(addon: &Addon) -> std::result::Result<(), Fault> {
    if addon.step <= 0 {
        return Err(Fault::value("addonstep", addon.step));
    }
    if addon.maximum < addon.minimum {
        return Err(Fault::value("addonmax", addon.maximum));
    }
    if addon.module_factor < 1 {
        return Err(Fault::value("modulefactor", addon.module_factor));
    }
    let is_switch = addon.kind() == AddonKind::Boolean;
    let fields = [
        ("addonlimit", addon.included),
        ("addonmin", addon.minimum),
        ("addonmax", addon.maximum),
    ];
    match fields.iter().find(|(_, number)| !(0..=1).contains(number)) {
        Some((field, number)) if is_switch => {
            let reason = Text::new(
                "It is on or off: the value can be 0 or 1",
                "Это флаг: допустимы значения 0 и 1",
            );
            Err(because(field, number, reason))
        }
        _ => Ok(()),
    }
}

fn billing(addon: &Addon) -> std::result::Result<(), Fault> {
    let needs_number = matches!(
        addon.billing(),
        AddonBilling::ByStatistics | AddonBilling::Compound | AddonBilling::FromOthers
    );
    if needs_number && addon.kind() != AddonKind::Integer {
        let reason = Text::new(
            "This billing type needs the value type 2",
            "Для этого типа учёта вид значения должен быть 2",
        );
        return Err(because("billtype", addon.bill_type, reason));
    }
    Ok(())
}

/// A billing type that a new addon may have.
pub(crate) fn known_billing(number: i64) -> std::result::Result<i64, Fault> {
    match number {
        1..=5 => Ok(number),
        10 => {
            let reason = Text::new(
                "An addon made by hand for one service is of no tariff",
                "Дополнение, созданное вручную для одной услуги, не входит в тариф",
            );
            Err(because("billtype", number, reason))
        }
        _ => Err(Fault::value("billtype", number)),
    }
}

fn must_have_list(scope: &mut Scope<'_>, addon: &Addon) -> Result<()> {
    let is_list = addon.kind() == AddonKind::Enumeration;
    let list = match addon.enumeration {
        Some(list) if is_list => enumeration::find(scope, list)?,
        Some(list) => return Err(Fault::value("enumeration", list).into()),
        None if is_list => return Err(Fault::value_empty("enumeration").into()),
        None if addon.default_item.is_some() => return Err(Fault::value("default", "").into()),
        None => return Ok(()),
    };
    match addon.default_item {
        Some(item) => must_be_of(scope, list.id, item, "default"),
        None => Ok(()),
    }
}

/// A control panel is a choice of licenses, the names of a certificate are a number, and a tariff
/// has one of each.
fn must_fit_its_purpose(scope: &mut Scope<'_>, addon: &Addon) -> Result<()> {
    let (kind, reason) = match addon.purpose {
        AddonPurpose::Ordinary => return Ok(()),
        AddonPurpose::ControlPanel => (
            AddonKind::Enumeration,
            Text {
                en: "A control panel is chosen from an enumeration: the value type must be 3",
                ru: "Панель управления выбирают из перечисления: вид значения должен быть 3",
            },
        ),
        AddonPurpose::Names => (
            AddonKind::Integer,
            Text {
                en: "How many names a certificate has is a number: the value type must be 2",
                ru: "Сколько имён в сертификате — это число: вид значения должен быть 2",
            },
        ),
    };
    if addon.kind() != kind {
        return Err(because("itemtype", addon.purpose.name(), reason).into());
    }
    let known = tariff::addons(scope.tx, addon.tariff)?;
    let mut others = known.iter().filter(|other| other.id != addon.id);
    match others.find(|other| other.purpose == addon.purpose) {
        Some(other) => Err(Fault::exists("itemtype", other.id).into()),
        None => Ok(()),
    }
}

/// A compound addon chooses from addons of its tariff that a customer could order by themselves.
fn must_belong(scope: &mut Scope<'_>, addon: &Addon) -> Result<()> {
    let Some(compound) = addon.compound else {
        return Ok(());
    };
    let can_be_chosen = matches!(
        addon.billing(),
        AddonBilling::ByOrder | AddonBilling::NotBilled
    );
    let found = tariff::addon(scope.tx, compound)?;
    let is_compound = found.is_some_and(|found| {
        found.tariff == addon.tariff && found.billing() == AddonBilling::Compound
    });
    if can_be_chosen && is_compound {
        return Ok(());
    }
    let reason = Text::new(
        "Only an addon of the billing type 1 or 2 can belong to one of the type 4 of its tariff",
        "Только дополнение с типом учёта 1 или 2 может входить в составное (тип 4) своего тарифа",
    );
    Err(because("compound", compound, reason).into())
}

/// The addons that one of the billing type 5 sums up: numbers and switches of its tariff, not sums
/// themselves.
pub(crate) fn must_be_sources(
    scope: &mut Scope<'_>,
    addon: &Addon,
    sources: &[AddonId],
) -> Result<()> {
    let known = tariff::addons(scope.tx, addon.tariff)?;
    let is_source = |id: &AddonId| {
        let found = known.iter().find(|other| other.id == *id);
        found.is_some_and(|other| {
            other.kind() != AddonKind::Enumeration
                && !matches!(
                    other.billing(),
                    AddonBilling::FromOthers | AddonBilling::Compound
                )
        })
    };
    let is_sum = addon.billing() == AddonBilling::FromOthers;
    match sources.iter().find(|id| !is_sum || !is_source(id)) {
        Some(id) => {
            let reason = Text::new(
                "An addon of the billing type 5 sums up numbers and switches of its own tariff",
                "Дополнение с типом учёта 5 складывает числа и флаги своего тарифа",
            );
            Err(because("sources", id, reason).into())
        }
        None => Ok(()),
    }
}
