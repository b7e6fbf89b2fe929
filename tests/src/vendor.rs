//! The vendor's tariff with an addon that is a number and one that is a value of a closed list, and
//! what the provider makes of it.

use crate::{Twin, text};
use onsell_wire::Node;

/// The vendor's number of ispmanager Business.
pub const BUSINESS: &str = "55230";
/// The vendor's number of its addon.
pub const NODES: &str = "55236";

/// The vendor's numbers of what was added to its tariff.
pub struct Catalogue {
    /// The closed list.
    pub list: String,
    /// The addon whose values it has.
    pub panel: String,
    /// The value that is ordered when nothing is chosen.
    pub none: String,
    /// A value with a price.
    pub lite: String,
    /// A value that is off at first.
    pub pro: String,
}

/// The type of the refusal, empty when it is none.
pub fn error(answer: &Node) -> &str {
    let error = answer.child("error");
    error
        .and_then(|error| error.attribute("type"))
        .unwrap_or_default()
}

/// The rows of a list.
pub fn rows(answer: &Node) -> Vec<Node> {
    answer.children_of("elem").cloned().collect()
}

/// The row that has this text in this column.
pub fn with<'a>(rows: &'a [Node], column: &str, value: &str) -> &'a Node {
    let found = rows.iter().find(|row| row.text_of(column) == Some(value));
    found.unwrap_or_else(|| panic!("no row with {column}={value} in {rows:?}"))
}

fn made(twin: &Twin, function: &str, parameters: &[(&str, &str)]) -> String {
    let mut parameters = parameters.to_vec();
    parameters.push(("sok", "ok"));
    text(&twin.vendor_staff(function, &parameters), "id").to_owned()
}

impl Catalogue {
    /// Adds the closed list to the vendor's tariff.
    pub fn at(twin: &Twin) -> Self {
        let names = [
            ("name", "Server Control Panel"),
            ("name_ru", "Панель управления"),
        ];
        let list = made(twin, "enumeration.edit", &names);
        let value = |name: &str, name_ru: &str, intname: &str| {
            let parameters = [
                ("plid", list.as_str()),
                ("name", name),
                ("name_ru", name_ru),
                ("intname", intname),
            ];
            made(twin, "enumeration.item.edit", &parameters)
        };
        let none = value("No panel", "Без панели", "");
        let lite = value("Lite", "Lite", "55227");
        let pro = value("Pro", "Pro", "55228");
        let unpriced = value("Trial", "Trial", "55239");
        let addon = [
            ("plid", BUSINESS),
            ("name", "Control panel"),
            ("enumeration", list.as_str()),
            ("default", &none),
            ("active", "on"),
        ];
        let panel = made(twin, "pricelist.detail.edit", &addon);
        let made = Self {
            list,
            panel,
            none,
            lite,
            pro,
        };
        made.sell(twin, &made.none, &[("active", "on"), ("price_1", "0.00")]);
        let prices = [("active", "on"), ("price_1", "5.00"), ("price_12", "50.00")];
        made.sell(twin, &made.lite, &prices);
        made.sell(twin, &made.pro, &[("active", "off"), ("price_1", "10.00")]);
        made.sell(twin, &unpriced, &[("active", "on")]);
        made
    }

    fn sell(&self, twin: &Twin, item: &str, more: &[(&str, &str)]) {
        let mut parameters = vec![("plid", self.panel.as_str()), ("elid", item)];
        parameters.extend(more);
        made(twin, "pricelist.detail.item.edit", &parameters);
    }

    /// Another price for the value Lite.
    pub fn reprice(&self, twin: &Twin, price: &str) {
        self.sell(twin, &self.lite, &[("price_1", price)]);
    }

