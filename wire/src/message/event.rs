//! What changed since a reader last looked: `itemevent` (wire part 5, an extension of ours).
//!
//! Readers hold their own cursor, and reading destroys nothing. An event is a hint; the truth is
//! read from the service afterwards.

use jiff::civil::Date;
use onsell_domain::ServiceStatus;

use super::field;
use crate::{Document, Fault, Node, Params};

/// Events in one answer.
pub const EVENTS_MAX: u32 = 1_000;
/// Events in an answer to whoever does not say how many he wants.
pub const EVENTS_DEFAULT: u32 = 200;
/// How long an answer may wait for something to happen, in seconds.
pub const WAIT_SECONDS_MAX: u32 = 25;

const FUNC: &str = "itemevent";

/// A reader's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventQuery {
    /// The cursor of the last event the reader has; 0 for none.
    pub after: i64,
    /// How many events at most, 1 to [`EVENTS_MAX`].
    pub limit: u32,
    /// How long to wait when there is none, at most [`WAIT_SECONDS_MAX`].
    pub wait_seconds: u32,
    /// The epoch the cursor belongs to; `None` at the first read.
    pub epoch: Option<String>,
    /// Keep the cursor on the seller's side and advance it (wire part 5).
    pub drain: bool,
}

impl EventQuery {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params.push("after", self.after.to_string());
        params.push("limit", self.limit.to_string());
        if self.wait_seconds > 0 {
            params.push("wait", self.wait_seconds.to_string());
        }
        if let Some(epoch) = &self.epoch {
            params.push("epoch", epoch);
        }
        if self.drain {
            params.push("drain", "on");
        }
        params
    }

    /// The question in a request; what is more than allowed becomes what is allowed.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let bounded = |name: &str, default: u32, minimum: u32, maximum: u32| {
            let number = params.integer(name)?.unwrap_or(default.into());
            let number = number.clamp(minimum.into(), maximum.into());
            Ok::<u32, Fault>(u32::try_from(number).unwrap_or(maximum))
        };
        Ok(Self {
            after: params.integer("after")?.unwrap_or_default().max(0),
            limit: bounded("limit", EVENTS_DEFAULT, 1, EVENTS_MAX)?,
            wait_seconds: bounded("wait", 0, 0, WAIT_SECONDS_MAX)?,
            epoch: params.text("epoch").map(str::to_owned),
            drain: params.is_on("drain"),
        })
    }
}

/// One change of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The cursor of this event.
    pub id: i64,
    /// The seller's id of the service.
    pub item: i64,
    /// The buyer's reference, empty when there is none.
    pub reference: String,
    /// The internal name of the product type.
    pub product_type: String,
    /// What happened: `open`, `prolong`, `suspend`, `resume`, `close`, `setparam`,
    /// `changepricelist`, `edit` or `error`; readers take unknown words as `edit`.
    pub kind: String,
    /// The status after it.
    pub status: Option<ServiceStatus>,
    /// The end of the service after it.
    pub expires: Option<Date>,
    /// The seller's tariff after it.
    pub tariff: i64,
    /// When it happened, `YYYY-MM-DD HH:MM:SS` in the seller's zone.
    pub date: String,
}

impl Event {
    fn to_row(&self) -> Node {
        let status = self
            .status
            .map(|status| status.number().to_string())
            .unwrap_or_default();
        let mut row = Node::new("elem");
        row.put("id", self.id.to_string());
        row.put("item", self.item.to_string());
        row.put("remoteid", &self.reference);
        row.put("itemtype", &self.product_type);
        row.put("type", &self.kind);
        row.put("status", status);
        row.put("expiredate", field::date_text(self.expires));
        row.put("pricelist", self.tariff.to_string());
        row.put("date", &self.date);
        row
    }

    fn from_row(row: &Node) -> Option<Self> {
        let text = |tag: &str| row.first_text(&[tag]).unwrap_or_default().to_owned();
        Some(Self {
            id: field::first_id(row, &["id"])?,
            item: field::first_id(row, &["item"])?,
            reference: text("remoteid"),
            product_type: text("itemtype"),
            kind: text("type"),
            status: row
                .first_number(&["status"])
                .and_then(ServiceStatus::from_number),
            expires: field::first_date(row, &["expiredate"]),
            tariff: row.first_number(&["pricelist"]).unwrap_or_default(),
            date: text("date"),
        })
    }
}

