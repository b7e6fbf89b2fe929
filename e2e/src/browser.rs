//! A browser as a person uses it: opens pages, reads them, fills fields by their names, presses
//! what has a text. What is not there yet is waited for, with a limit; what never comes ends the
//! test and says what the page shows instead.

use crate::driver::Driver;
use crate::look::Look;
use crate::webdriver::{Element, Session, WebDriverError};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long something may take that a person waits for.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How much of a page a failure shows.
const SHOWN_MAX: usize = 3000;
/// Folders of this process.
static FOLDERS: AtomicUsize = AtomicUsize::new(0);

/// A browser that shows the pages of one installation.
pub struct Browser {
    session: Session,
    base: String,
    folder: PathBuf,
}

impl Browser {
    /// Starts a browser with nothing in it; `base` is the address that paths are below.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn start(driver: &Driver, base: &str, look: &Look) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("onsell-browser-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let capabilities = look.capabilities(&folder.to_string_lossy());
        let session = Session::begin(driver.url(), &capabilities);
        let session = session.unwrap_or_else(|error| panic!("no browser: {error}"));
        for (command, parameters) in look.commands() {
            let done = session.chromium(command, parameters);
            done.unwrap_or_else(|error| panic!("{command}: {error}"));
        }
        Self {
            session,
            base: base.trim_end_matches('/').to_owned(),
            folder,
        }
    }

    /// The requests below.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Opens a page of the installation.
    #[track_caller]
    pub fn open(&self, path: &str) {
        let opened = self.session.open(&format!("{}{path}", self.base));
        opened.unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Comes in by the door.
    #[track_caller]
    pub fn sign_in(&self, name: &str, password: &str) {
        self.open("/panel");
        self.fill("username", name);
        self.fill("password", password);
        self.click("main form button[type=submit]");
        self.find("body.panel");
    }

    /// The path and the query of the page that is shown.
    pub fn path(&self) -> String {
        let url = self.session.get("/url").unwrap_or_default();
        let url = url.as_str().unwrap_or_default();
        url.strip_prefix(&self.base).unwrap_or(url).to_owned()
    }

    /// Waits until something is there, and gives it.
    ///
    /// # Panics
    /// Where it never is.
    #[track_caller]
    pub fn wait_for<T>(
        &self,
        what: &str,
        mut look: impl FnMut(&Session) -> Result<Option<T>, WebDriverError>,
    ) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            match look(&self.session) {
                Ok(Some(found)) => return found,
                Ok(None) => {}
                Err(error) if error.is_passing() => {}
                Err(error) => panic!("{what}: {error}\n{}", self.shown()),
            }
            assert!(Instant::now() <= until, "in vain: {what}\n{}", self.shown());
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// What a person sees now, for the report of a failure.
    fn shown(&self) -> String {
        let body = self.all("body");
        let text = body.first().map(|body| self.session.text(body));
        let mut text = text.and_then(Result::ok).unwrap_or_default();
        if let Some((end, _)) = text.char_indices().nth(SHOWN_MAX) {
            text.truncate(end);
        }
        format!("at {} is shown:\n{text}", self.path())
    }

    /// Waits until the page of a function is shown.
    #[track_caller]
    pub fn arrive(&self, function: &str) {
        self.wait_for(&format!("the page of {function}"), |session| {
            let css = format!("main[data-func=\"{function}\"]");
            let found = session.all("css selector", &css)?;
            // A page is being exchanged until nothing is busy any more.
            let busy = session.all("css selector", "body[aria-busy]")?;
            Ok((!found.is_empty() && busy.is_empty()).then_some(()))
        });
    }

    /// Waits until nothing of the kind is there any more.
    #[track_caller]
    pub fn gone(&self, css: &str) {
        self.wait_for(&format!("{css} is gone"), |session| {
            let left = session.all("css selector", css)?;
            Ok(left.is_empty().then_some(()))
        });
    }

    /// From now on [`Self::is_same_page`] tells whether the page was loaded anew.
    #[track_caller]
    pub fn stay_on_page(&self) {
        self.run("window.isSamePage = true;");
    }

    /// Whether what is shown came without loading a page.
    #[track_caller]
    pub fn is_same_page(&self) -> bool {
        self.run("return window.isSamePage === true;") == true
    }

    /// Fills in a form that may have several steps: in each what it asks for, then on. Tells how
    /// many steps it had.
    #[track_caller]
    pub fn fill_in_steps(&self, fields: &[(&str, &str)]) -> usize {
        let mut open = fields.to_vec();
        let mut steps = 0;
        while !open.is_empty() {
            let pick = |value: &str| format!("a.pick[data-value=\"{value}\"]");
            let picked = open
                .iter()
                .position(|(_, value)| self.count(&pick(value)) > 0);
            if let Some(place) = picked {
                let (_, value) = open.remove(place);
                self.click(&pick(value));
                self.gone(&pick(value));
                steps += 1;
                continue;
            }
            let is_asked = |(name, _): &(&str, &str)| self.count(&field(name)) > 0;
            let asked: Vec<_> = open.iter().copied().filter(is_asked).collect();
            assert!(
                !asked.is_empty(),
                "nobody asks for {open:?}\n{}",
                self.shown()
            );
            for (name, value) in &asked {
                self.fill(name, value);
            }
            open.retain(|one| !asked.contains(one));
            self.click("main form button.primary");
            self.wait_for("the next step", |session| {
                let busy = session.all("css selector", "body[aria-busy]")?;
                Ok(busy.is_empty().then_some(()))
            });
            steps += 1;
        }
        steps
    }

    /// Ticks the row of a list that says this.
    #[track_caller]
    pub fn tick_row(&self, text: &str) {
        let quoted = quoted(text);
        let xpath = format!("//tbody/tr[contains(., {quoted})]//input[@type='checkbox']");
        self.wait_for(&format!("a row says {text}"), |session| {
            let found = session.all("xpath", &xpath)?.into_iter().next();
            let Some(found) = found else { return Ok(None) };
            if session.property(&found, "checked")? != "true" {
                session.click(&found)?;
            }
            Ok(Some(()))
        });
    }

    /// The elements that a CSS selector finds now.
    pub fn all(&self, css: &str) -> Vec<Element> {
        self.session.all("css selector", css).unwrap_or_default()
    }

    /// How many there are now.
    pub fn count(&self, css: &str) -> usize {
        self.all(css).len()
    }

    /// The first element that a person sees, waited for.
    #[track_caller]
    pub fn find(&self, css: &str) -> Element {
        self.wait_for(css, |session| {
            first_shown(session, session.all("css selector", css)?)
        })
    }

    /// The text of the first element that is found, waited for.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.wait_for(css, |session| {
            let found = first_shown(session, session.all("css selector", css)?)?;
            found.map(|found| session.text(&found)).transpose()
        })
    }

    /// Waits until an element contains a text; the whole text of it.
    #[track_caller]
    pub fn read(&self, css: &str, text: &str) -> String {
        self.wait_for(&format!("{css} says {text}"), |session| {
            for found in session.all("css selector", css)? {
                let whole = session.text(&found)?;
                if whole.contains(text) {
                    return Ok(Some(whole));
                }
            }
            Ok(None)
        })
    }

    /// Presses the button or the link that has this text.
    #[track_caller]
    pub fn press(&self, text: &str) {
        self.press_in("", text);
    }

    /// The same within the element that an XPath finds.
    #[track_caller]
    pub fn press_in(&self, place: &str, text: &str) {
        let quoted = quoted(text);
        let named = format!("[normalize-space()={quoted} or @aria-label={quoted}]");
        let xpath = ["button", "a", "summary"]
            .map(|tag| format!("{place}//{tag}{named}"))
            .join(" | ");
        self.wait_for(&format!("{text} can be pressed"), |session| {
            let found = first_shown(session, session.all("xpath", &xpath)?)?;
            found.map(|found| session.click(&found)).transpose()
        });
    }

    /// Clicks the first element that a CSS selector finds.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.wait_for(&format!("{css} can be clicked"), |session| {
            let found = first_shown(session, session.all("css selector", css)?)?;
            found.map(|found| session.click(&found)).transpose()
        });
    }

    /// Fills a field: types, chooses by value or by text, switches `on` or `off`.
    #[track_caller]
    pub fn fill(&self, name: &str, value: &str) {
        let css = field(name);
        self.wait_for(&format!("the field {name} takes {value}"), |session| {
            let fields = session.all("css selector", &css)?;
            fill(session, &fields, value)
        });
    }

    /// Shows pages in the colors that its person prefers from now on.
    #[track_caller]
    pub fn prefer(&self, is_dark: bool) {
        let (command, parameters) = Look::media(is_dark);
        let done = self.session.chromium(command, parameters);
        done.unwrap_or_else(|error| panic!("{error}"));
    }

    /// What reaches out of the window at the right, so that a person has to push the page around.
    #[track_caller]
    pub fn sticks_out(&self) -> Vec<String> {
        let script = "const width = document.documentElement.clientWidth; \
            if (document.documentElement.scrollWidth <= width) return []; \
            return [...document.querySelectorAll('body *')] \
                .filter(it => !it.closest('.table, svg') \
                    && it.getBoundingClientRect().right > width + 1) \
                .slice(0, 5).map(it => it.outerHTML.slice(0, 120));";
        let told = self.run(script);
        let told = told.as_array().into_iter().flatten();
        told.map(ToString::to_string).collect()
    }

    /// What the browser complained of since the last look: scripts and styles that the page's
    /// policy refuses, errors of scripts, requests that failed.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        let told = self.session.post("/se/log", &json!({ "type": "browser" }));
        let told = told.unwrap_or_else(|error| panic!("no log: {error}"));
        let lines = told.as_array().into_iter().flatten();
        let lines = lines.filter(|line| line["level"] != "DEBUG");
        lines
            .filter_map(|line| line["message"].as_str().map(str::to_owned))
            .collect()
    }

    /// Runs a script of ours in the page.
    #[track_caller]
    pub fn run(&self, script: &str) -> Value {
        let told = self.session.run(script, json!([]));
        told.unwrap_or_else(|error| panic!("{error}\n{}", self.shown()))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A browser that has ended already leaves only its folder.
        let _ = self.session.end();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn first_shown(session: &Session, found: Vec<Element>) -> Result<Option<Element>, WebDriverError> {
    for element in found {
        if session.is_shown(&element)? {
            return Ok(Some(element));
        }
    }
    Ok(None)
}

/// A field of a form of the page.
fn field(name: &str) -> String {
    format!("main form[method=post] [name=\"{name}\"]:not([type=hidden])")
}

/// A text in an XPath, whatever quotes it has.
fn quoted(text: &str) -> String {
    if text.contains('"') {
        format!("'{text}'")
    } else {
        format!("\"{text}\"")
    }
}

fn fill(session: &Session, fields: &[Element], value: &str) -> Result<Option<()>, WebDriverError> {
    let Some(field) = first_shown(session, fields.to_vec())? else {
        return Ok(None);
    };
    match session.property(&field, "type")?.as_str() {
        "select-one" => choose(session, &field, value),
        "checkbox" => {
            if session.property(&field, "checked")? != (value == "on").to_string() {
                session.click(&field)?;
            }
            Ok(Some(()))
        }
        "radio" => {
            for field in fields {
                if session.property(field, "value")? == value {
                    return session.click(field).map(Some);
                }
            }
            Ok(None)
        }
        "date" => {
            // How a date is typed follows the language of the browser.
            let script = "arguments[0].value = arguments[1];\
                arguments[0].dispatchEvent(new Event('input', {bubbles: true}));\
                arguments[0].dispatchEvent(new Event('change', {bubbles: true}));";
            let arguments = json!([field.as_argument(), value]);
            session.run(script, arguments).map(|_| Some(()))
        }
        _ => {
            session.clear(&field)?;
            session.write(&field, value).map(Some)
        }
    }
}

fn choose(session: &Session, field: &Element, value: &str) -> Result<Option<()>, WebDriverError> {
    let script = "for (const option of arguments[0].options) \
        if (option.value === arguments[1] || option.text.trim() === arguments[1]) return option; \
        return null;";
    let found = session.run(script, json!([field.as_argument(), value]))?;
    match Element::of(&found) {
        Some(option) => session.click(&option).map(Some),
        None => Ok(None),
    }
}
