//! The throttling of those who guess, and of those who ask for too much without having signed in.

use crate::scope::hex;
use crate::sign_in::sha256;
use crate::{Result, Scope};
use onsell_domain::Text;
use onsell_store::session::{self, Failures};
use onsell_wire::Fault;
use std::net::{IpAddr, Ipv6Addr};

/// Failures in a row after which sign-ins are refused for a while.
const FAILURES_MAX: u32 = 5;
/// For how long they are refused, in seconds (wire 1.3).
const BLOCK_SECONDS: i64 = 20;
/// Failures further apart than this are not in a row, in seconds.
const ROW_SECONDS: i64 = 600;
/// The longest name that is counted as it is, in bytes.
const NAME_BYTES_MAX: usize = 1024;
/// After how long nothing needs to be known of a subject, in seconds.
pub(crate) const KEPT_SECONDS: i64 = 24 * 3600;

/// Under what a failed sign-in is counted: the name and the address.
pub fn subjects(name: &str, address: IpAddr) -> [String; 2] {
    // A name may be as long as a request, and nobody has such a one.
    let user = if name.len() > NAME_BYTES_MAX {
        format!("user {}", hex(&sha256(name.as_bytes())))
    } else {
        format!("user {name}")
    };
    [user, format!("address {}", place(address))]
}

/// From where somebody comes, as it is counted: in IPv6 the network of 64 bits, for whoever has one
/// address has all of it.
pub fn place(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        IpAddr::V4(address) => IpAddr::V4(address),
    }
}

/// Refuses while one of the subjects is blocked.
///
/// # Errors
/// `auth` with `blocklogon`.
pub fn refuse_blocked(scope: &mut Scope<'_>, subjects: &[String]) -> Result<()> {
    for subject in subjects {
        let failures = session::failures(scope.tx, subject)?;
        if scope.now < failures.blocked_until {
            return Err(Fault::blocked_sign_in().into());
        }
    }
    Ok(())
}

/// Counts a failure; the fifth in a row blocks for twenty seconds.
pub fn note_failure(scope: &mut Scope<'_>, subjects: &[String]) -> Result<()> {
    subjects
        .iter()
        .try_for_each(|subject| count(scope, subject, FAILURES_MAX, BLOCK_SECONDS).map(drop))
}

/// Counts a failure of a subject; so many in a row block for so many seconds.
pub(crate) fn count(
    scope: &mut Scope<'_>,
    subject: &str,
    most: u32,
    block_seconds: i64,
) -> Result<()> {
    let before = session::failures(scope.tx, subject)?;
    let in_a_row = scope.now.seconds_since(before.failed_at) < ROW_SECONDS;
    let count = if in_a_row {
        before.count.saturating_add(1)
    } else {
        1
    };
    let blocked_until = if count >= most {
        scope.now.plus_seconds(block_seconds)
    } else {
        before.blocked_until
    };
    let failures = Failures {
        count,
        failed_at: scope.now,
        blocked_until,
    };
    Ok(session::put_failures(scope.tx, subject, &failures)?)
}

/// Lets a subject do something so many times within so many seconds, which begin with the first.
///
/// # Errors
/// `limit` with the seconds left.
pub fn limit(scope: &mut Scope<'_>, subject: &str, most: u32, seconds: i64) -> Result<()> {
    match wait(scope, subject, most, seconds)? {
        0 => Ok(()),
        left => Err(too_many(left).into()),
    }
}

/// Refuses a subject whose failures were too many.
///
/// # Errors
/// `limit` with the seconds left.
pub(crate) fn refuse_failed(scope: &mut Scope<'_>, subject: &str) -> Result<()> {
    let until = session::failures(scope.tx, subject)?.blocked_until;
    if scope.now < until {
        return Err(too_many(until.seconds_since(scope.now).max(1)).into());
    }
    Ok(())
}

fn too_many(left: i64) -> Fault {
    let text = Text {
        en: "Too many requests. Try again in __left__ seconds",
        ru: "Слишком много запросов. Повторите через __left__ секунд",
    };
    Fault::from_text("limit", "", text).with_param("left", left)
}

/// Counts a subject's request; the seconds it has to wait when there were too many already.
pub(crate) fn wait(scope: &mut Scope<'_>, subject: &str, most: u32, seconds: i64) -> Result<i64> {
    let before = session::failures(scope.tx, subject)?;
    let (count, until) = if scope.now >= before.blocked_until {
        (1, scope.now.plus_seconds(seconds))
    } else {
        (before.count.saturating_add(1), before.blocked_until)
    };
    if count > most {
        return Ok(until.seconds_since(scope.now).max(1));
    }
    let counted = Failures {
        count,
        failed_at: scope.now,
        blocked_until: until,
    };
    session::put_failures(scope.tx, subject, &counted)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_one_subscriber_is_one_place() {
        let check = |address: &str, expect: &str| {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(place(address).to_string(), expect);
        };
        check("192.0.2.7", "192.0.2.7");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
        check("2001:db8:1:3::1", "2001:db8:1:3::");
    }
}
