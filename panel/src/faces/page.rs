//! A page: what is in the middle, and the layout around it.

use super::assets;
use super::menu::{self, MenuGroup};
use super::visit::Visit;
use super::words::Words;
use askama::Template;
use onsell_engine::sign_in::Identity;
use onsell_wire::Fault;

/// What is in the middle of a page.
pub(crate) struct Page {
    /// What the window is called.
    pub title: String,
    /// The middle, in HTML.
    pub main: String,
    /// Whether it changes while it is looked at.
    pub is_live: bool,
    /// What the answer says besides, such as a new session.
    pub cookies: Vec<String>,
    /// The status it travels with.
    pub status: u16,
}

/// What comes of a visit.
pub(crate) enum Shown {
    /// A page.
    Page(Page),
    /// Another address, with cookies to set.
    Elsewhere(String, Vec<String>),
    /// A file to keep.
    File(Download),
}

/// A file that a browser keeps and does not show.
pub(crate) struct Download {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl Page {
    /// A page from a template.
    pub fn of(title: impl Into<String>, template: &impl Template) -> Result<Self, Fault> {
        let main = template.render().map_err(|error| {
            tracing::error!(error = %error, "a page could not be written");
            Fault::internal()
        })?;
        Ok(Self {
            title: title.into(),
            main,
            is_live: false,
            cookies: Vec::new(),
            status: 200,
        })
    }

    /// The same page, which changes while it is looked at.
    #[must_use]
    pub fn live(mut self) -> Self {
        self.is_live = true;
        self
    }

    /// The whole document.
    pub fn document(&self, visit: &Visit, theme: &str) -> String {
        let layout = Layout {
            words: visit.words,
            visit,
            page: self,
            menu: menu::menu(visit),
            theme,
            style: assets::STYLE.address(),
            script: assets::SCRIPT.address(),
            brand: visit.brand(),
            print: print(&self.main),
            person: visit
                .frame
                .identity
                .as_ref()
                .filter(|identity| !identity.is_halfway),
            notice: notice(visit),
            here: visit.here(),
        };
        layout.render().unwrap_or_else(|error| {
            tracing::error!(error = %error, "a page could not be written");
            String::new()
        })
    }
}

/// The fingerprint of the middle of a page. The tokens of its forms are other ones each time, and
/// change nothing that anybody sees.
pub(super) fn print(main: &str) -> String {
    const TOKEN: &str = "name=\"csrf\" value=\"";
    let mut parts = main.split(TOKEN);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    assets::fingerprint(plain.as_bytes())
}

/// What was done a moment ago, on the page before: only the name of a function says it.
fn notice(visit: &Visit) -> Option<String> {
    let name = visit.params.text("notice")?;
    let declaration = visit.may(name)?;
    // Some have a sentence of their own, by what stands behind the product type.
    let family = declaration
        .name
        .trim_start_matches("v2.")
        .trim_start_matches("T.");
    let own = format!("done-{}", family.replace('.', "-"));
    let title = declaration.title.get(visit.language());
    let told = || visit.words.about("notice-done", title);
    Some(visit.words.find(&own).unwrap_or_else(told))
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    words: Words,
    visit: &'a Visit,
    page: &'a Page,
    menu: Vec<MenuGroup>,
    theme: &'a str,
    style: &'static str,
    script: &'static str,
    brand: String,
    print: String,
    /// Who signed in, and wholly.
    person: Option<&'a Identity>,
    notice: Option<String>,
    here: String,
}
