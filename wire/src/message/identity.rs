//! Who one is at the seller, and what the seller can do: `whoami` (wire 3.1).

use onsell_domain::Level;

use crate::{Document, Node, Params};

/// The seller keeps events ([`EventPage`](super::EventPage)).
pub const FEATURE_ITEM_EVENT: &str = "itemevent";
/// The seller answers a repeated order key with the answer it gave.
pub const FEATURE_ORDER_KEY: &str = "orderkey";
/// The seller's lists take many ids or references at once, closed services included.
pub const FEATURE_BATCH: &str = "batch";
/// The seller refuses what is dearer than the request allows.
pub const FEATURE_PRICE_MAX: &str = "pricemax";
/// The seller issues certificates anew inside their paid term by itself.
pub const FEATURE_REISSUE: &str = "reissue";

const FUNC: &str = "whoami";

/// A signed-in user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The seller's id of the user.
    pub id: i64,
    /// The name one signs in with.
    pub name: String,
    /// The name of the person.
    pub realname: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number.
    pub phone: String,
    /// What the user may do.
    pub level: Level,
    /// What the seller can do beyond the documented API; empty unless it is an Onsell.
    pub features: Vec<String>,
}

impl Identity {
    /// The question.
    pub fn request() -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params
    }

    /// The answer of an Onsell of this version.
    pub fn to_document(&self, version: &str) -> Document {
        let user = Node::new("user")
            .attr("id", self.id.to_string())
            .attr("name", &self.name)
            .attr("realname", &self.realname)
            .attr("email", &self.email)
            .attr("phone", &self.phone)
            .attr("level", self.level.number().to_string())
            .attr("email_verified", "on")
            .attr("need_phone_validate", "off");
        let onsell = Node::new("onsell")
            .attr("version", version)
            .attr("features", self.features.join(" "));
        Document::result(FUNC).with(user).with(onsell)
    }

    /// Reads an answer that is no refusal. `None` when it names no user, for instance while a
    /// second factor is asked for. A level that is not told is a customer's.
    pub fn from_node(root: &Node) -> Option<Self> {
        let user = root.child("user")?;
        let text = |name: &str| user.attribute(name).or_else(|| user.text_of(name));
        let owned = |name: &str| text(name).unwrap_or_default().to_owned();
        let level = text("level").and_then(|level| Level::from_number(level.trim().parse().ok()?));
        let onsell = root
            .child("onsell")
            .and_then(|onsell| onsell.attribute("features"));
        Some(Self {
            id: text("id")?.trim().parse().ok()?,
            name: owned("name"),
            realname: owned("realname"),
            email: owned("email"),
            phone: owned("phone"),
            level: level.unwrap_or(Level::Customer),
            features: onsell
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        })
    }

    /// Whether the seller can do this.
    pub fn supports(&self, feature: &str) -> bool {
        self.features.iter().any(|known| known == feature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, decode_xml};

    #[test]
    fn an_identity_is_read_as_it_was_written() {
        let check = |identity: Identity| {
            let xml = identity.to_document("0.1.0").encode(Format::Xml);
            assert_eq!(
                Identity::from_node(&decode_xml(&xml).expect("XML")),
                Some(identity)
            );
        };
        let identity = Identity {
            id: 7,
            name: "client@example.com".to_owned(),
            realname: "A & B".to_owned(),
            email: "client@example.com".to_owned(),
            phone: "+49 30 1234".to_owned(),
            level: Level::Administrator,
            features: vec![FEATURE_ITEM_EVENT.to_owned(), FEATURE_BATCH.to_owned()],
        };
        assert!(identity.supports(FEATURE_BATCH) && !identity.supports(FEATURE_ORDER_KEY));
        check(Identity {
            features: Vec::new(),
            level: Level::Customer,
            ..identity.clone()
        });
        check(identity);
    }

    #[test]
    fn answers_of_other_sellers_are_understood() {
        let check = |xml: &str, expect: Option<(i64, &str, Level)>| {
            let identity = Identity::from_node(&decode_xml(xml).expect(xml));
            let read = identity.as_ref().map(|i| (i.id, i.email.as_str(), i.level));
            assert_eq!(read, expect, "{xml}");
        };
        check(
            "<doc><user id='7' email='a@b.example'/></doc>",
            Some((7, "a@b.example", Level::Customer)),
        );
        check(
            "<doc><user><id>7</id><level>29</level></user></doc>",
            Some((7, "", Level::Administrator)),
        );
        check(
            "<doc><user id='7' level='99'/></doc>",
            Some((7, "", Level::Customer)),
        );
        check("<doc><ok>func=totp.confirm</ok></doc>", None);
        check("<doc><user id='x'/></doc>", None);
    }
}
