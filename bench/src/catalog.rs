//! How long pages of a price list and orders from it take when the list is very long, beside the
//! same with a short one.

mod fill;

use crate::client::Client;
use crate::spread::Spread;
use crate::{Engine, bare, machine, round, setup};
use fill::{FIRST, fill};
use onsell::{Failure, Instance};
use onsell_engine::session;
use onsell_engine::session_life::Visitor;
use onsell_store::testing::Fresh;
use serde_json::{Map, Value, json};
use std::net::IpAddr;
use std::time::Instant;
use tokio::runtime::Runtime;

/// How the measurement is taken.
#[derive(clap::Args)]
pub struct Arguments {
    /// Which engine keeps the data.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    store: Engine,
    /// How many tariffs there are, one run after the other; the first is what the last is compared
    /// with.
    #[arg(long, value_delimiter = ',', default_values_t = [100, 10_000])]
    tariffs: Vec<i64>,
    /// How many addons each has, at most 99.
    #[arg(long, default_value_t = 20)]
    addons: i64,
    /// How often each thing is done.
    #[arg(long, default_value_t = 200)]
    looks: i64,
}

/// Who orders.
const CUSTOMER: &str = "customer@bench.example";
/// Rows of a page.
const ROWS: i64 = 20;
/// Round trips and commits whose middle is the limit's measure.
const BARE: usize = 500;
/// Calls that are not counted: they open connections and prepare statements.
const CALLS_BEFORE: i64 = 5;

/// Takes the measurement; tells a line for each length of the list and thing done, and at last how
/// much more each costs with the longest list than with the shortest.
pub fn run(arguments: &Arguments, tell: fn(Value)) -> Result<(), Failure> {
    let mut runs = Vec::new();
    for &tariffs in &arguments.tariffs {
        runs.push(one(arguments, tariffs, tell)?);
    }
    if let (Some(short), Some(long)) = (runs.first(), runs.last()) {
        let ratios: Map<String, Value> = short
            .iter()
            .zip(long)
            .map(|((name, short), (_, long))| ((*name).to_owned(), round(long / short).into()))
            .collect();
        tell(json!({
            "measurement": "catalog",
            "store": arguments.store.name(),
            "tariffs": arguments.tariffs,
            "long_to_short": ratios,
            "peak_memory_mib": machine::peak_memory_mib(),
        }));
    }
    Ok(())
}

/// The middle of the times that each thing took.
type Middles = Vec<(&'static str, f64)>;

fn one(arguments: &Arguments, tariffs: i64, tell: fn(Value)) -> Result<Middles, Failure> {
    let mut shop = Shop::open(arguments, tariffs)?;
    let round_trip = bare::middle_ms(bare::round_trips(BARE)?);
    let commit = bare::middle_ms(bare::durable_commits(shop.instance.engine(), BARE)?);
    let mut middles = Vec::new();
    for (name, limit) in [
        ("first page", round_trip),
        ("any page", round_trip),
        ("any page of a type", round_trip),
        ("what can be ordered, any page", round_trip),
        ("form of an order", round_trip),
        ("order", round_trip + commit),
    ] {
        let mut times = Vec::new();
        for look in -CALLS_BEFORE..arguments.looks {
            let query = shop.query(name, tariffs, look);
            let client = if name.contains("page") && !name.starts_with("what") {
                &mut shop.staff
            } else {
                &mut shop.customer
            };
            let began = Instant::now();
            client.call(&query)?;
            if look >= 0 {
                times.push(began.elapsed());
            }
        }
        let spread = Spread::of(times);
        tell(json!({
            "measurement": "catalog",
            "store": arguments.store.name(),
            "tariffs": tariffs,
            "addons": arguments.addons,
            "of": name,
            "p50_ms": round(spread.p50_ms),
            "p99_ms": round(spread.p99_ms),
            "limit_ms": round(limit),
            "of_limit": round(limit / spread.p50_ms),
            "machine": machine::describe(),
        }));
        middles.push((name, spread.p50_ms));
    }
    shop.instance.stop();
    Ok(middles)
}

/// A seller with a price list, and who looks at it.
struct Shop {
    instance: Instance,
    staff: Client,
    customer: Client,
    addons: i64,
    _runtime: Runtime,
    _database: Fresh,
}

impl Shop {
    fn open(arguments: &Arguments, tariffs: i64) -> Result<Self, Failure> {
        let database = arguments.store.fresh();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let instance = setup::vendor(&runtime, &database)?;
        let engine = instance.engine();
        fill(engine, tariffs, arguments.addons.clamp(0, 99))?;
        setup::customer(engine, CUSTOMER, &setup::password_hash()?)?;
        let here = IpAddr::from([127, 0, 0, 1]);
        let staff = session::sign_in(
            engine,
            &instance.administrator,
            &instance.password,
            &Visitor::new(here, ""),
        )?;
        let staff = Client::connect(instance.address, staff.id.expose().to_owned())?;
        let customer = setup::session(engine, CUSTOMER)?;
        let customer = Client::connect(instance.address, customer)?;
        Ok(Self {
            instance,
            staff,
            customer,
            addons: arguments.addons,
            _runtime: runtime,
            _database: database,
        })
    }

    /// What is asked for: spread over the whole list, in no order that a cache could follow.
    fn query(&self, name: &str, tariffs: i64, look: i64) -> String {
        let spread = |among: i64| (look.rem_euclid(1_000_000)) * 7919 % among.max(1);
        let page = 1 + spread(tariffs / ROWS);
        let of_type = 1 + spread(tariffs / 2 / ROWS);
        // Licenses have the odd numbers.
        let tariff = FIRST + spread(tariffs / 2) * 2;
        let chosen = match self.addons {
            0 => String::new(),
            _ => format!("&addon_{}=5", tariff * 100 + 1),
        };
        match name {
            "first page" => format!("func=pricelist&p_cnt={ROWS}&p_num=1"),
            "any page" => format!("func=pricelist&p_cnt={ROWS}&p_num={page}"),
            "any page of a type" => {
                format!("func=pricelist&filter=on&itemtype=soft&p_cnt={ROWS}&p_num={of_type}")
            }
            "what can be ordered, any page" => {
                format!("func=v2.soft.order.pricelist&page={of_type}&page_size={ROWS}")
            }
            "form of an order" => {
                format!("func=soft.order.param&pricelist={tariff}&period=1{chosen}")
            }
            _ => format!(
                "func=soft.order.param&pricelist={tariff}&period=1{chosen}&skipbasket=on&sok=ok"
            ),
        }
    }
}
