//! The buttons of a list: what can be done with its rows, from the functions behind its name.

use super::form::SEVERAL;
use super::visit::Visit;
use super::words::Words;
use crate::declaration::{Declaration, Kind, ParameterKind};
use onsell_domain::Language;

/// Verbs that have a place of their own on the page.
const ELSEWHERE: [&str; 6] = ["filter", "setfilter", "checkip", "newkey", "back", "offer"];
/// What staff do as the client, whose pages lead through it.
const FOR_CUSTOMERS: [&str; 1] = ["order"];
/// Names under which other clients call what has a name already.
const OTHER_NAMES: [&str; 4] = ["hardreboot", "setmanual", "add.profiledata", "su_task"];
/// What only machines can be told.
const MACHINES: [&str; 7] = [
    "start",
    "stop",
    "reboot",
    "reinstall",
    "changepassword",
    "password",
    "hardreboot",
];
/// The kinds of services that are machines.
const MACHINE_TYPES: [&str; 2] = ["vds", "dedic"];
/// The buttons over lists of what is processed automatically: the others are on the page of one,
/// where they appear after it was taken over.
const FOR_SEVERAL: [(&str, &[&str]); 2] = [
    ("runningoperation", &["start"]),
    ("task", &["take", "start"]),
];
/// Verbs whose work cannot be taken back, or whose reason is asked for: they are confirmed.
const CONFIRMED: [&str; 15] = [
    "delete",
    "deletekey",
    "refuse",
    "suspend",
    "stop",
    "rollback",
    "transfer",
    "unlink",
    "apply",
    "reset",
    "sendanyway",
    "takeover",
    "done",
    "reinstall",
    "refund",
];

/// Verbs that begin something new, so that no row is chosen before.
const BEGIN: [&str; 2] = ["add", "import"];

/// How a button works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Press {
    /// Opens a page that says what will be done.
    Shows,
    /// Is carried out at once.
    Performs,
}

/// A button over a list.
pub(crate) struct Button {
    /// The function it calls.
    pub function: String,
    /// What is written on it.
    pub text: String,
    /// Whether it needs rows to be chosen.
    pub needs_rows: bool,
    /// How it works.
    pub press: Press,
    /// Whether something is lost.
    pub is_danger: bool,
    /// What it is called with besides the rows.
    pub extra: Option<(&'static str, String)>,
}

impl Button {
    /// Whether it is carried out at once.
    pub fn performs(&self) -> bool {
        self.press == Press::Performs
    }

