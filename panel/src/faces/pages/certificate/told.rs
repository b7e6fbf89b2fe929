//! A certificate as its card tells it, in words that people read.

use crate::faces::badge;
use crate::faces::visit::Visit;
use onsell_wire::Node;

/// What proves one name.
pub(crate) struct Proof {
    /// The name.
    pub name: String,
    /// How it is proven: `dns`, `http` or `email`.
    pub way: &'static str,
    /// Where it is published, or who is written to.
    pub place: String,
    /// The type of the record.
    pub record: String,
    /// What is published.
    pub value: String,
    /// The color and the words of how far it is.
    pub color: &'static str,
    pub state: String,
    /// What the authority says against it.
    pub problem: String,
}

/// One of all certificates that were issued.
pub(crate) struct Issued {
    pub serial: String,
    pub names: String,
    pub from: String,
    pub until: String,
    /// The day on which it was revoked.
    pub revoked: String,
    pub is_current: bool,
}

/// A certificate.
pub(crate) struct Told {
    /// The state in a word, its color, and what people call it.
    pub word: String,
    pub color: &'static str,
    pub state: String,
    /// What the authority says.
    pub message: String,
    /// Whether somebody has to do something.
    pub must_act: bool,
    /// The names, the first one first.
    pub names: Vec<String>,
    pub serial: String,
    /// Its last day, and the day of the next one.
    pub until: String,
    pub next: String,
    pub has_key: bool,
    pub request: String,
    pub pem: String,
    pub chain: String,
    pub proofs: Vec<Proof>,
    pub history: Vec<Issued>,
}

impl Told {
    /// Whether it waits for the proof of its names.
    pub fn is_waiting(&self) -> bool {
        matches!(self.word.as_str(), "requested" | "waiting") && !self.proofs.is_empty()
    }

    /// Whether letters are among what is awaited.
    pub fn has_letters(&self) -> bool {
        self.proofs.iter().any(|proof| proof.way == "email")
    }

    /// Whether there is a certificate.
    pub fn is_issued(&self) -> bool {
        !self.pem.is_empty()
    }
}

/// The certificate of a card; none where the service is something else.
pub(crate) fn read(visit: &Visit, card: &Node) -> Option<Told> {
    let state = card.child("service_status_msg")?;
    let text = |name: &str| card.text_of(name).unwrap_or_default().to_owned();
    let word = state.attribute("orig")?;
    let first = text("CN");
    let altname = text("altname");
    let names = std::iter::once(first.as_str()).chain(altname.split_whitespace());
    let message = text("crt_message");
    let must_act = text("crt_must_act") == "on";
    Some(Told {
        color: if must_act { "warn" } else { badge::color(word) },
        word: word.to_owned(),
        state: state.text.clone(),
        message,
        must_act,
        names: names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        serial: text("crt_serial"),
        until: visit.locale.wire(&text("crt_expiredate")),
        next: visit.locale.wire(&text("reissue_date")),
        has_key: text("has_key") == "on",
        request: text("csr"),
        pem: text("crt"),
        chain: text("crt_chain"),
        proofs: rows(card, "validation")
            .map(|row| proof(visit, row))
            .collect(),
        history: rows(card, "history")
            .map(|row| issued(visit, row))
            .collect(),
    })
}

fn rows<'a>(card: &'a Node, name: &'a str) -> impl Iterator<Item = &'a Node> {
    let lists = card.children_of("list");
    let meant = lists.filter(move |list| list.attribute("name") == Some(name));
    meant.flat_map(|list| list.children_of("elem"))
}

fn proof(visit: &Visit, row: &Node) -> Proof {
    let text = |name: &str| row.text_of(name).unwrap_or_default().to_owned();
    let (way, place, value) = match text("method").as_str() {
        "auth_http" => ("http", text("path"), text("content")),
        "auth_email" => ("email", text("email"), String::new()),
        _ => ("dns", text("name"), text("value")),
    };
    let (color, state) = match text("status").as_str() {
        "valid" => ("good", "certificate-proven"),
        "failed" => ("bad", "certificate-not-found"),
        _ => ("wait", "certificate-awaited"),
    };
    Proof {
        name: text("domain"),
        way,
        place,
        record: text("type"),
        value,
        color,
        state: visit.words.say(state),
        problem: text("error"),
    }
}

fn issued(visit: &Visit, row: &Node) -> Issued {
    let text = |name: &str| row.text_of(name).unwrap_or_default().to_owned();
    let wire = |name: &str| visit.locale.wire(row.text_of(name).unwrap_or_default());
    Issued {
        serial: text("serial"),
        names: text("names"),
        from: wire("from"),
        until: wire("until"),
        revoked: wire("revoked"),
        is_current: text("current") == "on",
    }
}
