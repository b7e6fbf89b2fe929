//! A whole instance in this process, on a loopback port: for the demo, the benchmark and tests.

use crate::{Failure, house};
use onsell_domain::Secret;
use onsell_engine::install::{Installing, install};
use onsell_engine::seams::Clock;
use onsell_engine::{Engine, EventMode, Working};
use onsell_modules::billmanager::{CallError, SellerClient, complete_url};
use onsell_modules::{HttpRequest, HttpTransport, Method, Transport};
use onsell_panel::{Options, Panel, serve};
use onsell_store::Location;
use onsell_wire::{Node, Params};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a document of a license may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);

/// How an instance is started.
pub struct InstanceSetup {
    /// Its empty database.
    pub database: Location,
    /// How the database is opened.
    pub store: onsell_store::Options,
    /// The provider's name.
    pub provider: String,
    /// The preset to load.
    pub preset: Option<String>,
    /// Threads that ask sellers.
    pub workers: usize,
    /// How events of sellers are learned.
    pub events: EventMode,
    /// Its time.
    pub clock: Arc<dyn Clock>,
}

/// A serving instance.
pub struct Instance {
    /// Its panel and, behind it, its engine.
    pub panel: Panel,
    /// Where it listens.
    pub address: SocketAddr,
    /// The administrator's sign-in name.
    pub administrator: String,
    /// The administrator's password.
    pub password: Secret,
    /// By what it knows the proxy in front of it.
    proxy: Secret,
    transport: Arc<dyn Transport>,
    working: Option<Working>,
    stop: watch::Sender<bool>,
    served: Option<JoinHandle<std::io::Result<()>>>,
    runtime: Handle,
}

impl Instance {
    /// Installs into an empty database and serves.
    pub fn start(runtime: &Handle, setup: &InstanceSetup) -> Result<Self, Failure> {
        let key = house::fresh_key();
        let engine = house::open_engine_at(
            &setup.database,
            setup.store.clone(),
            &key,
            Arc::clone(&setup.clock),
        )?;
        let login = install(
            &engine,
            &Installing {
                provider: setup.provider.clone(),
                currency: None,
                zone: "UTC".to_owned(),
                preset: setup.preset.clone(),
                administrator: "admin".to_owned(),
            },
        )?;
        let working = engine.start_working(setup.workers, setup.events)?;
        let proxy = Secret::from(onsell_engine::hex(&engine.random::<16>()));
        let options = Options {
            forwarded_secret: Some(proxy.clone()),
            ..Options::default()
        };
        let panel = Panel::new(engine, options);
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (stop, mut stopped) = watch::channel(false);
        let served = runtime.spawn(serve(panel.clone(), listener, async move {
            // An ended sender stops us as well.
            let _ = stopped.wait_for(|stop| *stop).await;
        }));
        Ok(Self {
            panel,
            address,
            administrator: login.name,
            password: login.password,
            proxy,
            transport: Arc::new(HttpTransport::new("Onsell")),
            working: Some(working),
            stop,
            served: Some(served),
            runtime: runtime.clone(),
        })
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        self.panel.engine()
    }

    /// The address of its API.
    pub fn url(&self) -> String {
        format!("http://{}/billmgr", self.address)
    }

    /// The address of its panel.
    pub fn panel(&self) -> String {
        format!("http://{}/panel", self.address)
    }

    /// A caller of its API with a name and a password.
    pub fn caller(&self, name: &str, password: &str) -> Caller {
        let url = complete_url(&self.url()).unwrap_or_else(|| self.url());
        let transport = Arc::clone(&self.transport);
        Caller(SellerClient::new(
            &url,
            name,
            Secret::from(password.to_owned()),
            transport,
        ))
    }

    /// Its administrator as a caller.
    pub fn staff(&self) -> Caller {
        self.caller(&self.administrator, self.password.expose())
    }

    /// The document of a license, as it is fetched with this key from this address: through a proxy
    /// in front, since every caller of a loopback port is at home.
    pub fn license_at(&self, address: &str, key: &str) -> Result<String, Failure> {
        let url = format!("http://{}/license?lickey={key}", self.address);
        let heads = vec![
            ("x-forwarded-secret", self.proxy.expose().to_owned()),
            ("x-real-ip", address.to_owned()),
        ];
        let answer = self.transport.send(&HttpRequest {
            method: Method::Get,
            url: &url,
            heads,
            body: String::new(),
            timeout: FETCH_TIMEOUT,
        })?;
        match answer.status {
            200 => Ok(answer.body),
            status => Err(format!("HTTP {status}: {}", answer.body.trim()).into()),
        }
    }

    /// Ends the working threads; the API still answers.
    pub fn rest(&mut self) {
        if let Some(working) = self.working.take() {
            working.stop();
        }
    }

    /// Ends the working threads and starts them in another mode.
    pub fn work_again(&mut self, workers: usize, events: EventMode) -> Result<(), Failure> {
        self.rest();
        self.working = Some(self.engine().start_working(workers, events)?);
        Ok(())
    }

    /// Stops serving, then working, then closes the database.
    pub fn stop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(served) = self.served.take() {
            // A server that failed has nothing more to finish.
            let _ = self.runtime.block_on(served);
        }
        self.rest();
        self.engine().store().close();
    }
}

/// Somebody who calls the API over HTTP.
pub struct Caller(SellerClient);

impl Caller {
    /// Calls a function with these parameters; the root of the answer.
    pub fn call(&self, function: &str, parameters: &[(&str, &str)]) -> Result<Node, CallError> {
        let mut params = Params::default();
        params.set("func", function);
        for (name, value) in parameters {
            params.push(*name, *value);
        }
        self.0.call(params)
    }
}
