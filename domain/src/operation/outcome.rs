//! What is known after asking the outside world. There are more answers than yes and no.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use crate::certificate::IssuedCertificate;
use crate::ids::UpstreamId;
use crate::money::Money;
use crate::operation::Progress;
use crate::service::{ServiceStatus, StopReasons};

/// What came of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Finished; these are the service's new facts.
    Done(Facts),
    /// The other side has the order and will tell when it is finished.
    Accepted {
        /// Its number of the service; none where a person has the work.
        upstream: Option<UpstreamId>,
        /// What it charged, where it says so.
        charged: Option<Money>,
        /// What it gave back, where it says so.
        returned: Option<Money>,
    },
    /// One step of several is done; this is how far the operation is. The next may begin at once.
    Step(Progress),
    /// Received and still being worked on.
    Pending {
        /// When the other side would like to be asked again, in seconds.
        again_seconds: u32,
    },
    /// The seller wants money first.
    NoFunds(Fault),
    /// No, with the reason.
    Refused(Fault),
    /// Our credentials or rights do not suffice; no operation of this module can succeed.
    Denied(Fault),
    /// Certainly not received: nothing was sent, or the other side declared itself overloaded.
    Unreachable(Fault),
    /// Sent, and no readable answer: it may or may not have happened.
    Unknown(Fault),
}

impl Outcome {
    /// What it is called in the log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Accepted { .. } => "accepted",
            Self::Step(_) => "step",
            Self::Pending { .. } => "pending",
            Self::NoFunds(_) => "no funds",
            Self::Refused(_) => "refused",
            Self::Denied(_) => "denied",
            Self::Unreachable(_) => "unreachable",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// A failure in the other side's own words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Fault {
    /// Its type (`not_enough_money`, `value` …).
    pub kind: String,
    /// What it is about, often the name of a parameter.
    pub object: String,
    /// The value that was wrong.
    pub value: String,
    /// A sentence for people.
    pub message: String,
}

impl Fault {
    /// A failure that has only a type and a sentence.
    pub fn new(kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            message: message.into(),
            ..Self::default()
        }
    }
}

/// The sentence if there is one, else whatever there is.
impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.message.is_empty() {
            return formatter.write_str(&self.message);
        }
        let parts = [&self.kind, &self.object, &self.value];
        let mut words = parts.into_iter().filter(|part| !part.is_empty());
        formatter.write_str(words.next().map_or("no reason was given", String::as_str))?;
        words.try_for_each(|word| write!(formatter, " {word}"))
    }
}

/// When something ends, as the other side told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// At the end of this day, in the provider's zone.
    On(Date),
    /// Never.
    Never,
}

/// What became known of a service; `None` is "not told", never "empty".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The other side's number of the service.
    pub upstream: Option<UpstreamId>,
    /// What the module that drives a server calls its machine.
    pub machine: Option<String>,
    /// Its name or label.
    pub name: Option<String>,
    /// Its address.
    pub ip: Option<String>,
    /// Its license key.
    pub key: Option<String>,
    /// When it ends.
    pub expires: Option<Expiry>,
    /// When its updates end, for a lifetime license.
    pub updates_expire: Option<Expiry>,
    /// What state it is in.
    pub status: Option<ServiceStatus>,
    /// Why it stands stopped.
    pub stop_reasons: Option<StopReasons>,
    /// Its tariff, by the name the other side gives it.
    pub tariff: Option<String>,
    /// The values of its addons, by the names the other side gives them; empty is "not told".
    pub addons: BTreeMap<String, String>,
    /// Everything else that is kept with the service (`service.saveparam`), by name.
    pub params: BTreeMap<String, String>,
    /// What the other side charged.
    pub charged: Option<Money>,
    /// The certificate that was issued.
    pub certificate: Option<Box<IssuedCertificate>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_always_says_something() {
        let check = |kind: &str, object: &str, value: &str, message: &str, expect: &str| {
            let [kind, object, value, message] = [kind, object, value, message].map(str::to_owned);
            assert_eq!(
                Fault {
                    kind,
                    object,
                    value,
                    message
                }
                .to_string(),
                expect
            );
        };
        check(
            "value",
            "ip",
            "1.2.3",
            "This is no address",
            "This is no address",
        );
        check("value", "ip", "1.2.3", "", "value ip 1.2.3");
        check("", "ip", "", "", "ip");
        check("", "", "", "", "no reason was given");
        assert_eq!(Fault::new("busy", "Come back").to_string(), "Come back");
    }
}
