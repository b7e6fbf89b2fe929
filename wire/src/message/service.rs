//! Reading what a seller says about a service, from a row of `<type>` or a card of `<type>.edit`
//! (wire 3.7, 3.8).
//!
//! Sellers differ in which fields they tell and how they are named; a field that is not told is
//! `None`, empty or 0, never guessed. Our own rows are written by the panel, which knows the
//! viewer.

use jiff::civil::Date;
use onsell_domain::{Money, Period, ServiceStatus};

use super::certificate::CertificateTold;
use super::{addons, field};
use crate::{Fault, Node, Params};

/// How many services one batch read may name.
pub const BATCH_MAX: usize = 200;
/// Rows of a page when a whole list is read.
pub const PAGE_ROWS: u32 = 1_000;

/// A service as its seller tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceState {
    /// The seller's id.
    pub id: i64,
    /// The buyer's reference (`remoteid`), empty when there is none.
    pub reference: String,
    /// The label (`licname`, else the domain or name).
    pub name: String,
    /// The address, empty when there is none.
    pub ip: String,
    /// The license key, empty until there is one.
    pub key: String,
    /// What state it is in.
    pub status: ServiceStatus,
    /// The state with its detail, such as `3_autosuspend` (wire 2.1).
    pub status_key: String,
    /// The state of the kind of its own that some types have, such as certificates (wire 2.2).
    pub service_status: Option<i64>,
    /// When it was ordered.
    pub created: Option<Date>,
    /// When it ends; `None` when it does not or that is not told.
    pub expires: Option<Date>,
    /// When updates of a lifetime license end.
    pub updates_expire: Option<Date>,
    /// When the address was last changed.
    pub ip_changed: Option<Date>,
    /// When the key was last changed.
    pub key_changed: Option<Date>,
    /// The seller's tariff, 0 when only its name is told.
    pub tariff: i64,
    /// The name of the tariff, empty when not told.
    pub tariff_name: String,
    /// The period it is paid by.
    pub period: Option<Period>,
    /// The period the seller renews by itself.
    pub auto_prolong: Option<Period>,
    /// What a period costs the buyer, where it is told with a currency.
    pub cost: Option<Money>,
    /// The seller's addons with their values, as far as they are told.
    pub addons: Vec<(i64, i64)>,
    /// The seller's id of the license that a module license hangs on, where it is told.
    pub license: Option<i64>,
    /// Whether the seller has an error of its own with the service's operation (our extension).
    pub is_delayed: bool,
    /// What is told of a certificate; only where anything is.
    pub certificate: Option<Box<CertificateTold>>,
}

impl ServiceState {
    /// Reads a row. `None` when it has no id or no status that is known.
    pub fn from_row(row: &Node) -> Option<Self> {
        let status_key = field::raw(row, "item_status").filter(|key| is_status_key(key));
        let number = field::raw(row, "status").and_then(|status| status.parse().ok());
        let status = number
            .and_then(ServiceStatus::from_number)
            .or_else(|| ServiceStatus::from_number(leading_number(status_key?)?))?;
        let status_key = status_key
            .filter(|key| leading_number(key) == Some(status.number()))
            .map_or_else(|| status.number().to_string(), str::to_owned);
        let text = |tags: &[&str]| row.first_text(tags).unwrap_or_default().to_owned();
        let tariff = field::first_id(row, &["pricelist_id", "pricelist"]).unwrap_or_default();
        let tariff_name = ["pricelist_name", "pricelist"].iter().find_map(|tag| {
            row.first_text(&[tag])
                .filter(|name| name.parse::<i64>().is_err())
        });
        let period = field::period(row, "period");
        Some(Self {
            id: field::first_id(row, &["id", "elid"])?,
            reference: text(&["remoteid"]),
            name: text(&["licname", "domain", "CN", "server_name", "name"]),
            ip: text(&["ip"]),
            key: text(&["lickey"]),
            status,
            status_key,
            service_status: row.first_number(&["service_status"]),
            created: field::first_date(row, &["createdate"]),
            expires: field::first_date(row, &["real_expiredate", "expiredate"]),
            updates_expire: field::first_date(row, &["update_expiredate"]),
            ip_changed: field::first_date(row, &["ip_change_date"]),
            key_changed: field::first_date(row, &["lickey_change_date"]),
            tariff,
            tariff_name: tariff_name.unwrap_or_default().to_owned(),
            period,
            auto_prolong: match field::raw(row, "autoprolong") {
                Some("on") => period,
                _ => field::period(row, "autoprolong"),
            },
            cost: cost(row),
            addons: addons::from_node(row),
            license: field::license_of(row),
            is_delayed: row.text_of("delayed") == Some("on"),
            certificate: CertificateTold::from_node(row).map(Box::new),
        })
    }