    /// Where it leads as a link.
    pub fn address(&self) -> String {
        let extra = self.extra.iter();
        let params = extra.map(|(name, value)| ((*name).to_owned(), value.clone()));
        Visit::address(&self.function, &params.collect())
    }
}

/// The text of a verb: its own message, or else the title of the function.
pub(crate) fn text(words: Words, verb: &str, declaration: &Declaration) -> String {
    let name = format!("verb-{verb}");
    let title = |language: Language| declaration.title.get(language).to_owned();
    words.find(&name).unwrap_or_else(|| title(words.language()))
}

/// The buttons of the list of a page: first those that need no rows.
pub(crate) fn buttons(visit: &Visit, list: &'static Declaration) -> Vec<Button> {
    let mut buttons = Vec::new();
    for (verb, declaration) in visit.panel.registry().behind(list.name) {
        let is_hidden = ELSEWHERE.contains(&verb)
            || is_for_one(list.name, verb)
            || OTHER_NAMES.contains(&verb)
            || visit.is_staff() && FOR_CUSTOMERS.contains(&verb)
            || list.name == "T" && is_for_others(&visit.function, verb);
        if is_hidden || declaration.level > visit.level() || declaration.kind == Kind::Tree {
            continue;
        }
        let function = format!("{}.{verb}", visit.function);
        let elid = parameter(declaration, "elid");
        let extra = parent(visit, declaration);
        let takes_rows = elid.is_some() && !BEGIN.contains(&verb);
        let can_begin = elid.is_none_or(|(_, required)| !required);
        if verb == "edit" {
            // A row leads to its form by itself.
            if !can_begin || declaration.kind != Kind::Form || adds(visit, list) {
                continue;
            }
            buttons.push(Button {
                function,
                text: visit.words.say("verb-add"),
                needs_rows: false,
                press: Press::Shows,
                is_danger: false,
                extra,
            });
            continue;
        }
        buttons.push(Button {
            text: text(visit.words, verb, declaration),
            needs_rows: takes_rows,
            press: press(verb, declaration),
            is_danger: is_danger(verb),
            function,
            extra,
        });
    }
    buttons.extend(edit_several(visit, list));
    buttons.sort_by_key(|button| button.needs_rows);
    buttons
}

/// The function behind a list, as it was called, with this last word, if whoever looks may call
/// it. The name alone would not do: `journal.edit` would be the card of a service of the kind
/// `journal`.
pub(crate) fn behind(
    visit: &Visit,
    list: &'static Declaration,
    name: &str,
    verb: &str,
) -> Option<(String, &'static Declaration)> {
    let mut behind = visit.panel.registry().behind(list.name);
    let (_, declaration) = behind.find(|(known, _)| *known == verb)?;
    let name = format!("{name}.{verb}");
    (declaration.level <= visit.level()).then_some((name, declaration))
}

/// Lists whose rows are worked on one by one.
const ONE_BY_ONE: [&str; 4] = [
    "runningoperation",
    "task",
    "unknowncall",
    "processing.calls",
];

/// One form for several rows (`groupedit`, wire 1.2).
fn edit_several(visit: &Visit, list: &'static Declaration) -> Option<Button> {
    let (form, declaration) = behind(visit, list, &visit.function, "edit")?;
    let of_one = parameter(declaration, "elid").map(|(kind, _)| kind) == Some(ParameterKind::Id);
    if declaration.kind != Kind::Form || !of_one || ONE_BY_ONE.contains(&list.name) {
        return None;
    }
    Some(Button {
        function: SEVERAL.to_owned(),
        text: visit.words.say("verb-edit-several"),
        needs_rows: true,
        press: Press::Shows,
        is_danger: false,
        extra: Some(("faction", form)),
    })
}

/// Whether there is a function of its own for adding.
fn adds(visit: &Visit, list: &'static Declaration) -> bool {
    behind(visit, list, &visit.function, "add").is_some()
}

/// Whether a verb means nothing to services of this kind.
fn is_for_others(kind: &str, verb: &str) -> bool {
    MACHINES.contains(&verb) && !MACHINE_TYPES.contains(&kind)
}

/// Whether a verb is offered on the page of one object only.
fn is_for_one(list: &str, verb: &str) -> bool {
    let known = FOR_SEVERAL.iter().find(|(name, _)| *name == list);
    known.is_some_and(|(_, verbs)| !verbs.contains(&verb))
}

/// Whether something is lost by a verb.
pub(crate) fn is_danger(verb: &str) -> bool {
    matches!(
        verb,
        "delete" | "deletekey" | "refuse" | "reinstall" | "rollback"
    )
}

/// Whether a verb is carried out at once, and nothing is asked before.
pub(crate) fn performs(verb: &str, declaration: &Declaration) -> bool {
    press(verb, declaration) == Press::Performs
}

fn press(verb: &str, declaration: &Declaration) -> Press {
    let own = declaration
        .parameters
        .iter()
        .filter(|p| !matches!(p.name, "elid" | "sok" | "plid"));
    let asks = own.count() > 0;
    if declaration.kind != Kind::Action || asks || CONFIRMED.contains(&verb) {
        Press::Shows
    } else {
        Press::Performs
    }
}

/// The kind of a parameter of that name, and whether every call has to have it.
fn parameter(declaration: &Declaration, name: &str) -> Option<(ParameterKind, bool)> {
    let found = declaration.parameters.iter().find(|p| p.name == name)?;
    Some((found.kind, found.required))
}

/// What belongs to one object says which: the `elid` of the list is the `plid` of what is behind.
fn parent(visit: &Visit, declaration: &Declaration) -> Option<(&'static str, String)> {
    let parent = visit.params.text("elid").or(visit.params.text("plid"))?;
    parameter(declaration, "plid").map(|_| ("plid", parent.to_owned()))
}
