//! When the certificate of a paid service is issued anew. The term that was paid for and the
//! certificate are two things: a year is sold, and the certificates inside it live shorter.

#[cfg(test)]
mod tests;

use crate::clock::Timestamp;

/// The first pause after a failure, in seconds; each further one is twice as long.
const PAUSE_SECONDS: i64 = 3600;
/// The longest pause between two attempts, in seconds.
const PAUSE_SECONDS_MAX: i64 = 86_400;
/// The shortest pause between two attempts, however near the end is, in seconds.
const PAUSE_SECONDS_MIN: i64 = 900;
/// A certificate that ends so little before the paid term reaches its end, in seconds: authorities
/// count a day to its last second.
const END_SLACK_SECONDS: i64 = 60;
/// However soon its authority wants it replaced, a certificate is kept this long, in seconds, or a
/// third of its life if that is shorter: an authority that always says *now* would issue for ever.
const KEPT_SECONDS_MIN: i64 = 86_400;
/// A jitter moves a re-issue by at most this part of the certificate's life.
const JITTER_PART: i64 = 20;
/// In how many parts of a life attempts are spread at least, when one after the other fails.
const ATTEMPTS_PART: i64 = 4;

/// What is known of the newest certificate of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReissueState {
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
    /// Until when the service is paid for.
    pub paid_until: Timestamp,
    /// When its authority would like it replaced, from and to (RFC 9773), where it says so.
    pub suggested: Option<(Timestamp, Timestamp)>,
    /// How many attempts in a row failed, and when the last one did. A new certificate that ends no
    /// later than the one before it counts as a failure as well.
    pub failed: Option<(u32, Timestamp)>,
    /// A number that is always the same for this service and spread among services, so that what
    /// was issued together is not renewed together.
    pub jitter: u64,
}

/// When the certificate is issued anew; a time that is past means at once. None while it reaches
/// the end of what was paid for: whoever renews the term asks again.
///
/// That is from two thirds of its life (moved by the jitter, at most by a twentieth of the life),
/// sooner when its authority wants it sooner, and after failures again and again in growing pauses,
/// the last of them well before its end. One that reaches the end of the term is replaced only when
/// its authority wants it gone in the first half of its life, which is how it announces that it
/// will be revoked.
pub fn due(state: &ReissueState) -> Option<Timestamp> {
    let planned = planned(state)?;
    Some(match state.failed {
        None => planned,
        Some((times, last)) => last
            .plus_seconds(pause(times, state.not_after, last))
            .max(planned),
    })
}

fn planned(state: &ReissueState) -> Option<Timestamp> {
    let life = state.not_after.seconds_since(state.not_before).max(0);
    let kept = state
        .not_before
        .plus_seconds(KEPT_SECONDS_MIN.min(life / 3));
    let suggested = state.suggested;
    let suggested = suggested.map(|(from, to)| within(from, to, state.jitter).max(kept));
    if state.paid_until <= state.not_after.plus_seconds(END_SLACK_SECONDS) {
        let half = state.not_before.plus_seconds(life / 2);
        let is_early = state.suggested.is_some_and(|(_, to)| to < half);
        return suggested.filter(|_| is_early);
    }
    let two_thirds = state.not_before.plus_seconds(life / 3 * 2);
    let spread = two_thirds.plus_seconds(life / JITTER_PART);
    let usual = within(two_thirds, spread, state.jitter);
    Some(suggested.map_or(usual, |suggested| suggested.min(usual)))
}

/// A place between two instants that depends on the jitter alone.
fn within(from: Timestamp, to: Timestamp, jitter: u64) -> Timestamp {
    let seconds = u64::try_from(to.seconds_since(from)).unwrap_or(0);
    from.plus_seconds(jitter.checked_rem(seconds + 1).unwrap_or(0) as i64)
}

/// How long to wait after so many failures, the last of them at an instant: shorter towards the end
/// of what is still valid, and the usual pauses when nothing is.
fn pause(times: u32, not_after: Timestamp, last: Timestamp) -> i64 {
    let doubled = PAUSE_SECONDS << times.saturating_sub(1).min(8);
    let pause = doubled.min(PAUSE_SECONDS_MAX);
    let left = not_after.seconds_since(last);
    if left <= 0 {
        pause
    } else {
        pause.min((left / ATTEMPTS_PART).max(PAUSE_SECONDS_MIN))
    }
}
