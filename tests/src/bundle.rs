//! Servers with a control panel: the provider's staff make the machines, the vendor sells the
//! licenses.

use crate::{Twin, fine, text};
use onsell_wire::Node;

/// A tariff for servers whose panel the customer chooses.
pub struct Bundle {
    /// The module of the machines.
    pub module: String,
    /// The tariff.
    pub tariff: String,
    /// Its addon for the panel.
    pub addon: String,
    /// Its addon for nodes.
    pub nodes: String,
    /// The values: without a panel, trial, lite, pro, business.
    pub values: [String; 5],
}

/// The places of the values.
pub const NONE: usize = 0;
/// See [`NONE`].
pub const TRIAL: usize = 1;
/// See [`NONE`].
pub const LITE: usize = 2;
/// See [`NONE`].
pub const PRO: usize = 3;
/// See [`NONE`].
pub const BUSINESS: usize = 4;

fn made(twin: &Twin, function: &str, parameters: &[(&str, &str)]) -> String {
    let mut parameters = parameters.to_vec();
    parameters.push(("sok", "ok"));
    text(&twin.provider_staff(function, &parameters), "id").to_owned()
}

impl Bundle {
    /// Sells servers at the provider whose machines are made by hand.
    pub fn at(twin: &Twin) -> Self {
        let module = [
            ("module", "manual"),
            ("itemtype", "vds"),
            ("name", "By hand"),
            ("licenseserver", "1"),
        ];
        Self::of(twin, &module)
    }

    /// The same, where another module makes the machines.
    pub fn of(twin: &Twin, module: &[(&str, &str)]) -> Self {
        twin.vendor_staff("pricelist.resume", &[("elid", "55228")]);
        let types = twin.vendor_staff("itemtype", &[]);
        let soft = types
            .children_of("elem")
            .find(|row| row.text_of("intname") == Some("soft"));
        let soft = text(soft.expect("the type is there"), "id").to_owned();
        let trials = [
            ("elid", soft.as_str()),
            ("trialtype", "service"),
            ("sok", "ok"),
        ];
        fine(twin.vendor_staff("itemtype.edit", &trials));
        let module = made(twin, "processing.edit", module);
        let tariff = [
            ("processingmodule", module.as_str()),
            ("name", "VPS 1"),
            ("intname", "Start"),
        ];
        let tariff = made(twin, "pricelist.add", &tariff);
        let price = [
            ("elid", tariff.as_str()),
            ("price_1", "10.00"),
            ("price_12", "100.00"),
        ];
        made(twin, "pricelist.edit", &price);
        let list = made(
            twin,
            "enumeration.edit",
            &[("name", "Server Control Panel")],
        );
        let value = |name: &str, intname: &str, trial: &str| {
            let parameters = [
                ("plid", list.as_str()),
                ("name", name),
                ("intname", intname),
                ("trial", trial),
            ];
            made(twin, "enumeration.item.edit", &parameters)
        };
        let values = [
            value("Without", "", "off"),
            value("Trial", "55239", "on"),
            value("Lite", "55227", "off"),
            value("Pro", "55228", "off"),
            value("Business", "55230", "off"),
        ];
        let paid = [
            ("elid", values[TRIAL].as_str()),
            ("paiditem", values[LITE].as_str()),
        ];
        made(twin, "enumeration.item.edit", &paid);
        let parameters = [
            ("plid", values[BUSINESS].as_str()),
            ("intname", "55236"),
            ("source", "nodes"),
            ("addonmin", "1"),
        ];
        made(twin, "enumeration.item.addon.edit", &parameters);
        let nodes = [
            ("plid", tariff.as_str()),
            ("name", "Nodes"),
            ("intname", "nodes"),
            ("addonmax", "10"),
            ("price_1", "1.00"),
            ("active", "on"),
        ];
        let nodes = made(twin, "pricelist.detail.edit", &nodes);
        let addon = [
            ("plid", tariff.as_str()),
            ("name", "Control panel"),
            ("itemtype", "control_panel"),
            ("enumeration", list.as_str()),
            ("default", values[NONE].as_str()),
            ("active", "on"),
        ];
        let addon = made(twin, "pricelist.detail.edit", &addon);
        let prices = ["0.00", "0.00", "5.00", "9.00", "20.00"];
        for (item, price) in values.iter().zip(prices) {
            let parameters = [
                ("plid", addon.as_str()),
                ("elid", item.as_str()),
                ("active", "on"),
                ("price_1", price),
                ("price_12", price),
            ];
            made(twin, "pricelist.detail.item.edit", &parameters);
        }
        twin.provider_staff("pricelist.resume", &[("elid", &tariff)]);
        Self {
            module,
            tariff,
            addon,
            nodes,
            values,
        }
    }

    /// The customer orders a server with a panel; its number.
    pub fn order(&self, twin: &Twin, panel: usize) -> String {
        text(&fine(self.try_order(twin, panel, "1")), "id").to_owned()
    }

