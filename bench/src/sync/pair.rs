//! A vendor that serves on loopback and a provider that only does what it is told, so that nothing
//! happens between the passes.

use super::fill::{Books, fill};
use super::transport::{Counted, Traffic};
use crate::{Engine, Failure, Onsell, setup};
use onsell::{Instance, house};
use onsell_domain::{AccountId, SellerId, ServiceId, TariffId};
use onsell_engine::install::{Installing, install};
use onsell_engine::seams::{SystemClock, SystemRandom};
use onsell_engine::{EventMode, Scope, Seal, Setup};
use onsell_modules::Transport;
use onsell_panel::{Options, Panel};
use onsell_store::testing::Fresh;
use onsell_store::{Counters, Store, event, processing_module, seller, service, tariff, wallet};
use onsell_wire::{Format, Params, decode_xml};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// The only customer of each.
const CUSTOMER: AccountId = AccountId::new(1);
const TARIFF: TariffId = TariffId::new(55227);
/// Services changed by one unit.
const CHANGES_PER_UNIT: usize = 200;

/// The two systems.
pub struct Pair {
    _runtime: Runtime,
    vendor: Instance,
    provider: Onsell,
    key: [u8; Seal::KEY_BYTES],
    wire: Arc<Counted>,
    services: i64,
    databases: [Fresh; 2],
}

/// What both have done so far.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    pub provider: Counters,
    pub vendor: Counters,
    pub traffic: Traffic,
}

impl Pair {
    /// Two systems without a service, joined by a module and an imported tariff.
    pub fn open(engine: Engine) -> Result<Self, Failure> {
        let databases = [engine.fresh(), engine.fresh()];
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let mut vendor = setup::vendor(&runtime, &databases[0])?;
        let staff = vendor.staff();
        staff.call("pricelist.resume", &[("elid", &TARIFF.to_string())])?;
        setup::customer(vendor.engine(), setup::RESELLER, &setup::password_hash()?)?;
        vendor.rest();
        let (key, wire) = (house::fresh_key(), Arc::new(Counted::new()));
        let provider = open_provider(&databases[1], &key, &wire)?;
        install(
            &provider,
            &Installing {
                provider: "Provider".to_owned(),
                currency: None,
                zone: "UTC".to_owned(),
                preset: None,
                administrator: "admin".to_owned(),
            },
        )?;
        join(&vendor, &provider)?;
        Ok(Self {
            _runtime: runtime,
            vendor,
            provider,
            key,
            wire,
            services: 0,
            databases,
        })
    }

    /// The provider.
    pub fn provider(&self) -> &Onsell {
        &self.provider
    }

    /// Both have as many services now; the provider has read all that the vendor told of them.
    pub fn grow_to(&mut self, services: i64) -> Result<(), Failure> {
        let (first, last) = (self.services + 1, services);
        let prefix = self.provider.installation().prefix.clone();
        let sold = books(self.vendor.engine(), TARIFF, Some(prefix.clone()), None)?;
        let imported = TariffId::new(1);
        let bought = Some((SellerId::new(1), prefix, TARIFF));
        let resold = books(&self.provider, imported, None, bought)?;
        let (vendor, provider) = (self.vendor.engine(), &self.provider);
        std::thread::scope(|threads| {
            let there = threads.spawn(|| fill(vendor, &sold, first, last));
            fill(provider, &resold, first, last)?;
            let panicked = |_| Err("the vendor's part panicked".into());
            there.join().unwrap_or_else(panicked)
        })?;
        let epoch = self.vendor.engine().installation().epoch.clone();
        let feed = |scope: &mut Scope<'_>| Ok(event::feed(scope.tx, CUSTOMER)?);
        let newest = self.vendor.engine().read(feed)?.newest;
        self.provider.write(None, move |scope| {
            for row in seller::list(scope.tx)? {
                let known = (row.epoch.as_str(), row.cursor);
                seller::advance(scope.tx, row.id, known, &epoch, newest)?;
            }
            Ok(())
        })?;
        self.services = services;
        Ok(())
    }

