//! The seller's whole price list: `pricelist.export` (wire 3.3).
//!
//! What the seller does not tell stays empty; a price that cannot be read is a period that is not
//! sold, because guessing about money is no kindness.

mod addon;
mod price;

use onsell_domain::{Amount, Currency, Period};

pub use addon::{
    ADDON_BOOLEAN, ADDON_ENUMERATION, ADDON_INTEGER, BILL_BY_ORDERED_VALUE, BILL_NOT,
    PriceListAddon, PriceListEnumeration, PriceListItem,
};

use crate::{Document, Fault, Node, Params};

const FUNC: &str = "pricelist.export";

/// Which part of the price list is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceListQuery {
    /// The seller's provider; the first one when absent.
    pub project: Option<i64>,
    /// The internal name of a product type; all types when absent.
    pub product_type: Option<String>,
    /// Only these of the seller's tariffs (our extension: other sellers tell all); empty is all.
    pub tariffs: Vec<i64>,
    /// Leave out what cannot be ordered.
    pub only_available: bool,
}

impl PriceListQuery {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        if let Some(project) = self.project {
            params.push("project", project.to_string());
        }
        if let Some(product_type) = &self.product_type {
            params.push("itemtype", product_type);
        }
        if !self.tariffs.is_empty() {
            let tariffs: Vec<String> = self.tariffs.iter().map(i64::to_string).collect();
            params.push("pricelist", tariffs.join(", "));
        }
        if self.only_available {
            params.push("onlyavailable", "on");
        }
        params
    }

    /// The question in a request; the provider may come as `elid` (wire 3.3).
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let name = if params.has("project") {
            "project"
        } else {
            "elid"
        };
        Ok(Self {
            project: params.integer(name)?,
            product_type: params.text("itemtype").map(str::to_owned),
            tariffs: params.integers("pricelist")?,
            only_available: params.is_on("onlyavailable"),
        })
    }
}

/// A tariff of the seller.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceListTariff {
    /// The seller's id.
    pub id: i64,
    /// The product type as the seller tells it: its internal name or its id.
    pub product_type: String,
    /// What a panel calls the module that it sells; empty for anything else (semantics 1.13).
    pub addition_intname: String,
    /// The internal name of the tariff.
    pub intname: String,
    /// The name for people.
    pub name: String,
    /// The Russian name, empty when there is none.
    pub name_ru: String,
    /// What each period costs, and what is charged once at the order.
    pub prices: Vec<(Period, Amount, Amount)>,
    /// How many days a trial lasts, where there is one and the seller says so.
    pub trial_days: Option<u16>,
    /// The currency of all prices here, where the seller says so.
    pub currency: Option<Currency>,
    /// What can be added.
    pub addons: Vec<PriceListAddon>,
    /// What the product of a certificate can do: the flags of its template (semantics 6.2), words
    /// separated by spaces. Empty where the seller does not say (our extension).
    pub template: String,
    /// How many names the price of a certificate includes, where the seller says so (our
    /// extension).
    pub names_included: Option<i64>,
}

impl PriceListTariff {
    /// The answer with these tariffs.
    pub fn to_document(tariffs: &[Self]) -> Document {
        let mut document = Document::tree(FUNC);
        for tariff in tariffs {
            document.push(tariff.to_node());
        }
        document
    }

    /// The tariffs in an answer that is no refusal; one without an id is left out.
    pub fn from_node(root: &Node) -> Vec<Self> {
        root.children_of("pricelist")
            .filter_map(Self::read)
            .collect()
    }

    fn to_node(&self) -> Node {
        let mut node = Node::new("pricelist");
        node.put("id", self.id.to_string());
        if !self.addition_intname.is_empty() {
            node.put("additionintname", &self.addition_intname);
        }
        node.put("itemtype", &self.product_type);
        node.put("intname", &self.intname);
        node.put("name", &self.name);
        if !self.name_ru.is_empty() {
            node.put("name_ru", &self.name_ru);
        }
        if !self.template.is_empty() {
            node.put("template", &self.template);
        }
        if let Some(names) = self.names_included {
            node.put("names_included", names.to_string());
        }
        let mut price = price::write(&self.prices, self.trial_days, self.currency);
        if !self.addition_intname.is_empty() {
            price::name_periods(&mut price);
        }
        node.push(price);
        for addon in &self.addons {
            node.push(addon.to_node());
        }
        node
    }

