//! A house to knock at: an engine over a fresh database with an administrator, two customers with
//! money, and tariffs that are on.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, header};
use onsell_domain::{AccountId, Level, Secret, Timestamp};
use onsell_engine::account::NewCustomer;
use onsell_engine::install::{Installing, install};
use onsell_engine::seams::{ManualClock, SystemRandom};
use onsell_engine::{Engine, Seal, Setup, account, sign_in};
use onsell_modules::{HttpAnswer, HttpRequest, Transport, TransportError};
use onsell_panel::{Options, Panel, router};
use onsell_store::{Store, event, service_list, wallet};
use onsell_wire::{Format, Params, decode_xml};
use std::fmt::Write;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use tower::ServiceExt;

/// Names and passwords of everybody.
pub const ALICE: &str = "alice@example.com:alice-secret";
pub const BOB: &str = "bob@example.com:bob-secret";
pub const CLERK: &str = "clerk:clerk-secret";
/// 2026-01-31 12:00 UTC.
const START: i64 = 1_769_860_800_000_000;

fn engine(store: Store, clock: Arc<ManualClock>) -> Engine {
    let setup = Setup {
        store,
        clock,
        random: Arc::new(SystemRandom::new()),
        transport: Arc::new(NoNetwork),
        seal: Seal::new(&[7; Seal::KEY_BYTES]),
    };
    Engine::new(setup).expect("an engine over an open store")
}

/// Another process over the same database.
pub struct Node {
    pub panel: Panel,
}

impl Node {
    pub fn open(store: Store, house: &House) -> Self {
        let engine = engine(store, house.clock.clone());
        Self {
            panel: Panel::new(engine, Options::default()),
        }
    }
}

struct NoNetwork;

impl Transport for NoNetwork {
    fn send(&self, _: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
        Err(TransportError::NotSent(
            "there is no network here".to_owned(),
        ))
    }
}

pub struct House {
    pub engine: Engine,
    pub panel: Panel,
    pub clock: Arc<ManualClock>,
    /// The administrator's `authinfo`.
    pub admin: String,
    router: Router,
}

