//! What is looked at: a vendor and a provider that resells, whole and on loopback ports, as
//! `onsell demo` has them. Everything is production code; only the clock can be moved.

use onsell::instance::Caller;
use onsell::{Instance, InstanceSetup};
use onsell_doubles::Relay;
use onsell_engine::EventMode;
use onsell_engine::seams::{Clock, MovableClock};
use onsell_store::Location;
use onsell_wire::Node;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads of each side that ask others.
const WORKERS: usize = 2;
/// The vendor's number of ispmanager Lite.
pub const LITE: &str = "55227";
/// The vendor's number of ispmanager Pro.
pub const PRO: &str = "55228";
/// The vendor's number of ispmanager Host.
pub const HOST: &str = "55229";
/// How the provider signs in at the vendor: name and password.
pub const RESELLER: (&str, &str) = ("reseller@provider.example", "reseller-password");
/// How the customer signs in at the provider.
pub const CUSTOMER: (&str, &str) = ("customer@example.com", "customer-password");
/// Folders of this process.
static FOLDERS: AtomicUsize = AtomicUsize::new(0);

/// A vendor with a reseller's account, and a provider that sells nothing yet.
pub struct World {
    _runtime: tokio::runtime::Runtime,
    /// Who sells licenses to the provider.
    pub vendor: Instance,
    /// Whose pages are looked at.
    pub provider: Instance,
    /// The way from the provider to the vendor.
    pub relay: Relay,
    /// The time of both.
    pub clock: Arc<MovableClock>,
    /// The reseller's account at the vendor.
    pub reseller: String,
    /// The customer's account at the provider.
    pub customer: String,
    folder: PathBuf,
}

impl World {
    /// A world in which the provider hears of the vendor's events in this way.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn new(events: EventMode) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("onsell-world-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads can be started");
        let clock = Arc::new(MovableClock::default());
        let start = |name: &str, preset: Option<&str>| {
            let setup = InstanceSetup {
                database: Location::Sqlite(folder.join(format!("{name}.db"))),
                store: onsell_store::Options::default(),
                provider: name.to_owned(),
                preset: preset.map(str::to_owned),
                workers: WORKERS,
                events,
                clock: Arc::<MovableClock>::clone(&clock) as Arc<dyn Clock>,
            };
            Instance::start(runtime.handle(), &setup).expect("an instance starts")
        };
        let vendor = start("Vendor", Some("ispmanager"));
        let provider = start("Provider", None);
        let relay = Relay::to(vendor.address).expect("a port");
        let mut world = Self {
            _runtime: runtime,
            vendor,
            provider,
            relay,
            clock,
            reseller: String::new(),
            customer: String::new(),
            folder,
        };
        let at_vendor = world.vendor.staff();
        for tariff in [LITE, PRO, HOST] {
            call(&at_vendor, "pricelist.resume", &[("elid", tariff)]);
        }
        world.reseller = account(&at_vendor, "Provider Ltd", RESELLER);
        pay(&at_vendor, &world.reseller, "1000.00");
        let staff = world.provider.staff();
        world.customer = account(&staff, "Customer", CUSTOMER);
        pay(&staff, &world.customer, "500.00");
        world
    }

    /// Where the provider's pages are.
    pub fn url(&self) -> String {
        format!("http://{}", self.provider.address)
    }

    /// Where the provider finds the vendor.
    pub fn vendor_url(&self) -> String {
        format!("http://{}", self.relay.address())
    }

    /// The provider asks the vendor what happened.
    pub fn check_event(&self) {
        call(&self.provider.staff(), "checkevent", &[]);
    }

    /// Spends the provider's balance at the vendor until the next license does not fit.
    pub fn drain(&self) {
        let reseller = self.vendor.caller(RESELLER.0, RESELLER.1);
        for period in ["12", "1"] {
            let license = [
                ("pricelist", PRO),
                ("period", period),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            while reseller.call("soft.order.param", &license).is_ok() {}
        }
    }

    /// The provider pays its account at the vendor.
    pub fn top_up(&self, amount: &str) {
        pay(&self.vendor.staff(), &self.reseller, amount);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.provider.stop();
        self.vendor.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A call that must succeed.
///
/// # Panics
/// Where it does not.
#[track_caller]
pub fn call(caller: &Caller, function: &str, parameters: &[(&str, &str)]) -> Node {
    let answer = caller.call(function, parameters);
    answer.unwrap_or_else(|error| panic!("{function} {parameters:?}: {error}"))
}

/// A text of an answer that must be there.
///
/// # Panics
/// Where it is not.
#[track_caller]
pub fn text(node: &Node, name: &str) -> String {
    let found = node.text_of(name).filter(|text| !text.is_empty());
    found
        .unwrap_or_else(|| panic!("no {name} in {node:?}"))
        .to_owned()
}

/// Makes an account with a user; its number.
pub fn account(staff: &Caller, name: &str, login: (&str, &str)) -> String {
    let parameters = [
        ("name", name),
        ("email", login.0),
        ("username", login.0),
        ("passwd", login.1),
        ("sok", "ok"),
    ];
    text(&call(staff, "account.edit", &parameters), "id")
}

/// A payment that has arrived.
pub fn pay(staff: &Caller, account: &str, amount: &str) {
    let parameters = [("account", account), ("amount", amount), ("sok", "ok")];
    let payment = text(&call(staff, "payment.add", &parameters), "id");
    call(staff, "payment.setpaid", &[("elid", &payment)]);
}