    /// Changes everything that a sync looks at.
    pub fn change(&self, twin: &Twin) {
        self.sell(twin, &self.pro, &[("active", "on")]);
        twin.vendor_staff("pricelist.resume", &[("elid", "55228")]);
        self.sell(twin, &self.lite, &[("active", "off")]);
        let prices = [
            ("elid", BUSINESS),
            ("price_1", "33.00"),
            ("price_3", "90.00"),
        ];
        made(twin, "pricelist.edit", &prices);
        made(
            twin,
            "pricelist.detail.edit",
            &[("elid", NODES), ("active", "off")],
        );
        let list = made(twin, "enumeration.edit", &[("name", "Support")]);
        let basic = [
            ("plid", list.as_str()),
            ("name", "Basic"),
            ("default", "on"),
        ];
        let basic = made(twin, "enumeration.item.edit", &basic);
        let addon = [
            ("plid", BUSINESS),
            ("name", "Support"),
            ("enumeration", list.as_str()),
            ("active", "on"),
        ];
        let addon = made(twin, "pricelist.detail.edit", &addon);
        let price = [
            ("plid", addon.as_str()),
            ("elid", &basic),
            ("active", "on"),
            ("price_1", "3.00"),
        ];
        made(twin, "pricelist.detail.item.edit", &price);
    }

    /// Offers again what [`Self::change`] took away.
    pub fn put_back(&self, twin: &Twin) {
        self.sell(twin, &self.lite, &[("active", "on")]);
        made(
            twin,
            "pricelist.detail.edit",
            &[("elid", NODES), ("active", "on")],
        );
    }
}

/// The provider's number of the tariff, its addons by the names of the vendor, and its values.
pub struct Imported {
    /// The tariff.
    pub tariff: String,
    /// The addon that is a number.
    pub nodes: String,
    /// The addon that is a value of a closed list.
    pub panel: String,
}

/// Imports the vendor's tariff; whatever is answered.
pub fn import(twin: &Twin) -> Node {
    let parameters = [
        ("processingmodule", "1"),
        ("pricelist", BUSINESS),
        ("sok", "ok"),
    ];
    twin.try_provider_staff("pricelist.import", &parameters)
}

/// Imports the vendor's tariff; the provider has lists of its own, so that no number is the same on
/// both sides.
pub fn imported(twin: &Twin) -> Imported {
    for list in ["Disks", "Colors"] {
        let parameters = [("name", list), ("sok", "ok")];
        let list = twin.provider_staff("enumeration.edit", &parameters);
        let parameters = [("plid", text(&list, "id")), ("name", "One"), ("sok", "ok")];
        twin.provider_staff("enumeration.item.edit", &parameters);
    }
    let answer = import(twin);
    assert_eq!(error(&answer), "", "{answer:?}");
    let tariff = text(&answer, "id").to_owned();
    let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &tariff)]));
    let of_type = |kind: &str| text(with(&addons, "addontype", kind), "id").to_owned();
    Imported {
        nodes: of_type("2"),
        panel: of_type("3"),
        tariff,
    }
}

/// The values of an addon at the provider.
pub fn values(twin: &Twin, addon: &str) -> Vec<Node> {
    rows(&twin.provider_staff("pricelist.detail.item", &[("elid", addon)]))
}

/// Looks at an imported tariff again; the lines of the report.
pub fn sync(twin: &Twin, tariff: &str) -> Vec<Node> {
    rows(&twin.provider_staff("pricelist.sync", &[("elid", tariff)]))
}

/// The lines of a report as change, object and name.
pub fn told(lines: &[Node]) -> Vec<(&str, &str, &str)> {
    lines
        .iter()
        .map(|line| {
            (
                text(line, "change"),
                text(line, "object"),
                text(line, "name"),
            )
        })
        .collect()
}

/// The customer orders a tariff; whatever is answered.
pub fn order(twin: &Twin, tariff: &str, more: &[(&str, &str)]) -> Node {
    let mut parameters = vec![
        ("pricelist", tariff),
        ("period", "1"),
        ("licname", "srv.example.com"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    parameters.extend(more);
    twin.customer_calls("soft.order.param", &parameters)
}
