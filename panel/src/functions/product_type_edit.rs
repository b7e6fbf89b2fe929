//! The rules of a product type: `itemtype.edit` (wire 3.13, semantics 2.1).

use super::rule_fields;
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, saved};
use crate::function::{Body, Function};
use onsell_domain::{Level, ProductTypeId, RuleChanges, Text};
use onsell_engine::{Result, Scope, tariffs};
use onsell_store::catalogue::{self, ProductType};
use onsell_wire::{Document, Fault};

/// `itemtype.edit`: shows the rules of a product type; with `sok` changes them for every service
/// whose tariff does not say otherwise.
pub(super) struct Edit;

/// Which product type, and what to change of it.
pub(super) struct Input {
    id: ProductTypeId,
    change: Option<RuleChanges>,
}

/// What came of it.
pub(super) enum Output {
    /// The product type.
    Shown(Box<ProductType>),
    /// Changed.
    Saved(ProductTypeId),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "itemtype.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Product type", "Тип продукта"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Number of the product type", "Номер типа продукта"),
            ),
            rule_fields::CLIENT_SUSPENDS,
            rule_fields::CLIENT_RESUMES,
            rule_fields::CLIENT_DELETES,
            rule_fields::DELETION,
            rule_fields::AUTO_DELETION,
            rule_fields::IP_CHANGE_DAYS,
            rule_fields::KEY_CHANGE_DAYS,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let change = if ask.is_final() {
            Some(rule_fields::changes(&ask.params)?)
        } else {
            None
        };
        Ok(Input {
            id: ask.params.required_id("elid")?,
            change,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.change.is_some() {
            Body::Write(save)
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Saved(id) => saved(ask, id),
            Output::Shown(shown) => form(shown, ask),
        }
    }
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    let found = catalogue::product_type(scope.tx, input.id)?;
    let found = found.ok_or_else(|| Fault::missed("itemtype", input.id))?;
    Ok(Output::Shown(Box::new(found)))
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &Input) -> Result<Output> {
    let Some(change) = &input.change else {
        return show(scope, caller, input);
    };
    tariffs::save_type(scope, input.id, change, caller.identity.author())?;
    Ok(Output::Saved(input.id))
}

fn form(shown: &ProductType, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    form.put("elid", shown.id.to_string());
    form.put("id", shown.id.to_string());
    form.put("intname", shown.intname.clone());
    form.put("name", shown.name.clone());
    form.put("name_ru", shown.name_ru.clone());
    rule_fields::put_rules(&mut form.root, &shown.rules);
    form
}