    fn read(node: &Node) -> Option<Self> {
        let text = |tag: &str| node.first_text(&[tag]).unwrap_or_default().to_owned();
        let price = node.child("price");
        Some(Self {
            id: node.first_number(&["id"]).filter(|id| *id > 0)?,
            product_type: text("itemtype"),
            addition_intname: text("additionintname"),
            intname: text("intname"),
            name: text("name"),
            name_ru: text("name_ru"),
            template: text("template"),
            names_included: node.first_number(&["names_included"]),
            prices: price.map(price::read).unwrap_or_default(),
            trial_days: price.and_then(price::trial_days),
            currency: price.and_then(|p| Currency::parse(p.attribute("currency")?.trim()).ok()),
            addons: node
                .children_of("addon")
                .filter_map(PriceListAddon::read)
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, decode_xml};

    fn amount(text: &str) -> Amount {
        Amount::parse(text).expect(text)
    }

    #[test]
    fn a_question_arrives_as_it_was_sent() {
        let read = |query: &str| {
            PriceListQuery::from_params(&Params::parse_urlencoded(query).expect(query))
        };
        let check =
            |query: PriceListQuery| assert_eq!(read(&query.to_params().to_query()), Ok(query));
        let query = PriceListQuery {
            project: Some(1),
            product_type: Some("soft".to_owned()),
            tariffs: Vec::new(),
            only_available: true,
        };
        check(query.clone());
        check(PriceListQuery {
            tariffs: vec![55_227, 55_228],
            ..query.clone()
        });
        check(PriceListQuery::default());
        assert_eq!(
            read("func=pricelist.export&elid=1&itemtype=soft&onlyavailable=yes"),
            Ok(query)
        );
        assert_eq!(
            read("project=x").expect_err("no number").object(),
            Some("project")
        );
    }

    #[test]
    fn a_price_list_is_read_as_it_was_written() {
        let item = PriceListItem {
            id: 81,
            intname: "55227".to_owned(),
            name: "Lite".to_owned(),
            name_ru: "Лёгкий".to_owned(),
            prices: vec![(Period::Months(1), amount("5.00"))],
        };
        let nodes = PriceListAddon {
            id: 55_236,
            intname: "nodes".to_owned(),
            name: "Nodes".to_owned(),
            name_ru: "Узлы".to_owned(),
            value_type: ADDON_INTEGER,
            bill_type: BILL_BY_ORDERED_VALUE,
            included: 1,
            min: 1,
            max: 50,
            step: 1,
            prices: vec![
                (Period::Months(1), amount("12.00")),
                (Period::Lifetime, amount("99.90")),
            ],
            enumeration: None,
            items: Vec::new(),
        };
        let panel = PriceListAddon {
            id: 2190,
            value_type: ADDON_ENUMERATION,
            prices: Vec::new(),
            enumeration: Some(PriceListEnumeration {
                id: 12,
                name: "Server Control Panel".to_owned(),
                name_ru: String::new(),
                default_item: Some(81),
            }),
            items: vec![item],
            ..nodes.clone()
        };
        let full = PriceListTariff {
            id: 55_227,
            product_type: "addition".to_owned(),
            addition_intname: "CloudLinux".to_owned(),
            intname: "lite".to_owned(),
            name: "Lite & more".to_owned(),
            name_ru: "Лёгкий".to_owned(),
            prices: vec![
                (Period::Trial, amount("0"), amount("0")),
                (Period::Day, amount("0.1048"), amount("0")),
                (Period::Months(12), amount("100.00"), amount("5.00")),
            ],
            trial_days: Some(14),
            currency: Currency::parse("EUR").ok(),
            addons: vec![nodes, panel],
            template: "wildcard www".to_owned(),
            names_included: Some(3),
        };
        let bare = PriceListTariff {
            id: 7,
            ..PriceListTariff::default()
        };
        let tariffs = vec![full, bare];
        let xml = PriceListTariff::to_document(&tariffs).encode(Format::Xml);
        assert_eq!(
            PriceListTariff::from_node(&decode_xml(&xml).expect("XML")),
            tariffs
        );
    }

    #[test]
    fn a_price_list_has_the_documented_shape() {
        let tariff = PriceListTariff {
            id: 2187,
            product_type: "3".to_owned(),
            intname: "kvm1".to_owned(),
            name: "VPS".to_owned(),
            prices: vec![(Period::Months(1), amount("10"), amount("0"))],
            ..PriceListTariff::default()
        };
        let encoded = PriceListTariff::to_document(&[tariff]).encode(Format::DollarJson);
        let value: serde_json::Value = serde_json::from_str(&encoded).expect("JSON");
        let expect = serde_json::json!({"doc": {"$func": "pricelist.export", "pricelist": [{
            "id": {"$": "2187"}, "itemtype": {"$": "3"}, "intname": {"$": "kvm1"},
            "name": {"$": "VPS"},
            "price": {"period": [{"$type": "month", "$length": "1", "$cost": "10.00"}]}}]}});
        assert_eq!(value, expect);
    }

    #[test]
    fn a_module_has_the_shape_that_a_panel_reads() {
        let tariff = PriceListTariff {
            id: 277,
            product_type: "addition".to_owned(),
            addition_intname: "Virusdie".to_owned(),
            intname: "277".to_owned(),
            name: "Virusdie".to_owned(),
            prices: vec![
                (Period::Trial, amount("0"), amount("0")),
                (Period::Months(1), amount("913.9286"), amount("0")),
                (Period::Months(12), amount("9000"), amount("0")),
            ],
            currency: Currency::parse("EUR").ok(),
            ..PriceListTariff::default()
        };
        // The documented lines, and ours between them.
        assert_eq!(
            PriceListTariff::to_document(&[tariff]).encode(Format::Xml),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<doc func=\"pricelist.export\">\
             <pricelist><id>277</id><additionintname>Virusdie</additionintname>\
             <itemtype>addition</itemtype><intname>277</intname><name>Virusdie</name>\
             <price currency=\"EUR\"><period type=\"trial\" length=\"0\" cost=\"0.00\">trial</period>\
             <period type=\"month\" length=\"1\" cost=\"913.9286\">monthly</period>\
             <period type=\"month\" length=\"12\" cost=\"9000.00\">annually</period></price>\
             </pricelist></doc>"
        );
    }

    #[test]
    fn a_closed_list_has_the_documented_shape() {
        let tariff = PriceListTariff {
            id: 2187,
            addons: vec![PriceListAddon {
                id: 2190,
                intname: "control_panel".to_owned(),
                value_type: ADDON_ENUMERATION,
                bill_type: BILL_BY_ORDERED_VALUE,
                step: 1,
                enumeration: Some(PriceListEnumeration {
                    id: 12,
                    name: "Panel".to_owned(),
                    name_ru: "Панель".to_owned(),
                    default_item: Some(81),
                }),
                items: vec![PriceListItem {
                    id: 81,
                    intname: "55227".to_owned(),
                    name: "Lite".to_owned(),
                    name_ru: String::new(),
                    prices: vec![(Period::Months(1), amount("5"))],
                }],
                ..PriceListAddon::default()
            }],
            ..PriceListTariff::default()
        };
        let encoded = PriceListTariff::to_document(&[tariff]).encode(Format::DollarJson);
        let value: serde_json::Value = serde_json::from_str(&encoded).expect("JSON");
        let period = serde_json::json!([{"$type": "month", "$length": "1", "$cost": "5.00"}]);
        // Clients read `enumeration[1].enumerationitem`.
        let expect = serde_json::json!([{"$": "12"}, {
            "name": {"$": "Panel"}, "name_ru": {"$": "Панель"}, "default": {"$": "81"},
            "enumerationitem": [{"id": {"$": "81"}, "intname": {"$": "55227"},
                "name": {"$": "Lite"}, "price": {"period": period}}]}]);
        assert_eq!(
            value["doc"]["pricelist"][0]["addon"][0]["enumeration"],
            expect
        );
    }

    #[test]
    fn tariffs_without_an_id_are_left_out() {
        let xml = "<doc><pricelist><name>x</name></pricelist><pricelist><id>0</id></pricelist>\
                   <pricelist><id>5</id></pricelist></doc>";
        let read = PriceListTariff::from_node(&decode_xml(xml).expect("XML"));
        assert_eq!(read.iter().map(|tariff| tariff.id).collect::<Vec<_>>(), [5]);
    }
}
