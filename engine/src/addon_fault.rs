//! Why a value of an addon cannot be had, in words.

use onsell_domain::{AddonFault, AddonId, ClientChange, Date, Text};
use onsell_wire::Fault;

/// The field of an addon.
fn field(addon: AddonId) -> String {
    format!("addon_{addon}")
}

fn because(addon: AddonId, value: i64, reason: Text) -> Fault {
    Fault::value_because(field(addon), value, reason)
}

/// The tariff has no such addon, or it is off.
pub(crate) fn not_sold(addon: AddonId, value: i64) -> Fault {
    Fault::value(field(addon), value)
}

/// Nothing was chosen, and nothing is chosen by itself.
pub(crate) fn nothing_chosen(addon: AddonId) -> Fault {
    Fault::value_empty(field(addon))
}

/// The amount is outside the limits or between two steps.
pub(crate) fn outside(addon: AddonId, value: i64, fault: AddonFault) -> Fault {
    match fault {
        AddonFault::BelowMinimum(least) => {
            let reason = Text::new(
                "The value must be at least __least__",
                "Значение должно быть не меньше __least__",
            );
            because(addon, value, reason).with_param("least", least)
        }
        AddonFault::AboveMaximum(most) => {
            let reason = Text::new(
                "The value must be at most __most__",
                "Значение должно быть не больше __most__",
            );
            because(addon, value, reason).with_param("most", most)
        }
        AddonFault::OffStep { minimum, step } => {
            let reason = Text::new(
                "The value must be __least__ or more, in steps of __step__",
                "Значение должно быть __least__ или больше с шагом __step__",
            );
            let fault = because(addon, value, reason).with_param("least", minimum);
            fault.with_param("step", step)
        }
    }
}

/// The closed list has no such value.
pub(crate) fn of_another_list(addon: AddonId, value: i64) -> Fault {
    let reason = Text::new(
        "This is no value of the addon's list",
        "Такого значения в перечислении дополнения нет",
    );
    because(addon, value, reason)
}

/// The value is off, or is not the customer's to choose.
pub(crate) fn not_offered(addon: AddonId, value: i64) -> Fault {
    let reason = Text::new(
        "This value cannot be ordered; choose another",
        "Это значение недоступно для заказа; выберите другое",
    );
    because(addon, value, reason)
}

/// The value has no price for the period.
pub(crate) fn no_price(addon: AddonId, value: i64) -> Fault {
    let reason = Text::new(
        "This value has no price for the period and cannot be ordered",
        "У этого значения нет цены на этот период, заказать его нельзя",
    );
    because(addon, value, reason)
}

/// The tariff decides on the value, or the values of other addons do.
pub(crate) fn not_chosen(addon: AddonId, value: i64) -> Fault {
    let reason = Text::new(
        "The value follows from the tariff and cannot be chosen",
        "Значение определяется тарифом, выбрать его нельзя",
    );
    because(addon, value, reason)
}

/// The rule for clients forbids it.
pub(crate) fn forbidden(addon: AddonId, value: i64, rule: ClientChange) -> Fault {
    let reason = match rule {
        ClientChange::OnlyUp => Text::new(
            "The value can only be raised",
            "Значение можно только увеличить",
        ),
        ClientChange::OnlyDown => Text::new(
            "The value can only be lowered",
            "Значение можно только уменьшить",
        ),
        ClientChange::Allowed | ClientChange::Forbidden => Text::new(
            "The value can be changed by staff only",
            "Значение могут изменить только сотрудники",
        ),
    };
    because(addon, value, reason)
}

/// The value can be lowered only when the service was had for the tariff's minimum period.
pub(crate) fn too_early(addon: AddonId, value: i64, from: Date) -> Fault {
    let reason = Text::new(
        "The value can be lowered from __date__ on",
        "Значение можно уменьшить не раньше __date__",
    );
    because(addon, value, reason).with_param("date", from)
}
