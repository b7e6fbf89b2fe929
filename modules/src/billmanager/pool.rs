//! Licenses that go with servers: allocated from the pool of free ones or by an order, and given
//! back to it (semantics 5.4).
//!
//! The pool is at the seller: a license is free whose label is `free.lic` and that is bound to no
//! address. Each request is a step, and [`Progress`] says which is next, so that a crash between
//! any two of them goes on where it was. How the effect of each is recognized afterwards: a taken
//! license by its label, address and reference; a new key by the key; a resumption by the state; a
//! renewal by the end; a returned one by its label.

use super::client::{CallError, SELLER_GIVES_UP_SECONDS, SellerClient};
use super::perform::failed;
use crate::{Answer, Bundled, Work};
use jiff::ToSpan;
use jiff::civil::Date;
use onsell_domain::{Facts, Outcome, Period, Progress, ServiceStatus, UpstreamId};
use onsell_wire::Params;
use onsell_wire::message::{Action, ActionRequest, EditRequest, ProlongRequest, ServiceState};

/// The label of a license that is in the pool.
pub const FREE_NAME: &str = "free.lic";
/// The address of a license that is bound to none.
pub const FREE_IP: &str = "0.0.0.0";
/// Address and key of a license in the pool rest this long before they change again, in days.
const REST_DAYS: i32 = 31;
/// When a license without its key is looked at again, in seconds.
const KEY_PAUSE_SECONDS: u32 = 5;

/// The names under which the progress is kept.
pub mod progress {
    /// Which step is next.
    pub const STAGE: &str = "stage";
    /// The seller's number of the license that is being taken from the pool.
    pub const CANDIDATE: &str = "candidate";
    /// Those that could not be had, separated by spaces.
    pub const TRIED: &str = "tried";
    /// The key of the candidate before it gets a new one.
    pub const OLD_KEY: &str = "old_key";
    /// The end of the candidate before it is renewed.
    pub const OLD_END: &str = "old_end";
    /// The step at which a license from the pool is all that it shall be.
    pub const CHECK: &str = "check";
    /// The step at which nothing is free and a license is ordered.
    pub const ORDER: &str = "order";
}
use progress::{CANDIDATE, CHECK, OLD_END, OLD_KEY, ORDER, STAGE, TRIED};

/// Whether the license is to be ordered: nothing of the pool is on its way to the server.
pub fn is_ordered(bundled: &Bundled) -> bool {
    bundled.progress.get(STAGE) == Some(ORDER)
}

/// One step of the way to a license from the pool.
pub(super) fn allocate(client: &SellerClient, work: &Work, bundled: &Bundled) -> Answer {
    let Some(candidate) = bundled.progress.number(CANDIDATE).map(UpstreamId::new) else {
        return choose(client, work, bundled);
    };
    let card = match client.card(&work.type_name, candidate) {
        Ok(card) => card,
        Err(error) => return unread(work, error),
    };
    let stage = bundled.progress.get(STAGE).unwrap_or_default();
    match stage {
        "take" => take(client, work, bundled, &card),
        "key" => new_key(client, work, bundled, &card),
        "resume" => resume(client, work, bundled, &card),
        "renew" => renew(client, work, bundled, &card),
        "back" => put_back(client, work, bundled, &card),
        _ => check(bundled, &card),
    }
}

/// What kept a card from being read; what may have been sent before stays unknown.
fn unread(work: &Work, error: CallError) -> Answer {
    let answer = failed(work, error);
    Answer {
        sent: false,
        ..answer
    }
}

fn step(progress: Progress, sent: bool) -> Answer {
    let outcome = Outcome::Step(progress);
    if sent {
        Answer::sent(outcome)
    } else {
        Answer::unsent(outcome)
    }
}

fn to(bundled: &Bundled, stage: &str) -> Progress {
    bundled.progress.clone().with(STAGE, stage)
}

/// Looks what is free; a trial is always ordered, since trials are never in the pool.
fn choose(client: &SellerClient, work: &Work, bundled: &Bundled) -> Answer {
    if bundled.is_trial {
        return step(to(bundled, ORDER), false);
    }
    let free = match client.named(&work.type_name, FREE_NAME) {
        Ok(free) => free,
        Err(error) => return unread(work, error),
    };
    let tried: Vec<i64> = numbers(bundled.progress.get(TRIED).unwrap_or_default());
    let usable = free.iter().filter(|license| {
        is_free(license, bundled.today)
            && license.tariff == work.tariff.get()
            && has_addons(license, work)
            && !tried.contains(&license.id)
    });
    // The one that ends first: what is paid for longest stays in the pool.
    match usable.min_by_key(|license| (license.expires, license.id)) {
        Some(license) => {
            let progress = to(bundled, "take")
                .with(CANDIDATE, license.id)
                .with(OLD_KEY, &license.key);
            step(progress, false)
        }
        None => step(to(bundled, ORDER), false),
    }
}

