//! Two instances ready for business: a vendor, a provider, and the provider's customers.

use crate::Engine;
use onsell::{Failure, Instance, InstanceSetup};
use onsell_domain::{AccountId, Amount, Secret, TariffId};
use onsell_engine::account::{NewCustomer, create_customer};
use onsell_engine::pay::{PaymentInput, Purse, enter, set_paid};
use onsell_engine::seams::SystemClock;
use onsell_engine::session_life::Visitor;
use onsell_engine::{Engine as Onsell, EventMode, session, sign_in};
use onsell_store::Options;
use onsell_store::testing::Fresh;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// More than any run spends.
const FUNDS: i64 = 10_000_000_000_000;
/// Everybody's password.
pub const PASSWORD: &str = "bench-password";
/// The provider's user at the vendor.
pub const RESELLER: &str = "reseller@bench.example";

/// A vendor alone on an empty database, which reads nobody's events.
pub fn vendor(runtime: &Runtime, database: &Fresh) -> Result<Instance, Failure> {
    let setup = InstanceSetup {
        database: database.location.clone(),
        store: Options::default(),
        provider: "Vendor".to_owned(),
        preset: Some("ispmanager".to_owned()),
        workers: 1,
        events: EventMode::Off,
        clock: Arc::new(SystemClock),
    };
    Instance::start(runtime.handle(), &setup)
}

/// Both instances with what a load needs to know.
pub struct Stage {
    _runtime: Runtime,
    pub vendor: Instance,
    pub provider: Instance,
    pub reseller: AccountId,
    pub tariff: TariffId,
    pub customers: Vec<Customer>,
    _databases: [Fresh; 2],
}

/// A customer who is signed in.
pub struct Customer {
    pub account: AccountId,
    pub session: String,
}

impl Stage {
    /// Starts and sets up everything on empty databases.
    pub fn open(
        engine: Engine,
        customers: usize,
        workers: usize,
        writers: usize,
    ) -> Result<Self, Failure> {
        let databases = [engine.fresh(), engine.fresh()];
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let start = |fresh: &Fresh, name: &str, preset: Option<&str>, workers| {
            let setup = InstanceSetup {
                database: fresh.location.clone(),
                store: Options {
                    readers: 2,
                    writers,
                    ..Options::default()
                },
                provider: name.to_owned(),
                preset: preset.map(str::to_owned),
                workers,
                events: EventMode::Wait,
                clock: Arc::new(SystemClock),
            };
            Instance::start(runtime.handle(), &setup)
        };
        let vendor = start(&databases[0], "Vendor", Some("ispmanager"), 1)?;
        let provider = start(&databases[1], "Provider", None, workers)?;
        let hash = password_hash()?;
        vendor
            .staff()
            .call("pricelist.resume", &[("elid", "55227")])?;
        let reseller = customer(vendor.engine(), RESELLER, &hash)?;
        let tariff = connect(&vendor, &provider)?;
        let mut signed_in = Vec::new();
        for number in 0..customers {
            let name = format!("customer{number}@bench.example");
            let account = customer(provider.engine(), &name, &hash)?;
            let session = session(provider.engine(), &name)?;
            signed_in.push(Customer { account, session });
        }
        Ok(Self {
            _runtime: runtime,
            vendor,
            provider,
            reseller,
            tariff,
            customers: signed_in,
            _databases: databases,
        })
    }

    /// Ends both instances.
    pub fn close(&mut self) {
        self.provider.stop();
        self.vendor.stop();
    }
}

/// A session of a user.
pub fn session(engine: &Onsell, name: &str) -> Result<String, Failure> {
    let password = Secret::from(PASSWORD.to_owned());
    let address = std::net::IpAddr::from([127, 0, 0, 1]);
    let opened = session::sign_in(engine, name, &password, &Visitor::new(address, ""))?;
    Ok(opened.id.expose().to_owned())
}

/// The hash of everybody's password.
pub fn password_hash() -> Result<String, Failure> {
    Ok(sign_in::hash_password(&Secret::from(PASSWORD.to_owned()))?)
}

/// A customer with more money than any run spends.
pub fn customer(engine: &Onsell, name: &str, hash: &str) -> Result<AccountId, Failure> {
    let new = NewCustomer {
        name: name.to_owned(),
        user_name: name.to_owned(),
        password_hash: hash.to_owned(),
        email: name.to_owned(),
        ..NewCustomer::default()
    };
    let account = engine.write(None, move |scope| {
        let (account, _) = create_customer(scope, &new)?;
        let payment = PaymentInput {
            account,
            purse: Purse::default(),
            order: None,
            amount: Some(Amount::new(FUNDS)),
            note: String::new(),
            by: None,
            staff: true,
        };
        let payment = enter(scope, &payment)?;
        set_paid(scope, payment, None)?;
        Ok(account)
    })?;
    Ok(account)
}

fn connect(vendor: &Instance, provider: &Instance) -> Result<TariffId, Failure> {
    let staff = provider.staff();
    let module = staff.call("processing.edit", &module(&vendor.url()))?;
    let module = module
        .text_of("id")
        .ok_or("the module has no number")?
        .to_owned();
    let imported = staff.call("pricelist.import", &import(&module))?;
    let tariff = imported
        .text_of("id")
        .ok_or("the tariff has no number")?
        .to_owned();
    staff.call("pricelist.resume", &[("elid", &tariff)])?;
    Ok(tariff.parse()?)
}

/// What makes the provider's module.
pub fn module(url: &str) -> [(&str, &str); 7] {
    [
        ("module", "BILLmanager"),
        ("itemtype", "soft"),
        ("url", url),
        ("username", RESELLER),
        ("password", PASSWORD),
        ("name", "Vendor"),
        ("sok", "ok"),
    ]
}

/// What imports the vendor's tariff through a module.
pub fn import(module: &str) -> [(&str, &str); 3] {
    [
        ("processingmodule", module),
        ("pricelist", "55227"),
        ("sok", "ok"),
    ]
}
