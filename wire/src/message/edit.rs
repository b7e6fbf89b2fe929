//! Changing a service: `<type>.edit` with `sok` (wire 3.8).

use onsell_domain::{Money, Period};

use super::{addons, field};
use crate::{Document, Fault, Node, Params};

const FUNC_END: &str = ".edit";

/// What is to change; whatever is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EditRequest {
    /// The internal name of the product type, such as `soft`.
    pub product_type: String,
    /// The seller's id of the service.
    pub service: i64,
    /// A new label.
    pub name: Option<String>,
    /// A new address; `0.0.0.0` unbinds.
    pub ip: Option<String>,
    /// New values of the seller's addons; others stay.
    pub addons: Vec<(i64, i64)>,
    /// A new reference; an empty one clears it.
    pub reference: Option<String>,
    /// Whether the seller renews by itself, and by which period.
    pub auto_prolong: Option<Option<Period>>,
    /// The license that a module license shall hang on from now on, by the seller's id.
    pub license: Option<i64>,
    /// Generate a new license key.
    pub new_key: bool,
    /// Random text of the buyer for changes that cost money, empty for none.
    pub order_key: String,
}

impl EditRequest {
    /// The function that takes this change.
    pub fn func(&self) -> String {
        format!("{}{FUNC_END}", self.product_type)
    }

    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", self.func());
        params.push("elid", self.service.to_string());
        let texts = [
            ("licname", &self.name),
            ("ip", &self.ip),
            ("remoteid", &self.reference),
        ];
        for (name, value) in texts {
            if let Some(value) = value {
                params.push(name, value);
            }
        }
        addons::push(&mut params, self.addons.iter().copied());
        field::push_license(&mut params, self.license);
        if let Some(auto_prolong) = self.auto_prolong {
            params.push("autoprolong", field::auto_prolong_text(auto_prolong));
        }
        if !self.order_key.is_empty() {
            params.push("orderkey", &self.order_key);
        }
        params.push("clicked_button", if self.new_key { "newkey" } else { "ok" });
        params.push("sok", "ok");
        params
    }

    /// The change in a request. An address that is sent empty stays what it is.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let auto_prolong = match params.text("autoprolong") {
            None => None,
            // Which period that is, the service knows.
            Some("on") => params.period("period")?.map(Some),
            Some(_) => Some(params.period("autoprolong")?),
        };
        let reference = match params.get("remoteid") {
            Some(_) => Some(field::reference(params, "remoteid")?),
            None => None,
        };
        let product_type = field::product_type(params, FUNC_END)?;
        Ok(Self {
            service: params.required_id("elid")?,
            name: params.get("licname").map(|name| name.trim().to_owned()),
            ip: params.text("ip").map(str::to_owned),
            addons: addons::from_params(params)?,
            reference,
            auto_prolong,
            license: field::license(params, &product_type)?,
            product_type,
            new_key: params.text("clicked_button") == Some("newkey"),
            order_key: field::reference(params, "orderkey")?,
        })
    }
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditAnswer {
    /// The seller's id of the service; `None` when the seller does not repeat it.
    pub service: Option<i64>,
    /// The license key as it is now, where the seller says so.
    pub key: Option<String>,
    /// What was taken from the balance, where the seller says so (our extension).
    pub charged: Option<Money>,
    /// What was given back to the balance, where the seller says so (our extension).
    pub returned: Option<Money>,
}

impl EditAnswer {
    /// The answer of the function `func`.
    pub fn to_document(&self, func: &str) -> Document {
        let mut document = Document::result(func);
        if let Some(service) = self.service {
            document.put("id", service.to_string());
        }
        if let Some(key) = &self.key {
            document.put("lickey", key);
        }
        field::put_charged(&mut document.root, self.charged);
        field::put_returned(&mut document.root, self.returned);
        document.push(Node::new("ok"));
        document
    }

    /// Reads an answer that is no refusal.
    pub fn from_node(root: &Node) -> Self {
        let node = root
            .child("doc")
            .filter(|_| root.child("lickey").is_none())
            .unwrap_or(root);
        Self {
            service: field::first_id(root, &["id", "elid"]),
            key: node.first_text(&["lickey"]).map(str::to_owned),
            charged: field::charged(root),
            returned: field::returned(root),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, decode_xml};

    fn read(query: &str) -> Result<EditRequest, Fault> {
        EditRequest::from_params(&Params::parse_urlencoded(query).expect(query))
    }

    fn plain() -> EditRequest {
        EditRequest {
            product_type: "soft".to_owned(),
            service: 42,
            ..EditRequest::default()
        }
    }

    #[test]
    fn a_change_arrives_as_it_was_sent() {
        let check = |edit: EditRequest| assert_eq!(read(&edit.to_params().to_query()), Ok(edit));
        check(plain());
        check(EditRequest {
            new_key: true,
            ..plain()
        });
        check(EditRequest {
            auto_prolong: Some(None),
            ..plain()
        });
        check(EditRequest {
            name: Some(String::new()),
            ip: Some("0.0.0.0".to_owned()),
            addons: vec![(55236, 4), (7, 0)],
            reference: Some(String::new()),
            auto_prolong: Some(Some(Period::Months(1))),
            order_key: "k".to_owned(),
            ..plain()
        });
        check(EditRequest {
            product_type: "addition".to_owned(),
            license: Some(4711),
            ..plain()
        });
    }

    #[test]
    fn changes_of_other_clients_are_understood() {
        // C1 gives a license back to its stock.
        let edit = read("func=soft.edit&elid=42&licname=free.lic&ip=0.0.0.0&remoteid=&sok=ok");
        let expect = EditRequest {
            name: Some("free.lic".to_owned()),
            ip: Some("0.0.0.0".to_owned()),
            reference: Some(String::new()),
            ..plain()
        };
        assert_eq!(edit, Ok(expect));
        let edit = read("func=soft.edit&elid=42&clicked_button=newkey&sok=ok");
        assert_eq!(
            edit,
            Ok(EditRequest {
                new_key: true,
                ..plain()
            })
        );
        let edit = read("func=soft.edit&elid=42&autoprolong=on&period=3&ip=");
        let expect = EditRequest {
            auto_prolong: Some(Some(Period::Months(3))),
            ..plain()
        };
        assert_eq!(edit, Ok(expect));
        let edit = read("func=soft.edit&elid=42&autoprolong=off");
        assert_eq!(
            edit,
            Ok(EditRequest {
                auto_prolong: Some(None),
                ..plain()
            })
        );
        assert!(read("func=soft.edit").is_err());
        assert!(read("func=soft.edit&elid=42&addon_1=x").is_err());
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let check = |answer: EditAnswer| {
            let xml = answer.to_document("soft.edit").encode(Format::Xml);
            assert_eq!(
                EditAnswer::from_node(&decode_xml(&xml).expect("XML")),
                answer
            );
        };
        let charged = Money::parse("2.50 EUR").ok();
        assert!(charged.is_some());
        check(EditAnswer {
            service: None,
            key: None,
            charged: None,
            returned: Money::parse("1.20 EUR").ok(),
        });
        check(EditAnswer {
            service: Some(42),
            key: Some("42-ABCD".to_owned()),
            charged,
            returned: None,
        });
    }

    #[test]
    fn a_wrapped_answer_is_looked_into() {
        let root = decode_xml("<doc><ok/><doc><lickey>42-ABCD</lickey></doc></doc>").expect("XML");
        assert_eq!(EditAnswer::from_node(&root).key.as_deref(), Some("42-ABCD"));
    }
}