fn numbers(words: &str) -> Vec<i64> {
    let words = words.split_whitespace();
    words.filter_map(|word| word.parse().ok()).collect()
}

/// Whether a license is in the pool and may be taken today.
fn is_free(license: &ServiceState, today: Date) -> bool {
    let rested = |change: Option<Date>| {
        change.is_none_or(|day| day.saturating_add(REST_DAYS.days()) <= today)
    };
    let is_bound = !license.ip.is_empty() && license.ip != FREE_IP;
    license.name == FREE_NAME
        && !is_bound
        && matches!(
            license.status,
            ServiceStatus::Active | ServiceStatus::Suspended
        )
        && license.expires.is_none_or(|end| end > today)
        && rested(license.ip_changed)
        && rested(license.key_changed)
}

/// As many nodes and the like as are wanted; a seller that does not tell has none to compare.
fn has_addons(license: &ServiceState, work: &Work) -> bool {
    let wanted = |(id, value): &(i64, i64)| {
        let found = work.addons.iter().find(|(addon, _)| addon.get() == *id);
        found.is_none_or(|(_, wanted)| wanted == value)
    };
    license.addons.iter().all(wanted)
}

/// The candidate gets our label, the server's address and our reference.
fn take(client: &SellerClient, work: &Work, bundled: &Bundled, card: &ServiceState) -> Answer {
    let is_ours = card.name == work.name && card.ip == work.ip && card.reference == work.reference;
    if is_ours {
        return step(to(bundled, "key"), false);
    }
    if let Some(answer) = rests(work, false) {
        return answer;
    }
    if !is_free(card, bundled.today) {
        return step(passed_over(&bundled.progress), false);
    }
    let request = EditRequest {
        name: Some(work.name.clone()),
        ip: Some(work.ip.clone()),
        reference: Some(work.reference.clone()),
        ..edit(work, card)
    };
    sent(client, work, bundled, request.to_params(), "key")
}

fn edit(work: &Work, card: &ServiceState) -> EditRequest {
    EditRequest {
        product_type: work.type_name.clone(),
        service: card.id,
        ..EditRequest::default()
    }
}

/// Sends the request of a step. What the seller refuses puts the candidate back.
fn sent(
    client: &SellerClient,
    work: &Work,
    bundled: &Bundled,
    request: Params,
    next: &str,
) -> Answer {
    match client.call(request) {
        Ok(_) => step(to(bundled, next), true),
        Err(error) => {
            let answer = failed(work, error);
            match answer.outcome {
                Outcome::Refused(_) | Outcome::NoFunds(_) => step(to(bundled, "back"), true),
                _ => answer,
            }
        }
    }
}

/// A request whose answer is missing may still be on its way: it is not repeated before the seller
/// must have given up, and a paid one not unless the seller answers a repeated key.
fn rests(work: &Work, is_paid: bool) -> Option<Answer> {
    let before = work.sent_before?;
    let may_repeat = if is_paid {
        work.honors.order_key
    } else {
        !before.is_unanswered
    };
    let left = SELLER_GIVES_UP_SECONDS - before.seconds_ago;
    let again_seconds = u32::try_from(left).ok().filter(|left| *left > 0)?;
    (!may_repeat).then(|| Answer::unsent(Outcome::Pending { again_seconds }))
}

/// Whoever had the license before must not have its key.
fn new_key(client: &SellerClient, work: &Work, bundled: &Bundled, card: &ServiceState) -> Answer {
    let old = bundled.progress.get(OLD_KEY).unwrap_or_default();
    if !card.key.is_empty() && card.key != old {
        return step(to(bundled, "resume"), false);
    }
    if let Some(answer) = rests(work, false) {
        return answer;
    }
    let request = EditRequest {
        new_key: true,
        ..edit(work, card)
    };
    sent(client, work, bundled, request.to_params(), "resume")
}

fn resume(client: &SellerClient, work: &Work, bundled: &Bundled, card: &ServiceState) -> Answer {
    if card.status == ServiceStatus::Active {
        let progress = to(bundled, "renew");
        let progress = match card.expires {
            Some(end) => progress.with(OLD_END, end),
            None => progress,
        };
        return step(progress, false);
    }
    if let Some(answer) = rests(work, false) {
        return answer;
    }
    let request = action(work, card, Action::Resume);
    sent(client, work, bundled, request, "resume")
}

fn action(work: &Work, card: &ServiceState, action: Action) -> Params {
    let request = ActionRequest {
        product_type: work.type_name.clone(),
        action,
        service: card.id,
    };
    request.to_params()
}

