//! Actions on several objects at once: the result of each, and `groupedit`, which saves one form
//! for several objects (wire 1.2).

use crate::answer::{Answering, Entry, Who};
use crate::ask::{Ask, Credential};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, group};
use crate::panel::{Panel, refusal};
use onsell_domain::{Level, Text};
use onsell_wire::{Document, Fault, Node};

/// What became of each object, by its number.
pub(crate) type Results = Vec<(String, Result<(), Fault>)>;

/// The answer of an action on several objects. When one was refused the answer is its refusal, so
/// that nobody takes a part for the whole; the rows tell which were done.
pub(crate) fn document(ask: &Ask, who: &Who, results: Results) -> Document {
    let refused = results.iter().find_map(|(_, result)| result.as_ref().err());
    let document = match refused {
        Some(fault) => refusal(fault, ask, who),
        None => Document::result(&ask.function).with(Node::new("ok")),
    };
    let rows = results.iter().map(|(id, result)| row(id, result, ask));
    document.with_group(rows.collect())
}

fn row(id: &str, result: &Result<(), Fault>, ask: &Ask) -> Node {
    let row = Node::new("elem").with(Node::leaf("elid", id));
    match result {
        Ok(()) => row.with(Node::leaf("status", "ok")),
        Err(fault) => row
            .with(Node::leaf("status", "error"))
            .with(Node::leaf("type", fault.kind()))
            .with(Node::leaf("object", fault.object().unwrap_or_default()))
            .with(Node::leaf("msg", fault.message(ask.language))),
    }
}

/// `groupedit`: shows the form of the first object; with `sok` saves for each of them the fields
/// that the call names.
pub(crate) struct GroupEdit;

impl GroupEdit {
    const DECLARATION: Declaration = Declaration {
        name: "groupedit",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Edit several at once", "Изменить несколько сразу"),
        parameters: &[
            Parameter::required(
                "faction",
                ParameterKind::Text,
                Text::new("The form to save", "Сохраняемая форма"),
            ),
            Parameter::required("elid", ParameterKind::Ids, Text::new("Objects", "Объекты")),
            SOK,
        ],
    };
}

impl Entry for GroupEdit {
    fn declaration(&self) -> &'static Declaration {
        const { &Self::DECLARATION }
    }

    fn answer<'a>(&'a self, panel: &'a Panel, ask: &'a mut Ask, who: &'a Who) -> Answering<'a> {
        Box::pin(answer(panel, ask, who))
    }
}

async fn answer(panel: &Panel, ask: &mut Ask, who: &Who) -> Result<Document, Fault> {
    if matches!(ask.credential, Credential::None) {
        return Err(Fault::access(&ask.function));
    }
    GroupEdit::DECLARATION.check(&ask.params)?;
    let function = ask.params.required_text("faction")?.to_owned();
    let found = panel.registry().find(&function);
    // Only a form of one object: not itself, and nothing that would do something else.
    let form = found.filter(|(entry, _)| {
        let of_one = |p: &Parameter| p.name == "elid" && p.kind == ParameterKind::Id;
        let declaration = entry.declaration();
        declaration.kind == Kind::Form && declaration.parameters.iter().any(of_one)
    });
    let Some((entry, product_type)) = form else {
        return Err(Fault::access(&function));
    };
    let product_type = product_type.map(str::to_owned);
    let ids: Vec<i64> = group(&ask.params, "elid")?;
    let mut results = Vec::with_capacity(ids.len());
    for id in ids {
        let mut one = ask.clone();
        one.function.clone_from(&function);
        one.product_type.clone_from(&product_type);
        one.params.set("func", function.as_str());
        one.params.set("elid", id.to_string());
        one.params.remove("faction");
        let answered = entry.answer(panel, &mut one, who).await;
        if !ask.is_final() {
            return answered;
        }
        ask.language = one.language;
        results.push((id.to_string(), answered.map(drop)));
    }
    Ok(document(ask, who, results))
}
