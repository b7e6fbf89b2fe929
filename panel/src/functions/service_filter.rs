//! What a list of services can be filtered by, in the call itself or kept by a session:
//! `soft.filter` and its like (wire 3.7).

use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind as Is};
use crate::fields::{SOK, done, id, name_in};
use crate::function::{Body, Function};
use onsell_domain::{Level, Period, Text, Zone, item_status_text};
use onsell_engine::{Result, Scope, list_filter};
use onsell_store::catalogue::{self, DataCenter};
use onsell_store::service_list::FactFilter;
use onsell_store::tariff::Tariff;
use onsell_store::tariff_list::{self, TariffFilter};
use onsell_wire::message::ServiceListQuery;
use onsell_wire::{Document, Fault, Node, Params};

const fn field(name: &'static str, kind: Is, en: &'static str, ru: &'static str) -> Parameter {
    Parameter::optional(name, kind, Text::new(en, ru))
}

pub(super) const ID: Parameter = field("id", Is::Ids, "Service numbers", "Номера услуг");
pub(super) const REFERENCE: Parameter = field(
    "remoteid",
    Is::Text,
    "The client's own names",
    "Собственные имена клиента",
);
pub(super) const STATUS: Parameter = field("status", Is::Integer, "Status", "Статус");
pub(super) const IP: Parameter = field("ip", Is::Text, "IP address", "IP-адрес");
pub(super) const NAME: Parameter = field("licname", Is::Text, "Part of the name", "Часть названия");
pub(super) const TARIFF: Parameter = field("pricelist", Is::Ids, "Tariff plans", "Тарифные планы");
pub(super) const PERIOD: Parameter = field("period", Is::Period, "Period", "Период");
pub(super) const AUTO_PROLONG: Parameter = field(
    "autoprolong",
    Is::AutoProlong,
    "Automatic renewal",
    "Автопродление",
);
pub(super) const ORDERED_FROM: Parameter = field(
    "orderdatefrom",
    Is::Date,
    "Ordered on this day or later",
    "Заказано не раньше этого дня",
);
pub(super) const ORDERED_TO: Parameter = field(
    "orderdateto",
    Is::Date,
    "Ordered on this day or earlier",
    "Заказано не позже этого дня",
);
pub(super) const ENDS_FROM: Parameter = field(
    "expiredatefrom",
    Is::Date,
    "Ends on this day or later",
    "Действует до этого дня или дольше",
);
pub(super) const ENDS_TO: Parameter = field(
    "expiredateto",
    Is::Date,
    "Ends on this day or earlier",
    "Действует не дольше этого дня",
);
pub(super) const COST_FROM: Parameter = field(
    "cost_from",
    Is::Amount,
    "Costs so much or more",
    "Стоит столько или больше",
);
pub(super) const COST_TO: Parameter = field(
    "cost_to",
    Is::Amount,
    "Costs so much or less",
    "Стоит столько или меньше",
);
pub(super) const DATA_CENTER: Parameter = field("datacenter", Is::Id, "Data center", "Дата-центр");

/// The fields that a session keeps.
const KEPT: [Parameter; 15] = [
    ID,
    REFERENCE,
    STATUS,
    IP,
    NAME,
    TARIFF,
    PERIOD,
    AUTO_PROLONG,
    ORDERED_FROM,
    ORDERED_TO,
    ENDS_FROM,
    ENDS_TO,
    COST_FROM,
    COST_TO,
    DATA_CENTER,
];

/// How many tariffs the form offers; more are found by the number.
const TARIFFS_MAX: u32 = 300;

/// Which services are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// By number and by name.
    pub query: ServiceListQuery,
    /// In this status.
    pub status: Option<i64>,
    /// With this address.
    pub ip: Option<String>,
    /// What else they must be.
    pub facts: FactFilter,
}

impl Asked {
    /// Reads the fields of a request that has `filter=on`. A day is one in UTC, as a list may hold
    /// services of several providers.
    pub fn read(params: &Params) -> std::result::Result<Self, Fault> {
        let zone = Zone::default();
        let name = ["licname", "name", "domain"];
        let name = name.into_iter().find_map(|name| params.text(name));
        let opened = params.date("opendate")?;
        let ends = params.date("expiredate")?;
        let to = params.date("orderdateto")?.or(opened);
        Ok(Self {
            query: ServiceListQuery::from_params(params)?,
            status: params.integer("status")?,
            ip: params.text("ip").map(str::to_owned),
            facts: FactFilter {
                name: name.map(str::to_owned),
                tariffs: params
                    .integers("pricelist")?
                    .into_iter()
                    .map(Into::into)
                    .collect(),
                period: params.period("period")?,
                auto_prolong: match params.text("autoprolong") {
                    Some("on") | None => None,
                    Some(_) => Some(params.period("autoprolong")?),
                },
                created_from: params
                    .date("orderdatefrom")?
                    .or(opened)
                    .map(|day| zone.start_of(day)),
                created_before: to
                    .and_then(|day| day.tomorrow().ok())
                    .map(|day| zone.start_of(day)),
                expires_from: params.date("expiredatefrom")?.or(ends),
                expires_to: params.date("expiredateto")?.or(ends),
                cost_from: params.amount("cost_from")?,
                cost_to: params.amount("cost_to")?,
                data_center: id(params, "datacenter")?,
            },
        })
    }
}