/// A license that ends today or tomorrow is renewed before it is handed over; any other one when
/// its own time comes.
fn renew(client: &SellerClient, work: &Work, bundled: &Bundled, card: &ServiceState) -> Answer {
    let old = bundled.progress.get(OLD_END);
    let is_renewed = match (old, card.expires) {
        (Some(old), Some(end)) => end.to_string() != old,
        _ => true,
    };
    let soon = bundled.today.saturating_add(1.day());
    let is_short = card.expires.is_some_and(|end| end <= soon);
    if is_renewed || !is_short {
        return step(to(bundled, CHECK), false);
    }
    if let Some(answer) = rests(work, true) {
        return answer;
    }
    let request = ProlongRequest {
        service: card.id,
        period: work.period.unwrap_or(Period::Months(1)),
        order_key: format!("{}-renew", work.order_key),
        price_max: work.price_max,
    };
    sent(client, work, bundled, request.to_params(), "renew")
}

/// All was asked for: it is there when the license runs with a key.
fn check(bundled: &Bundled, card: &ServiceState) -> Answer {
    let old = bundled.progress.get(OLD_KEY).unwrap_or_default();
    if card.status != ServiceStatus::Active || card.key.is_empty() || card.key == old {
        return Answer::unsent(Outcome::Pending {
            again_seconds: KEY_PAUSE_SECONDS,
        });
    }
    let facts = Facts {
        upstream: Some(UpstreamId::new(card.id)),
        key: Some(card.key.clone()),
        ..Facts::default()
    };
    Answer {
        seen: Some(Box::new(card.clone())),
        ..Answer::unsent(Outcome::Done(facts))
    }
}

/// What could not be made ready goes back as it was, and the next one is tried.
fn put_back(client: &SellerClient, work: &Work, bundled: &Bundled, card: &ServiceState) -> Answer {
    if card.reference != work.reference && card.name == FREE_NAME {
        return step(passed_over(&bundled.progress), false);
    }
    if let Some(answer) = rests(work, false) {
        return answer;
    }
    let outcome = free(client, work, card);
    match outcome {
        // It cannot even be put back: it stays with its label, which says whose it was.
        Outcome::Done(_) | Outcome::Refused(_) => step(passed_over(&bundled.progress), true),
        outcome => answered(outcome),
    }
}

/// The candidate could not be had: it is not looked at again, and the next one is.
pub fn passed_over(progress: &Progress) -> Progress {
    let candidate = progress.get(CANDIDATE).unwrap_or_default();
    let tried = progress.get(TRIED).unwrap_or_default();
    let tried = format!("{tried} {candidate}").trim().to_owned();
    [STAGE, CANDIDATE, OLD_KEY, OLD_END]
        .into_iter()
        .fold(progress.clone(), Progress::without)
        .with(TRIED, tried)
}

/// Takes label, address and reference off a license. A seller that does not let go of the address
/// takes at least the label.
fn free(client: &SellerClient, work: &Work, card: &ServiceState) -> Outcome {
    let request = EditRequest {
        name: Some(FREE_NAME.to_owned()),
        ip: Some(FREE_IP.to_owned()),
        reference: Some(String::new()),
        ..edit(work, card)
    };
    match client.call(request.to_params()) {
        Ok(_) => Outcome::Done(Facts::default()),
        Err(error) => failed(work, error).outcome,
    }
}

fn answered(outcome: Outcome) -> Answer {
    if matches!(outcome, Outcome::Unreachable(_) | Outcome::Denied(_)) {
        Answer::unsent(outcome)
    } else {
        Answer::sent(outcome)
    }
}

/// One step of the way back: a license that runs is stopped, then it is free. A trial is deleted,
/// since nobody else may have it; what was paid never is.
pub(super) fn give_back(client: &SellerClient, work: &Work, bundled: &Bundled) -> Answer {
    let Some(id) = work.upstream else {
        // Nothing was ever ordered.
        return Answer::unsent(Outcome::Done(Facts::default()));
    };
    let card = match client.card(&work.type_name, id) {
        Ok(card) => card,
        Err(CallError::Fault(fault)) if fault.kind == "missed" => {
            return Answer::unsent(Outcome::Done(Facts::default()));
        }
        Err(error) => return unread(work, error),
    };
    let is_out = card.name == FREE_NAME && card.reference.is_empty();
    if card.status == ServiceStatus::Deleted || is_out {
        return Answer::unsent(Outcome::Done(Facts::default()));
    }
    if let Some(answer) = rests(work, false) {
        return answer;
    }
    if card.status == ServiceStatus::Active {
        let request = action(work, &card, Action::Suspend);
        return match client.call(request) {
            Ok(_) => step(to(bundled, "stopped"), true),
            Err(error) => failed(work, error),
        };
    }
    if bundled.is_trial {
        let request = action(work, &card, Action::Delete);
        return match client.call(request) {
            Ok(_) => Answer::sent(Outcome::Done(Facts::default())),
            Err(error) => failed(work, error),
        };
    }
    answered(free(client, work, &card))
}
