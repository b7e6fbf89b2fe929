//! Tariffs of a seller become ours: `pricelist.import` (wire 4.3, semantics 1.3).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, group, id, name_in, put_warnings};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, ModuleId, ProviderId, TariffId, Text};
use onsell_engine::import::{ImportInput, Imported, available, import};
use onsell_engine::{Engine, Result};
use onsell_wire::message::PriceListTariff;
use onsell_wire::{Document, Fault, Node};

/// `pricelist.import`: lists what a module's seller offers; with `sok` imports tariffs, which are
/// off until an administrator switches them on.
pub(super) struct Import;

/// From where, and what.
pub(super) struct Input {
    module: ModuleId,
    tariffs: Vec<i64>,
    provider: Option<ProviderId>,
    id: Option<TariffId>,
    page: Page,
}

/// What came of it.
pub(super) enum Output {
    /// What the seller offers.
    Offered(Rows<PriceListTariff>),
    /// The tariffs here, in the order asked for.
    Imported(Vec<Imported>),
}

impl Function for Import {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.import",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Import tariffs", "Импорт тарифов"),
        parameters: &[
            Parameter::required(
                "processingmodule",
                ParameterKind::Id,
                Text::new("Processing module", "Обработчик"),
            ),
            Parameter::optional(
                "pricelist",
                ParameterKind::Ids,
                Text::new("The seller's tariff numbers", "Номера тарифов продавца"),
            ),
            Parameter::optional(
                "project",
                ParameterKind::Id,
                Text::new("Provider", "Провайдер"),
            ),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "The number it shall have here, for a single tariff",
                    "Номер у нас, для одного тарифа",
                ),
            ),
            SOK,
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let tariffs = if ask.is_final() {
            group(params, "pricelist")?
        } else {
            Vec::new()
        };
        let id = id(params, "elid")?;
        if let Some(id) = id
            && tariffs.len() > 1
        {
            return Err(Fault::value("elid", id));
        }
        Ok(Input {
            module: params.required_id("processingmodule")?,
            tariffs,
            provider: crate::fields::id(params, "project")?,
            id,
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Outside(offer_or_import)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Offered(rows) => rows.document(ask, |tariff| row(tariff, ask)),
            Output::Imported(imported) => result(imported, ask),
        }
    }
}

fn offer_or_import(engine: &Engine, caller: &Administrator, input: &Input) -> Result<Output> {
    if input.tariffs.is_empty() {
        let offered = available(engine, input.module)?;
        return Ok(Output::Offered(Rows::whole(offered, input.page)));
    }
    // Each import is a unit of its own and may be repeated, so a failure in the middle loses none.
    let imported = input.tariffs.iter().map(|tariff| {
        let input = ImportInput {
            module: input.module,
            tariff: *tariff,
            provider: input.provider,
            id: input.id,
            by: caller.identity.author(),
        };
        import(engine, &input)
    });
    imported.collect::<Result<_>>().map(Output::Imported)
}

/// The numbers here, and a sentence for everything that somebody should look at.
fn result(imported: &[Imported], ask: &Ask) -> Document {
    let ids: Vec<String> = imported.iter().map(|one| one.tariff.to_string()).collect();
    let mut document = Document::result(&ask.function);
    document.put("id", ids.join(", "));
    for one in imported {
        put_warnings(&mut document.root, &one.lines, ask.language);
    }
    document.with(Node::new("ok"))
}

fn row(tariff: &PriceListTariff, ask: &Ask) -> Node {
    let currency = tariff
        .currency
        .map(|currency| currency.to_string())
        .unwrap_or_default();
    let costs: Vec<String> = tariff
        .prices
        .iter()
        .map(|(period, cost, _)| format!("{cost} {currency} / {}", period.name(ask.language)))
        .collect();
    let mut row = Node::new("elem");
    row.put("id", tariff.id.to_string());
    row.put("name", name_in(ask.language, &tariff.name, &tariff.name_ru));
    row.put("intname", tariff.intname.clone());
    row.put("itemtype", tariff.product_type.clone());
    row.put("pricelist_cost", costs.join(", "));
    row.put("currency_str", currency);
    row.put("addons", tariff.addons.len().to_string());
    row
}
