//! The rules of a product type: `itemtype.edit` (wire 3.13, semantics 2.1).

use super::catalogue_edit::entry;
use super::rule_fields;
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, saved};
use crate::function::{Body, Function};
use onsell_domain::{Level, ProductTypeId, RuleChanges, Text, TrialRule};
use onsell_engine::catalogue::Entry;
use onsell_engine::{Result, Scope, tariffs};
use onsell_store::catalogue::{self, ProductType};
use onsell_wire::{Document, Fault};

/// `itemtype.edit`: shows a product type; with `sok` changes what it is called and its rules, for
/// every service whose tariff does not say otherwise; without a number a new one is made.
pub(super) struct Edit;

/// Which product type, and what to change of it.
pub(super) struct Input {
    entry: Entry,
    change: Option<RuleChanges>,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
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
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Number of the product type; without one a new one is made",
                    "Номер типа продукта; без него создаётся новый",
                ),
            ),
            Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "name_ru",
                ParameterKind::Text,
                Text::new("Russian name", "Название по-русски"),
            ),
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new("Internal name of a new one", "Внутреннее имя нового"),
            ),
            Parameter::optional(
                "orderpriority",
                ParameterKind::Integer,
                Text::new("Place in the list", "Место в списке"),
            ),
            Parameter::optional(
                "trialtype",
                ParameterKind::Text,
                Text::new(
                    "A trial is had once per: product_type, tariff, service; or unlimited",
                    "Пробный период один на: product_type, tariff, service; или unlimited",
                ),
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
        let trial_rule = ask.params.text("trialtype");
        let trial_rule = trial_rule
            .map(|name| TrialRule::parse(name).ok_or_else(|| Fault::value("trialtype", name)));
        Ok(Input {
            entry: Entry {
                trial_rule: trial_rule.transpose()?,
                ..entry(ask)?
            },
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
            Output::Empty => Document::form(&ask.function),
            Output::Saved(id) => saved(ask, id),
            Output::Shown(shown) => form(shown, ask),
        }
    }
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    let Some(id) = input.entry.id else {
        return Ok(Output::Empty);
    };
    let found = catalogue::product_type(scope.tx, ProductTypeId::new(id))?;
    let found = found.ok_or_else(|| Fault::missed("itemtype", id))?;
    Ok(Output::Shown(Box::new(found)))
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &Input) -> Result<Output> {
    let Some(change) = &input.change else {
        return show(scope, caller, input);
    };
    let entry = Entry {
        by: caller.identity.author(),
        ..input.entry.clone()
    };
    let id = ProductTypeId::new(onsell_engine::catalogue::save_product_type(scope, &entry)?);
    tariffs::save_type(scope, id, change, caller.identity.author())?;
    Ok(Output::Saved(id))
}

fn form(shown: &ProductType, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    form.put("elid", shown.id.to_string());
    form.put("id", shown.id.to_string());
    form.put("intname", shown.intname.clone());
    form.put("name", shown.name.clone());
    form.put("name_ru", shown.name_ru.clone());
    form.put("orderpriority", shown.sort.to_string());
    form.put("trialtype", shown.trial_rule.name());
    rule_fields::put_rules(&mut form.root, &shown.rules);
    form
}
