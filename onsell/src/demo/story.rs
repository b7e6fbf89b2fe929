//! The story: a vendor, a provider that resells, and a customer.

use super::calls::{
    active_key, customer, must, operation_of, order, pay, status_is, task_of, text, wait_for,
};
use super::teller::Teller;
use super::{certificates, modules, servers, weather};
use onsell::instance::Caller;
use onsell::{Failure, Instance, InstanceSetup};
use onsell_domain::parse_reference;
use onsell_doubles::Relay;
use onsell_engine::EventMode;
use onsell_engine::seams::{Clock, MovableClock};
use onsell_modules::billmanager::CallError;
use onsell_store::{Location, expense};
use onsell_wire::Node;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The vendor's number of ispmanager Lite (semantics 2.5).
const LITE: &str = "55227";
/// The vendor's number of ispmanager Pro.
const PRO: &str = "55228";
const WORKERS: usize = 8;

pub(super) const RESELLER: (&str, &str) = ("reseller@provider.example", "reseller-password");
const CUSTOMER: (&str, &str) = ("customer@example.com", "customer-password");

/// Both instances, and what is between them.
pub struct Stage {
    runtime: tokio::runtime::Runtime,
    pub(super) vendor: Instance,
    pub(super) provider: Instance,
    relay: Relay,
    /// The time of both, so that a minute or a month need not be waited for.
    pub(super) clock: Arc<MovableClock>,
    folder: PathBuf,
}

/// What later steps need to know.
pub(super) struct Known {
    pub reseller: String,
    /// The customer's account at the provider.
    pub customer: String,
    /// The module of the vendor's licenses.
    pub module: String,
    pub tariff: String,
    /// The tariff that it can be changed to.
    pub better: String,
}

/// Tells the whole story; a step that does not hold ends it.
pub fn tell(teller: &mut Teller) -> Result<Stage, Failure> {
    let mut stage = teller.step("started", "Two instances start on loopback ports", open)?;
    let known = set_up(teller, &stage)?;
    first_order(teller, &stage, &known)?;
    teller.step(
        "waiting",
        "The provider now waits for the vendor's events",
        || {
            stage.provider.work_again(WORKERS, EventMode::Wait)?;
            Ok((
                (),
                "one thread waits for the next event of the account".to_owned(),
            ))
        },
    )?;
    let service = quick_order(teller, &stage, &known)?;
    life(teller, &stage, &service)?;
    drained(teller, &stage, &known)?;
    weather::tell(teller, &stage, &known, &service)?;
    cut(teller, &stage, &known)?;
    servers::tell(teller, &stage, &known)?;
    certificates::tell(teller, &stage, &known)?;
    modules::tell(teller, &stage, &known)?;
    balanced(teller, &stage)?;
    Ok(stage)
}