fn kept_params(scope: &mut Scope<'_>, session: &str, type_name: &str) -> Result<Params> {
    let query = list_filter::kept(scope, session, type_name)?.unwrap_or_default();
    Ok(Params::parse_urlencoded(&query).unwrap_or_default())
}

/// `T.filter`: the filter that the session keeps for the list `T`; with `sok` another one.
pub(super) struct Filter;

/// The session, and the filter to keep.
pub(super) struct Input {
    family: Family,
    session: Option<String>,
    query: Option<String>,
}

/// The form, or nothing where the filter was kept.
pub(super) struct Form {
    values: Params,
    tariffs: Vec<Tariff>,
    data_centers: Vec<DataCenter>,
}

impl Function for Filter {
    type Caller = Anyone;
    type Input = Input;
    type Output = Option<Form>;

    const DECLARATION: Declaration = Declaration {
        name: "T.filter",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Filter", "Фильтр"),
        parameters: &[
            ID,
            REFERENCE,
            STATUS,
            IP,
            NAME,
            TARIFF,
            PERIOD,
            AUTO_PROLONG,
            ORDERED_FROM,
            ORDERED_TO,
            ENDS_FROM,
            ENDS_TO,
            COST_FROM,
            COST_TO,
            DATA_CENTER,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let session = ask.session_id().map(str::to_owned);
        let query = if ask.is_final() {
            if session.is_none() {
                return Err(no_session());
            }
            let mut kept = Params::default();
            kept.push("filter", "on");
            for field in KEPT {
                if let Some(value) = ask.params.text(field.name) {
                    kept.push(field.name, value);
                }
            }
            Asked::read(&kept)?;
            let is_empty = kept.len() == 1;
            Some(if is_empty {
                String::new()
            } else {
                kept.to_query()
            })
        } else {
            None
        };
        Ok(Input {
            family: Family::of(ask),
            session,
            query,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.query.is_some() {
            Body::Write(carry_out)
        } else {
            Body::Read(carry_out)
        }
    }

    fn render(output: &Option<Form>, ask: &Ask) -> Document {
        match output {
            None => done(ask),
            Some(shown) => form(shown, ask),
        }
    }
}

pub(super) fn no_session() -> Fault {
    let reason = Text::new(
        "A filter is kept by a session: sign in, or filter in the call itself with filter=on",
        "Фильтр хранится в сессии: войдите или передайте filter=on в самом вызове",
    );
    Fault::value_because("auth", "", reason)
}

fn carry_out(scope: &mut Scope<'_>, _: &Anyone, input: &Input) -> Result<Option<Form>> {
    let type_name = &input.family.type_name;
    input.family.must_exist(scope)?;
    if let (Some(session), Some(query)) = (&input.session, &input.query) {
        list_filter::keep(scope, session, type_name, query)?;
        return Ok(None);
    }
    let values = match &input.session {
        Some(session) => kept_params(scope, session, type_name)?,
        None => Params::default(),
    };
    let tariffs = TariffFilter {
        type_name: Some(type_name.clone()),
        only_active: true,
        ..TariffFilter::default()
    };
    Ok(Some(Form {
        values,
        tariffs: tariff_list::page(scope.tx, &tariffs, Some((0, TARIFFS_MAX)))?.0,
        data_centers: catalogue::data_centers(scope.tx)?,
    }))
}

fn form(shown: &Form, ask: &Ask) -> Document {
    const PERIODS: [Period; 5] = [
        Period::Trial,
        Period::Day,
        Period::Months(1),
        Period::Months(3),
        Period::Months(12),
    ];
    let language = ask.language;
    let mut form = Document::form(&ask.function);
    for field in KEPT {
        form.put(
            field.name,
            shown.values.text(field.name).unwrap_or_default(),
        );
    }
    let choice = |name: &'static str| Node::new("slist").attr("name", name);
    let value = |key: String, text: String| Node::leaf("val", text).attr("key", key);
    let mut tariffs = choice("pricelist");
    for tariff in &shown.tariffs {
        let name = name_in(language, &tariff.name, &tariff.name_ru);
        tariffs.push(value(tariff.id.to_string(), name.to_owned()));
    }
    let mut periods = choice("period");
    for period in PERIODS {
        periods.push(value(period.code().to_string(), period.name(language)));
    }
    let mut statuses = choice("status");
    for key in ["1", "2", "3", "5"] {
        statuses.push(value(key.to_owned(), item_status_text(key, language)));
    }
    let mut data_centers = choice("datacenter");
    for center in &shown.data_centers {
        let name = name_in(language, &center.name, &center.name_ru);
        data_centers.push(value(center.id.to_string(), name.to_owned()));
    }
    form.with(tariffs)
        .with(periods)
        .with(statuses)
        .with(data_centers)
}
