//! What an administrator decides about an authority of our own.

use crate::{CheckFault, Connection, Setting};
use onsell_domain::{Fault, Text};

/// The setting that holds the certificate.
pub(super) const CERTIFICATE: &str = "ca_certificate";
const SUFFIXES: &str = "suffixes";
const VALIDITY_DAYS: &str = "validity_days";
/// The longest life that can be entered: the widest that anybody accepts.
const VALIDITY_DAYS_MAX: i64 = 3650;

/// What the module wants to know.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        name: CERTIFICATE,
        title: Text::new(
            "Certificate of the authority in PEM; without it and a key both are made",
            "Сертификат центра в PEM; без него и ключа они создаются",
        ),
        default: "",
    },
    Setting {
        name: SUFFIXES,
        title: Text::new(
            "Domains it may issue for, with everything below; empty: any",
            "Домены, для которых центр выпускает сертификаты, с поддоменами; пусто — любые",
        ),
        default: "",
    },
    Setting {
        name: VALIDITY_DAYS,
        title: Text::new(
            "How many days a certificate is valid",
            "Сколько дней действует сертификат",
        ),
        default: "90",
    },
];

/// What may be issued, and for how long.
pub(super) struct Rules {
    /// Domains in small letters; empty is every name.
    suffixes: Vec<String>,
    /// The life of a certificate, in days.
    pub validity_days: i64,
}

impl Rules {
    pub fn read(connection: &Connection) -> Result<Self, CheckFault> {
        let days = connection.setting(SETTINGS, VALIDITY_DAYS);
        let known = days
            .parse()
            .ok()
            .filter(|days| (1..=VALIDITY_DAYS_MAX).contains(days));
        let Some(validity_days) = known else {
            let text = format!("{VALIDITY_DAYS} is a number of days up to {VALIDITY_DAYS_MAX}");
            return Err(wrong(text));
        };
        let entered = connection.setting(SETTINGS, SUFFIXES).to_ascii_lowercase();
        let words = entered.split([' ', ',', ';']).map(|word| {
            let word = word.strip_prefix('*').unwrap_or(word);
            word.trim_matches('.').to_owned()
        });
        let suffixes = words.filter(|word| !word.is_empty()).collect();
        Ok(Self {
            suffixes,
            validity_days,
        })
    }

    /// The first name that may not be issued for.
    pub fn refused<'a>(&self, names: &'a [String]) -> Option<&'a String> {
        names.iter().find(|name| {
            let host = name.strip_prefix("*.").unwrap_or(name);
            let is_below = |suffix: &String| {
                let above = host.strip_suffix(suffix.as_str());
                above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            };
            !self.suffixes.is_empty() && !self.suffixes.iter().any(is_below)
        })
    }
}

/// What was entered cannot be right.
pub(super) fn wrong(text: String) -> CheckFault {
    CheckFault::Unreachable(Fault::new("value", text))
}
