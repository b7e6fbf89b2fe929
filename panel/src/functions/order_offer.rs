//! What can be ordered, as the newer clients read it: `v2.soft.order.pricelist` and its like
//! (wire 3.3). Prices are public.

use super::order_tariff::{DATA_CENTER, PROJECT, data_centers};
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Guest;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{id, name_in, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{DataCenterId, Level, ProviderId, Text};
use onsell_engine::{Result, Scope};
use onsell_store::catalogue::{self, DataCenter};
use onsell_store::tariff::{Price, Tariff};
use onsell_store::tariff_list::{self, TariffFilter};
use onsell_wire::{Document, Fault, Node};

/// The most tariffs of one page.
const PAGE_TARIFFS_MAX: i64 = 1000;

/// `v2.T.order.pricelist`: the tariffs with the price of every period.
pub(super) struct Offers;

/// A tariff that can be ordered.
pub(super) struct Offered {
    /// The tariff.
    pub tariff: Tariff,
    /// Its periods.
    pub prices: Vec<Price>,
}

/// Every tariff of a product type that can be ordered.
pub(super) fn read(
    scope: &mut Scope<'_>,
    family: &Family,
    project: Option<ProviderId>,
) -> Result<Vec<Offered>> {
    Ok(offered(scope, family, project, None)?.0)
}

/// The tariffs of one page or all, and how many there are in all.
fn offered(
    scope: &mut Scope<'_>,
    family: &Family,
    project: Option<ProviderId>,
    window: Option<(u32, u32)>,
) -> Result<(Vec<Offered>, i64)> {
    let filter = TariffFilter {
        type_name: Some(family.type_name.clone()),
        provider: project,
        ids: Vec::new(),
        only_active: true,
    };
    let (tariffs, total) = tariff_list::page(scope.tx, &filter, window)?;
    if tariffs.is_empty() {
        family.must_exist(scope)?;
    }
    let priced = tariff_list::with_prices(scope.tx, tariffs)?.into_iter();
    let offered = priced.map(|(tariff, prices)| Offered { tariff, prices });
    Ok((offered.collect(), total))
}

/// Which page of which tariffs.
pub(super) struct Input {
    family: Family,
    project: Option<ProviderId>,
    data_center: Option<DataCenterId>,
    /// Tariffs to pass over and to show.
    window: (u32, u32),
}

/// A page of tariffs.
pub(super) struct Output {
    offered: Vec<Offered>,
    total: i64,
    data_centers: Vec<DataCenter>,
    data_center: Option<DataCenterId>,
}

impl Function for Offers {
    type Caller = Guest;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "v2.T.order.pricelist",
        kind: Kind::Tree,
        level: Level::Guest,
        title: Text::new("What can be ordered", "Доступно для заказа"),
        parameters: &[
            DATA_CENTER,
            PROJECT,
            Parameter::optional(
                "page",
                ParameterKind::Id,
                Text::new("Page, from 1", "Страница, начиная с 1"),
            ),
            Parameter::optional(
                "page_size",
                ParameterKind::Id,
                Text::new("Tariffs per page", "Тарифов на странице"),
            ),
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let bounded = |name, default| -> std::result::Result<i64, Fault> {
            Ok(params
                .integer(name)?
                .unwrap_or(default)
                .min(PAGE_TARIFFS_MAX))
        };
        Ok(Input {
            family: Family::of(ask),
            project: id(params, "project")?,
            data_center: id(params, "datacenter")?,
            window: window(bounded("page", 1)?, bounded("page_size", PAGE_TARIFFS_MAX)?),
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(page)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let mut document = Document::form(&ask.function);
        document.put("datacenter", or_empty(output.data_center));
        document.put("p_elems", output.total.to_string());
        document.push(data_centers(&output.data_centers, ask));
        document.push(Node::new("flist"));
        let center = output.data_centers.iter();
        let center = center
            .clone()
            .find(|one| Some(one.id) == output.data_center);
        let mut list = Node::new("list").attr("name", "pricelist");
        for offered in &output.offered {
            list.push(row(offered, center, ask));
        }
        document.with(list)
    }
}

/// Tariffs to pass over and to show; both numbers are above zero and at most
/// [`PAGE_TARIFFS_MAX`].
fn window(page: i64, size: i64) -> (u32, u32) {
    let number = |number: i64| u32::try_from(number).unwrap_or_default();
    (number((page - 1) * size), number(size))
}

fn page(scope: &mut Scope<'_>, _: &Guest, input: &Input) -> Result<Output> {
    let (offered, total) = offered(scope, &input.family, input.project, Some(input.window))?;
    let data_centers = catalogue::data_centers(scope.tx)?;
    let first = data_centers.first().map(|first| first.id);
    Ok(Output {
        offered,
        total,
        data_center: input.data_center.or(first),
        data_centers,
    })
}

fn row(offered: &Offered, center: Option<&DataCenter>, ask: &Ask) -> Node {
    let Offered { tariff, prices } = offered;
    let mut row = Node::new("elem");
    row.put("id", tariff.id.to_string());
    let title = name_in(ask.language, &tariff.name, &tariff.name_ru);
    row.put("title", title);
    row.put("intname", tariff.intname.clone());
    row.put("description", "");
    row.put("order_available", "on");
    let mut place = Node::new("datacenter");
    place.put("id", or_empty(center.map(|center| center.id)));
    let name = center.map(|center| name_in(ask.language, &center.name, &center.name_ru));
    place.put("value", name.unwrap_or_default());
    let mut list = Node::new("prices");
    for price in prices {
        let mut node = Node::new("price");
        node.put("period", price.period.code().to_string());
        node.put("cost", price.price.to_string());
        node.put("currency", tariff.currency.as_str());
        list.push(node);
    }
    row.with(place).with(list)
}
