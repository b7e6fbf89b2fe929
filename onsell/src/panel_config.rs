//! The lines of the configuration under `[panel]`: how long people stay signed in.

use onsell::Failure;
use onsell_engine::session_life::SessionLife;
use serde::Deserialize;

/// The lines as they are written; every one may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Written {
    session_idle_seconds: Option<i64>,
    staff_session_idle_seconds: Option<i64>,
    session_seconds_max: Option<i64>,
}

/// A session shorter than this would end while a form is being filled in.
const SECONDS_MIN: i64 = 60;
/// A session longer than a year is none.
const SECONDS_MAX: i64 = 366 * 24 * 3600;

/// How long sessions last, from the file and from the environment.
///
/// # Errors
/// With the line or the variable that is no such number.
pub fn session_life(
    file: &Written,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<SessionLife, Failure> {
    let assumed = SessionLife::default();
    let seconds = |line: &str, in_file: Option<i64>, assumed: i64| -> Result<i64, Failure> {
        let name = format!("ONSELL_PANEL_{}", line.to_uppercase());
        let seconds = match variable(&name) {
            Some(text) => text
                .parse()
                .map_err(|_| format!("{name}={text}: a number of seconds is expected"))?,
            None => in_file.unwrap_or(assumed),
        };
        if (SECONDS_MIN..=SECONDS_MAX).contains(&seconds) {
            return Ok(seconds);
        }
        let range = format!("use {SECONDS_MIN} to {SECONDS_MAX}");
        Err(format!("panel.{line} = {seconds}: {range}").into())
    };
    Ok(SessionLife {
        idle_seconds: seconds(
            "session_idle_seconds",
            file.session_idle_seconds,
            assumed.idle_seconds,
        )?,
        staff_idle_seconds: seconds(
            "staff_session_idle_seconds",
            file.staff_session_idle_seconds,
            assumed.staff_idle_seconds,
        )?,
        seconds_max: seconds(
            "session_seconds_max",
            file.session_seconds_max,
            assumed.seconds_max,
        )?,
    })
}
