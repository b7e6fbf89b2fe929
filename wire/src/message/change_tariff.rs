//! Moving a service to another tariff: `service.changepricelist` in one step (wire 3.10).
//!
//! The values of addons are our extension. Without them the seller carries what the service has;
//! others ignore them.

use onsell_domain::{Money, Period, TariffId};

use super::{addons, field};
use crate::{Document, Fault, Node, Params};

const FUNC: &str = "service.changepricelist";

/// A change of tariff, paid at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeTariffRequest {
    /// The seller's id of the service.
    pub service: i64,
    /// The seller's new tariff.
    pub tariff: TariffId,
    /// The period under the new tariff; `None` keeps the present one.
    pub period: Option<Period>,
    /// Values of the new tariff's addons; others are carried over.
    pub addons: Vec<(i64, i64)>,
    /// Random text of the buyer; our seller answers a repeated one with the answer it gave. Empty
    /// for none.
    pub order_key: String,
}

impl ChangeTariffRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params.push("elid", self.service.to_string());
        params.push("pricelist", self.tariff.to_string());
        if let Some(period) = self.period {
            params.push("period", period.code().to_string());
        }
        addons::push(&mut params, self.addons.iter().copied());
        if !self.order_key.is_empty() {
            params.push("orderkey", &self.order_key);
        }
        params.push("skipbasket", "on");
        params.push("sok", "ok");
        params
    }

    /// The change in a request.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            service: params.required_id("elid")?,
            tariff: params.required_id("pricelist")?,
            period: params.period("period")?,
            addons: addons::from_params(params)?,
            order_key: field::reference(params, "orderkey")?,
        })
    }
}

/// What came of a change of tariff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeTariffAnswer {
    /// What was taken from the balance, where the seller says so (our extension).
    pub charged: Option<Money>,
    /// What was given back to the balance, where the seller says so (our extension).
    pub returned: Option<Money>,
}

impl ChangeTariffAnswer {
    /// The answer of the function `func` about a service and its new tariff.
    pub fn to_document(&self, func: &str, service: i64, tariff: TariffId) -> Document {
        let mut document = Document::result(func).with(Node::new("ok"));
        document.put("id", service.to_string());
        document.put("pricelist", tariff.to_string());
        field::put_charged(&mut document.root, self.charged);
        field::put_returned(&mut document.root, self.returned);
        document
    }

    /// Reads an answer that is no refusal; whether the tariff has changed is read from the card.
    pub fn from_node(root: &Node) -> Self {
        Self {
            charged: field::charged(root),
            returned: field::returned(root),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, decode_xml};

    fn request() -> ChangeTariffRequest {
        ChangeTariffRequest {
            service: 42,
            tariff: TariffId::new(55228),
            period: Some(Period::Months(1)),
            addons: vec![(55236, 3)],
            order_key: "k".to_owned(),
        }
    }

    #[test]
    fn a_change_arrives_as_it_was_sent() {
        let check = |request: ChangeTariffRequest| {
            let params = Params::parse_urlencoded(&request.to_params().to_query());
            let received = ChangeTariffRequest::from_params(&params.expect("readable"));
            assert_eq!(received, Ok(request));
        };
        check(request());
        check(ChangeTariffRequest {
            period: None,
            addons: Vec::new(),
            order_key: String::new(),
            ..request()
        });
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        for charged in [Money::parse("10.00 EUR").ok(), None] {
            let returned = Money::parse("0.00 EUR").ok();
            let answer = ChangeTariffAnswer { charged, returned };
            let document = answer.to_document(FUNC, 42, TariffId::new(55228));
            let xml = document.encode(Format::Xml);
            assert_eq!(
                ChangeTariffAnswer::from_node(&decode_xml(&xml).expect("XML")),
                answer
            );
        }
    }
}
