//! Calls of functions that are not here tell what partners need (wire part 5). They are counted in
//! memory, which costs the caller nothing, and written by a job; whatever somebody sends, neither
//! the memory nor the table grows beyond a bound.

use crate::journal;
use crate::{Engine, Result, Scope};
use onsell_domain::{AccountId, Timestamp, UserId};
use onsell_store::unknown_call::{self, UnknownCall};
use onsell_wire::{Fault, Params, params_without_secrets};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

/// Functions that wait in memory to be written; what is beyond is not counted.
const WAITING_MAX: usize = 256;
/// Functions kept of one account, and of all who did not sign in.
const OF_ACCOUNT_MAX: u32 = 100;
/// Functions kept in all.
const KEPT_MAX: u32 = 2_000;
/// Parameters that are looked at in a call, and how much is kept of a name and of a value.
const PARAMETERS_MAX: usize = 32;
const NAME_MAX: usize = 64;
const VALUE_MAX: usize = 200;
/// How much is kept of all names that were seen.
const NAMES_MAX: usize = 1_000;

/// What was called since it was written last.
#[derive(Default)]
pub(crate) struct UnknownCalls(Mutex<HashMap<(i64, String), Waiting>>);

/// What waits to be written of one function.
#[derive(Clone)]
struct Waiting {
    calls: i64,
    names: Vec<String>,
    sample: String,
    first_at: Timestamp,
    last_at: Timestamp,
}

/// Counts a call of a function that is not here; nobody waits for it to be written.
pub fn note(engine: &Engine, account: Option<AccountId>, function: &str, params: &Params) {
    let kept = params_without_secrets(params);
    let own = kept
        .iter()
        .filter(|(name, _)| name != "func" && name != "authinfo");
    let pairs: Vec<(String, String)> = own
        .take(PARAMETERS_MAX)
        .map(|(name, value)| (cut(name, NAME_MAX), cut(value, VALUE_MAX)))
        .collect();
    let line = |(name, value): &(String, String)| format!("{name}={value}");
    let lines: Vec<String> = pairs.iter().map(line).collect();
    let key = (account.map_or(0, AccountId::get), cut(function, NAME_MAX));
    let now = engine.now();
    let calls = &engine.inside().unknown_calls.0;
    let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
    let is_full = calls.len() >= WAITING_MAX;
    let fresh = Waiting {
        calls: 0,
        names: Vec::new(),
        sample: String::new(),
        first_at: now,
        last_at: now,
    };
    let waiting = match calls.entry(key) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(_) if is_full => return,
        Entry::Vacant(place) => place.insert(fresh),
    };
    waiting.calls += 1;
    waiting.last_at = now;
    waiting.sample = lines.join("\n");
    for (name, _) in pairs {
        if waiting.names.len() < PARAMETERS_MAX && !waiting.names.contains(&name) {
            waiting.names.push(name);
        }
    }
}

fn cut(text: &str, length: usize) -> String {
    let plain = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign });
    plain.take(length).collect()
}

/// Writes what was counted since the last time.
pub fn keep(engine: &Engine) -> Result<()> {
    let waiting = {
        let calls = &engine.inside().unknown_calls.0;
        std::mem::take(&mut *calls.lock().unwrap_or_else(PoisonError::into_inner))
    };
    if waiting.is_empty() {
        return Ok(());
    }
    engine.write(None, move |scope| {
        for ((account, function), waiting) in &waiting {
            let known = unknown_call::of(scope.tx, *account, function)?;
            unknown_call::put(scope.tx, &merged(*account, function, waiting, known))?;
            unknown_call::forget(
                scope.tx,
                *account,
                OF_ACCOUNT_MAX,
                KEPT_MAX,
                WAITING_MAX as u32,
            )?;
        }
        Ok(())
    })
}

fn merged(
    account: i64,
    function: &str,
    waiting: &Waiting,
    known: Option<UnknownCall>,
) -> UnknownCall {
    let mut call = known.unwrap_or_else(|| UnknownCall {
        id: 0,
        account,
        function: function.to_owned(),
        calls: 0,
        parameters: String::new(),
        sample: String::new(),
        first_at: waiting.first_at,
        last_at: waiting.last_at,
    });
    call.calls = call.calls.saturating_add(waiting.calls);
    call.last_at = waiting.last_at;
    call.sample.clone_from(&waiting.sample);
    for name in &waiting.names {
        // A name with a space in it is nobody's.
        let is_known = call.parameters.split(' ').any(|known| known == name);
        if !is_known && call.parameters.len() + name.len() < NAMES_MAX {
            if !call.parameters.is_empty() {
                call.parameters.push(' ');
            }
            call.parameters.push_str(&name.replace(' ', "_"));
        }
    }
    call
}

/// Staff have seen to it.
///
/// # Errors
/// `missed` for none of that number.
pub fn delete(scope: &mut Scope<'_>, id: i64, by: Option<UserId>) -> Result<()> {
    if !unknown_call::delete(scope.tx, id)? {
        return Err(Fault::missed("unknowncall", id).into());
    }
    let object = id.to_string();
    journal::write(scope, by, "unknowncall.delete", &object, "")
}
