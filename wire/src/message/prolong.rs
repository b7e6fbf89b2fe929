//! Renewing a service: `service.prolong`, the same function for every product type (wire 3.9).

use jiff::civil::Date;
use onsell_domain::{Money, Period};

use super::field;
use crate::{Document, Fault, Node, Params};

const FUNC: &str = "service.prolong";

/// A paid renewal of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProlongRequest {
    /// The seller's id of the service.
    pub service: i64,
    /// How long is paid now.
    pub period: Period,
    /// Random text of the buyer; our seller answers a repeated one with the answer it gave. Empty
    /// for none.
    pub order_key: String,
    /// The most that the renewal may cost; our seller refuses a dearer one (our extension).
    pub price_max: Option<Money>,
}

impl ProlongRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params.push("elid", self.service.to_string());
        params.push("period", self.period.code().to_string());
        if !self.order_key.is_empty() {
            params.push("orderkey", &self.order_key);
        }
        field::push_price_max(&mut params, self.price_max);
        params.push("skipbasket", "on");
        params.push("sok", "ok");
        params
    }

    /// The renewal in a request.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            service: params.required_id("elid")?,
            period: params
                .period("period")?
                .ok_or_else(|| Fault::value_empty("period"))?,
            order_key: field::reference(params, "orderkey")?,
            price_max: field::price_max(params)?,
        })
    }
}

/// What came of a renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProlongAnswer {
    /// When the service ends now; `None` when it has no end or the seller does not say.
    pub new_expires: Option<Date>,
    /// What was taken from the balance, where the seller says so (our extension).
    pub charged: Option<Money>,
}

impl ProlongAnswer {
    /// The answer to a request, with the end before it. The new end is told in each place where a
    /// known client looks for it.
    pub fn to_document(&self, request: &ProlongRequest, old_expires: Option<Date>) -> Document {
        let id = request.service.to_string();
        let new_expires = field::date_text(self.new_expires);
        let inner = Node::new("doc")
            .with(Node::leaf("id", &id))
            .with(Node::leaf("expiredate", field::date_text(old_expires)))
            .with(Node::leaf("newexpiredate", &new_expires))
            .with(Node::leaf("period", request.period.code().to_string()));
        let mut document = Document::result(FUNC).with(Node::new("ok"));
        document.put("id", id);
        document.put("expiredate", &new_expires);
        document.put("newexpiredate", new_expires);
        field::put_charged(&mut document.root, self.charged);
        document.push(inner);
        document
    }

    /// Reads an answer that is no refusal; the date may be missing and is then read from the card.
    pub fn from_node(root: &Node) -> Self {
        let inner = root
            .child("doc")
            .and_then(|doc| field::first_date(doc, &["newexpiredate"]));
        Self {
            new_expires: inner
                .or_else(|| field::first_date(root, &["newexpiredate", "expiredate"])),
            charged: field::charged(root),
        }
    }

    /// The service that goes on, where the answer names one: a seller of certificates may make
    /// another one at each renewal (semantics 6.4).
    pub fn service(root: &Node) -> Option<i64> {
        let inner = root.child("doc");
        let id = |node: &Node| field::first_id(node, &["item.id", "id"]);
        id(root).or_else(|| id(inner?))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Format, decode_request, decode_xml};

    fn request() -> ProlongRequest {
        ProlongRequest {
            service: 100_501,
            period: Period::Months(1),
            order_key: "k1".to_owned(),
            price_max: None,
        }
    }

    #[test]
    fn a_renewal_arrives_as_it_was_sent() {
        let check = |request: ProlongRequest| {
            let params = decode_request("GET", Some(&request.to_params().to_query()), None, b"");
            let received = ProlongRequest::from_params(&params.expect("readable"));
            assert_eq!(received, Ok(request));
        };
        check(request());
        check(ProlongRequest {
            period: Period::Day,
            order_key: String::new(),
            price_max: Money::parse("9.90 EUR").ok(),
            ..request()
        });
    }

    #[test]
    fn what_is_missing_is_named() {
        let check = |query: &str, object: &str| {
            let params = Params::parse_urlencoded(query).expect(query);
            let fault = ProlongRequest::from_params(&params).expect_err(query);
            assert_eq!((fault.kind(), fault.object()), ("value", Some(object)));
        };
        check("period=1", "elid");
        check("elid=1", "period");
        check("elid=1&period=x", "period");
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let check = |answer: ProlongAnswer| {
            let document = answer.to_document(&request(), Some(date(2026, 2, 10)));
            let root = decode_xml(&document.encode(Format::Xml)).expect("XML");
            assert_eq!(ProlongAnswer::service(&root), Some(request().service));
            assert_eq!(ProlongAnswer::from_node(&root), answer);
        };
        let charged = Money::parse("10.00 EUR").ok();
        assert!(charged.is_some());
        check(ProlongAnswer {
            new_expires: Some(date(2026, 3, 10)),
            charged,
        });
        check(ProlongAnswer {
            new_expires: None,
            charged: None,
        });
    }

    #[test]
    fn the_answer_has_the_shape_that_old_clients_read() {
        let answer = ProlongAnswer {
            new_expires: Some(date(2026, 3, 10)),
            charged: None,
        };
        let document = answer.to_document(&request(), Some(date(2026, 2, 10)));
        let mut out = String::new();
        crate::xml::write_node(&document.root, &mut out);
        assert_eq!(
            out,
            "<doc func=\"service.prolong\"><ok/><id>100501</id><expiredate>2026-03-10</expiredate>\
             <newexpiredate>2026-03-10</newexpiredate><doc><id>100501</id>\
             <expiredate>2026-02-10</expiredate><newexpiredate>2026-03-10</newexpiredate>\
             <period>1</period></doc></doc>"
        );
    }

    #[test]
    fn answers_of_other_sellers_are_understood() {
        let check = |xml: &str, expect: Option<Date>| {
            let answer = ProlongAnswer::from_node(&decode_xml(xml).expect(xml));
            assert_eq!(answer.new_expires, expect, "{xml}");
        };
        let new = Some(date(2026, 3, 10));
        let old = "<expiredate>2026-02-10</expiredate>";
        let told = "<newexpiredate>2026-03-10</newexpiredate>";
        check(&format!("<doc>{old}<doc>{old}{told}</doc></doc>"), new);
        check(&format!("<doc>{old}{told}<doc>{old}</doc></doc>"), new);
        check("<doc><ok/><expiredate>2026-03-10</expiredate></doc>", new);
        check("<doc><ok/></doc>", None);
    }
}
