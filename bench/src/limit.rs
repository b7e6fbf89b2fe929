//! The limit: just the statements of a lifecycle through the same stores, without HTTP, documents
//! or waiting for events.

use crate::setup::Stage;
use onsell::Failure;
use onsell_domain::{AccountId, Period, TariffId};
use onsell_engine::certificate::CertificateChoice;
use onsell_engine::measure::{lifecycle, pretend_workers};
use onsell_engine::order::OrderInput;
use onsell_engine::server_order::ServerChoice;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Callers for each customer: enough of them that every commit is shared by many.
const CALLERS_PER_CUSTOMER: usize = 4;

/// Lifecycles per second of the statements alone.
pub fn run(stage: &Stage, seconds: u64) -> Result<f64, Failure> {
    let (provider, vendor) = (stage.provider.engine(), stage.vendor.engine());
    pretend_workers(provider);
    let done = AtomicU64::new(0);
    let address = AtomicU64::new(0);
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let failures: Vec<Failure> = std::thread::scope(|threads| {
        let running: Vec<_> = stage
            .customers
            .iter()
            .cycle()
            .take(stage.customers.len() * CALLERS_PER_CUSTOMER)
            .map(|customer| {
                let (done, address) = (&done, &address);
                threads.spawn(move || -> Result<(), Failure> {
                    while Instant::now() < until {
                        let number = address.fetch_add(1, Ordering::Relaxed);
                        let ip = ip(number);
                        let order = input(customer.account, stage.tariff, &ip);
                        let there = input(stage.reseller, TariffId::new(55227), &ip);
                        lifecycle(provider, vendor, &order, &there)?;
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        let ended = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended
            .filter_map(|result| result.ok().and_then(Result::err))
            .collect()
    });
    if let Some(failure) = failures.into_iter().next() {
        return Err(failure);
    }
    Ok(done.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

/// Addresses apart from those of the load.
fn ip(number: u64) -> String {
    format!(
        "10.{}.{}.{}",
        128 + (number >> 16) % 128,
        (number >> 8) % 256,
        number % 256
    )
}

fn input(account: AccountId, tariff: TariffId, ip: &str) -> OrderInput {
    OrderInput {
        account,
        by: None,
        type_name: "soft".to_owned(),
        tariff,
        period: Period::Months(1),
        auto_prolong: None,
        name: "limit".to_owned(),
        ip: ip.to_owned(),
        addons: Vec::new(),
        reference: String::new(),
        order_key: String::new(),
        price_max: None,
        server: ServerChoice::default(),
        certificate: CertificateChoice::default(),
        license: None,
        module_parameters: Vec::new(),
    }
}
