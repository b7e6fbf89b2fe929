//! What a module that drives servers has beside what every module has, in the form
//! `processing.edit` (semantics 3.1, 3.3).

use crate::declaration::{Parameter, ParameterKind};
use crate::fields::{on, or_empty, switch};
use onsell_domain::{Change, ModuleId, Text};
use onsell_engine::connect_server::{ServerInput, Shown};
use onsell_modules::ModuleKind;
use onsell_modules::settings;
use onsell_wire::{Document, Fault, Params};

/// The module that the licenses of control panels are bought from.
pub(super) const LICENSE_SERVER: Parameter = Parameter::optional(
    "licenseserver",
    ParameterKind::Id,
    Text::new(
        "License server: the BILLmanager module that control panels are bought from; empty: none",
        "Сервер лицензий: обработчик BILLmanager, у которого покупаются панели; пусто — нет",
    ),
);
/// How much may be opened at once.
pub(super) const OPEN_LIMIT: Parameter = Parameter::optional(
    "openlimit",
    ParameterKind::Integer,
    Text::new(
        "How many services it opens at the same time; empty: any number",
        "Сколько услуг открывается одновременно; пусто — без ограничений",
    ),
);
/// What becomes of machines that are off.
pub(super) const STARTS_MACHINES: Parameter = Parameter::optional(
    "startmachines",
    ParameterKind::Switch,
    Text::new(
        "Switch on machines of active services that are found off",
        "Включать выключенные серверы активных услуг",
    ),
);

/// A setting of one or several kinds of modules.
const fn setting(name: &'static str, title: Text) -> Parameter {
    Parameter::optional(name, ParameterKind::Text, title)
}

/// The settings of all kinds, each once.
pub(super) const SETTINGS: [Parameter; 20] = [
    setting(
        "fingerprint",
        Text::new(
            "SHA-256 of the server's certificate, where no public authority signed it",
            "SHA-256 сертификата сервера, если он не подписан публичным центром",
        ),
    ),
    setting("project", Text::new("LXD: project", "LXD: проект")),
    setting(
        "instance_type",
        Text::new(
            "LXD: container or virtual-machine",
            "LXD: container или virtual-machine",
        ),
    ),
    setting(
        "pool",
        Text::new("LXD: storage pool of the disks", "LXD: пул дисков"),
    ),
    setting(
        "network",
        Text::new(
            "LXD: a network, routed, or routed:INTERFACE",
            "LXD: сеть, routed или routed:ИНТЕРФЕЙС",
        ),
    ),
    setting(
        "addresses",
        Text::new(
            "LXD: wait, none, or ranges of addresses to choose from",
            "LXD: wait, none или диапазоны адресов",
        ),
    ),
    setting(
        "suspension",
        Text::new(
            "How a machine is suspended: stop or freeze at LXD, power or port at DCImanager",
            "Как останавливать: stop или freeze для LXD, power или port для DCImanager",
        ),
    ),
    setting(
        "cluster",
        Text::new(
            "VMmanager 6: number of the cluster",
            "VMmanager 6: номер кластера",
        ),
    ),
    setting(
        "pools",
        Text::new(
            "Numbers of the address pools, separated by commas",
            "Номера пулов адресов через запятую",
        ),
    ),
    setting(
        "location",
        Text::new(
            "DCImanager: number of the location",
            "DCImanager: номер локации",
        ),
    ),
    setting(
        "ca_certificate",
        Text::new(
            "Own authority: its certificate in PEM; without it and a key both are made",
            "Собственный центр: сертификат в PEM; без него и ключа они создаются",
        ),
    ),
    setting(
        "suffixes",
        Text::new(
            "Own authority: the domains it may issue for, with everything below; empty: any",
            "Собственный центр: домены для выпуска вместе с поддоменами; пусто — любые",
        ),
    ),
    setting(
        "validity_days",
        Text::new(
            "Own authority: how many days a certificate is valid",
            "Собственный центр: сколько дней действует сертификат",
        ),
    ),
    setting(
        "email",
        Text::new(
            "ACME: an e-mail address where the authority reaches us",
            "ACME: адрес почты для писем от центра",
        ),
    ),
    setting(
        "accepts_terms",
        Text::new(
            "ACME: whether the terms of the authority are accepted, on or off",
            "ACME: приняты ли условия центра, on или off",
        ),
    ),
    setting(
        "root",
        Text::new(
            "ACME: root certificate of the authority's own HTTPS, PEM, where it is no public one",
            "ACME: корневой сертификат для HTTPS центра, PEM, если он не публичный",
        ),
    ),
    setting(
        "looks_first",
        Text::new(
            "ACME: look whether a proof is published before the authority does, on or off",
            "ACME: проверять публикацию до проверки центром, on или off",
        ),
    ),
    setting(
        "resolver",
        Text::new(
            "ACME: DNS servers to look at, ADDRESS or ADDRESS:PORT; empty: those of the system",
            "ACME: серверы DNS для проверки, АДРЕС или АДРЕС:ПОРТ; пусто — системные",
        ),
    ),
    setting(
        "web_port",
        Text::new(
            "ACME: port where files are looked at; another than 80 only in closed networks",
            "ACME: порт для проверки файлов; не 80 только в закрытых сетях",
        ),
    ),
    setting(
        "revokes",
        Text::new(
            "ACME: revoke the certificate of a service that is closed, on or off",
            "ACME: отзывать сертификат удалённой услуги, on или off",
        ),
    ),
];

/// What was entered; what is missing stays.
pub(super) fn parse(params: &Params) -> Result<ServerInput, Fault> {
    let entered = SETTINGS.iter().filter_map(|setting| {
        let value = params.get(setting.name)?;
        Some((setting.name.to_owned(), value.to_owned()))
    });
    Ok(ServerInput {
        settings: entered.collect(),
        license_server: match entered_number(params, LICENSE_SERVER.name)? {
            Change::Is(id) => Change::Is(ModuleId::new(id)),
            Change::Unsaid => Change::Unsaid,
            Change::Stays => Change::Stays,
        },
        open_limit: match entered_number(params, OPEN_LIMIT.name)? {
            Change::Is(limit) if limit < 1 => {
                return Err(Fault::value(OPEN_LIMIT.name, limit));
            }
            other => other,
        },
        starts_machines: switch(params, STARTS_MACHINES.name),
    })
}

fn entered_number(params: &Params, name: &str) -> Result<Change<i64>, Fault> {
    if params.get(name).is_none() {
        return Ok(Change::Stays);
    }
    Ok(match params.integer(name)? {
        Some(number) => Change::Is(number),
        None => Change::Unsaid,
    })
}

/// Shows what holds of a module that drives servers.
pub(super) fn put(form: &mut Document, kind: ModuleKind, shown: &Shown) {
    form.put("licenseserver", or_empty(shown.rules.license_server));
    form.put("openlimit", or_empty(shown.rules.open_limit));
    form.put("startmachines", on(shown.rules.starts_machines));
    for setting in settings(kind) {
        let entered = shown.settings.get(setting.name);
        let value = entered.map_or(setting.default, String::as_str);
        form.put(setting.name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_every_kind_can_be_entered() {
        for kind in ModuleKind::ALL {
            for setting in settings(kind) {
                let mut known = SETTINGS.iter();
                let is_known = known.any(|parameter| parameter.name == setting.name);
                assert!(is_known, "{} of {}", setting.name, kind.name());
            }
        }
    }
}
