//! The panel: an engine with the functions in front of it.

use crate::answer::Who;
use crate::ask::{Ask, Credential};
use crate::declaration::Kind;
use crate::describe::describe;
use crate::faces::csrf::Csrf;
use crate::function::Cookie;
use crate::pool::{
    CALLS_AT_ONCE, CALLS_MAX, HASHES_AT_ONCE, HASHES_MAX, LOOKS_AT_ONCE, LOOKS_MAX, Pool,
};
use crate::registry::Registry;
use onsell_domain::{AddressRanges, Language, Level, Secret};
use onsell_engine::{Engine, session, unknown_call};
use onsell_wire::cookie::SESSION_COOKIE;
use onsell_wire::{Document, Fault, Format, Heading, Node, Params, Stack, split_authinfo};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What an administrator may set of the panel.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the proxy in front of us sends as `X-Forwarded-Secret`, so that we believe its client
    /// addresses (wire 1.3). None believes nobody.
    pub forwarded_secret: Option<Secret>,
    /// The address under which callers reach us, such as `https://billing.example`; none takes the
    /// `Host` of each request.
    pub address: Option<String>,
    /// From where `authinfo` may be used, whoever the user is (wire 1.3, `RestrictAuthinfoRange`);
    /// empty is anywhere.
    pub authinfo_ranges: AddressRanges,
    /// Origins of pages that may read our answers (wire 1.3); none by default.
    pub origins: Vec<String>,
    /// Whether strangers may register.
    pub registration: bool,
}

/// An engine with the functions in front of it. Cheap to clone.
#[derive(Clone)]
pub struct Panel(Arc<Inside>);

struct Inside {
    engine: Engine,
    options: Arc<Options>,
    registry: Registry,
    csrf: Csrf,
    looking: Pool,
    hashing: Pool,
    outside: Pool,
    stopping: AtomicBool,
}

/// An answer and how it leaves.
pub(crate) struct Reply {
    /// The document in its encoding.
    pub body: String,
    /// The encoding.
    pub format: Format,
    /// Whether nothing was begun because there is too much to do.
    pub is_overload: bool,
    /// The value of `Set-Cookie`.
    pub cookie: Option<String>,
    /// The function whose answer this is.
    pub function: String,
    /// The function of a page that takes the answer as a script.
    pub callback: Option<String>,
}

/// What came of a call, before it is written in an encoding.
pub(crate) struct Called {
    /// The answer or the refusal.
    pub result: Result<Document, Fault>,
    /// Whether it may have changed anything or asked another system.
    pub changes: bool,
    /// The value of `Set-Cookie`.
    pub cookie: Option<String>,
}

/// A request whose parameters are known and whose caller is not.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a statement of its own about the call"
)]
pub(crate) struct Request {
    pub params: Params,
    pub session_cookie: Option<String>,
    pub language: Option<Language>,
    pub language_of_browser: Language,
    pub address: IpAddr,
    /// What the browser or program says of itself.
    pub device: String,
    pub is_local: bool,
    pub is_same_origin: bool,
    pub is_foreign_origin: bool,
    pub is_idle: bool,
    pub host: String,
}

impl Panel {
    /// A panel over an engine.
    pub fn new(engine: Engine, options: Options) -> Self {
        let csrf = Csrf::new(&engine.derived_key("tokens of forms"));
        Self(Arc::new(Inside {
            engine,
            options: Arc::new(options),
            registry: Registry::new(),
            csrf,
            looking: Pool::new(LOOKS_AT_ONCE, LOOKS_MAX),
            hashing: Pool::new(HASHES_AT_ONCE, HASHES_MAX),
            outside: Pool::new(CALLS_AT_ONCE, CALLS_MAX),
            stopping: AtomicBool::new(false),
        }))
    }

    /// The engine behind.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// What an administrator set.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Every function there is.
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The tokens of forms.
    pub fn csrf(&self) -> &Csrf {
        &self.0.csrf
    }

    pub(crate) fn looking(&self) -> &Pool {
        &self.0.looking
    }

    pub(crate) fn hashing(&self) -> &Pool {
        &self.0.hashing
    }

    pub(crate) fn outside(&self) -> &Pool {
        &self.0.outside
    }

