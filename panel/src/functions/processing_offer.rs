//! What a module that drives servers offers: `processing.offer` and what staff do with it.
//! Templates, recipes and presets are imported from it; staff name them, say which recipe fits
//! which template by tags, and switch off what customers shall not get.

use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, on, switch};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, ModuleId, Text};
use onsell_engine::module_offers::{self, OfferInput};
use onsell_engine::{Result, Scope};
use onsell_store::module_offer::{self, ModuleOffer};
use onsell_store::processing_module;
use onsell_wire::{Document, Fault, Node};

/// The module that offers.
const MODULE: Parameter = Parameter::required(
    "plid",
    ParameterKind::Id,
    Text::new("Processing module", "Обработчик"),
);

/// `processing.offer`: everything a module offers or offered.
pub(super) struct Offers;

/// Which module, and which page.
pub(super) struct Input {
    module: ModuleId,
    page: Page,
}

impl Function for Offers {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<ModuleOffer>;

    const DECLARATION: Declaration = Declaration {
        name: "processing.offer",
        kind: Kind::List(&[
            column::ID,
            Column::new("kind", "Kind", "Вид"),
            column::INTERNAL_NAME,
            column::NAME,
            Column::new("tags", "Tags", "Теги"),
            Column::new("installs_panel", "Installs the panel", "Ставит панель"),
            Column::new("isthere", "Still offered there", "Ещё есть в модуле"),
            column::ACTIVE,
        ]),
        level: Level::Staff,
        title: Text::new("What a module offers", "Что есть у обработчика"),
        parameters: &[MODULE, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            module: ask.params.required_id("plid")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(list)
    }

    fn render(rows: &Rows<ModuleOffer>, ask: &Ask) -> Document {
        rows.document(ask, |offer| {
            let mut row = Node::new("elem");
            row.put("id", module_offers::id_of(offer));
            put(&mut row, offer);
            row
        })
    }
}

fn list(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Rows<ModuleOffer>> {
    processing_module::find(scope.tx, input.module)?
        .ok_or_else(|| Fault::missed("processingmodule", input.module))?;
    let offers = module_offer::of_module(scope.tx, input.module)?;
    Ok(Rows::whole(offers, input.page))
}

fn put(node: &mut Node, offer: &ModuleOffer) {
    node.put("kind", offer.kind.clone());
    node.put("intname", offer.intname.clone());
    node.put("name", offer.name.clone());
    node.put("tags", offer.tags.clone());
    node.put("installs_panel", on(offer.installs_panel));
    node.put("isthere", on(offer.is_there));
    node.put("active", on(offer.active));
}

/// `processing.offer.import`: asks the module what it offers.
pub(super) struct Import;

impl Function for Import {
    type Caller = Administrator;
    type Input = ModuleId;
    type Output = usize;

    const DECLARATION: Declaration = Declaration {
        name: "processing.offer.import",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new(
            "Import what a module offers",
            "Импортировать шаблоны и рецепты",
        ),
        parameters: &[MODULE, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<ModuleId, Fault> {
        ask.params.required_id("plid")
    }

    fn body(_: &ModuleId) -> Body<Self> {
        Body::Outside(|engine, caller: &Administrator, id: &ModuleId| {
            module_offers::import(engine, *id, caller.identity.author())
        })
    }

    fn render(count: &usize, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("count", count.to_string());
        document
    }
}

/// `processing.offer.edit`: shows one offer; with `sok` changes what staff say about it.
pub(super) struct Edit;

/// Which offer, and what to change; what is missing stays.
pub(super) struct EditInput {
    change: OfferInput,
    is_final: bool,
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = EditInput;
    type Output = Option<ModuleOffer>;

    const DECLARATION: Declaration = Declaration {
        name: "processing.offer.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Offer of a module", "Предложение обработчика"),
        parameters: &[
            MODULE,
            Parameter::required(
                "elid",
                ParameterKind::Text,
                Text::new("Offer, as the list says it", "Предложение, как в списке"),
            ),
            Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "tags",
                ParameterKind::Text,
                Text::new(
                    "Tags, separated by spaces: a recipe fits a template with one in common",
                    "Теги через пробел: рецепт подходит к шаблону с общим тегом",
                ),
            ),
            Parameter::optional(
                "installs_panel",
                ParameterKind::Switch,
                Text::new(
                    "The recipe installs the control panel and is given its license key",
                    "Рецепт ставит панель управления и получает ключ лицензии",
                ),
            ),
            Parameter::optional(
                "active",
                ParameterKind::Switch,
                Text::new("Customers may choose it", "Доступно клиентам"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<EditInput, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.text(name).map(str::to_owned);
        Ok(EditInput {
            change: OfferInput {
                module: params.required_id("plid")?,
                id: text("elid").ok_or_else(|| Fault::value_empty("elid"))?,
                name: text("name"),
                tags: text("tags"),
                installs_panel: switch(params, "installs_panel"),
                active: switch(params, "active"),
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &EditInput) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &EditInput| {
                let change = OfferInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                module_offers::edit(scope, &change).map(|()| None)
            })
        } else {
            Body::Read(|scope, _, input: &EditInput| {
                let change = &input.change;
                module_offers::find(scope, change.module, &change.id).map(Some)
            })
        }
    }

    fn render(output: &Option<ModuleOffer>, ask: &Ask) -> Document {
        let Some(offer) = output else {
            return done(ask);
        };
        let mut form = Document::form(&ask.function);
        form.put("plid", offer.module.to_string());
        form.put("elid", module_offers::id_of(offer));
        put(&mut form.root, offer);
        form
    }
}
