//! Why a request to an authority gave nothing.

use crate::{CheckFault, TransportError};
use instant_acme::{Error, Problem};
use onsell_domain::{Fault, Text, Words};

/// What one request gave.
pub(super) type Called<T> = Result<T, Failure>;

/// Why it gave nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// What we were given to work with cannot be right; staff have to change it.
    Denied(String),
    /// It did not arrive, or its answer did not.
    Network(TransportError),
    /// The authority's own words.
    Problem(Problem),
    /// An answer that cannot be used.
    Unreadable(String),
}

impl Failure {
    /// Whether the authority gave this reason, by the last word of its type.
    pub fn is(&self, kind: &str) -> bool {
        matches!(self, Self::Problem(problem) if kind_of(problem) == kind)
    }

    /// Whether it says that what was asked about is not there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.status == Some(404))
    }
}

/// The last word of a problem's type, such as `rateLimited`; empty where there is none.
pub(super) fn kind_of(problem: &Problem) -> &str {
    let full = problem.r#type.as_deref().unwrap_or_default();
    full.strip_prefix("urn:ietf:params:acme:error:")
        .unwrap_or_default()
}

/// What a problem means to whoever asked for the certificate, then the authority's own words.
pub(super) fn sentence(problem: &Problem) -> Words {
    let meaning = match kind_of(problem) {
        "caa" => Text::new(
            "A CAA record of the domain does not allow this authority to issue",
            "Запись CAA домена не разрешает этому центру сертификации выпуск",
        ),
        "connection" | "tls" => Text::new(
            "The authority could not connect to the site",
            "Центр сертификации не смог подключиться к сайту",
        ),
        "dns" => Text::new(
            "The authority could not look the name up in DNS",
            "Центр сертификации не смог найти имя в DNS",
        ),
        "incorrectResponse" | "unauthorized" => Text::new(
            "The authority found no proof, or another one",
            "Центр сертификации не нашёл подтверждения или нашёл другое",
        ),
        "rejectedIdentifier" => Text::new(
            "The authority issues nothing for this name",
            "Центр сертификации не выпускает сертификаты для этого имени",
        ),
        "unsupportedIdentifier" => Text::new(
            "The authority does not issue for names of this kind",
            "Центр сертификации не выпускает сертификаты для имён такого вида",
        ),
        "badCSR" => Text::new(
            "The authority does not accept the certificate request",
            "Центр сертификации не принимает запрос на сертификат",
        ),
        "rateLimited" => Text::new(
            "The authority takes no more requests for now",
            "Центр сертификации пока не принимает новых запросов",
        ),
        _ => Text::new("The authority refuses", "Центр сертификации отказывает"),
    };
    Words::new(
        with_words(meaning.en, problem),
        with_words(meaning.ru, problem),
    )
}

/// The same of a request that was about our account, for staff.
pub(super) fn account_sentence(problem: &Problem) -> String {
    with_words("The authority refuses our account", problem)
}

fn with_words(meaning: &str, problem: &Problem) -> String {
    let mut said: Vec<&str> = problem.detail.as_deref().into_iter().collect();
    for part in &problem.subproblems {
        said.extend(part.detail.as_deref());
    }
    said.retain(|text| !text.trim().is_empty());
    if said.is_empty() {
        format!("{meaning}.")
    } else {
        format!("{meaning}: {}", said.join("; "))
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Network(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Api(problem) => Self::Problem(problem),
            Error::Other(inner) => match inner.downcast::<TransportError>() {
                Ok(error) => Self::Network(*error),
                Err(other) => Self::Unreadable(other.to_string()),
            },
            other => Self::Unreadable(other.to_string()),
        }
    }
}

/// Of a question that changes nothing, asked by staff.
impl From<Failure> for CheckFault {
    fn from(failure: Failure) -> Self {
        let unreachable = |text: String| Self::Unreachable(Fault::new("connection", text));
        match failure {
            Failure::Denied(text) => Self::Denied(Fault::new("auth", text)),
            Failure::Network(error) => unreachable(error.to_string()),
            Failure::Unreadable(text) => unreachable(text),
            Failure::Problem(problem) => match kind_of(&problem) {
                "rateLimited" | "badNonce" | "serverInternal" => unreachable(sentence(&problem).en),
                _ => Self::Denied(Fault::new("auth", sentence(&problem).en)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> Problem {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_problem_is_said_in_words_that_help() {
        let check = |text: &str, en: &str, ru: &str| {
            assert_eq!(sentence(&problem(text)), Words::new(en, ru));
        };
        check(
            r#"{"type":"urn:ietf:params:acme:error:caa","detail":"record of example.com"}"#,
            "A CAA record of the domain does not allow this authority to issue: record of \
             example.com",
            "Запись CAA домена не разрешает этому центру сертификации выпуск: record of \
             example.com",
        );
        check(
            r#"{"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"2 names",
                "subproblems":[{"detail":"a is no"},{"detail":"b is no"}]}"#,
            "The authority issues nothing for this name: 2 names; a is no; b is no",
            "Центр сертификации не выпускает сертификаты для этого имени: 2 names; a is no; b is \
             no",
        );
        check(
            "{}",
            "The authority refuses.",
            "Центр сертификации отказывает.",
        );
        assert_eq!(kind_of(&problem(r#"{"type":"about:blank"}"#)), "");
    }
}