    /// Whether the house is closing.
    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::SeqCst)
    }

    /// Lets everybody who waits for an event go with an empty list; nobody waits any more.
    pub fn stop_waiting(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
        self.engine().feeds().wake_all();
    }

    /// Carries out a call as the machine's administrator (level 30) and waits for it. For programs
    /// on this machine that have the engine in their own process.
    pub fn call_local(&self, params: Params, format: Format) -> String {
        let request = Request {
            params,
            session_cookie: None,
            language: None,
            language_of_browser: Language::En,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            device: String::new(),
            is_local: true,
            is_same_origin: true,
            is_foreign_origin: false,
            is_idle: false,
            host: self.options().address.clone().unwrap_or_default(),
        };
        // A thread of its own: the caller may be inside another runtime.
        let run = || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build();
            match runtime {
                Ok(runtime) => runtime.block_on(self.answer(request, format)).body,
                Err(error) => {
                    tracing::error!(error = %error, "no runtime for a local call");
                    Fault::internal()
                        .to_document(Language::En, None)
                        .encode(format)
                }
            }
        };
        std::thread::scope(|threads| threads.spawn(run).join()).unwrap_or_else(|_| {
            Fault::internal()
                .to_document(Language::En, None)
                .encode(format)
        })
    }

    /// Carries out a call and writes its answer in an encoding.
    pub(crate) async fn answer(&self, request: Request, format: Format) -> Reply {
        let (who, session, is_local) = (
            Who::default(),
            request.session_cookie.clone(),
            request.is_local,
        );
        let mut ask = self.ask(request, format);
        let result = self.carry_out(&mut ask, session, is_local, &who).await;
        let is_overload = matches!(&result, Err(fault) if fault.kind() == "overload");
        let document = match result {
            Ok(document) => headed(document, &ask),
            Err(fault) => refusal(&fault, &ask, &who),
        };
        let callback = self.callback(&ask);
        let mut body = document.encode(format);
        if let Some(callback) = &callback {
            // The comment keeps old browsers from taking the name for the beginning of a file.
            body = format!("/**/{callback}({body});");
        }
        Reply {
            body,
            format,
            is_overload,
            cookie: set_cookie(&ask),
            function: ask.function,
            callback,
        }
    }

    /// Carries out a call for a page, which needs the answer and not its text.
    pub(crate) async fn call(&self, request: Request) -> Called {
        let (who, session, is_local) = (
            Who::default(),
            request.session_cookie.clone(),
            request.is_local,
        );
        let mut ask = self.ask(request, Format::Devel);
        let result = self.carry_out(&mut ask, session, is_local, &who).await;
        Called {
            result,
            changes: ask.changes,
            cookie: set_cookie(&ask),
        }
    }

    fn ask(&self, request: Request, format: Format) -> Ask {
        let chosen = request
            .params
            .text("lang")
            .map(Language::parse)
            .or(request.language);
        Ask {
            function: request.params.text("func").unwrap_or_default().to_owned(),
            product_type: None,
            language: chosen.unwrap_or(request.language_of_browser),
            is_language_chosen: chosen.is_some(),
            format,
            address: request.address,
            device: request.device,
            credential: Credential::None,
            su: request.params.text("su").map(str::to_owned),
            host: self.options().address.clone().unwrap_or(request.host),
            options: Arc::clone(&self.0.options),
            cookie: Cookie::Stays,
            params: request.params,
            is_same_origin: request.is_same_origin,
            is_foreign_origin: request.is_foreign_origin,
            is_idle: request.is_idle,
            changes: false,
        }
    }

    /// Where a public answer in JSON goes as a script (wire 1.3); never one that was given to
    /// somebody in particular.
    fn callback(&self, ask: &Ask) -> Option<String> {
        let callback = ask.params.text("callback")?;
        let is_json = matches!(ask.format, Format::DollarJson | Format::Bjson);
        let (entry, _) = self.registry().find(&ask.function)?;
        let is_public =
            entry.declaration().level == Level::Guest && entry.declaration().kind != Kind::Action;
        (is_json && is_public && is_callback(callback)).then(|| callback.to_owned())
    }

    async fn carry_out(
        &self,
        ask: &mut Ask,
        session_cookie: Option<String>,
        is_local: bool,
        who: &Who,
    ) -> Result<Document, Fault> {
        refuse_null(&ask.params)?;
        let found = self.registry().find(&ask.function);
        let Some((entry, product_type)) = found else {
            self.learn_unknown(ask, session_cookie, is_local);
            return Err(Fault::access(&ask.function));
        };
        ask.product_type = product_type.map(str::to_owned);
        if entry.declaration().level > Level::Guest {
            ask.credential = self.credential(ask, session_cookie, is_local).await?;
        }
        let mut document = entry.answer(self, ask, who).await?;
        let level = who.get().map_or(Level::Guest, |identity| identity.level);
        let declaration = entry.declaration();
        describe(&mut document, declaration, self.registry(), ask, level);
        if declaration.kind == Kind::Form && ask.is_redrawn() {
            document = nested(document);
        }
        Ok(document)
    }

    /// Calls of functions we do not have tell what partners need (wire part 5). Whoever waits for
    /// the refusal does not wait for this.
    fn learn_unknown(&self, ask: &Ask, session_cookie: Option<String>, is_local: bool) {
        log_unknown(ask);
        // What the machine's administrator mistypes is nobody's need.
        let session = ask
            .params
            .text("auth")
            .map(str::to_owned)
            .or(session_cookie);
        if is_local && session.is_none() && ask.params.text("authinfo").is_none() {
            return;
        }
        if let Some(id) = session {
            let account = session::session_hint(self.engine(), &id);
            unknown_call::note(self.engine(), account, &ask.function, &ask.params);
            return;
        }
        let is_allowed = is_local || self.options().authinfo_ranges.allows(ask.address);
        let authinfo = ask.params.text("authinfo").filter(|_| is_allowed);
        let Some((name, password)) = authinfo.and_then(split_authinfo) else {
            unknown_call::note(self.engine(), None, &ask.function, &ask.params);
            return;
        };
        let (panel, name, address) = (self.clone(), name.to_owned(), ask.address);
        let (function, params) = (ask.function.clone(), ask.params.clone());
        tokio::spawn(async move {
            let verified = panel.verified(&name, password, address).await;
            let account = match verified {
                Ok(Credential::Verified(user)) => user.account_hint(),
                _ => None,
            };
            unknown_call::note(panel.engine(), account, &function, &params);
        });
    }

    /// How the caller says who he is. A parameter counts before the cookie, and either before being
    /// on this machine (wire 1.7).
    async fn credential(
        &self,
        ask: &Ask,
        session_cookie: Option<String>,
        is_local: bool,
    ) -> Result<Credential, Fault> {
        if let Some(authinfo) = ask.params.text("authinfo") {
            if !is_local && !self.options().authinfo_ranges.allows(ask.address) {
                return Err(Fault::bad_address());
            }
            let (name, password) = split_authinfo(authinfo).ok_or_else(Fault::bad_password)?;
            return self.verified(name, password, ask.address).await;
        }
        Ok(match (ask.params.text("auth"), session_cookie) {
            (Some(id), _) => Credential::Session {
                id: id.to_owned(),
                from_cookie: false,
            },
            (None, Some(id)) => Credential::Session {
                id,
                from_cookie: true,
            },
            (None, None) if is_local => Credential::Local,
            (None, None) => Credential::None,
        })
    }

    async fn verified(
        &self,
        name: &str,
        password: Secret,
        address: IpAddr,
    ) -> Result<Credential, Fault> {
        if let Some(user) = self.engine().remembered(name, &password) {
            return Ok(Credential::Verified(user));
        }
        let (engine, name) = (self.engine().clone(), name.to_owned());
        let verify = move || engine.verify(&name, &password, address);
        let user = self.hashing().run(verify).await?;
        user.map(Credential::Verified)
            .map_err(onsell_engine::Error::into_fault)
    }
}

