//! What a processing module is asked for, by its kind: only what that kind has.

use crate::faces::field::{Control, Field, label_and_hint};
use onsell_domain::{Language, Text};
use onsell_modules::settings;
use onsell_modules::{ModuleKind, Worker};

/// What people call a kind.
pub(super) fn name(kind: ModuleKind, language: Language) -> &'static str {
    let text = match kind {
        ModuleKind::BillManager => Text::new("BILLmanager", "BILLmanager"),
        ModuleKind::License => Text::new("Own license stock", "Собственные лицензии"),
        ModuleKind::Manual => Text::new("By hand", "Вручную"),
        ModuleKind::VmManager6 => Text::new("VMmanager 6", "VMmanager 6"),
        ModuleKind::VmManager5 => Text::new("VMmanager 5", "VMmanager 5"),
        ModuleKind::DciManager6 => Text::new("DCImanager 6", "DCImanager 6"),
        ModuleKind::DciManager5 => Text::new("DCImanager 5", "DCImanager 5"),
        ModuleKind::Lxd => Text::new("LXD or Incus", "LXD или Incus"),
        ModuleKind::Acme => Text::new("ACME", "ACME"),
        ModuleKind::OwnCa => Text::new(
            "Own certificate authority",
            "Собственный центр сертификации",
        ),
        ModuleKind::GoGetSsl => Text::new("GoGetSSL", "GoGetSSL"),
        ModuleKind::IspmanagerSsl => Text::new("Ispmanager (SSL)", "Ispmanager (SSL)"),
    };
    text.get(language)
}

/// What it does, in a sentence.
pub(super) fn purpose(kind: ModuleKind, language: Language) -> &'static str {
    let text = match kind.capabilities().worker {
        Worker::Seller => Text::new(
            "Resells what another billing system provides; the license server of other modules.",
            "Перепродаёт услуги другой биллинговой системы; сервер лицензий для других обработчиков.",
        ),
        Worker::Itself => Text::new(
            "Gives licenses out of the stock of this installation.",
            "Выдаёт лицензии из запаса этой установки.",
        ),
        Worker::Staff => Text::new(
            "Every operation becomes a task for your staff.",
            "Каждая операция становится задачей для сотрудников.",
        ),
        Worker::Machines => Text::new(
            "Creates and drives the machines of its customers.",
            "Создаёт серверы клиентов и управляет ими.",
        ),
        Worker::Issuer => Text::new(
            "Issues SSL certificates and renews them inside the paid term.",
            "Выпускает SSL-сертификаты и перевыпускает их в пределах оплаченного срока.",
        ),
    };
    text.get(language)
}

/// What its connection needs.
pub(super) fn connection(kind: ModuleKind) -> &'static [&'static str] {
    match kind.capabilities().worker {
        _ if kind == ModuleKind::OwnCa => &["password"],
        Worker::Seller | Worker::Machines | Worker::Issuer if kind != ModuleKind::Lxd => {
            &["url", "username", "password"]
        }
        Worker::Machines => &["url", "password"],
        _ => &[],
    }
}

/// What else there is to say about it.
pub(super) fn details(kind: ModuleKind) -> Vec<&'static str> {
    let mut names = vec!["datacenter", "name", "department", "orderpriority"];
    match kind.capabilities().worker {
        Worker::Seller => names.extend(["minimalbalance", "costrise"]),
        Worker::Machines => {
            names.extend(["licenseserver", "openlimit", "startmachines"]);
            names.extend(settings(kind).iter().map(|setting| setting.name));
        }
        Worker::Issuer => {
            names.extend(settings(kind).iter().map(|setting| setting.name));
        }
        Worker::Staff => names.extend(["licenseserver", "openlimit"]),
        Worker::Itself => {}
    }
    names
}

/// Settings are called as their kind calls them, have what holds where nothing was entered, and are
/// a box to tick where they are on or off.
pub(super) fn plainly(fields: &mut [Field], kind: ModuleKind, language: Language) {
    for field in fields {
        let mut known = settings(kind).iter();
        let Some(setting) = known.find(|setting| setting.name == field.name) else {
            continue;
        };
        (field.label, field.hint) = label_and_hint(setting.title.get(language));
        if !field.is_set {
            field.set(setting.default);
        }
        if matches!(setting.default, "on" | "off") {
            field.control = Control::Switch;
            field.hint.clear();
        }
    }
}

/// Whether a module of a kind works only with this of its connection: an authority may have no
/// account, and one of one's own makes its key.
pub(super) fn is_needed(kind: ModuleKind, name: &str) -> bool {
    match kind {
        ModuleKind::Acme => matches!(name, "url" | "name"),
        ModuleKind::OwnCa => name == "name",
        _ => matches!(name, "url" | "username" | "name" | "password"),
    }
}
