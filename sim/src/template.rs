//! The two databases as every story begins: made once with the functions of the systems, then
//! copied.

use crate::moves::Side;
use crate::network::Network;
use crate::process::{Process, refusal, seal, text};
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use onsell_domain::Timestamp;
use onsell_engine::install::{Installing, install};
use onsell_engine::seams::ManualClock;
use onsell_engine::{Engine, Setup};
use onsell_modules::Transport;
use onsell_store::{Location, Store};
use onsell_wire::Node;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// 2026-01-10, noon UTC: when every story begins.
pub const BEGIN: i64 = 1_768_046_400_000_000;
/// The password of everybody.
pub const PASSWORD: &str = "a password";
/// The reseller's user at the seller.
pub const RESELLER: &str = "reseller@provider.example";
/// The customers at the reseller.
pub const CUSTOMERS: [&str; 2] = ["first@customer.example", "second@customer.example"];
/// The seller's tariffs that are sold and resold, and what they cost the customer.
pub const TARIFFS: [(&str, &str, &str); 2] =
    [("55227", "8.00", "80.00"), ("55228", "12.00", "120.00")];
/// What the customers have at first.
const FUNDS: [&str; 2] = ["400.00", "30.00"];

/// A database as a process left it: the file, and the log that is not yet in it.
struct Database {
    file: Vec<u8>,
    log: Vec<u8>,
}

impl Database {
    fn read(path: &Path) -> Self {
        Self {
            file: std::fs::read(path).expect("a database can be read"),
            // A process that ended last and wrote it has moved the log into the file.
            log: std::fs::read(log_of(path)).unwrap_or_default(),
        }
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        std::fs::write(path, &self.file)?;
        std::fs::write(log_of(path), &self.log)
    }
}

fn log_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

/// Both databases, ready to be copied.
pub struct Template {
    seller: Database,
    reseller: Database,
    /// The reseller's account at the seller.
    pub account: String,
    /// The customers' accounts at the reseller.
    pub customers: Vec<String>,
    /// The reseller's numbers of [`TARIFFS`].
    pub tariffs: Vec<String>,
    /// Whether a customer may move a service to another tariff.
    pub knows_tariff_change: bool,
}

/// The template, made at first use.
pub fn template() -> &'static Template {
    static MADE: OnceLock<Template> = OnceLock::new();
    MADE.get_or_init(make)
}

/// A folder for the two databases of one story; it goes when this goes.
pub struct Folder(PathBuf);

impl Folder {
    /// A new one. In memory where the machine offers that: a process that dies loses nothing of
    /// what the operating system has, so that no story depends on a disk.
    pub fn make() -> Self {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let memory = Path::new("/dev/shm");
        let above = match std::env::var_os("TMPDIR") {
            None if memory.is_dir() => memory.to_owned(),
            _ => std::env::temp_dir(),
        };
        let name = format!(
            "onsell-sim-{}-{}",
            std::process::id(),
            MADE.fetch_add(1, Ordering::Relaxed)
        );
        let folder = above.join(name);
        std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
        Self(folder)
    }

    /// Where a side's database is.
    pub fn path(&self, side: Side) -> PathBuf {
        self.0.join(match side {
            Side::Seller => "seller.db",
            Side::Reseller => "reseller.db",
        })
    }

