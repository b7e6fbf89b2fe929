//! A server on the card of its owner: its control panel, and what can be done with the machine.

use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Fault, Node};

/// A button that works on a machine.
pub(super) struct Deed {
    /// The function.
    pub function: String,
    /// What is written on it.
    pub text: String,
    /// Whether it is carried out at once; else a page asks first.
    pub is_direct: bool,
}

/// A machine.
pub(super) struct Machine {
    /// Whether it is there at all.
    pub is_made: bool,
    /// Whether it should be on.
    pub runs: bool,
    /// Its control panel, and how far the license of it is.
    pub panel: String,
    pub panel_state: String,
    /// The color of that.
    pub panel_color: &'static str,
    pub panel_error: String,
    /// What can be done with it.
    pub deeds: Vec<Deed>,
}

/// The machine of a card; none where the service is something else.
pub(super) fn read(visit: &Visit, kind: &str, root: &Node) -> Option<Machine> {
    let runs = root.text_of("running")? == "on";
    let text = |name: &str| root.text_of(name).unwrap_or_default();
    let words = visit.words;
    let is_active = text("status") == "2";
    let mut deeds = Vec::new();
    let mut put = |verb: &str, text: String, is_direct: bool| {
        let function = format!("{kind}.{verb}");
        if is_active && visit.may(&function).is_some() {
            deeds.push(Deed {
                function,
                text,
                is_direct,
            });
        }
    };
    if runs {
        put("reboot", words.say("verb-reboot"), true);
        put("stop", words.say("machine-off"), false);
    } else {
        put("start", words.say("machine-on"), true);
    }
    put("changepassword", words.say("verb-changepassword"), false);
    put("password", words.say("machine-password"), false);
    put("reinstall", words.say("verb-reinstall"), false);
    let state = [text("panel_state"), text("panel_status")];
    let is_busy = !text("panel_state").is_empty();
    let state = state.into_iter().find(|state| !state.is_empty());
    Some(Machine {
        is_made: is_active,
        runs,
        panel: text("panel").to_owned(),
        panel_state: state.unwrap_or_default().to_owned(),
        panel_color: match (is_busy, text("panel_error")) {
            (_, error) if !error.is_empty() => "warn",
            (true, _) => "busy",
            (false, _) => "good",
        },
        panel_error: text("panel_error").to_owned(),
        deeds,
    })
}

#[derive(Template)]
#[template(path = "customer/password.html")]
struct SignInPage {
    words: Words,
    password: String,
    next: String,
    back: String,
}

/// How one signs in at a server.
pub(super) async fn password(visit: &Visit) -> Result<Shown, Fault> {
    let elid = visit.params.text("elid").unwrap_or_default();
    let document = visit.call(&visit.function, &[("elid", elid)]).await?;
    let text = |name: &str| document.root.text_of(name).unwrap_or_default().to_owned();
    let kind = visit.function.split('.').next().unwrap_or_default();
    let template = SignInPage {
        words: visit.words,
        password: text("password"),
        next: text("newpassword"),
        back: format!("/panel/{kind}.edit?elid={elid}"),
    };
    Ok(Shown::Page(Page::of(
        visit.words.say("machine-password"),
        &template,
    )?))
}
