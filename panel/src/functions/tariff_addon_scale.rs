//! The scale of an addon's prices: `pricelist.detail.scale` and its form (semantics 2.3). The key
//! of a row is its amount.

use super::tariff_addon::{Input, costs, input};
use super::tariff_addon_edit::PRICE;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, group, prices, saved};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Rows};
use onsell_domain::{AddonId, Currency, Level, Text};
use onsell_engine::addon_scale_edit::{self, ScaleInput};
use onsell_engine::{Result, Scope};
use onsell_store::addon_scale::ScaleStep;
use onsell_wire::{Document, Fault, Node};

const ADDON: Parameter = Parameter::required(
    "plid",
    ParameterKind::Id,
    Text::new("Addon number", "Номер дополнения"),
);
const AMOUNT: Text = Text::new("Units above the included ones", "Единиц сверх включённых");

/// `pricelist.detail.scale`: the amounts that have prices of their own.
pub(super) struct Steps;

/// An amount with its price for each period.
pub(super) type Step = (Vec<ScaleStep>, Currency);

impl Function for Steps {
    type Caller = Staff;
    type Input = Input<AddonId>;
    type Output = Rows<Step>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail.scale",
        kind: Kind::List(&[
            column::ID,
            Column::new("amount", AMOUNT.en, AMOUNT.ru),
            column::PRICE,
        ]),
        level: Level::Staff,
        title: Text::new("Scale of an addon", "Шкала цен дополнения"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Addon number", "Номер дополнения"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input<AddonId>, Fault> {
        input(ask)
    }

    fn body(_: &Input<AddonId>) -> Body<Self> {
        Body::Read(|scope: &mut Scope<'_>, _: &Staff, input: &Input<AddonId>| {
            let (steps, currency) = addon_scale_edit::steps(scope, input.of)?;
            let same = steps.chunk_by(|one, other| one.amount == other.amount);
            let rows = same.map(|prices| (prices.to_vec(), currency));
            Ok(Rows::whole(rows.collect(), input.page))
        })
    }

    fn render(rows: &Rows<Step>, ask: &Ask) -> Document {
        rows.document(ask, |(prices, currency)| {
            let amount = prices.first().map_or(0, |step| step.amount);
            let prices = prices.iter().map(|step| (step.period, step.price));
            let mut row = Node::new("elem");
            row.put("id", amount.to_string());
            row.put("amount", amount.to_string());
            row.put("price", costs(prices, *currency, ask));
            row
        })
    }
}

/// `pricelist.detail.scale.edit`: shows the prices of an amount; with `sok` adds it or changes
/// them.
pub(super) struct Edit;

/// Which amount of which addon, and what to change of it.
pub(super) struct EditInput {
    change: ScaleInput,
    is_final: bool,
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = EditInput;
    /// The prices that are there; none when they were saved.
    type Output = Option<Vec<ScaleStep>>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail.scale.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Prices of an amount", "Цены количества"),
        parameters: &[
            ADDON,
            Parameter::required("elid", ParameterKind::Id, AMOUNT),
            PRICE,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<EditInput, Fault> {
        let params = &ask.params;
        Ok(EditInput {
            change: ScaleInput {
                addon: params.required_id("plid")?,
                amount: params.required_id("elid")?,
                prices: prices(params)?,
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &EditInput) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &EditInput| {
                let change = ScaleInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                addon_scale_edit::save(scope, &change)?;
                Ok(None)
            })
        } else {
            Body::Read(|scope, _, input: &EditInput| {
                let (mut steps, _) = addon_scale_edit::steps(scope, input.change.addon)?;
                steps.retain(|step| step.amount == input.change.amount);
                Ok(Some(steps))
            })
        }
    }

    fn render(output: &Option<Vec<ScaleStep>>, ask: &Ask) -> Document {
        let amount = ask.params.text("elid").unwrap_or_default();
        let Some(steps) = output else {
            return saved(ask, amount);
        };
        let mut form = Document::form(&ask.function);
        form.put("plid", ask.params.text("plid").unwrap_or_default());
        form.put("elid", amount);
        for step in steps {
            let code = step.period.code();
            form.put(format!("price_{code}"), step.price.to_string());
        }
        form
    }
}

/// `pricelist.detail.scale.delete`: amounts have no prices of their own any more.
pub(super) struct Delete;

/// Which amounts of which addon.
pub(super) struct DeleteInput {
    addon: AddonId,
    amounts: Vec<i64>,
}

impl Function for Delete {
    type Caller = Administrator;
    type Input = DeleteInput;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail.scale.delete",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Delete amounts of a scale", "Удалить количества из шкалы"),
        parameters: &[
            ADDON,
            Parameter::required("elid", ParameterKind::Ids, AMOUNT),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<DeleteInput, Fault> {
        Ok(DeleteInput {
            addon: ask.params.required_id("plid")?,
            amounts: group(&ask.params, "elid")?,
        })
    }

    fn body(input: &DeleteInput) -> Body<Self> {
        Body::Each(input.amounts.clone(), delete)
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

fn delete(
    scope: &mut Scope<'_>,
    caller: &Administrator,
    input: &DeleteInput,
    amount: i64,
) -> Result<()> {
    addon_scale_edit::delete(scope, input.addon, amount, caller.identity.author())
}
