//! The list of a product type's services: `soft`, `vds` … (wire 3.7).

use super::card;
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, id};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, AddonId, Level, ServiceId, Text};
use onsell_engine::{Result, Scope};
use onsell_store::service::{self, ListFilter, Service};
use onsell_wire::message::ServiceListQuery;
use onsell_wire::{Document, Fault};

/// `T`: the services of a product type. Asked for certain ones by id or `remoteid`, it tells the
/// addons too, and with `closed=on` those that are gone (our extension for batch readers).
pub(super) struct Services;

/// Which services, and which page of them.
pub(super) struct Input {
    family: Family,
    account: Option<AccountId>,
    query: ServiceListQuery,
    status: Option<i64>,
    ip: Option<String>,
    page: Page,
}

/// The services with the addons of each.
pub(super) struct Output {
    rows: Rows<(Service, Vec<(AddonId, i64)>)>,
    for_staff: bool,
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
            Parameter::optional(
                "id",
                ParameterKind::Ids,
                Text::new("Service numbers", "Номера услуг"),
            ),
            Parameter::optional(
                "remoteid",
                ParameterKind::Text,
                Text::new("The client's own names", "Собственные имена клиента"),
            ),
            Parameter::optional(
                "status",
                ParameterKind::Integer,
                Text::new("Status", "Статус"),
            ),
            Parameter::optional(
                "ip",
                ParameterKind::Text,
                Text::new("IP address", "IP-адрес"),
            ),
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
        let is_filtered = params.is_on("filter");
        Ok(Input {
            family: Family::of(ask),
            account: id(params, "account")?,
            query: ServiceListQuery::from_params(params)?,
            status: params.integer("status")?.filter(|_| is_filtered),
            ip: params.text("ip").filter(|_| is_filtered).map(str::to_owned),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(list)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        output.rows.document(ask, |(service, addons)| {
            card::row(service, addons, output.for_staff, ask.language)
        })
    }
}

fn list(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let query = &input.query;
    let filter = ListFilter {
        account: caller.account_or(input.account),
        ids: query.ids.iter().copied().map(ServiceId::new).collect(),
        references: query.references.clone(),
        with_closed: query.is_closed_included,
        status: input.status,
        ip: input.ip.clone(),
        page: input.page.window(),
    };
    let (services, total) = service::list(scope.tx, &input.family.type_name, &filter)?;
    if services.is_empty() {
        input.family.must_exist(scope)?;
    }
    let total = total.unwrap_or(services.len() as i64);
    // A whole list would cost a statement per service; a batch is bounded.
    let with_addons = !query.ids.is_empty() || !query.references.is_empty();
    let mut rows = Vec::with_capacity(services.len());
    for service in services {
        let addons = if with_addons {
            service::addons(scope.tx, service.id)?
        } else {
            Vec::new()
        };
        rows.push((service, addons));
    }
    Ok(Output {
        rows: Rows::page(rows, total, input.page),
        for_staff: caller.is_staff(),
    })
}
