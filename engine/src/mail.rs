//! Letters: written in the unit that has something to say, sent afterwards.
//!
//! What was written is sent at least once: a process that dies between the server's answer and the
//! note of it sends the letter again. One that cannot be sent is tried for about a day.

use crate::{Engine, Result, Scope};
use onsell_domain::{Language, Secret, Text};
use onsell_modules::mail::NotSent;
use onsell_store::mail::{self as store, Letter as Waiting};
use onsell_wire::Fault;

/// Letters tried in one round.
const ROUND_MAX: u32 = 20;
/// How often a letter is tried.
pub const TRIES_MAX: i64 = 12;
/// The first pause between tries, in seconds; each is twice the one before, up to four hours.
const PAUSE_SECONDS: i64 = 60;
const PAUSE_SECONDS_MAX: i64 = 4 * 3600;

/// A letter that may be written in a unit: its text is sealed, since it may hold a key.
#[derive(Clone)]
pub struct Letter {
    recipient: String,
    subject: String,
    sealed: Vec<u8>,
}

impl Letter {
    /// A letter to somebody.
    pub fn new(engine: &Engine, recipient: &str, subject: &str, text: &Secret) -> Self {
        let inside = engine.inside();
        Self {
            recipient: recipient.to_owned(),
            subject: subject.to_owned(),
            sealed: inside.seal.seal(text, inside.random.as_ref()),
        }
    }

    /// Writes the letter; it leaves after the commit.
    pub fn write(&self, scope: &mut Scope<'_>) -> Result<()> {
        let (now, to) = (scope.now, self.recipient.as_str());
        Ok(store::add(scope.tx, to, &self.subject, &self.sealed, now)?)
    }
}

/// Sends a letter to try the mail server with, at once.
///
/// # Errors
/// `not_supported` without a mail server, `value` with what the server said.
pub fn send_test(engine: &Engine, to: &str, language: Language) -> Result<()> {
    let Some(post) = engine.inside().post.get() else {
        let text = Text::new(
            "No mail server is set in the configuration",
            "Почтовый сервер не задан в конфигурации",
        );
        return Err(Fault::from_text("not_supported", "mail", text).into());
    };
    if to.is_empty() {
        return Err(Fault::value_empty("to").into());
    }
    let subject = Text::new("A test letter", "Пробное письмо");
    let text = Text::new(
        "This letter was sent to try the mail server. It arrived.\r\n",
        "Это письмо отправлено для проверки почтового сервера. Оно дошло.\r\n",
    );
    let sent = post.send(to, subject.get(language), text.get(language));
    sent.map_err(|error| {
        let reason = Text::new(
            "The mail server said: __reason__",
            "Почтовый сервер ответил: __reason__",
        );
        let reason = Fault::from_text("value", "to", reason).with_param("reason", error);
        reason.into()
    })
}

/// Tries the letters that are due; how many were sent.
pub fn run(engine: &Engine) -> Result<usize> {
    let due = engine.read(|scope| Ok(store::due(scope.tx, scope.now, ROUND_MAX)?))?;
    let mut sent = 0;
    for letter in due {
        sent += usize::from(try_one(engine, &letter)?);
    }
    Ok(sent)
}

fn try_one(engine: &Engine, letter: &Waiting) -> Result<bool> {
    let Some(post) = engine.inside().post.get() else {
        return Ok(false);
    };
    let taken = letter.clone();
    let is_ours = engine.write(None, move |scope| {
        let again_at = scope.now.plus_seconds(pause(taken.tries));
        Ok(store::take(scope.tx, &taken, again_at)?)
    })?;
    if !is_ours {
        return Ok(false);
    }
    let text = engine.inside().seal.open(&letter.body)?;
    let result = post.send(&letter.recipient, &letter.subject, text.expose());
    let is_last = letter.tries + 1 >= TRIES_MAX;
    match &result {
        Ok(()) => {}
        Err(NotSent::Later(reason)) if !is_last => {
            tracing::info!(
                letter.id = letter.id,
                reason,
                "a letter is tried again later"
            );
            return Ok(false);
        }
        Err(NotSent::Later(reason) | NotSent::Refused(reason)) => {
            tracing::warn!(letter.id = letter.id, reason, "a letter is given up");
        }
    }
    let id = letter.id;
    engine.write(None, move |scope| Ok(store::delete(scope.tx, id)?))?;
    Ok(result.is_ok())
}

fn pause(tries: i64) -> i64 {
    let doubled = PAUSE_SECONDS << tries.clamp(0, 16);
    doubled.min(PAUSE_SECONDS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_a_letter_is_tried_for_about_a_day() {
        assert_eq!((pause(0), pause(1), pause(7)), (60, 120, 7680));
        assert_eq!(
            (pause(8), pause(1_000)),
            (PAUSE_SECONDS_MAX, PAUSE_SECONDS_MAX)
        );
        let hours: i64 = (0..TRIES_MAX - 1).map(pause).sum::<i64>() / 3600;
        assert!((12..48).contains(&hours), "{hours}");
    }
}