    /// Closes the provider and starts it again: until its workers run.
    pub fn restart(&mut self) -> Result<Duration, Failure> {
        self.provider.store().close();
        let began = Instant::now();
        self.provider = open_provider(&self.databases[1], &self.key, &self.wire)?;
        let working = self.provider.start_working(1, EventMode::Off)?;
        let took = began.elapsed();
        working.stop();
        Ok(took)
    }

    /// So many services, far from each other, change at the vendor, each with its event.
    pub fn change(&self, changes: i64) -> Result<(), Failure> {
        if changes == 0 {
            return Ok(());
        }
        let stride = (self.services / changes).max(1);
        let changed: Vec<i64> = (0..changes.min(self.services))
            .map(|number| 1 + number * stride)
            .collect();
        for chunk in changed.chunks(CHANGES_PER_UNIT) {
            let chunk = chunk.to_vec();
            self.vendor.engine().write(None, move |scope| {
                for number in &chunk {
                    let id = ServiceId::new(*number);
                    let found = service::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
                    let renamed = service::Service {
                        name: format!("srv{number}-{}", scope.now.micros()),
                        ..found
                    };
                    service::update(scope.tx, &renamed, None)?;
                    event::append(scope.tx, &renamed, "edit", scope.now)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// What both have done so far.
    pub fn done(&self) -> Done {
        Done {
            provider: self.provider.store().counters(),
            vendor: self.vendor.engine().store().counters(),
            traffic: self.wire.traffic(),
        }
    }

    /// Ends both.
    pub fn close(&mut self) {
        self.provider.store().close();
        self.vendor.stop();
    }
}

fn open_provider(
    database: &Fresh,
    key: &[u8; Seal::KEY_BYTES],
    wire: &Arc<Counted>,
) -> Result<Onsell, Failure> {
    Ok(Onsell::new(Setup {
        store: Store::open(&database.location, onsell_store::Options::default())?,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom::new()),
        transport: Arc::<Counted>::clone(wire) as Arc<dyn Transport>,
        seal: Seal::new(key),
    })?)
}

/// The provider's module, its imported tariff, and a customer.
fn join(vendor: &Instance, provider: &Onsell) -> Result<(), Failure> {
    let panel = Panel::new(provider.clone(), Options::default());
    let call = |function: &str, parameters: &[(&str, &str)]| -> Result<(), Failure> {
        let mut params = Params::default();
        params.set("func", function);
        for (name, value) in parameters {
            params.push(*name, *value);
        }
        let answer = decode_xml(&panel.call_local(params, Format::Xml))?;
        match answer.child("error") {
            Some(error) => Err(format!("{function}: {error:?}").into()),
            None => Ok(()),
        }
    };
    call("processing.edit", &setup::module(&vendor.url()))?;
    call("pricelist.import", &setup::import("1"))?;
    setup::customer(provider, "customer@bench.example", &setup::password_hash()?)?;
    Ok(())
}

/// The books of the only customer.
fn books(
    engine: &Onsell,
    tariff: TariffId,
    reference: Option<String>,
    upstream: Option<(SellerId, String, TariffId)>,
) -> Result<Books, Failure> {
    let found = engine.read(move |scope| {
        let stale = onsell_store::Error::Stale;
        let wallet = wallet::of_account(scope.tx, CUSTOMER)?.into_iter().next();
        let tariff = tariff::find(scope.tx, tariff)?.ok_or(stale.clone())?;
        let module = processing_module::list(scope.tx)?.into_iter().next();
        Ok(Books {
            account: CUSTOMER,
            wallet: wallet.ok_or(stale.clone())?.id,
            product_type: tariff.product_type,
            tariff: tariff.id,
            product: upstream.is_none().then(|| tariff.product.clone()),
            module: module.ok_or(stale)?.id,
            reference: reference.clone(),
            upstream: upstream.clone(),
        })
    })?;
    Ok(found)
}
