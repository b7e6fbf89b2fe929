//! What can be added to a tariff, and the closed lists a customer chooses from (wire 2.4, 3.3).

use onsell_domain::{Amount, Period};

use super::price;
use crate::Node;

/// `addontype`: switched on or off.
pub const ADDON_BOOLEAN: i64 = 1;
/// `addontype`: a number.
pub const ADDON_INTEGER: i64 = 2;
/// `addontype`: one value of a closed list.
pub const ADDON_ENUMERATION: i64 = 3;
/// `billtype`: not charged and not the customer's to choose; the module gets it.
pub const BILL_NOT: i64 = 1;
/// `billtype`: charged by the value that was ordered.
pub const BILL_BY_ORDERED_VALUE: i64 = 2;

/// An addon of a tariff.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceListAddon {
    /// The seller's id, the number in `addon_<id>`.
    pub id: i64,
    /// The internal name.
    pub intname: String,
    /// The name for people, empty when the seller tells none.
    pub name: String,
    /// The Russian name, empty when there is none.
    pub name_ru: String,
    /// What its value is (`addontype`, wire 2.4); 0 when not told.
    pub value_type: i64,
    /// How it is charged (`billtype`, wire 2.4); 0 when not told.
    pub bill_type: i64,
    /// The amount that costs nothing (`addonlimit`).
    pub included: i64,
    /// The smallest value.
    pub min: i64,
    /// The largest value, 0 when not told.
    pub max: i64,
    /// The step between values, counted from the smallest; at least 1.
    pub step: i64,
    /// What one more costs in each period.
    pub prices: Vec<(Period, Amount)>,
    /// The closed list that the values are of, where the seller tells it.
    pub enumeration: Option<PriceListEnumeration>,
    /// The values to choose from.
    pub items: Vec<PriceListItem>,
}

/// A closed list, without its values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceListEnumeration {
    /// The seller's id.
    pub id: i64,
    /// The name for people, empty when the seller tells none.
    pub name: String,
    /// The Russian name, empty when there is none.
    pub name_ru: String,
    /// The value that an order gets which chooses none; not told by every seller.
    pub default_item: Option<i64>,
}

/// A value of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceListItem {
    /// The seller's id, the value of `addon_<id>` that chooses it.
    pub id: i64,
    /// The internal name; for licenses bundled with servers it is a tariff of another seller
    /// (wire 4.5).
    pub intname: String,
    /// The name for people, empty when the seller tells none.
    pub name: String,
    /// The Russian name, empty when there is none.
    pub name_ru: String,
    /// What it costs in each period.
    pub prices: Vec<(Period, Amount)>,
}

impl PriceListAddon {
    pub(super) fn to_node(&self) -> Node {
        let mut node = named("addon", self.id, &self.intname);
        put_names(&mut node, &self.name, &self.name_ru);
        let numbers = [
            ("addontype", self.value_type),
            ("billtype", self.bill_type),
            ("addonlimit", self.included),
            ("addonmin", self.min),
            ("addonmax", self.max),
            ("addonstep", self.step),
        ];
        for (tag, number) in numbers {
            node.put(tag, number.to_string());
        }
        node.push(price::write_plain(&self.prices));
        if self.value_type == ADDON_ENUMERATION {
            let enumeration = self.enumeration.clone().unwrap_or_default();
            // Clients look for the values in the second element of this name; the first is the id.
            node.put("enumeration", enumeration.id.to_string());
            let values = self.items.iter().map(PriceListItem::to_node);
            node.push(values.fold(enumeration.to_node(), Node::with));
        }
        node
    }

    pub(super) fn read(node: &Node) -> Option<Self> {
        let number = |tag: &str| node.first_number(&[tag]).unwrap_or_default();
        let items = node
            .children_of("enumeration")
            .flat_map(|e| e.children_of("enumerationitem"));
        Some(Self {
            id: node.first_number(&["id"]).filter(|id| *id > 0)?,
            intname: text(node, "intname"),
            name: text(node, "name"),
            name_ru: text(node, "name_ru"),
            value_type: number("addontype"),
            bill_type: number("billtype"),
            included: number("addonlimit"),
            min: number("addonmin"),
            max: number("addonmax"),
            step: number("addonstep").max(1),
            prices: node
                .child("price")
                .map(price::read_plain)
                .unwrap_or_default(),
            enumeration: PriceListEnumeration::read(node),
            items: items.filter_map(PriceListItem::read).collect(),
        })
    }
}

impl PriceListEnumeration {
    fn to_node(&self) -> Node {
        let mut node = Node::new("enumeration");
        put_names(&mut node, &self.name, &self.name_ru);
        if let Some(item) = self.default_item {
            node.put("default", item.to_string());
        }
        node
    }

