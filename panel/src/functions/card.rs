//! How a service is shown, in a row of its list and on its card (wire 3.7, 3.8).

use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::fields::{code, cost, name_in, on, or_empty};
use onsell_domain::{AddonId, Language, Period, item_status_text};
use onsell_engine::certificate::sells_certificates;
use onsell_engine::{Result, Scope, shown};
use onsell_store::catalogue::{self, DataCenter, Provider};
use onsell_store::service::{self, Service};
use onsell_wire::Node;

/// The columns of a list of services that everybody sees.
pub(super) const COLUMNS: &[Column] = &[
    column::ID,
    column::NAME,
    column::TARIFF,
    Column::new("licname", "License name", "Имя лицензии"),
    Column::new("ip", "IP address", "IP-адрес"),
    Column::new("lickey", "License key", "Ключ лицензии"),
    Column::new("createdate", "Created", "Создано"),
    column::ENDS,
    Column::new("autoprolong", "Automatic renewal", "Автопродление"),
    Column::new("item_status", "Status", "Статус"),
    column::COST,
    column::REFERENCE,
    column::PROJECT,
    Column::new("datacentername", "Data center", "Дата-центр"),
    Column::new("CN", "Certificate for", "Сертификат для"),
    Column::new("service_status_msg", "Certificate", "Сертификат"),
    Column::new("crt_expiredate", "Certificate until", "Сертификат до"),
];

/// What providers and data centers are called: small tables, read once for a list.
pub(super) struct Names {
    providers: Vec<Provider>,
    data_centers: Vec<DataCenter>,
}

impl Names {
    /// Reads them.
    pub fn read(scope: &mut Scope<'_>) -> Result<Self> {
        Ok(Self {
            providers: catalogue::providers(scope.tx)?,
            data_centers: catalogue::data_centers(scope.tx)?,
        })
    }

    /// Where a service belongs and where it runs.
    pub fn put(&self, node: &mut Node, service: &Service, language: Language) {
        let provider = self.providers.iter().find(|one| one.id == service.provider);
        let provider = provider.map(|one| name_in(language, &one.name, &one.name_ru));
        node.put("project", provider.unwrap_or_default());
        node.put("project_id", service.provider.to_string());
        let center = service.data_center;
        let center = center.and_then(|id| self.data_centers.iter().find(|one| one.id == id));
        let name = center.map(|one| name_in(language, &one.name, &one.name_ru));
        node.put("datacenter", or_empty(service.data_center));
        node.put("datacentername", name.unwrap_or_default());
    }
}

/// What people call a service: its tariff, and by what it is told from others.
pub(super) fn title(service: &Service, language: Language) -> String {
    title_of(tariff_name(service, language), &service.name, &service.ip)
}

/// A tariff's name with a label or an address behind it.
pub(super) fn title_of(tariff: &str, name: &str, ip: &str) -> String {
    let mark = [name, ip].into_iter().find(|mark| !mark.is_empty());
    mark.map_or_else(|| tariff.to_owned(), |mark| format!("{tariff} ({mark})"))
}

/// The name of its tariff.
pub(super) fn tariff_name(service: &Service, language: Language) -> &str {
    name_in(language, &service.tariff_name, &service.tariff_name_ru)
}

/// The status as a reader sees it: the number, and the text with its key.
pub(super) fn put_status(node: &mut Node, service: &Service, language: Language) {
    let (status, key) = shown::status(service);
    node.put("status", status.number().to_string());
    let text = item_status_text(&key, language);
    node.push(Node::leaf("item_status", text.clone()).attr("orig", key));
    if !sells_certificates(&service.type_name) {
        // Certificates have a state of a kind of their own.
        node.put("service_status", "");
    }
    if shown::is_delayed(service) {
        node.put("delayed", "on");
    }
    node.put("status_msg", text);
}

/// What a card and a row have in common.
pub(super) fn put_facts(node: &mut Node, service: &Service, language: Language) {
    let created = service.created_at.date_in(&shown::zone(&service.zone));
    node.put("licname", service.name.clone());
    node.put("ip", service.ip.clone());
    node.put("lickey", service.license_key.clone());
    node.put("remoteid", service.reference.clone());
    if let Some(license) = service.license {
        node.put("license", license.to_string());
        node.put("item", license.to_string());
    }
    put_status(node, service, language);
    node.put("createdate", created.to_string());
    node.put("expiredate", or_empty(service.expires));
    node.put("real_expiredate", or_empty(service.expires));
    node.put("ip_change_date", or_empty(service.ip_changed));
    node.put("lickey_change_date", or_empty(service.key_changed));
    node.put("scheduledclose", on(service.scheduled_close.is_some()));
    node.put("scheduledclose_prop", or_empty(service.scheduled_close));
    node.put("billdaily", on(service.period == Period::Day));
    node.put("period", service.period.code().to_string());
    node.put("autoprolong", code(service.auto_prolong));
    node.put(
        "cost",
        cost(
            service.renewal_price,
            service.currency,
            service.period,
            language,
        ),
    );
    node.put("item_cost", service.renewal_price.four_digits());
    node.put("currency_str", service.currency.as_str());
}

/// A row of the list; customers do not learn whose it is and what does its work.
pub(super) fn row(
    (service, is_server): (&Service, bool),
    addons: &[(AddonId, i64)],
    names: &Names,
    for_staff: bool,
    language: Language,
) -> Node {
    let mut row = Node::new("elem");
    row.put("id", service.id.to_string());
    row.put("name", title(service, language));
    row.put("pricelist", tariff_name(service, language));
    row.put("pricelist_id", service.tariff.to_string());
    row.put("intname", service.tariff_intname.clone());
    names.put(&mut row, service, language);
    put_facts(&mut row, service, language);
    // What servers have and licenses have not; some clients read it without a default.
    for name in ["transition", "has_ip_pricelist"] {
        row.put(name, on(false));
    }
    for name in ["show_reboot", "allow_changepassword"] {
        row.put(name, on(is_server));
    }
    put_addons(&mut row, addons);
    if for_staff {
        row.put("account", service.account.to_string());
        row.put("processingmodule", service.module.to_string());
    }
    row
}

/// The addon values of a service, as far as they are shown: customers do not see what is not
/// billed.
pub(super) fn addons_of(
    scope: &mut Scope<'_>,
    caller: &Anyone,
    service: &Service,
) -> Result<Vec<(AddonId, i64)>> {
    Ok(if caller.is_staff() {
        service::addons(scope.tx, service.id)?
    } else {
        service::shown_addons(scope.tx, service.id)?
    })
}

/// The values of addons under their names on the wire.
pub(super) fn put_addons(node: &mut Node, addons: &[(AddonId, i64)]) {
    for (addon, value) in addons {
        node.put(format!("addon_{addon}"), value.to_string());
    }
}