    /// Reads a card, whose fields stand in the document itself or in the one inside it.
    pub fn from_card(root: &Node) -> Option<Self> {
        Self::from_row(root).or_else(|| Self::from_row(root.child("doc")?))
    }

    /// Reads a list; rows that cannot be read are left out, for absence means nothing.
    pub fn from_list(root: &Node) -> Vec<Self> {
        root.children_of("elem")
            .filter_map(Self::from_row)
            .collect()
    }
}

/// `10.00 EUR / Month`, as lists show it.
fn cost(row: &Node) -> Option<Money> {
    let text = row.first_text(&["cost"])?;
    Money::parse(text.split('/').next()?.trim()).ok()
}

/// The number before the detail.
fn leading_number(key: &str) -> Option<i64> {
    key.split('_').next()?.parse().ok()
}

/// A cell without its stored value holds a text in some language.
fn is_status_key(key: &str) -> bool {
    leading_number(key).is_some()
}

/// Asks for the card of one service.
pub fn card_request(product_type: &str, id: i64) -> Params {
    let mut params = Params::default();
    params.push("func", format!("{product_type}.edit"));
    params.push("elid", id.to_string());
    params
}

/// Asks for several services at once, at most [`BATCH_MAX`], closed ones too (our extension).
pub fn list_request(product_type: &str, ids: &[i64], references: &[String]) -> Params {
    let query = ServiceListQuery {
        ids: ids.to_vec(),
        references: references.to_vec(),
        is_closed_included: true,
    };
    query.to_params(product_type)
}

/// Asks for a page of the whole list, counted from 1.
pub fn page_request(product_type: &str, page: u32) -> Params {
    let mut params = Params::default();
    params.push("func", product_type);
    params.push("p_num", page.to_string());
    params.push("p_cnt", PAGE_ROWS.to_string());
    params
}

/// Which services a list is asked for. A service that one of the ids or references names is meant;
/// when none is given, all are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceListQuery {
    /// The seller's ids.
    pub ids: Vec<i64>,
    /// The buyer's references.
    pub references: Vec<String>,
    /// Whether closed services are wanted (`closed=on`, our extension).
    pub is_closed_included: bool,
}

impl ServiceListQuery {
    fn to_params(&self, product_type: &str) -> Params {
        let mut params = Params::default();
        params.push("func", product_type);
        params.push("filter", "on");
        if !self.ids.is_empty() {
            let ids: Vec<String> = self.ids.iter().map(i64::to_string).collect();
            params.push("id", ids.join(", "));
        }
        if !self.references.is_empty() {
            params.push("remoteid", self.references.join(", "));
        }
        if self.is_closed_included {
            params.push("closed", "on");
        }
        params.push("p_cnt", PAGE_ROWS.to_string());
        params
    }

