//! The proofs of an order's names: told to the customer, looked for by us, then by the
//! authority.

use super::ending::{Ending, news, pending, soon};
use super::failure::{Failure, sentence};
use super::issue::{Attempt, over, why_before};
use super::{Acme, Session};
use crate::Answer;
use crate::certificate::{CertificateNews, CertificateWork};
use instant_acme::{
    AuthorizationHandle, AuthorizationStatus, ChallengeHandle, ChallengeStatus, ChallengeType,
    Error, Identifier, Order,
};
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_domain::{CertificateState, Text, Words};
use pollster::block_on;

/// How soon it is looked again whether the customer published a proof, in seconds: soon at
/// first, then every ten minutes.
const PUBLISHED_SECONDS_MIN: i64 = 20;
const PUBLISHED_SECONDS_MAX: i64 = 600;
/// After how many looks that failed the other names are not looked at in this attempt: each may
/// last as long as a site takes, and every name has to be proven before any of them is of use.
const LOOKS_FAILED_MAX: usize = 5;
/// Why an order ended whose proofs say nothing.
const EXPIRED: Text = Text::new(
    "The order at the authority expired before all names were proven",
    "Срок заказа в центре сертификации истёк раньше, чем были подтверждены все имена",
);

/// Looks at every proof, and has the authority look at those that are published.
pub(super) fn attempt(
    acme: &Acme,
    session: &Session,
    order: &mut Order,
    work: &CertificateWork,
) -> Attempt {
    let mut validations = Vec::new();
    let mut is_asked = false;
    let mut is_sent = false;
    let mut failed = 0;
    let mut proofs = order.authorizations();
    while let Some(proof) = block_on(proofs.next()) {
        let mut proof = proof?;
        let valid_until = session.way.expires();
        let name = proof.identifier().to_string();
        match proof.status {
            AuthorizationStatus::Valid => validations.push(Validation {
                name,
                method: used(&proof).unwrap_or(work.method),
                is_valid: true,
                valid_until,
                ..Validation::default()
            }),
            AuthorizationStatus::Pending => {
                let kind = kind_of(&proof, work.method);
                let Some(mut challenge) = kind.and_then(|kind| proof.challenge(kind)) else {
                    return Ok(over(work, nothing_offered(&name)));
                };
                let mut validation = to_publish(name, &challenge);
                let look = || {
                    let look = acme.look.as_ref();
                    if failed >= LOOKS_FAILED_MAX {
                        return Ok(false);
                    }
                    look.map_or(Ok(true), |look| look.at(&validation))
                };
                if challenge.status == ChallengeStatus::Pending {
                    match look() {
                        Ok(false) => {}
                        Ok(true) => {
                            ask(&mut challenge)?;
                            (is_asked, is_sent) = (true, true);
                        }
                        Err(words) => {
                            validation.problem = words;
                            failed += 1;
                        }
                    }
                } else {
                    is_asked = true;
                }
                validations.push(validation);
            }
            // The order is not good any more; its own state says so a moment later.
            _ => {
                let words = why_not(&proof).unwrap_or_else(|| proof_ended(&name));
                return Ok(over(work, words));
            }
        }
    }
    validations.sort_by_key(|known| work.names.iter().position(|name| *name == known.name));
    let again = if is_asked {
        soon(&session.way)
    } else {
        let pause = work.step_seconds / 10;
        let pause = pause.clamp(PUBLISHED_SECONDS_MIN, PUBLISHED_SECONDS_MAX);
        u32::try_from(pause).unwrap_or(u32::MAX)
    };
    Ok(Answer {
        news: Some(Box::new(CertificateNews {
            validations,
            ..news(CertificateState::Waiting, why_before(work))
        })),
        sent: is_sent,
        ..pending(again)
    })
}

/// Has the authority look. Harmless to repeat; what came of it is read from the proof, so that a
/// refusal here tells nothing that a later look would not.
fn ask(challenge: &mut ChallengeHandle<'_>) -> Result<(), Ending> {
    match block_on(challenge.set_ready()) {
        Ok(()) => Ok(()),
        Err(Error::Api(problem)) => {
            let failure = Failure::Problem(problem);
            if failure.is("rateLimited") || failure.is("badNonce") {
                return Err(Ending::Change(failure));
            }
            Ok(())
        }
        Err(error) => Err(Ending::Change(error.into())),
    }
}

/// By what a name was proven.
fn used(proof: &AuthorizationHandle<'_>) -> Option<ValidationMethod> {
    let mut used = proof.challenges.iter();
    let used = used.find(|challenge| challenge.status == ChallengeStatus::Valid)?;
    Some(match used.r#type {
        ChallengeType::Http01 => ValidationMethod::Http,
        _ => ValidationMethod::Dns,
    })
}

/// Which of the proofs that are offered is used: the one that was chosen, else the other.
/// Letters are not known to ACME.
fn kind_of(proof: &AuthorizationHandle<'_>, method: ValidationMethod) -> Option<ChallengeType> {
    let wanted = match method {
        ValidationMethod::Http => [ChallengeType::Http01, ChallengeType::Dns01],
        _ => [ChallengeType::Dns01, ChallengeType::Http01],
    };
    let is_offered = |kind: &ChallengeType| {
        let mut offered = proof.challenges.iter();
        offered.any(|challenge| challenge.r#type == *kind)
    };
    wanted.into_iter().find(is_offered)
}

/// What the customer publishes.
fn to_publish(name: String, challenge: &ChallengeHandle<'_>) -> Validation {
    let key = challenge.key_authorization();
    let host = match &challenge.identifier().identifier {
        Identifier::Dns(host) => host.clone(),
        _ => name.clone(),
    };
    if challenge.r#type == ChallengeType::Http01 {
        let token = &challenge.token;
        return Validation {
            name,
            method: ValidationMethod::Http,
            place: format!("http://{host}/.well-known/acme-challenge/{token}"),
            value: key.as_str().to_owned(),
            ..Validation::default()
        };
    }
    Validation {
        name,
        method: ValidationMethod::Dns,
        place: format!("_acme-challenge.{host}"),
        record: "TXT".to_owned(),
        value: key.dns_value(),
        ..Validation::default()
    }
}

/// Why an order is not good any more, as its proofs say.
pub(super) fn reason(order: &mut Order) -> Result<Words, Ending> {
    let mut proofs = order.authorizations();
    while let Some(proof) = block_on(proofs.next()) {
        if let Some(reason) = why_not(&proof?) {
            return Ok(reason);
        }
    }
    Ok(EXPIRED.into())
}

fn nothing_offered(name: &str) -> Words {
    Words::new(
        format!("The authority offers no proof by DNS or HTTP for {name}"),
        format!("Центр сертификации не предлагает подтверждения через DNS или HTTP для {name}"),
    )
}

fn proof_ended(name: &str) -> Words {
    Words::new(
        format!("The proof of {name} ended"),
        format!("Подтверждение {name} больше не действует"),
    )
}

fn why_not(proof: &AuthorizationHandle<'_>) -> Option<Words> {
    let mut problems = proof.challenges.iter();
    let problem = problems.find_map(|challenge| challenge.error.as_ref())?;
    let (name, words) = (proof.identifier(), sentence(problem));
    Some(Words::new(
        format!("{name}: {}", words.en),
        format!("{name}: {}", words.ru),
    ))
}