    /// Reads both elements of that name in an addon.
    fn read(addon: &Node) -> Option<Self> {
        let id = addon
            .children_of("enumeration")
            .find_map(|node| node.text.trim().parse().ok().filter(|id| *id > 0))?;
        let told = addon
            .children_of("enumeration")
            .find(|node| !node.is_leaf());
        let named = |tag: &str| told.map(|node| text(node, tag)).unwrap_or_default();
        Some(Self {
            id,
            name: named("name"),
            name_ru: named("name_ru"),
            default_item: told.and_then(|node| node.first_number(&["default"])),
        })
    }
}

impl PriceListItem {
    fn to_node(&self) -> Node {
        let mut node = named("enumerationitem", self.id, &self.intname);
        put_names(&mut node, &self.name, &self.name_ru);
        node.with(price::write_plain(&self.prices))
    }

    fn read(node: &Node) -> Option<Self> {
        Some(Self {
            id: node.first_number(&["id"]).filter(|id| *id > 0)?,
            intname: text(node, "intname"),
            name: text(node, "name"),
            name_ru: text(node, "name_ru"),
            prices: node
                .child("price")
                .map(price::read_plain)
                .unwrap_or_default(),
        })
    }
}

fn named(tag: &'static str, id: i64, intname: &str) -> Node {
    let mut node = Node::new(tag);
    node.put("id", id.to_string());
    node.put("intname", intname);
    node
}

fn put_names(node: &mut Node, name: &str, name_ru: &str) {
    for (tag, name) in [("name", name), ("name_ru", name_ru)] {
        if !name.is_empty() {
            node.put(tag, name);
        }
    }
}

fn text(node: &Node, tag: &str) -> String {
    node.first_text(&[tag]).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode_xml;

    #[test]
    fn a_documented_addon_is_read() {
        let node = decode_xml(
            "<addon><id>2190</id><intname>control_panel</intname><addontype>3</addontype>\
             <billtype>2</billtype><addonmin>1</addonmin><addonmax>16</addonmax>\
             <addonlimit>1</addonlimit>\
             <price><period type='month' length='1' cost='1.00'/></price>\
             <enumeration>12</enumeration><enumeration><enumerationitem><id>81</id>\
             <intname>55227</intname><price><period cost='5.00'/></price></enumerationitem>\
             <enumerationitem><intname>no id</intname></enumerationitem></enumeration></addon>",
        );
        let price = |cost: &str| vec![(Period::Months(1), Amount::parse(cost).expect(cost))];
        let expect = PriceListAddon {
            id: 2190,
            intname: "control_panel".to_owned(),
            name: String::new(),
            name_ru: String::new(),
            value_type: ADDON_ENUMERATION,
            bill_type: BILL_BY_ORDERED_VALUE,
            included: 1,
            min: 1,
            max: 16,
            step: 1,
            prices: price("1.00"),
            enumeration: Some(PriceListEnumeration {
                id: 12,
                ..PriceListEnumeration::default()
            }),
            items: vec![PriceListItem {
                id: 81,
                intname: "55227".to_owned(),
                name: String::new(),
                name_ru: String::new(),
                prices: price("5.00"),
            }],
        };
        assert_eq!(PriceListAddon::read(&node.expect("XML")), Some(expect));
    }

    #[test]
    fn the_values_stand_in_the_second_enumeration() {
        let addon = PriceListAddon {
            id: 2190,
            value_type: ADDON_ENUMERATION,
            enumeration: Some(PriceListEnumeration {
                id: 12,
                name: "Server Control Panel".to_owned(),
                name_ru: "Панель управления".to_owned(),
                default_item: Some(81),
            }),
            items: vec![PriceListItem {
                id: 81,
                ..PriceListItem::default()
            }],
            ..PriceListAddon::default()
        };
        let node = addon.to_node();
        let enumerations: Vec<&Node> = node.children_of("enumeration").collect();
        assert_eq!(enumerations.len(), 2);
        assert!(enumerations[0].is_leaf() && enumerations[0].text == "12");
        assert!(enumerations[1].child("enumerationitem").is_some());
        let read = PriceListAddon::read(&node).expect("it has an id");
        assert_eq!(read.enumeration, addon.enumeration);
    }

    #[test]
    fn a_list_that_is_not_told_has_no_number() {
        let read = |xml: &str| {
            let addon = PriceListAddon::read(&decode_xml(xml).expect(xml)).expect("it has an id");
            (addon.enumeration.map(|known| known.id), addon.items.len())
        };
        let item = "<enumerationitem><id>81</id></enumerationitem>";
        let check = |lists: &str, expect| {
            assert_eq!(read(&format!("<addon><id>1</id>{lists}</addon>")), expect);
        };
        check("", (None, 0));
        check(&format!("<enumeration>{item}</enumeration>"), (None, 1));
        check("<enumeration>x</enumeration>", (None, 0));
        check("<enumeration>-1</enumeration>", (None, 0));
        check("<enumeration>12</enumeration>", (Some(12), 0));
    }
}
