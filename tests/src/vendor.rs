//! The vendor's tariff with an addon that is a number and one that is a value of a closed list.

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