    /// Copies the template's databases.
    pub fn fill(&self, template: &Template) {
        for (side, database) in [
            (Side::Seller, &template.seller),
            (Side::Reseller, &template.reseller),
        ] {
            let written = database.write(&self.path(side));
            written.expect("a database can be copied");
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn make() -> Template {
    let folder = Folder::make();
    let clock = Arc::new(ManualClock::new(Timestamp::from_micros(BEGIN)));
    let network = Arc::new(Network::new(Arc::clone(&clock), false, None));
    let process = |side: Side, preset: Option<&str>| {
        let transport: Arc<dyn Transport> = Arc::<Network>::clone(&network);
        let path = folder.path(side);
        fill(&path, &clock, &transport, preset);
        let mut process = Process::over(side, path, &clock, transport, 0);
        process.boot();
        process
    };
    let mut seller = process(Side::Seller, Some("ispmanager"));
    network.connect(Some(seller.panel().clone()));
    let mut reseller = process(Side::Reseller, None);
    for (tariff, _, _) in TARIFFS {
        done(&seller, "pricelist.resume", &[("elid", tariff)]);
    }
    let account = customer(&seller, RESELLER);
    let tariffs = connect(&reseller);
    let customers: Vec<String> = CUSTOMERS.map(|name| customer(&reseller, name)).to_vec();
    for (account, amount) in customers.iter().zip(FUNDS) {
        pay(&reseller, account, amount);
    }
    let knows_tariff_change = reseller
        .panel()
        .registry()
        .declarations()
        .any(|declaration| declaration.name == "service.changepricelist");
    for process in [&mut seller, &mut reseller] {
        prepare(process.engine());
        process.die();
    }
    let read = |side| Database::read(&folder.path(side));
    Template {
        seller: read(Side::Seller),
        reseller: read(Side::Reseller),
        account,
        customers,
        tariffs,
        knows_tariff_change,
    }
}

/// Installs into an empty database, as `init` does.
fn fill(
    path: &Path,
    clock: &Arc<ManualClock>,
    transport: &Arc<dyn Transport>,
    preset: Option<&str>,
) {
    let location = Location::Sqlite(path.to_owned());
    let store = Store::open(&location, onsell_store::Options::default());
    let random = crate::chance::SeededRandom::new(path.as_os_str().len() as u64);
    let engine = Engine::new(Setup {
        store: store.expect("a fresh database opens"),
        clock: Arc::<ManualClock>::clone(clock),
        random: Arc::new(random),
        transport: Arc::clone(transport),
        seal: seal(),
    })
    .expect("an engine over a fresh database");
    let told = Installing {
        provider: "Provider".to_owned(),
        currency: None,
        zone: "UTC".to_owned(),
        preset: preset.map(str::to_owned),
        administrator: "admin".to_owned(),
    };
    install(&engine, &told).expect("a fresh database can be filled");
    engine.store().close();
}

/// The reseller is connected to the seller and imports its tariffs; their numbers.
fn connect(reseller: &Process) -> Vec<String> {
    let module = done(
        reseller,
        "processing.edit",
        &[
            ("module", "BILLmanager"),
            ("itemtype", "soft"),
            ("url", "http://seller.example"),
            ("username", RESELLER),
            ("password", PASSWORD),
            ("name", "Seller"),
            ("department", "1"),
            ("sok", "ok"),
        ],
    );
    let module = text(&module, "id");
    let import = |(number, month, year): (&str, &str, &str)| {
        let parameters = [
            ("processingmodule", module.as_str()),
            ("pricelist", number),
            ("sok", "ok"),
        ];
        let tariff = text(&done(reseller, "pricelist.import", &parameters), "id");
        let parameters = [
            ("elid", tariff.as_str()),
            ("price_1", month),
            ("price_12", year),
            ("sok", "ok"),
        ];
        done(reseller, "pricelist.edit", &parameters);
        done(reseller, "pricelist.resume", &[("elid", &tariff)]);
        tariff
    };
    TARIFFS.map(import).to_vec()
}

fn customer(process: &Process, name: &str) -> String {
    let parameters = [
        ("name", name),
        ("email", name),
        ("username", name),
        ("passwd", PASSWORD),
        ("sok", "ok"),
    ];
    text(&done(process, "account.edit", &parameters), "id")
}

/// A payment that counts at once.
pub fn pay(process: &Process, account: &str, amount: &str) {
    let parameters = [("account", account), ("amount", amount), ("sok", "ok")];
    let payment = text(&done(process, "payment.add", &parameters), "id");
    done(process, "payment.setpaid", &[("elid", &payment)]);
}

/// A call of the administrator that must succeed.
pub fn done(process: &Process, function: &str, parameters: &[(&str, &str)]) -> Node {
    let answer = process.call(None, function, parameters);
    assert!(refusal(&answer).is_none(), "{function}: {answer:?}");
    answer
}

const SET_PASSWORD: &str = "UPDATE \"user\" SET password = $1";
const FREE_CHANGES: &str = "UPDATE product_type SET ip_change_days = 0, key_change_days = 0";

/// The passwords stay as they are and cost little to check; addresses and keys may be changed at
/// any time, so that stories are not made of refusals.
fn prepare(engine: &Engine) {
    let params = Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None);
    let cheap = Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        params.expect("the smallest costs are allowed"),
    );
    let hash = cheap
        .hash_password(PASSWORD.as_bytes())
        .expect("a password can be hashed")
        .to_string();
    engine
        .write(None, move |scope| {
            scope.tx.exec(SET_PASSWORD, &[hash.as_str().into()])?;
            Ok(scope.tx.exec(FREE_CHANGES, &[])?)
        })
        .expect("the prepared rows can be written");
}