    /// The customer orders a server with a panel; whatever is answered.
    pub fn try_order(&self, twin: &Twin, panel: usize, period: &str) -> Node {
        let addon = format!("addon_{}", self.addon);
        let parameters = [
            ("pricelist", self.tariff.as_str()),
            ("period", period),
            ("licname", "vps.example.com"),
            ("domain", "vps.example.com"),
            ("ostempl", "ISPsystem__Debian-12"),
            (addon.as_str(), self.values[panel].as_str()),
            ("autoprolong", period),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        twin.customer_calls("vds.order.param", &parameters)
    }

    /// A server that runs at an address, with its panel.
    pub fn server(&self, twin: &Twin, panel: usize, ip: &str) -> String {
        let server = self.order(twin, panel);
        self.done(twin, &server, &[("ip", ip)]);
        settle(twin);
        server
    }

    /// The staff did what is open on a server.
    pub fn done(&self, twin: &Twin, server: &str, found: &[(&str, &str)]) {
        let task = twin.task(server).expect("a task is open");
        let mut parameters = vec![("elid", text(&task, "id")), ("status", "2"), ("sok", "ok")];
        parameters.extend_from_slice(found);
        fine(twin.provider_staff("task.edit", &parameters));
    }

    /// The customer chooses another panel.
    pub fn choose(&self, twin: &Twin, server: &str, panel: usize) {
        let addon = format!("addon_{}", self.addon);
        let parameters = [
            ("elid", server),
            (addon.as_str(), self.values[panel].as_str()),
            ("sok", "ok"),
        ];
        fine(twin.customer_calls("vds.edit", &parameters));
        settle(twin);
    }

    /// The customer chooses another panel; nothing that follows is waited for.
    pub fn try_choose(&self, twin: &Twin, server: &str, panel: usize) -> Node {
        let addon = format!("addon_{}", self.addon);
        let parameters = [
            ("elid", server),
            (addon.as_str(), self.values[panel].as_str()),
            ("sok", "ok"),
        ];
        fine(twin.customer_calls("vds.edit", &parameters))
    }

    /// The customer may have another trial: the tests have more servers than customers.
    pub fn forget_trials(&self, twin: &Twin) {
        const FORGET: &str = "UPDATE bundled_license SET is_trial = 0 WHERE is_trial = 1";
        let done = twin
            .provider
            .engine()
            .write(None, |scope| Ok(scope.tx.exec(FORGET, &[])?));
        done.expect("it can be written");
    }

    /// The server has another address now.
    pub fn move_to(&self, twin: &Twin, server: &str, ip: &str) {
        let parameters = [("elid", server), ("ip", ip), ("sok", "ok")];
        fine(twin.provider_staff("vds.edit", &parameters));
        self.done(twin, server, &[]);
        settle(twin);
    }
}

/// Everybody does what is due, until nothing is left to do.
pub fn settle(twin: &Twin) {
    for _ in 0..6 {
        twin.clock.advance_seconds(1);
        twin.work();
        twin.check_event();
    }
}

/// The licenses at the vendor that live, as `TARIFF NAME IP STATUS`, sorted.
pub fn licenses(twin: &Twin) -> Vec<String> {
    let rows = twin.licenses().into_iter();
    let lives = rows.filter(|row| row.text_of("status") != Some("4"));
    let mut lines: Vec<String> = lives
        .map(|row| {
            let name = text(&row, "licname").split(' ').next().unwrap_or_default();
            format!(
                "{} {name} {} {}",
                text(&row, "pricelist_id"),
                text(&row, "ip"),
                text(&row, "status")
            )
        })
        .collect();
    lines.sort();
    lines
}

/// How many licenses the reseller ever bought.
pub fn bought(twin: &Twin) -> usize {
    twin.licenses().len()
}

/// A number from the provider's database.
pub fn count(twin: &Twin, sql: &'static str) -> i64 {
    let rows = twin
        .provider
        .engine()
        .read(move |scope| Ok(scope.tx.rows(sql, &[])?));
    let row = rows.expect("it can be read").remove(0);
    row.read().next().expect("a number")
}

/// Everybody does what is due, with the pauses that lost requests make, until nothing of the
/// provider's is unfinished. Panics where that never is.
pub fn heal(twin: &Twin) {
    const UNFINISHED: &str =
        "SELECT COUNT(*) FROM operation WHERE state NOT IN ('done', 'cancelled')";
    for _ in 0..60 {
        twin.work();
        twin.check_event();
        if count(twin, UNFINISHED) == 0 {
            return;
        }
        twin.clock.advance_seconds(130);
    }
    let open = twin.provider_staff("runningoperation", &[]);
    panic!("never finished: {open:?}");
}

/// The vendor's licenses that are a server's, as `TARIFF IP STATUS`, sorted; closed ones left out.
pub fn of_server(twin: &Twin, server: &str) -> Vec<String> {
    let name = format!("Item #{server} ");
    let rows = twin.licenses().into_iter();
    let mine = rows.filter(|row| {
        row.text_of("status") != Some("4") && text(row, "licname").starts_with(&name)
    });
    let mut lines: Vec<String> = mine
        .map(|row| {
            let [tariff, ip, status] =
                ["pricelist_id", "ip", "status"].map(|name| text(&row, name));
            format!("{tariff} {ip} {status}")
        })
        .collect();
    lines.sort();
    lines
}
