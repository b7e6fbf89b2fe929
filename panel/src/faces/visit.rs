//! A visit: one page that somebody asked for, and the calls that answer it.

use super::frame::Frame;
use super::locale::Locale;
use super::words::Words;
use crate::declaration::Declaration;
use crate::fields::name_in;
use crate::panel::{Called, Panel, Request};
use onsell_domain::{Language, Level, Money};
use onsell_wire::{Document, Fault, Params};

/// Fields of our pages that no function reads.
pub(crate) const OURS: [&str; 4] = ["csrf", "back", "notice", "func"];

/// One page that somebody asked for.
pub(crate) struct Visit {
    /// The panel that is visited.
    pub panel: Panel,
    /// Who asks, from where and how, without parameters.
    pub request: Request,
    /// The function behind the path, empty for the dashboard.
    pub function: String,
    /// What the address or the form says.
    pub params: Params,
    /// Why the form that was sent was refused; it is shown again with what was typed.
    pub fault: Option<Fault>,
    /// Who it is and what stands around the page.
    pub frame: Frame,
    /// The texts in the language of the page.
    pub words: Words,
    /// How dates and money are read there.
    pub locale: Locale,
    /// Whether a form was sent, so that what it says stays out of addresses.
    pub is_sent: bool,
    /// To what the forms of a guest belong, and whether it is new.
    pub guest: (String, bool),
}

impl Visit {
    /// The level of who looks.
    pub fn level(&self) -> Level {
        let identity = self.frame.identity.as_ref();
        identity.map_or(Level::Guest, |identity| identity.level)
    }

    /// Whether it is one of the staff.
    pub fn is_staff(&self) -> bool {
        self.level() >= Level::Staff
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// What the function of the page says of itself.
    pub fn declaration(&self) -> Option<&'static Declaration> {
        self.panel.registry().declaration(&self.function)
    }

    /// What a function of that name says of itself, if whoever looks may call it.
    pub fn may(&self, function: &str) -> Option<&'static Declaration> {
        let declaration = self.panel.registry().declaration(function)?;
        (declaration.level <= self.level()).then_some(declaration)
    }

    /// Calls a function with these parameters.
    pub async fn call(&self, function: &str, params: &[(&str, &str)]) -> Result<Document, Fault> {
        let params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.call_with(function, params.collect()).await.result
    }

    /// The same with the parameters as they are, and all that came of it.
    pub async fn call_with(&self, function: &str, mut params: Params) -> Called {
        for name in OURS {
            params.remove(name);
        }
        params.set("func", function);
        let mut request = self.request.clone();
        request.params = params;
        request.language = Some(self.language());
        self.panel.call(request).await
    }

    /// Looks with a function that changes nothing although it is no plain read, such as one whose
    /// work is undone, or a form that asks another system: no foreign page can do harm with it.
    pub async fn look(&self, function: &str, params: Params) -> Result<Document, Fault> {
        self.look_with(function, params).await.result
    }

    /// The same, and all that came of it. Whatever would perform is left out.
    pub async fn look_with(&self, function: &str, mut params: Params) -> Called {
        for name in OURS.into_iter().chain(["sok", "clicked_button"]) {
            params.remove(name);
        }
        params.set("func", function);
        let mut request = self.request.clone();
        request.params = params;
        request.language = Some(self.language());
        request.is_same_origin = true;
        self.panel.call(request).await
    }

    /// Why something was refused, with the field called what the page calls it.
    pub fn told(&self, fault: &Fault) -> String {
        let message = fault.message(self.language());
        let parameters = self.declaration().map_or(&[][..], |known| known.parameters);
        let meant = parameters
            .iter()
            .find(|parameter| fault.object() == Some(parameter.name));
        let Some(parameter) = meant else {
            return message;
        };
        let (label, _) = super::field::label_and_hint(parameter.text.get(self.language()));
        message.replace(&format!("'{}'", parameter.name), &format!("“{label}”"))
    }

    /// To whom the forms of this page belong.
    pub fn subject(&self) -> String {
        match (&self.frame.identity, &self.request.session_cookie) {
            (Some(_), Some(session)) => session.clone(),
            _ => self.guest.0.clone(),
        }
    }

    /// The token of a form of this page.
    pub fn csrf(&self) -> String {
        self.panel.csrf().token(&self.subject())
    }

    /// The columns that whoever looks chose for the list of this page.
    pub fn columns(&self) -> Option<Vec<String>> {
        let chosen = self.frame.columns.as_ref()?;
        Some(chosen.split(',').map(str::to_owned).collect())
    }

    /// The language that the page is not in.
    pub fn other_language(&self) -> &'static str {
        match self.language() {
            Language::En => Language::Ru.code(),
            Language::Ru => Language::En.code(),
        }
    }

    /// The page behind `/panel/live`.
    pub fn live_path(&self) -> String {
        let here = self.here();
        here.strip_prefix("/panel").unwrap_or_default().to_owned()
    }

    /// Money as people read it.
    pub fn money(&self, money: &Money) -> String {
        self.locale.money(*money)
    }

    /// What the provider is called, at the top of every page.
    pub fn brand(&self) -> String {
        let provider = self.frame.provider.as_ref();
        let name = provider.map(|one| name_in(self.language(), &one.name, &one.name_ru));
        name.filter(|name| !name.is_empty())
            .unwrap_or("Onsell")
            .to_owned()
    }

    /// The address of a page with these parameters.
    pub fn address(function: &str, params: &Params) -> String {
        let mut params = params.clone();
        for name in OURS {
            params.remove(name);
        }
        let query = params.to_query();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/panel/{function}{mark}{query}")
    }

    /// The address of this page, without what is secret in it.
    pub fn here(&self) -> String {
        let told = self.params.redacted();
        let told = told.filter(|(name, _)| !self.is_sent || matches!(*name, "elid" | "plid"));
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self::address(&self.function, &told.map(owned).collect())
    }

    /// The page to return to, if it is one of ours.
    pub fn back(&self) -> Option<&str> {
        self.params.text("back").filter(|back| is_ours(back))
    }
}

/// Whether an address leads to a page of this panel and nowhere else.
pub(crate) fn is_ours(address: &str) -> bool {
    let rest = address.strip_prefix("/panel");
    let is_plain = |c: char| c.is_ascii_graphic() && c != '\\';
    rest.is_some_and(|rest| {
        (rest.is_empty() || rest.starts_with(['/', '?'])) && rest.chars().all(is_plain)
    })
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn nobody_is_sent_elsewhere() {
        let check = |address: &str, expect: bool| assert_eq!(is_ours(address), expect, "{address}");
        check("/panel", true);
        check("/panel/soft?p_num=2", true);
        check("/panel?notice=x", true);
        check("/panelx", false);
        check("//evil.example/panel", false);
        check("https://evil.example/panel", false);
        check("/panel/\\evil.example", false);
        check("/panel/\r\nSet-Cookie:x", false);
        check("", false);
    }
}
