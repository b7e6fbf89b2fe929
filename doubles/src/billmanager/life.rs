//! What becomes of a certificate as time goes on: requested, waiting, issued or failed. Its item
//! ends when its time is over.

use jiff::civil::Date;
use onsell_domain::certificate::{Contacts, IssuedCertificate};
use onsell_domain::{Period, Timestamp, Zone};
use onsell_wire::message::certificate::Approval;
use onsell_x509::authority::Serial;
use onsell_x509::{KeyKind, request};

use super::World;
use super::shop::months;

/// How long the authority has a request before it waits for the proof of the names, in seconds.
const ENROLL_SECONDS: i64 = 60;
/// How long it takes until it has issued, in seconds.
const ISSUE_SECONDS: i64 = 600;
const DAY_SECONDS: i64 = 24 * 3600;
/// Days in a month of a product, as authorities count them.
const MONTH_DAYS: i64 = 30;

/// Something that was sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sold {
    /// The number.
    pub id: i64,
    /// The buyer's name for it.
    pub reference: String,
    /// The number of the tariff.
    pub tariff: i64,
    /// What was paid for.
    pub period: Period,
    /// The status with its detail (wire 2.1).
    pub status: String,
    /// The state of the certificate (wire 2.2).
    pub state: i64,
    /// When it was ordered.
    pub created: Date,
    /// When the item ends; none before the first issue.
    pub expires: Option<Date>,
    /// The main name.
    pub common_name: String,
    /// Further names.
    pub names: Vec<String>,
    /// The request.
    pub csr: String,
    /// Everybody behind it.
    pub contacts: Contacts,
    /// How the names are proven.
    pub approval: Approval,
    /// The country by the seller's number for it.
    pub country_id: Option<i64>,
    /// The present certificate.
    pub issued: Option<IssuedCertificate>,
    /// The number of the item that this one goes on from; that one is deleted at the issue.
    pub former: Option<i64>,
    /// A key that was sent, which the card repeats.
    pub key: String,
    /// Since when the authority is at it.
    pub(super) since: Option<Timestamp>,
}

impl Sold {
    /// All names, the main one first.
    pub fn all_names(&self) -> Vec<String> {
        let further = self.names.iter().filter(|name| **name != self.common_name);
        [&self.common_name]
            .into_iter()
            .chain(further)
            .cloned()
            .collect()
    }
}

impl World {
    /// Everything that is due by now.
    pub(super) fn go_on(&mut self, now: Timestamp) {
        for place in 0..self.sold.len() {
            self.work(place, now);
            let today = now.date_in(&Zone::default());
            let one = &mut self.sold[place];
            if one.status == "2" && one.expires.is_some_and(|end| end < today) {
                "3_autosuspend".clone_into(&mut one.status);
            }
        }
    }

    fn work(&mut self, place: usize, now: Timestamp) {
        let Some(since) = self.sold[place].since else {
            return;
        };
        let seconds = now.seconds_since(since);
        if seconds >= ISSUE_SECONDS {
            self.sold[place].since = None;
            if self.manners.fails {
                self.sold[place].state = 6;
            } else {
                self.issue(place, since.plus_seconds(ISSUE_SECONDS));
            }
        } else if seconds >= ENROLL_SECONDS {
            self.sold[place].state = 4;
        }
    }

    fn issue(&mut self, place: usize, at: Timestamp) {
        self.issued += 1;
        let one = &self.sold[place];
        let (csr, names) = (one.csr.clone(), one.all_names());
        let paid = months(one.period);
        let days = (paid * MONTH_DAYS).min(self.manners.days_max);
        let made;
        let csr = if self.manners.signs_another_key {
            made = request::make(
                &onsell_domain::certificate::Subject::default(),
                &names,
                KeyKind::P256,
            );
            made.expect("a request can be made").request
        } else {
            csr
        };
        let request = request::read(&csr).expect("it was read when it was ordered");
        let serial = Serial::of(&format!("double {}", self.issued));
        let until = at.plus_seconds(days * DAY_SECONDS);
        let issued = self.authority.issue(&request, &names, at, until, serial);
        let issued = issued.expect("a certificate can be issued");
        let one = &mut self.sold[place];
        one.state = 5;
        if one.issued.is_none() && one.former.is_none() {
            one.expires = Some(issued.not_after.date_in(&Zone::default()));
        }
        if one.status == "5_open" {
            "2".clone_into(&mut one.status);
        }
        one.issued = Some(issued);
        if let Some(former) = one.former {
            for other in self.sold.iter_mut().filter(|other| other.id == former) {
                "4".clone_into(&mut other.status);
            }
        }
    }

    /// The authority signs again what it signed before, as staff of the seller have it done.
    pub fn issue_again(&mut self, place: usize) {
        let at = self.sold[place].issued.take();
        self.issue(place, at.map_or(self.begin, |issued| issued.not_before));
    }

    /// The authority has a request from now on.
    pub(super) fn begin(&mut self, place: usize, now: Timestamp) {
        self.sold[place].state = 3;
        self.sold[place].since = Some(now);
    }

    /// The same under another number: whatever comes of it is that one's.
    pub(super) fn another(&mut self, place: usize) -> usize {
        self.made += 1;
        let old = self.sold[place].clone();
        self.sold.push(Sold {
            id: self.made,
            former: Some(old.id),
            status: "5_open".to_owned(),
            ..old
        });
        self.sold.len() - 1
    }
}
