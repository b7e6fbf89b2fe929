//! Placing an order: `<type>.order.param` (wire 3.4, 3.5).

use onsell_domain::{AddonId, Money, Period, ServiceId, TariffId};

use super::certificate::{CERTIFICATE, CertificateOrder};
use super::{addons, field};
use crate::{Document, Fault, Node, Params};

const FUNC_END: &str = ".order.param";
/// What some module licenses are told beside their license (semantics 5.5, backends 4.3).
pub const MODULE_PARAMETERS: [&str; 2] = ["accountlimit", "bitninja_email"];

/// An order for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRequest {
    /// The internal name of the product type, such as `soft`.
    pub product_type: String,
    /// The seller's tariff.
    pub tariff: TariffId,
    /// How long is paid now.
    pub period: Period,
    /// The label of the service, empty for none.
    pub name: String,
    /// The address it is bound to, empty for none.
    pub ip: String,
    /// The seller's addons with their values.
    pub addons: Vec<(AddonId, i64)>,
    /// The buyer's own name for the service (`remoteid`), empty for none.
    pub reference: String,
    /// Random text of the buyer; our seller answers a repeated one with the answer it gave. Empty
    /// for none.
    pub order_key: String,
    /// The most that the order may cost; our seller refuses a dearer one (our extension).
    pub price_max: Option<Money>,
    /// The period the seller renews by itself, `None` for not at all.
    pub auto_prolong: Option<Period>,
    /// Charge the balance and begin now, instead of putting it into the cart.
    pub skip_basket: bool,
    /// The seller's provider, where he has several.
    pub project: Option<i64>,
    /// The seller's id of the license that a module license shall hang on.
    pub license: Option<i64>,
    /// What a module license is told besides, by the names of [`MODULE_PARAMETERS`].
    pub module_parameters: Vec<(String, String)>,
    /// What is to be certified; only where a certificate is ordered.
    pub certificate: Option<Box<CertificateOrder>>,
}

impl OrderRequest {
    /// The function that takes this order.
    pub fn func(&self) -> String {
        format!("{}{FUNC_END}", self.product_type)
    }

    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", self.func());
        params.push("pricelist", self.tariff.to_string());
        params.push("period", self.period.code().to_string());
        if let Some(project) = self.project {
            params.push("project", project.to_string());
        }
        let texts = [
            ("licname", &self.name),
            ("ip", &self.ip),
            ("remoteid", &self.reference),
            ("orderkey", &self.order_key),
        ];
        for (name, value) in texts.into_iter().filter(|(_, value)| !value.is_empty()) {
            params.push(name, value);
        }
        if let Some(certificate) = &self.certificate {
            // Its common name is its label.
            params.remove("licname");
            certificate.push(&mut params);
        }
        addons::push(
            &mut params,
            self.addons.iter().map(|(id, value)| (id.get(), *value)),
        );
        field::push_license(&mut params, self.license);
        for (name, value) in &self.module_parameters {
            params.push(name.as_str(), value);
        }
        field::push_price_max(&mut params, self.price_max);
        params.push("autoprolong", field::auto_prolong_text(self.auto_prolong));
        params.push("skipbasket", if self.skip_basket { "on" } else { "off" });
        params.push("clicked_button", "finish");
        params.push("sok", "ok");
        params
    }

    /// The order in a request. The period may come as `order_period`, and `autoprolong=on` means
    /// the ordered period: so the newer functions are called (wire 3.5).
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let name = if params.has("period") {
            "period"
        } else {
            "order_period"
        };
        let period = params
            .period(name)?
            .ok_or_else(|| Fault::value_empty("period"))?;
        let auto_prolong = match params.text("autoprolong") {
            Some("on") => Some(period),
            _ => params.period("autoprolong")?,
        };
        let addons = addons::from_params(params)?;
        let product_type = field::product_type(params, FUNC_END)?;
        let license = field::license(params, &product_type)?;
        let certificate = if product_type == CERTIFICATE {
            Some(Box::new(CertificateOrder::from_params(params)?))
        } else {
            None
        };
        Ok(Self {
            product_type,
            tariff: params.required_id("pricelist")?,
            period,
            name: params
                .text("licname")
                .or(params.text("domain"))
                .or(params.text("CN").filter(|_| certificate.is_some()))
                .unwrap_or_default()
                .to_owned(),
            ip: params.text("ip").unwrap_or_default().to_owned(),
            addons: addons
                .into_iter()
                .map(|(id, value)| (AddonId::new(id), value))
                .collect(),
            reference: field::reference(params, "remoteid")?,
            order_key: field::reference(params, "orderkey")?,
            price_max: field::price_max(params)?,
            auto_prolong,
            skip_basket: params.is_on("skipbasket"),
            project: params.integer("project")?,
            license,
            module_parameters: MODULE_PARAMETERS
                .into_iter()
                .filter_map(|name| Some((name.to_owned(), params.text(name)?.to_owned())))
                .collect(),
            certificate,
        })
    }
}

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderAnswer {
    /// The seller's id of the new service.
    pub service: ServiceId,
    /// The seller's id of the order, when it went into the cart. The place in the cart has the
    /// number of the service.
    pub bill_order: Option<i64>,
    /// What was taken from the balance, where the seller says so (our extension).
    pub charged: Option<Money>,
}