fn headed(document: Document, ask: &Ask) -> Document {
    let heading = Heading {
        language: ask.language,
        host: &ask.host,
        features: env!("CARGO_PKG_VERSION"),
        theme: "onsell",
    };
    document.headed(&heading).echoing(&ask.params)
}

/// The cookie of the session for a browser. A foreign page does not get to choose it.
fn set_cookie(ask: &Ask) -> Option<String> {
    let (value, age) = match &ask.cookie {
        Cookie::Stays => return None,
        Cookie::Set(id) => (id.expose(), ""),
        Cookie::Ends => ("", "; Max-Age=0"),
    };
    let secure = if ask.host.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{SESSION_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    (!ask.is_foreign_origin).then_some(cookie)
}

/// A form that is shown anew is told inside another document (wire 1.6).
fn nested(form: Document) -> Document {
    let mut inner = Node::new("doc");
    let function = form.func().to_owned();
    inner.children = form.root.children;
    Document::result(&function).with(inner)
}

/// Whether this is the name of a function of a page, and nothing that could be more than a name.
fn is_callback(name: &str) -> bool {
    const LENGTH_MAX: usize = 100;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
    name.len() <= LENGTH_MAX
        && name.chars().all(is_part)
        && !name.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// A null character is text nowhere: not every database can keep it.
fn refuse_null(params: &Params) -> Result<(), Fault> {
    match params.iter().find(|(_, value)| value.contains('\0')) {
        Some((name, _)) => Err(Fault::value(name, "")),
        None => Ok(()),
    }
}

/// A refusal as this caller reads it.
pub(crate) fn refusal(fault: &Fault, ask: &Ask, who: &Who) -> Document {
    let identity = who.get();
    let language = match identity {
        Some(identity) if !ask.is_language_chosen => identity.language,
        _ => ask.language,
    };
    let stack = Stack {
        level: identity.map_or(Level::Guest, |identity| identity.level),
        user: identity.map_or("", |identity| identity.name.as_str()),
        func: &ask.function,
    };
    fault.to_document(language, Some(stack))
}

/// Names only: values may be secret.
fn log_unknown(ask: &Ask) {
    const NAMES_MAX: usize = 32;
    let names: Vec<&str> = ask
        .params
        .redacted()
        .map(|(name, _)| name)
        .take(NAMES_MAX)
        .collect();
    tracing::info!(function = ?ask.function, parameters = ?names, "an unknown function was called");
}

#[cfg(test)]
mod tests;