fn open() -> Result<(Stage, String), Failure> {
    let folder = std::env::temp_dir().join(format!("onsell-demo-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let clock = Arc::new(MovableClock::default());
    let start = |name: &str, preset: Option<&str>| {
        let setup = InstanceSetup {
            database: Location::Sqlite(folder.join(format!("{name}.db"))),
            store: onsell_store::Options::default(),
            provider: name.to_owned(),
            preset: preset.map(str::to_owned),
            workers: WORKERS,
            events: EventMode::Poll,
            clock: Arc::<MovableClock>::clone(&clock) as Arc<dyn Clock>,
        };
        Instance::start(runtime.handle(), &setup)
    };
    let vendor = start("Vendor", Some("ispmanager"))?;
    let provider = start("Provider", Some("panels"))?;
    let relay = Relay::to(vendor.address)?;
    let text = format!("vendor at {}, provider at {}", vendor.url(), provider.url());
    Ok((
        Stage {
            runtime,
            vendor,
            provider,
            relay,
            clock,
            folder,
        },
        text,
    ))
}

fn set_up(teller: &mut Teller, stage: &Stage) -> Result<Known, Failure> {
    let vendor = stage.vendor.staff();
    let reseller = teller.step(
        "vendor-ready",
        "The vendor sells ispmanager to a reseller",
        || {
            for tariff in ["55239", "55240", LITE, "55228", "55229", "55230"] {
                vendor.call("pricelist.resume", &[("elid", tariff)])?;
            }
            let account = customer(&vendor, "Provider Ltd", RESELLER)?;
            pay(&vendor, &account, "100.00")?;
            Ok((
                account,
                "six tariffs are on, the reseller's account has 100.00 EUR".to_owned(),
            ))
        },
    )?;
    let provider = stage.provider.staff();
    let module = teller.step(
        "module",
        "The provider connects a processing module",
        || {
            let url = stage.seller_url();
            let saved = provider.call(
                "processing.edit",
                &[
                    ("module", "BILLmanager"),
                    ("itemtype", "soft"),
                    ("url", &url),
                    ("username", RESELLER.0),
                    ("password", RESELLER.1),
                    ("name", "Licenses of the vendor"),
                    ("department", "1"),
                    ("sok", "ok"),
                ],
            )?;
            let id = text(&saved, "id")?;
            let checked = provider.call("processing.check", &[("elid", &id)])?;
            must(
                checked.text_of("works") == Some("on"),
                "the check found a problem",
            )?;
            Ok((
                id.clone(),
                format!("module {id} signs in, reads its balance and the tariffs"),
            ))
        },
    )?;
    let (tariff, better) = teller.step(
        "imported",
        "Tariffs are imported, priced and switched on",
        || {
            let (mut lite, mut pro) = (String::new(), String::new());
            for tariff in ["55239", LITE, PRO, "55229", "55230"] {
                let parameters = [
                    ("processingmodule", module.as_str()),
                    ("pricelist", tariff),
                    ("sok", "ok"),
                ];
                let imported = provider.call("pricelist.import", &parameters)?;
                match tariff {
                    LITE => lite = text(&imported, "id")?,
                    PRO => pro = text(&imported, "id")?,
                    _ => {}
                }
            }
            for (tariff, price) in [(&lite, "8.00"), (&pro, "16.00")] {
                let parameters = [("elid", tariff.as_str()), ("price_1", price), ("sok", "ok")];
                provider.call("pricelist.edit", &parameters)?;
                provider.call("pricelist.resume", &[("elid", tariff)])?;
            }
            let proven =
                format!("five tariffs came switched off; tariff {lite} (Lite) is on at 8.00 EUR");
            Ok(((lite, pro), proven))
        },
    )?;
    let customer = teller.step(
        "customer",
        "A customer of the provider gets an account",
        || {
            let account = customer(&provider, "Customer", CUSTOMER)?;
            pay(&provider, &account, "200.00")?;
            Ok((account, "the customer's account has 200.00 EUR".to_owned()))
        },
    )?;
    Ok(Known {
        reseller,
        customer,
        module,
        tariff,
        better,
    })
}

fn first_order(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let (customer, staff) = (stage.customer(), stage.provider.staff());
    let service = teller.step("ordered", "The customer orders ispmanager Lite", || {
        let service = order(&customer, &known.tariff, "srv1.example.com", "192.0.2.1")?;
        let operation = wait_for("the operation is manual with a task", || {
            let operation = operation_of(&staff, &service)?;
            Ok(operation.filter(|row| row.text_of("task").is_some_and(|task| !task.is_empty())))
        })?;
        let task = task_of(&staff, &service)?.ok_or("there is no task")?;
        let (operation, task) = (text(&operation, "id")?, text(&task, "id")?);
        let proven = format!(
            "service {service}: operation {operation} waits for the provider, task {task} is linked"
        );
        Ok((service, proven))
    })?;
    teller.step("event", "The event says that the license is active", || {
        staff.call("checkevent", &[])?;
        let key = active_key(&customer, &service)?;
        must(
            operation_of(&staff, &service)?.is_none(),
            "the operation is still open",
        )?;
        must(
            task_of(&staff, &service)?.is_none(),
            "the task is still open",
        )?;
        let there = stage.vendor_license(&service)?;
        must(
            text(&there, "lickey")? == key,
            "the customer has another key than the vendor gave",
        )?;
        Ok((
            (),
            format!("the customer has the key {key}; operation and task are closed"),
        ))
    })
}

fn quick_order(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<String, Failure> {
    let customer = stage.customer();
    teller.step(
        "at-once",
        "A second order, while the provider waits for events",
        || {
            // The waiting thread begins within seconds of the restart; the first event opens its
            // wait.
            let service = order(&customer, &known.tariff, "srv2.example.com", "192.0.2.2")?;
            let began = Instant::now();
            let key = active_key(&customer, &service)?;
            let ms = began.elapsed().as_secs_f64() * 1000.0;
            Ok((
                service,
                format!("the key {key} was there {ms:.0} ms after the order's answer"),
            ))
        },
    )
}

fn life(teller: &mut Teller, stage: &Stage, service: &str) -> Result<(), Failure> {
    let (customer, vendor) = (stage.customer(), stage.vendor.staff());
    teller.step("renewed", "The customer renews for a month", || {
        let before = text(&stage.vendor_license(service)?, "real_expiredate")?;
        let parameters = [("elid", service), ("period", "1"), ("sok", "ok")];
        let answer = customer.call("service.prolong", &parameters)?;
        let promised = answer
            .child("doc")
            .and_then(|inner| inner.text_of("newexpiredate"))
            .ok_or("the answer names no new end date")?
            .to_owned();
        wait_for("the renewal is done", || {
            let card = customer.call("soft.edit", &[("elid", service)])?;
            Ok(
                (text(&card, "expiredate")? == promised && text(&card, "status")? == "2")
                    .then_some(()),
            )
        })?;
        let after = text(&stage.vendor_license(service)?, "real_expiredate")?;
        must(
            after > before && after == promised,
            "the two sides have different end dates",
        )?;
        Ok((
            (),
            format!("paid until {after} on both sides, it was {before}"),
        ))
    })?;
    teller.step(
        "suspended",
        "The vendor's staff stop and resume the license",
        || {
            let there = text(&stage.vendor_license(service)?, "id")?;
            vendor.call("soft.suspend", &[("elid", &there)])?;
            wait_for("the stop arrives", || status_is(&customer, service, "3"))?;
            let refused = customer.call("soft.resume", &[("elid", service)]);
            must(
                refused.is_err(),
                "the customer could lift the vendor's stop",
            )?;
            vendor.call("soft.resume", &[("elid", &there)])?;
            wait_for("the resume arrives", || status_is(&customer, service, "2"))?;
            Ok((
                (),
                "both arrived by events; the customer could not lift the stop".to_owned(),
            ))
        },
    )
}

fn drained(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let (customer, staff) = (stage.customer(), stage.provider.staff());
    let (service, operation) = teller.step(
        "no-funds",
        "The provider's balance at the vendor is empty",
        || {
            stage.drain()?;
            let service = order(&customer, &known.tariff, "srv3.example.com", "192.0.2.3")?;
            let operation = wait_for("the error is on the operation", || {
                let row = operation_of(&staff, &service)?;
                let said = |row: &Node| row.text_of("error").is_some_and(|text| !text.is_empty());
                Ok(row.filter(said))
            })?;
            must(task_of(&staff, &service)?.is_none(), "a task was made")?;
            let error = text(&operation, "error")?;
            let proven = format!("the operation shows “{error}”, and there is no task");
            Ok(((service, text(&operation, "id")?), proven))
        },
    )?;
    teller.step(
        "started-in-vain",
        "Start, while the funds still lack",
        || {
            let tries = |row: &Node| text(row, "trycount")?.parse::<u32>().map_err(Failure::from);
            let before = operation_of(&staff, &service)?.ok_or("the operation is gone")?;
            let (before, said) = (tries(&before)?, text(&before, "error")?);
            staff.call("runningoperation.start", &[("elid", &operation)])?;
            let after = wait_for("it was tried again", || {
                let row = operation_of(&staff, &service)?;
                Ok(row.filter(|row| tries(row).is_ok_and(|tries| tries > before)))
            })?;
            let row = wait_for("the same error is shown", || {
                let row = operation_of(&staff, &service)?;
                Ok(row.filter(|row| row.text_of("error") == Some(&said)))
            })?;
            must(task_of(&staff, &service)?.is_none(), "a task was made")?;
            must(tries(&row)? >= tries(&after)?, "the count went down")?;
            let proven = format!(
                "the same error, try {} instead of {before}, no task",
                tries(&row)?
            );
            Ok(((), proven))
        },
    )?;
    teller.step(
        "started-again",
        "Top-up at the vendor, Start at the provider",
        || {
            pay(&stage.vendor.staff(), &known.reseller, "100.00")?;
            match staff.call("runningoperation.start", &[("elid", &operation)]) {
                Ok(_) => {}
                // The balance is looked at every minute: it may have been resumed a moment before,
                // and be at the provider or done already.
                Err(CallError::Fault(fault))
                    if matches!(fault.kind.as_str(), "locked" | "missed" | "value") => {}
                Err(error) => return Err(error.into()),
            }
            let key = active_key(&customer, &service)?;
            Ok((
                (),
                format!("service {service} is active with the key {key}"),
            ))
        },
    )
}

fn cut(teller: &mut Teller, stage: &Stage, known: &Known) -> Result<(), Failure> {
    let customer = stage.customer();
    teller.step(
        "cut",
        "The connection is cut after the vendor had committed",
        || {
            let before = stage.licenses_at_vendor()?.len();
            stage.relay.cut_answer_to("soft.order.param");
            let service = order(&customer, &known.tariff, "srv4.example.com", "192.0.2.4")?;
            let key = active_key(&customer, &service)?;
            must(stage.relay.cut() == 1, "no answer was lost")?;
            // Whoever would order twice would have done so by the next look.
            std::thread::sleep(Duration::from_secs(3));
            let after = stage.licenses_at_vendor()?.len();
            must(
                after == before + 1,
                "the vendor has more than one new license",
            )?;
            Ok((
                (),
                format!("one license at the vendor, adopted with the key {key}"),
            ))
        },
    )
}

fn balanced(teller: &mut Teller, stage: &Stage) -> Result<(), Failure> {
    teller.step("balanced", "Both ledgers are added up", || {
        for instance in [&stage.vendor, &stage.provider] {
            let (documents, wallets) = instance
                .engine()
                .read(|scope| Ok(expense::audit(scope.tx)?))?;
            must(documents == 0 && wallets == 0, "a ledger does not add up")?;
        }
        Ok((
            (),
            "every movement sums to zero, every wallet equals its postings".to_owned(),
        ))
    })
}

impl Stage {
    pub(super) fn customer(&self) -> Caller {
        self.provider.caller(CUSTOMER.0, CUSTOMER.1)
    }

    pub(super) fn reseller(&self) -> Caller {
        self.vendor.caller(RESELLER.0, RESELLER.1)
    }

    /// Where the provider finds the vendor.
    pub(super) fn seller_url(&self) -> String {
        format!("http://{}", self.relay.address())
    }

    pub(super) fn licenses_at_vendor(&self) -> Result<Vec<Node>, Failure> {
        let list = self.reseller().call("soft", &[])?;
        Ok(list.children_of("elem").cloned().collect())
    }

    /// The vendor's side of one of the provider's services, found by its reference.
    pub(super) fn vendor_license(&self, service: &str) -> Result<Node, Failure> {
        let prefix = &self.provider.engine().installation().prefix;
        let found = self.licenses_at_vendor()?.into_iter().find(|row| {
            let reference = row.text_of("remoteid").unwrap_or_default();
            parse_reference(prefix, reference).is_some_and(|id| id.to_string() == service)
        });
        found.ok_or_else(|| format!("the vendor has no license for service {service}").into())
    }

    /// Spends the reseller's balance on licenses of its own until the next does not fit.
    pub(super) fn drain(&self) -> Result<(), Failure> {
        let reseller = self.reseller();
        for period in ["12", "1"] {
            for _ in 0..100 {
                let parameters = [
                    ("pricelist", LITE),
                    ("period", period),
                    ("skipbasket", "on"),
                    ("sok", "ok"),
                ];
                match reseller.call("soft.order.param", &parameters) {
                    Ok(_) => {}
                    Err(CallError::Fault(fault)) if fault.kind == "not_enough_money" => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Where to look and how to sign in.
    pub fn summary(&self) -> String {
        let line = |name: &str, instance: &Instance| {
            format!(
                "  {name:<9} {}   user {}   password {}",
                instance.panel(),
                instance.administrator,
                instance.password.expose()
            )
        };
        format!(
            "Panels, for a browser (programs find the API at /billmgr of the same addresses):\n\n\
             {}\n{}\n  customer  {}   user {}   password {}",
            line("vendor", &self.vendor),
            line("provider", &self.provider),
            self.provider.panel(),
            CUSTOMER.0,
            CUSTOMER.1
        )
    }

    /// Waits for Ctrl-C.
    pub fn wait(&self) {
        // Without signals there is nothing to wait for.
        let _ = self.runtime.block_on(tokio::signal::ctrl_c());
    }

    /// Ends both instances and removes their databases.
    pub fn close(&mut self) {
        self.provider.stop();
        self.vendor.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