impl OrderAnswer {
    /// The answer of the function `func`. The id is told twice because clients read either; what
    /// went into a cart says where that is.
    pub fn to_document(&self, func: &str) -> Document {
        let mut document = Document::result(func);
        document.put("id", self.service.to_string());
        document.put("item.id", self.service.to_string());
        if let Some(bill_order) = self.bill_order {
            document.put("billorder.id", bill_order.to_string());
            document.put("lineitem.id", self.service.to_string());
        }
        field::put_charged(&mut document.root, self.charged);
        let next = match self.bill_order {
            None => "",
            Some(_) if func.starts_with(field::NEWER) => "func=cart",
            Some(_) => "func=basket",
        };
        document.push(Node::leaf("ok", next));
        document
    }

    /// Reads an answer that is no refusal. `None` when it names no service: what became of the
    /// order is then found out by its reference.
    pub fn from_node(root: &Node) -> Option<Self> {
        let wrapped = root.child("doc");
        [Some(root), wrapped]
            .into_iter()
            .flatten()
            .find_map(|node| {
                Some(Self {
                    service: ServiceId::new(field::first_id(node, &["item.id", "id"])?),
                    bill_order: field::first_id(node, &["billorder.id", "billorder"]),
                    charged: field::charged(node),
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, decode_request, decode_xml};

    fn order() -> OrderRequest {
        OrderRequest {
            product_type: "soft".to_owned(),
            tariff: TariffId::new(55230),
            period: Period::Months(1),
            name: "srv 1 & co".to_owned(),
            ip: "1.2.3.4".to_owned(),
            addons: vec![(AddonId::new(55236), 3)],
            reference: "a17-k3m9zq".to_owned(),
            order_key: "0123456789abcdef0123456789abcdef".to_owned(),
            price_max: None,
            auto_prolong: None,
            skip_basket: true,
            project: Some(1),
            license: None,
            module_parameters: Vec::new(),
            certificate: None,
        }
    }

    fn received(params: &Params) -> Result<OrderRequest, Fault> {
        let body = params.to_query();
        OrderRequest::from_params(&decode_request("POST", None, None, body.as_bytes())?)
    }

    #[test]
    fn an_order_arrives_as_it_was_sent() {
        let check = |order: OrderRequest| assert_eq!(received(&order.to_params()), Ok(order));
        check(order());
        check(OrderRequest {
            period: Period::Trial,
            name: String::new(),
            ip: String::new(),
            addons: Vec::new(),
            reference: String::new(),
            order_key: String::new(),
            price_max: Money::parse("9.90 EUR").ok(),
            auto_prolong: Some(Period::Months(12)),
            skip_basket: false,
            project: None,
            ..order()
        });
        check(OrderRequest {
            product_type: "addition".to_owned(),
            license: Some(4711),
            module_parameters: vec![("bitninja_email".to_owned(), "a@b.example".to_owned())],
            ..order()
        });
    }

    #[test]
    fn the_documented_words_are_sent() {
        assert_eq!(
            order().to_params().to_query(),
            "func=soft.order.param&pricelist=55230&period=1&project=1&licname=srv+1+%26+co\
             &ip=1.2.3.4&remoteid=a17-k3m9zq&orderkey=0123456789abcdef0123456789abcdef\
             &addon_55236=3&autoprolong=null&skipbasket=on&clicked_button=finish&sok=ok"
        );
    }

    #[test]
    fn orders_of_other_clients_are_understood() {
        let read =
            |query: &str| OrderRequest::from_params(&Params::parse_urlencoded(query).expect(query));
        // C1, the vendor's own module.
        let order = read(
            "out=xml&func=soft.order.param&authinfo=U:P&pricelist=55230&period=1&pid=17&ip=1.2.3.4\
             &licname=srv1&project=1&sok=ok&skipbasket=on&remoteid=l17&clicked_button=finish\
             &addon_55236=1",
        )
        .expect("complete");
        assert_eq!(
            (order.reference.as_str(), order.auto_prolong),
            ("l17", None)
        );
        // C6 and the newer documentation.
        let order = read(
            "func=v2.vds.order.param&pricelist=111&order_period=-50&autoprolong=on&skipbasket=on&sok=ok",
        )
        .expect("complete");
        assert_eq!(
            (order.product_type.as_str(), order.period),
            ("vds", Period::Day)
        );
        assert_eq!(order.auto_prolong, Some(Period::Day));
        // A module's license by either of its documented names.
        for name in ["item", "license"] {
            let query = format!("func=addition.order.param&pricelist=55371&period=1&{name}=4711");
            assert_eq!(read(&query).expect("complete").license, Some(4711));
        }
        // The vendor's documentation with its stray semicolon.
        let order =
            read("func=soft.order.param&pricelist=55230;&period=1&addon_55236=1").expect("ok");
        assert_eq!(order.tariff, TariffId::new(55230));

        let check = |query: &str, object: &str| {
            let fault = read(query).expect_err(query);
            assert_eq!(
                (fault.kind(), fault.object()),
                ("value", Some(object)),
                "{query}"
            );
        };
        check("func=soft.order.param&period=1", "pricelist");
        check("func=soft.order.param&pricelist=0&period=1", "pricelist");
        check("func=soft.order.param&pricelist=1", "period");
        check("func=soft.order.param&pricelist=1&period=121", "period");
        check(
            "func=soft.order.param&pricelist=1&period=1&addon_2=x",
            "addon_2",
        );
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let check = |answer: OrderAnswer| {
            let xml = answer.to_document("soft.order.param").encode(Format::Xml);
            assert_eq!(
                OrderAnswer::from_node(&decode_xml(&xml).expect("XML")),
                Some(answer)
            );
        };
        let service = ServiceId::new(100_501);
        let charged = Money::parse("10.00 EUR").ok();
        assert!(charged.is_some());
        check(OrderAnswer {
            service,
            bill_order: None,
            charged,
        });
        check(OrderAnswer {
            service,
            bill_order: Some(7001),
            charged: None,
        });
    }

    #[test]
    fn answers_of_other_sellers_are_understood() {
        let check = |xml: &str, expect: Option<i64>| {
            let answer = OrderAnswer::from_node(&decode_xml(xml).expect(xml));
            assert_eq!(answer.map(|answer| answer.service.get()), expect, "{xml}");
        };
        check("<doc><id>7</id><item.id>42</item.id><ok/></doc>", Some(42));
        check("<doc><id> 42 </id></doc>", Some(42));
        check("<doc><item.id/><id>42</id></doc>", Some(42));
        check("<doc><ok/><doc><id>42</id></doc></doc>", Some(42));
        check("<doc><id>0</id><ok/></doc>", None);
        check("<doc><ok/></doc>", None);
    }
}