    /// The question in a request; without `filter=on` the fields filter nothing.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        if !params.is_on("filter") {
            return Ok(Self::default());
        }
        let ids = params.integers("id")?;
        let references = params
            .text("remoteid")
            .unwrap_or_default()
            .split(',')
            .map(str::trim);
        let references: Vec<String> = references
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect();
        let too_many = [("id", ids.len()), ("remoteid", references.len())]
            .into_iter()
            .find(|(_, count)| *count > BATCH_MAX);
        if let Some((name, count)) = too_many {
            return Err(Fault::value(name, count));
        }
        Ok(Self {
            ids,
            references,
            is_closed_included: params.is_on("closed"),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::decode_xml;

    fn card(xml: &str) -> Option<ServiceState> {
        ServiceState::from_card(&decode_xml(xml).expect(xml))
    }

    #[test]
    fn a_documented_card_is_read() {
        let state = card(
            "<doc func='soft.edit'><elid>100501</elid><id>100501</id>\
             <name>ispmanager 6 Lite (1.2.3.4)</name><licname>srv1</licname><ip>1.2.3.4</ip>\
             <lickey>ABCDEFGHIJKL</lickey><status>2</status><createdate>2026-01-10</createdate>\
             <expiredate>2026-02-10</expiredate><period>1</period><autoprolong>1</autoprolong>\
             <pricelist>55227</pricelist><pricelist_name>ispmanager 6 Lite</pricelist_name>\
             <remoteid>l17</remoteid><addon_55236>3</addon_55236></doc>",
        );
        let expect = ServiceState {
            id: 100_501,
            reference: "l17".to_owned(),
            name: "srv1".to_owned(),
            ip: "1.2.3.4".to_owned(),
            key: "ABCDEFGHIJKL".to_owned(),
            status: ServiceStatus::Active,
            status_key: "2".to_owned(),
            service_status: None,
            created: Some(date(2026, 1, 10)),
            expires: Some(date(2026, 2, 10)),
            updates_expire: None,
            ip_changed: None,
            key_changed: None,
            tariff: 55_227,
            tariff_name: "ispmanager 6 Lite".to_owned(),
            period: Some(Period::Months(1)),
            auto_prolong: Some(Period::Months(1)),
            cost: None,
            addons: vec![(55_236, 3)],
            license: None,
            is_delayed: false,
            certificate: None,
        };
        assert_eq!(state, Some(expect));
    }

    #[test]
    fn a_captured_row_is_read() {
        let root = decode_xml(
            "<doc><elem><id>87173</id><ip>1.2.3.4</ip><domain>a.example</domain>\
             <pricelist>KVM-1</pricelist><pricelist_id>111</pricelist_id>\
             <cost>90.00 RUB / Month</cost><expiredate>daily</expiredate>\
             <real_expiredate>2026-02-10</real_expiredate>\
             <item_status orig='3_autosuspend'>Suspended</item_status><status>3</status>\
             <period orig='-50'>Day</period><autoprolong>on</autoprolong></elem>\
             <elem><id>87174</id></elem><elem><status>2</status></elem></doc>",
        );
        let states = ServiceState::from_list(&root.expect("XML"));
        assert_eq!(states.len(), 1);
        let state = &states[0];
        assert_eq!((state.id, state.name.as_str()), (87_173, "a.example"));
        assert_eq!((state.tariff, state.tariff_name.as_str()), (111, "KVM-1"));
        assert_eq!(state.expires, Some(date(2026, 2, 10)));
        assert_eq!(state.status, ServiceStatus::Suspended);
        assert_eq!(state.status_key, "3_autosuspend");
        assert_eq!(state.auto_prolong, Some(Period::Day));
        assert_eq!(
            state.cost.map(|cost| cost.to_string()).as_deref(),
            Some("90.00 RUB")
        );
    }

    #[test]
    fn the_status_is_never_guessed() {
        let check = |fields: &str, expect: Option<(i64, &str)>| {
            let state = card(&format!("<doc><id>1</id>{fields}</doc>"));
            let status = state
                .as_ref()
                .map(|s| (s.status.number(), s.status_key.as_str()));
            assert_eq!(status, expect, "{fields}");
        };
        check("<status>5</status>", Some((5, "5")));
        check(
            "<item_status orig='5_open'>x</item_status>",
            Some((5, "5_open")),
        );
        check(
            "<item_status>3_abusesuspend</item_status>",
            Some((3, "3_abusesuspend")),
        );
        check(
            "<status>2</status><item_status>Active</item_status>",
            Some((2, "2")),
        );
        // The number is newer than the detail, or the other way round; the number is the status.
        check(
            "<status>2</status><item_status orig='3_autosuspend'/>",
            Some((2, "2")),
        );
        check("<item_status>Active</item_status>", None);
        check("<status>0</status>", None);
        check("<status>9</status>", None);
        check("", None);
    }

    #[test]
    fn a_wrapped_card_is_looked_into() {
        let state = card("<doc><ok/><doc><id>1</id><status>2</status></doc></doc>");
        assert_eq!(state.map(|state| state.id), Some(1));
    }

    #[test]
    fn a_batch_question_arrives_as_it_was_sent() {
        let check = |ids: &[i64], references: &[String]| {
            let query = list_request("soft", ids, references).to_query();
            let params = Params::parse_urlencoded(&query).expect("readable");
            assert_eq!(params.get("func"), Some("soft"));
            let expect = ServiceListQuery {
                ids: ids.to_vec(),
                references: references.to_vec(),
                is_closed_included: true,
            };
            assert_eq!(ServiceListQuery::from_params(&params), Ok(expect));
        };
        check(&[1, 2, 3], &[]);
        check(&[], &["a1-x".to_owned(), "a2-y".to_owned()]);
        check(&[7], &["a7-z".to_owned()]);
        check(&[], &[]);
        let many: Vec<i64> = (1..=BATCH_MAX as i64 + 1).collect();
        check(&many[..BATCH_MAX], &[]);
        assert!(ServiceListQuery::from_params(&list_request("soft", &many, &[])).is_err());
    }

    #[test]
    fn other_questions_are_sent_in_documented_words() {
        assert_eq!(
            card_request("soft", 42).to_query(),
            "func=soft.edit&elid=42"
        );
        assert_eq!(
            page_request("vds", 2).to_query(),
            "func=vds&p_num=2&p_cnt=1000"
        );
        let params = Params::parse_urlencoded("func=soft&id=5").expect("readable");
        assert_eq!(
            ServiceListQuery::from_params(&params),
            Ok(ServiceListQuery::default())
        );
    }
}
