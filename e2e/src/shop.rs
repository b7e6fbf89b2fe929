//! A provider that sells already: what the documented path sets up by hand, done through the API,
//! for tests and pictures that begin behind it.

use crate::world::{HOST, LITE, PRO, RESELLER, World, call, text};
use onsell::instance::Caller;
use onsell_doubles::Vmmanager6;
use onsell_wire::Node;

/// What VMmanager 6 calls Debian.
const DEBIAN: &str = "ISPsystem__Debian-12";

/// What is sold.
pub struct Shop {
    /// The module that buys licenses from the vendor.
    pub licenses: String,
    /// The tariff of ispmanager Lite.
    pub lite: String,
    /// The tariff of ispmanager Pro.
    pub pro: String,
    /// The tariff of ispmanager Host.
    pub host: String,
}

/// Servers whose control panel comes along.
pub struct Servers {
    /// Where the machines are made.
    pub machines: Vmmanager6,
    /// The module that makes them.
    pub module: String,
    /// The tariff.
    pub tariff: String,
    /// Its addon for the panel.
    pub panel: String,
    /// The values of the addon: without a panel, Lite, Pro.
    pub values: [String; 3],
}

fn made(staff: &Caller, function: &str, parameters: &[(&str, &str)]) -> String {
    let mut parameters = parameters.to_vec();
    parameters.push(("sok", "ok"));
    text(&call(staff, function, &parameters), "id")
}

impl Shop {
    /// Connects the vendor, and imports, prices and switches on its tariffs.
    pub fn open(world: &World) -> Self {
        let staff = world.provider.staff();
        let url = world.vendor_url();
        let module = [
            ("module", "BILLmanager"),
            ("itemtype", "soft"),
            ("url", url.as_str()),
            ("username", RESELLER.0),
            ("password", RESELLER.1),
            ("name", "Licenses of the vendor"),
            ("department", "1"),
            ("minimalbalance", "50.00"),
        ];
        let licenses = made(&staff, "processing.edit", &module);
        call(&staff, "processing.check", &[("elid", &licenses)]);
        let sell = |tariff: &str, month: &str, year: &str| {
            let parameters = [
                ("processingmodule", licenses.as_str()),
                ("pricelist", tariff),
            ];
            let id = made(&staff, "pricelist.import", &parameters);
            let prices = [
                ("elid", id.as_str()),
                ("price_1", month),
                ("price_12", year),
            ];
            made(&staff, "pricelist.edit", &prices);
            call(&staff, "pricelist.resume", &[("elid", &id)]);
            id
        };
        let lite = sell(LITE, "8.00", "80.00");
        let pro = sell(PRO, "16.00", "160.00");
        let host = sell(HOST, "29.00", "290.00");
        Self {
            licenses,
            lite,
            pro,
            host,
        }
    }

    /// Orders a license, charged at once; its number.
    pub fn order(&self, customer: &Caller, tariff: &str, name: &str, ip: &str) -> String {
        let license = [
            ("pricelist", tariff),
            ("period", "1"),
            ("licname", name),
            ("ip", ip),
            ("skipbasket", "on"),
        ];
        made(customer, "soft.order.param", &license)
    }

    /// Sells servers that staff make by hand; the tariff.
    pub fn by_hand(world: &World) -> String {
        let staff = world.provider.staff();
        let module = [
            ("module", "manual"),
            ("itemtype", "dedic"),
            ("name", "Servers by hand"),
            ("department", "1"),
        ];
        let module = made(&staff, "processing.edit", &module);
        let tariff = [
            ("processingmodule", module.as_str()),
            ("name", "Dedicated 64 GB"),
        ];
        let tariff = made(&staff, "pricelist.add", &tariff);
        let price = [("elid", tariff.as_str()), ("price_1", "90.00")];
        made(&staff, "pricelist.edit", &price);
        call(&staff, "pricelist.resume", &[("elid", &tariff)]);
        tariff
    }

    /// Sells servers, too.
    pub fn with_servers(&self, world: &World) -> Servers {
        let staff = world.provider.staff();
        let machines = Vmmanager6::start().expect("a port");
        let url = machines.url();
        let module = [
            ("module", "vmmanager6"),
            ("itemtype", "vds"),
            ("url", url.as_str()),
            ("username", machines.user()),
            ("password", machines.password()),
            ("name", "Virtual servers"),
            ("department", "1"),
            ("licenseserver", self.licenses.as_str()),
        ];
        let module = made(&staff, "processing.edit", &module);
        let offers = [("plid", module.as_str()), ("sok", "ok")];
        call(&staff, "processing.offer.import", &offers);
        let tariff = [
            ("processingmodule", module.as_str()),
            ("name", "VPS Start"),
            ("intname", "Start"),
        ];
        let tariff = made(&staff, "pricelist.add", &tariff);
        let price = [("elid", tariff.as_str()), ("price_1", "10.00")];
        made(&staff, "pricelist.edit", &price);
        let (list, values) = panels(&staff);
        let addon = [
            ("plid", tariff.as_str()),
            ("name", "Control panel"),
            ("itemtype", "control_panel"),
            ("enumeration", list.as_str()),
            ("default", values[0].as_str()),
            ("active", "on"),
        ];
        let panel = made(&staff, "pricelist.detail.edit", &addon);
        for (value, price) in values.iter().zip(["0.00", "6.00", "12.00"]) {
            let parameters = [
                ("plid", panel.as_str()),
                ("elid", value.as_str()),
                ("active", "on"),
                ("price_1", price),
            ];
            made(&staff, "pricelist.detail.item.edit", &parameters);
        }
        call(&staff, "pricelist.resume", &[("elid", &tariff)]);
        Servers {
            machines,
            module,
            tariff,
            panel,
            values,
        }
    }
}

/// The list of control panels with its values.
fn panels(staff: &Caller) -> (String, [String; 3]) {
    let list = [
        ("name", "Server Control Panel"),
        ("intname", "control_panel"),
    ];
    let list = made(staff, "enumeration.edit", &list);
    let value = |name: &str, intname: &str| {
        let parameters = [
            ("plid", list.as_str()),
            ("name", name),
            ("intname", intname),
        ];
        made(staff, "enumeration.item.edit", &parameters)
    };
    let values = [
        value("Without control panel", ""),
        value("ispmanager Lite", LITE),
        value("ispmanager Pro", PRO),
    ];
    (list, values)
}

impl Servers {
    /// Orders a server with a panel, charged at once; its number.
    pub fn order(&self, customer: &Caller, name: &str, panel: usize) -> String {
        let addon = format!("addon_{}", self.panel);
        let server = [
            ("pricelist", self.tariff.as_str()),
            ("period", "1"),
            ("domain", name),
            ("ostempl", DEBIAN),
            (addon.as_str(), self.values[panel].as_str()),
            ("skipbasket", "on"),
        ];
        made(customer, "vds.order.param", &server)
    }
}

/// The rows of a list.
pub fn rows(caller: &Caller, function: &str) -> Vec<Node> {
    let list = call(caller, function, &[]);
    list.children_of("elem").cloned().collect()
}