/// The events after a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPage {
    /// The life of the feed; another one means that cursors of before mean nothing.
    pub epoch: String,
    /// The smallest cursor that is still kept, 0 when there is none.
    pub oldest: i64,
    /// The largest cursor there is, 0 when there is none.
    pub newest: i64,
    /// The events, oldest first.
    pub events: Vec<Event>,
    /// The cursor was of another epoch or too old: compare everything once and go on from `newest`.
    pub reset: bool,
}

impl EventPage {
    /// The answer as a list.
    pub fn to_document(&self) -> Document {
        let mut document = Document::list(FUNC);
        for event in &self.events {
            document.push(event.to_row());
        }
        document.put("p_elems", self.events.len().to_string());
        document.put("epoch", &self.epoch);
        document.put("oldest", self.oldest.to_string());
        document.put("newest", self.newest.to_string());
        document.put("reset", if self.reset { "on" } else { "off" });
        document
    }

    /// Reads an answer that is no refusal. `None` when it is no feed, or has an event that cannot
    /// be read: the reader then compares everything, as it does at a seller without a feed.
    pub fn from_node(root: &Node) -> Option<Self> {
        Some(Self {
            epoch: root.first_text(&["epoch"])?.to_owned(),
            oldest: root.first_number(&["oldest"])?,
            newest: root.first_number(&["newest"])?,
            events: root
                .children_of("elem")
                .map(Event::from_row)
                .collect::<Option<_>>()?,
            reset: root.first_text(&["reset"]) == Some("on"),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Format, decode_xml};

    fn read(query: &str) -> Result<EventQuery, Fault> {
        EventQuery::from_params(&Params::parse_urlencoded(query).expect(query))
    }

    #[test]
    fn a_question_arrives_as_it_was_sent() {
        let check = |query: EventQuery| assert_eq!(read(&query.to_params().to_query()), Ok(query));
        check(EventQuery {
            after: 0,
            limit: 1,
            wait_seconds: 0,
            epoch: None,
            drain: false,
        });
        check(EventQuery {
            after: 9001,
            limit: EVENTS_MAX,
            wait_seconds: WAIT_SECONDS_MAX,
            epoch: Some("7f3a".to_owned()),
            drain: true,
        });
    }

    #[test]
    fn a_question_is_bounded() {
        let check = |query: &str, limit: u32, wait_seconds: u32| {
            let query = read(query).expect(query);
            assert_eq!((query.limit, query.wait_seconds), (limit, wait_seconds));
        };
        check("func=itemevent", EVENTS_DEFAULT, 0);
        check("limit=0&wait=3600", 1, WAIT_SECONDS_MAX);
        check("limit=99999999999&wait=-1", EVENTS_MAX, 0);
        assert_eq!(read("after=-5").map(|query| query.after), Ok(0));
        assert_eq!(
            read("after=x").expect_err("no number").object(),
            Some("after")
        );
    }

    fn page() -> EventPage {
        let event = Event {
            id: 9001,
            item: 100_501,
            reference: "a17-k3m9zq".to_owned(),
            product_type: "soft".to_owned(),
            kind: "open".to_owned(),
            status: Some(ServiceStatus::Active),
            expires: Some(date(2026, 2, 10)),
            tariff: 55_227,
            date: "2026-01-10 12:00:00".to_owned(),
        };
        let bare = Event {
            id: 9002,
            reference: String::new(),
            status: None,
            expires: None,
            ..event.clone()
        };
        EventPage {
            epoch: "7f3a".to_owned(),
            oldest: 8000,
            newest: 9002,
            events: vec![event, bare],
            reset: false,
        }
    }

    #[test]
    fn a_page_is_read_as_it_was_written() {
        let check = |page: EventPage| {
            let xml = page.to_document().encode(Format::Xml);
            assert_eq!(
                EventPage::from_node(&decode_xml(&xml).expect("XML")),
                Some(page)
            );
        };
        check(page());
        check(EventPage {
            events: Vec::new(),
            oldest: 0,
            newest: 0,
            reset: true,
            ..page()
        });
    }

    #[test]
    fn what_is_no_feed_is_not_taken_for_an_empty_one() {
        let check = |xml: &str| {
            assert_eq!(
                EventPage::from_node(&decode_xml(xml).expect(xml)),
                None,
                "{xml}"
            );
        };
        check("<doc func='itemevent'><p_elems>0</p_elems></doc>");
        check(
            "<doc><elem><id>1</id></elem><epoch>e</epoch><oldest>1</oldest><newest>1</newest></doc>",
        );
    }
}
