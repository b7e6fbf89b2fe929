//! What a customer of the seller may do with the services of a product type: the list `itemtype`
//! (wire 3.13).
//!
//! The list is documented, the two rights in it are our extension: nothing else in the API tells a
//! reseller, without trying, whether it may stop and delete what it buys (semantics 1.2).

use crate::{Node, Params};

const FUNC: &str = "itemtype";
/// The fields of a row.
const SUSPENDS: &str = "client_suspends";
const DELETES: &str = "client_deletes";

/// The rights of a customer over the services of one product type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductTypeRights {
    /// The internal name of the product type.
    pub product_type: String,
    /// Whether the customer may suspend and resume; `None` when the seller does not say.
    pub suspends: Option<bool>,
    /// Whether the customer may delete; `None` when the seller does not say.
    pub deletes: Option<bool>,
}

impl ProductTypeRights {
    /// The question.
    pub fn request() -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params
    }

    /// The fields that a row of the list has for the rights.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let told = [(SUSPENDS, self.suspends), (DELETES, self.deletes)];
        told.into_iter()
            .filter_map(|(name, may)| {
                let text = if may? { "on" } else { "off" };
                Some((name, text.to_owned()))
            })
            .collect()
    }

    /// The rows of an answer that is no refusal; one without an internal name is left out.
    pub fn from_list(root: &Node) -> Vec<Self> {
        root.children_of("elem").filter_map(Self::read).collect()
    }

    /// What the list of a product type's services lets a reader guess: a toolbar with a button says
    /// that the function is there for this user, though not for which services. `None` where the
    /// list has no toolbar, as in most encodings.
    pub fn from_toolbar(list: &Node, product_type: &str) -> Option<Self> {
        let toolbar = list.child("metadata")?.child("toolbar")?;
        let has = |action: &str| {
            let buttons = toolbar
                .children_of("toolgrp")
                .flat_map(|group| group.children_of("toolbtn"));
            let func = format!("{product_type}.{action}");
            buttons
                .chain(toolbar.children_of("toolbtn"))
                .any(|button| button.attribute("func") == Some(func.as_str()))
        };
        Some(Self {
            product_type: product_type.to_owned(),
            suspends: Some(has("suspend")),
            deletes: Some(has("delete")),
        })
    }

    fn read(row: &Node) -> Option<Self> {
        let may = |tag: &str| match row.text_of(tag)?.trim() {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        };
        Some(Self {
            product_type: row.first_text(&["intname"])?.to_owned(),
            suspends: may(SUSPENDS),
            deletes: may(DELETES),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Format, decode_xml};

    #[test]
    fn rights_are_read_as_they_were_written() {
        let check = |suspends, deletes| {
            let rights = ProductTypeRights {
                product_type: "soft".to_owned(),
                suspends,
                deletes,
            };
            let mut row = Node::new("elem").with(Node::leaf("intname", "soft"));
            for (name, value) in rights.fields() {
                row.put(name, value);
            }
            let xml = Document::list(FUNC).with(row).encode(Format::Xml);
            let read = ProductTypeRights::from_list(&decode_xml(&xml).expect("XML"));
            assert_eq!(read, [rights]);
        };
        check(Some(true), Some(false));
        check(Some(false), Some(true));
        check(None, None);
    }

    #[test]
    fn buttons_of_a_list_let_guess() {
        let check = |xml: &str, expect: Option<(bool, bool)>| {
            let rights = ProductTypeRights::from_toolbar(&decode_xml(xml).expect(xml), "soft");
            let told = rights.and_then(|rights| rights.suspends.zip(rights.deletes));
            assert_eq!(told, expect, "{xml}");
        };
        let list =
            |buttons: &str| format!("<doc><metadata><toolbar>{buttons}</toolbar></metadata></doc>");
        let suspend = "<toolgrp name='x'><toolbtn name='suspend' func='soft.suspend'/></toolgrp>";
        check(&list(suspend), Some((true, false)));
        let delete = "<toolbtn name='delete' func='soft.delete'/>";
        check(&list(&format!("{suspend}{delete}")), Some((true, true)));
        check(&list("<toolbtn func='vds.delete'/>"), Some((false, false)));
        check("<doc><metadata/></doc>", None);
        check("<doc/>", None);
    }

    #[test]
    fn what_others_tell_says_nothing() {
        let root = decode_xml(
            "<doc><elem><id>1</id><intname>vds</intname><client_suspends/></elem>\
             <elem><id>2</id></elem></doc>",
        );
        let read = ProductTypeRights::from_list(&root.expect("XML"));
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].suspends, read[0].deletes), (None, None));
    }
}
