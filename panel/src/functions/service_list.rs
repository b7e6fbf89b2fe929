//! The list of a product type's services: `soft`, `vds` … (wire 3.7).

use super::card::{self, Names};
use super::certificate_card;
use super::server_card;
use super::service::Family;
use super::service_filter::{self, Asked};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, id};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows, Sort};
use onsell_domain::{AccountId, AddonId, Level, ServiceId, Text};
use onsell_engine::certificate::sells_certificates;
use onsell_engine::server_order::sells_servers;
use onsell_engine::{Result, Scope, shown};
use onsell_store::certificate_line::{self, CertificateLine};
use onsell_store::server::{self, ServerLine};
use onsell_store::service::Service;
use onsell_store::service_list::{self, ListFilter, Order, OrderBy};
use onsell_wire::{Document, Fault};

/// `T`: the services of a product type. Asked for certain ones by id or `remoteid`, it tells the
/// addons too, and with `closed=on` those that are gone (our extension for batch readers).
pub(super) struct Services;

/// Which services, and which page of them.
pub(super) struct Input {
    family: Family,
    account: Option<AccountId>,
    asked: Asked,
    order: Option<Sort>,
    page: Page,
}

/// The services with the addons of each.
pub(super) struct Output {
    rows: Rows<Line>,
    names: Names,
    for_staff: bool,
}

/// A service with what its row tells.
#[derive(Clone)]
struct Line {
    service: Service,
    addons: Vec<(AddonId, i64)>,
    server: Option<ServerLine>,
    certificate: Option<CertificateLine>,
}

impl Function for Services {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "T",
        kind: Kind::List(card::COLUMNS),
        level: Level::Customer,
        title: Text::new("Services", "Услуги"),
        parameters: &[
            ACCOUNT,
            FILTER,
            service_filter::ID,
            service_filter::REFERENCE,
            service_filter::STATUS,
            service_filter::IP,
            service_filter::NAME,
            service_filter::TARIFF,
            service_filter::PERIOD,
            service_filter::AUTO_PROLONG,
            service_filter::ORDERED_FROM,
            service_filter::ORDERED_TO,
            service_filter::ENDS_FROM,
            service_filter::ENDS_TO,
            service_filter::COST_FROM,
            service_filter::COST_TO,
            service_filter::DATA_CENTER,
            Parameter::optional(
                "closed",
                ParameterKind::Switch,
                Text::new("Deleted services too", "В том числе удалённые"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            family: Family::of(ask),
            account: id(params, "account")?,
            asked: if params.is_on("filter") {
                Asked::read(params)?
            } else {
                Asked::default()
            },
            order: Sort::read(params),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(list)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        output.rows.document(ask, |line| {
            let (names, for_staff) = (&output.names, output.for_staff);
            let is_server = line.server.is_some();
            let service = (&line.service, is_server);
            let mut row = card::row(service, &line.addons, names, for_staff, ask.language);
            if let Some(server) = &line.server {
                server_card::put_line(&mut row, server, ask.language);
            }
            if let Some(certificate) = &line.certificate {
                let zone = shown::zone(&line.service.zone);
                certificate_card::put_line(&mut row, certificate, &zone, ask.language);
            }
            row
        })
    }
}

fn list(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let asked = &input.asked;
    let query = &asked.query;
    let account = caller.account_or(input.account);
    // Of everybody's services only their numbers are an index.
    let order = input.order.as_ref();
    let by_index = order.and_then(|sort| indexed(sort, account.is_some()));
    let filter = ListFilter {
        account,
        ids: query.ids.iter().copied().map(ServiceId::new).collect(),
        references: query.references.clone(),
        with_closed: query.is_closed_included,
        status: asked.status,
        ip: asked.ip.clone(),
        facts: asked.facts.clone(),
        order: by_index.unwrap_or_default(),
        page: None,
    };
    let is_sorted = order.is_none() || by_index.is_some();
    let type_name = &input.family.type_name;
    // A whole list would cost a statement per service; a batch is bounded.
    let with_addons = !query.ids.is_empty() || !query.references.is_empty();
    let rows = Rows::read(input.page, is_sorted, |page| {
        let filter = ListFilter {
            page,
            ..filter.clone()
        };
        let (services, total) = service_list::list(scope.tx, type_name, &filter)?;
        let total = total.unwrap_or(services.len() as i64);
        if services.is_empty() {
            input.family.must_exist(scope)?;
        }
        let servers = servers(scope, type_name, &services)?;
        let certificates = certificates(scope, type_name, &services)?;
        let mut rows = Vec::with_capacity(services.len());
        for service in services {
            let addons = if with_addons {
                card::addons_of(scope, caller, &service)?
            } else {
                Vec::new()
            };
            let found = servers.binary_search_by_key(&service.id, |line| line.service);
            let issued = certificates.binary_search_by_key(&service.id, |line| line.service);
            rows.push(Line {
                server: found.ok().map(|place| servers[place].clone()),
                certificate: issued.ok().map(|place| certificates[place].clone()),
                service,
                addons,
            });
        }
        Ok::<_, onsell_engine::Error>((rows, total))
    })?;
    Ok(Output {
        rows,
        names: Names::read(scope)?,
        for_staff: caller.is_staff(),
    })
}

/// What the rows of servers tell besides; a bounded number of statements for any number of rows.
fn servers(
    scope: &mut Scope<'_>,
    type_name: &str,
    services: &[Service],
) -> Result<Vec<ServerLine>> {
    if !sells_servers(type_name) {
        return Ok(Vec::new());
    }
    let ids: Vec<ServiceId> = services.iter().map(|service| service.id).collect();
    Ok(server::lines(scope.tx, &ids)?)
}

/// What the rows of certificates tell besides, as above.
fn certificates(
    scope: &mut Scope<'_>,
    type_name: &str,
    services: &[Service],
) -> Result<Vec<CertificateLine>> {
    if !sells_certificates(type_name) {
        return Ok(Vec::new());
    }
    let ids: Vec<ServiceId> = services.iter().map(|service| service.id).collect();
    Ok(certificate_line::lines(scope.tx, &ids)?)
}

/// The order of a column that an index has.
fn indexed(sort: &Sort, of_one_account: bool) -> Option<Order> {
    let by = match sort.column.as_str() {
        "id" | "createdate" => OrderBy::Number,
        "expiredate" | "real_expiredate" if of_one_account => OrderBy::End,
        "status" | "item_status" if of_one_account => OrderBy::Status,
        _ => return None,
    };
    let descends = sort.descends;
    Some(Order { by, descends })
}