/// One answer.
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn xml(&self) -> onsell_wire::Node {
        decode_xml(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A field of a successful answer.
    pub fn field(&self, name: &str) -> String {
        let root = self.xml();
        let error = root.child("error").is_some();
        assert!(!error, "a refusal: {}", self.text);
        root.text_of(name)
            .unwrap_or_else(|| panic!("no {name}: {}", self.text))
            .to_owned()
    }

    pub fn rows(&self) -> Vec<onsell_wire::Node> {
        self.xml().children_of("elem").cloned().collect()
    }

    /// The type and the object of a refusal.
    pub fn refusal(&self) -> (String, String) {
        let root = self.xml();
        let error = root
            .child("error")
            .unwrap_or_else(|| panic!("no refusal: {}", self.text));
        let attribute = |name| error.attribute(name).unwrap_or_default().to_owned();
        assert!(
            !error.text_of("msg").unwrap_or_default().is_empty(),
            "no words: {}",
            self.text
        );
        (attribute("type"), attribute("object"))
    }
}

impl House {
    pub fn open(store: Store) -> Self {
        Self::open_with(store, "ispmanager")
    }

    /// A house that sells what a preset has.
    pub fn open_with(store: Store, preset: &str) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(START)));
        let engine = engine(store, clock.clone());
        let told = Installing {
            provider: "Seller".to_owned(),
            currency: None,
            zone: "Europe/Berlin".to_owned(),
            preset: Some(preset.to_owned()),
            administrator: "admin".to_owned(),
        };
        let login = install(&engine, &told).expect("an empty database");
        let options = Options {
            forwarded_secret: Some(Secret::from("proxy-secret")),
            address: Some("https://seller.example".to_owned()),
            ..Options::default()
        };
        let panel = Panel::new(engine.clone(), options);
        let house = Self {
            router: router(panel.clone()),
            admin: format!("{}:{}", login.name, login.password.expose()),
            engine,
            panel,
            clock,
        };
        house.fill();
        house
    }

    fn fill(&self) {
        self.root("func=pricelist.resume&elid=55239, 55227, 55228, 55230");
        for user in [ALICE, BOB] {
            let (name, password) = user.split_once(':').expect("a name and a password");
            let query =
                format!("func=account.edit&sok=ok&email={name}&passwd={password}&name={name}");
            let id = self.root(&query).field("id");
            let query = format!("func=payment.add&sok=ok&account={id}&amount=100");
            let payment = self.root(&query).field("payment_id");
            self.root(&format!("func=payment.setpaid&elid={payment}"))
                .field("ok");
        }
        let hash = sign_in::hash_password(&Secret::from("clerk-secret")).expect("a hash");
        let clerk = NewCustomer {
            user_name: "clerk".to_owned(),
            password_hash: hash,
            ..NewCustomer::default()
        };
        let add = move |scope: &mut onsell_engine::Scope<'_>| {
            account::create_staff(scope, &clerk, Level::Staff)
        };
        self.engine.write(None, add).expect("a new clerk");
    }

    /// A call of this machine's administrator.
    pub fn root(&self, query: &str) -> Answer {
        let params = Params::parse_urlencoded(query).expect(query);
        let text = self.panel.call_local(params, Format::Xml);
        Answer {
            status: 200,
            content_type: String::new(),
            headers: HeaderMap::new(),
            text,
        }
    }

    /// A request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let mut request = request;
        let peer: SocketAddr = "127.0.0.1:40000".parse().expect("an address");
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router answers");
        let status = response.status().as_u16();
        let header = response.headers().get(header::CONTENT_TYPE);
        let content_type = header
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let content_type = content_type.to_owned();
        let headers = response.headers().clone();
        let body = to_bytes(response.into_body(), usize::MAX)
            .await
            .expect("a body");
        // Files to download need not be text.
        let text = String::from_utf8_lossy(&body).into_owned();
        Answer {
            status,
            content_type,
            headers,
            text,
        }
    }

    /// A form sent to the API.
    pub async fn post(&self, query: &str) -> Answer {
        let request = Request::post("/billmgr")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(query.to_owned()))
            .expect("a request");
        self.send(request).await
    }

    /// A form sent by a user.
    pub async fn ask(&self, user: &str, query: &str) -> Answer {
        self.post(&format!("authinfo={user}&{query}")).await
    }

    /// A form sent from an address, as our proxy tells it.
    pub async fn from(&self, address: &str, query: &str) -> Answer {
        let request = Request::post("/billmgr")
            .header("x-forwarded-secret", "proxy-secret")
            .header("x-real-ip", address)
            .body(Body::from(query.to_owned()))
            .expect("a request");
        self.send(request).await
    }

    /// The id of a new session.
    pub async fn sign_in(&self, user: &str) -> String {
        let (name, password) = user.split_once(':').expect("a name and a password");
        let query = format!("func=auth&username={name}&password={password}");
        self.post(&query).await.field("auth")
    }

    /// The last lines of the journal, newest first: author, function, object, detail.
    pub fn journal(&self, count: usize) -> Vec<String> {
        let read = move |scope: &mut onsell_engine::Scope<'_>| {
            const LAST: &str = "SELECT j.user_id, j.function, j.object, j.detail FROM journal j
                                ORDER BY j.id DESC LIMIT $1";
            let rows = scope.tx.rows(LAST, &[(count as i64).into()])?;
            let line = |row: onsell_store::Row| {
                let mut row = row.read();
                let author: Option<i64> = row.next()?;
                let (function, object, detail): (String, String, String) =
                    (row.next()?, row.next()?, row.next()?);
                let author = author.unwrap_or_default();
                Ok(format!("{author} {function} {object} {detail}"))
            };
            rows.into_iter().map(line).collect()
        };
        self.engine.read(read).expect("readable")
    }

    /// A panel like this one under other rules.
    pub fn under(&self, options: Options) -> Self {
        let panel = Panel::new(self.engine.clone(), options);
        Self {
            router: router(panel.clone()),
            admin: self.admin.clone(),
            engine: self.engine.clone(),
            panel,
            clock: self.clock.clone(),
        }
    }

    /// Everything that a refused request must leave as it was.
    pub fn state(&self) -> String {
        let read = |scope: &mut onsell_engine::Scope<'_>| {
            let filter = service_list::ListFilter {
                with_closed: true,
                ..Default::default()
            };
            let mut state = String::new();
            let (services, _) = service_list::list(scope.tx, "soft", &filter)?;
            for service in services {
                let facts = (
                    service.id,
                    service.version,
                    service.status,
                    service.open_operation,
                );
                writeln!(state, "{facts:?}").expect("text takes text");
            }
            for account in [1, 2].map(AccountId::new) {
                let funds = wallet::of_account(scope.tx, account)?[0].funds;
                let newest = event::feed(scope.tx, account)?.newest;
                writeln!(state, "{account} {funds:?} {newest}").expect("text takes text");
            }
            Ok(state)
        };
        self.engine.read(read).expect("readable")
    }

    /// A module of work by hand, and the order of a server of its; it is sold from now on.
    pub fn server_order(&self) -> (String, String) {
        let new = "func=processing.add&module=manual&itemtype=vds&name=By hand&sok=ok";
        let module = self.root(new).field("id");
        let new = format!("func=pricelist.add&processingmodule={module}&name=Server&sok=ok");
        let tariff = self.root(&new).field("id");
        let price = format!("func=pricelist.edit&elid={tariff}&price_1=1&sok=ok");
        self.root(&price).field("ok");
        self.root(&format!("func=pricelist.resume&elid={tariff}"))
            .field("ok");
        let of = format!("pricelist={tariff}&period=1&domain=a.example");
        let order = format!("func=vds.order.param&sok=ok&skipbasket=on&{of}");
        (module, order)
    }

    /// Alice's first license.
    pub async fn license(&self, ip: &str) -> String {
        let order = format!("{ORDER}&ip={ip}&licname=srv1&remoteid=l17");
        self.ask(ALICE, &order).await.field("id")
    }
}

/// An order of a Lite license for a month.
pub const ORDER: &str = "out=xml&func=soft.order.param&pricelist=55227&period=1&sok=ok&skipbasket=on&clicked_button=finish";

/// Runs a story on a fresh database of each engine.
pub fn story<F, S>(tell: S)
where
    F: Future<Output = ()>,
    S: Fn(Arc<House>) -> F,
{
    story_of("ispmanager", tell);
}

/// Runs a story in a house that sells what a preset has, on a fresh database of each engine.
pub fn story_of<F, S>(preset: &str, tell: S)
where
    F: Future<Output = ()>,
    S: Fn(Arc<House>) -> F,
{
    onsell_store::testing::each_engine(|store| {
        let house = Arc::new(House::open_with(store, preset));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(tell(house));
    });
}
