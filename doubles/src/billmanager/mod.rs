//! A double of a BILLmanager that sells certificates (wire 3.12, semantics 6.4).
//!
//! | answer | how sure |
//! |---|---|
//! | `certificate.order.param`, contacts, `approver_email_N`; the answer's `id` | documented |
//! | `service_status` 3, 4, 5, 6; the item is 5 until the first issue, and 2 from then on | seen |
//! | at the first issue, and only then, `expiredate` becomes the certificate's end | seen |
//! | `prolong` is a new order at the authority, which moves `expiredate` on | seen |
//! | `reissue` takes a request and names; `expiredate` stays | seen |
//! | suspend and resume change the item and nothing at the authority | seen |
//! | no `itemevent`, no `orderkey`, no filter of lists, no closed rows in them | seen |
//! | the certificate stands in `crt` of the card, its authority in `ca` behind it | guess |
//! | the card repeats a key that was sent (`key`) | guess, the harder case |
//! | a renewal or a re-issue under another number, the old one deleted | guess, see [`Manners`] |
//! | an item whose `expiredate` is over is `3_autosuspend` | documented |
//! | nothing is issued for an item that is not active | guess |
//! | `certificate.file` answers the file itself | guess |
//! | `certificate.approver`, `certificate.send_dv_dns`, the list of validations | guess |
//!
//! Work goes on with the clock, whoever asks. Deliberately absent: carts, other products, taxes.

mod card;
mod life;
mod order;
mod shop;

use std::io;

use onsell_domain::{Amount, Timestamp};
use onsell_wire::Fault;
use onsell_x509::Authority;
use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::mgr5::accounts::Accounts;
use crate::mgr5::{self, Outcome};
use crate::scenario::{Call, Double, Moment, Product};

pub use life::Sold;
use shop::units;

const PROGRAM: &str = "/billmgr";
const USER: &str = "reseller@provider.example";
const PASSWORD: &str = "billmanager-secret";
const LEVEL: &str = "16";
/// A tariff of certificates with one name, its number.
pub const SINGLE: i64 = 3033;
/// A tariff of certificates with many names, its number.
pub const MULTI: i64 = 27648;
/// The number of the addon that sells names.
pub const NAMES: i64 = 27649;

/// A running seller of certificates.
pub type Billmanager = Double<World>;

/// What sellers do differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a manner of its own")]
pub struct Manners {
    /// How many days a certificate lives at most.
    pub days_max: i64,
    /// A renewal is another item.
    pub renews_as_another: bool,
    /// A re-issue is another item.
    pub reissues_as_another: bool,
    /// The certificate is not on the card: it has to be downloaded.
    pub hides_certificate: bool,
    /// The authority says no.
    pub fails: bool,
    /// The authority signs another key than that of the request.
    pub signs_another_key: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            days_max: 199,
            renews_as_another: false,
            reissues_as_another: false,
            hides_certificate: false,
            fails: false,
            signs_another_key: false,
        }
    }
}

/// Everything at a seller.
#[derive(Debug, Clone)]
pub struct World {
    /// Who signs in.
    pub accounts: Accounts,
    /// What it does differently from others.
    pub manners: Manners,
    /// What can be spent.
    pub balance: Amount,
    /// What was sold, the oldest first.
    pub sold: Vec<Sold>,
    /// What was charged, and for what.
    pub charged: Vec<(String, Amount)>,
    /// How often a certificate was issued.
    pub issued: u32,
    /// Whether a private key ever came here.
    pub has_seen_key: bool,
    authority: Authority,
    begin: Timestamp,
    made: i64,
}

impl World {
    /// A seller whose clock begins at this instant.
    pub fn new(begin: Timestamp) -> Self {
        let root = Authority::make("Double Root", 20, begin).expect("a root can be made");
        let authority = root.intermediate("Double CA", 10, begin);
        Self {
            accounts: Accounts::with_administrator(USER, PASSWORD),
            manners: Manners::default(),
            balance: units(1_000),
            sold: Vec::new(),
            charged: Vec::new(),
            issued: 0,
            has_seen_key: false,
            authority: authority.expect("an authority can be made"),
            begin,
            made: 100_500,
        }
    }

    fn now(&self, moment: &Moment) -> Timestamp {
        self.begin.plus_seconds(moment.now)
    }

    fn route(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let params = &call.params;
        let now = self.now(moment);
        match call.path.trim_end_matches("+sok") {
            "whoami" => Ok(shop::whoami()),
            "subaccount" => Ok(self.subaccount()),
            "pricelist.export" => Ok(shop::price_list()),
            "country" => Ok(shop::countries()),
            "certificate" => Ok(self.list()),
            "certificate.edit" => self.edit(params),
            "certificate.order.param" => self.order(params, now),
            "certificate.reissue" => self.reissue(params, now),
            "certificate.retry" => self.retry(params, now),
            "certificate.delete" => self.delete(params),
            "certificate.suspend" => self.switch(params, "3"),
            "certificate.resume" => self.switch(params, "2"),
            "certificate.approver" => shop::approvers(params),
            "certificate.send_dv_dns" | "certificate.send_dv_email" => self.validate(params),
            "service.prolong" => self.prolong(params, now),
            function => Err(Fault::access(function)),
        }
    }
}

impl Billmanager {
    /// Starts one on a free loopback port, whose clock begins at this instant.
    pub fn start(begin: Timestamp) -> io::Result<Self> {
        Self::start_with(World::new(begin))
    }

    /// Where it is, as a setting says it.
    pub fn program(&self) -> String {
        format!("{}{PROGRAM}", self.url())
    }

    /// Signs in with this name.
    pub fn user(&self) -> &'static str {
        USER
    }

    /// And with this password.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// What was sold, the oldest first.
    pub fn sold(&self) -> Vec<Sold> {
        self.with(|world| world.sold.clone())
    }

    /// Other manners from now on.
    pub fn behave(&self, change: impl FnOnce(&mut Manners)) {
        self.with(|world| change(&mut world.manners));
    }
}

impl Product for World {
    fn read(&self, request: &Request) -> Result<Call, Answer> {
        mgr5::read(request, PROGRAM)
    }

    fn admit(&mut self, call: &Call, moment: &Moment) -> Result<(), Answer> {
        self.has_seen_key |= call
            .params
            .iter()
            .any(|(name, value)| name == "key" || value.contains("PRIVATE KEY"));
        let admitted = self.accounts.admit(call, moment.now);
        admitted.map_err(|fault| mgr5::answer(&call.params, Err(fault)))
    }

    fn answer(&mut self, call: &Call, moment: &Moment) -> Answer {
        let now = self.now(moment);
        self.go_on(now);
        if call.path == "certificate.file" {
            return self.file(&call.params);
        }
        let outcome = match call.path.as_str() {
            "auth" => self.accounts.answer(call, moment.now, LEVEL),
            _ => None,
        };
        let outcome = outcome.unwrap_or_else(|| self.route(call, moment));
        mgr5::answer(&call.params, outcome)
    }

    fn without_rows(answer: Answer) -> Answer {
        mgr5::without_rows(answer)
    }

    fn state(&self) -> Value {
        let sold = self.sold.iter().map(|one| {
            json!({
                "id": one.id,
                "remoteid": one.reference,
                "CN": one.common_name,
                "status": one.status,
                "service_status": one.state,
                "expiredate": one.expires.map(|day| day.to_string()),
                "serial": one.issued.as_ref().map(|issued| issued.serial.clone()),
            })
        });
        json!({ "sold": sold.collect::<Vec<_>>(), "issued": self.issued })
    }
}
