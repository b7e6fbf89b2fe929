//! A letter to a customer who has to do something before a certificate can be issued.

use crate::mail::Letter;
use crate::recovery::recipient;
use crate::{Engine, Result};
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_domain::{CertificateState, Language, Secret, ServiceId, Text};
use onsell_modules::certificate::CertificateNews;
use onsell_store::{certificate, certificate_request, service, user};

/// How long it lasts until the customer is told again, in seconds.
const AGAIN_SECONDS: i64 = 3 * 86_400;
const SUBJECT: Text = Text::new(
    "Your SSL certificate waits for you",
    "SSL-сертификат ждёт вашего действия",
);

/// The letter about what was learned of a certificate; none where there is nothing to do, or where
/// it was told a short while ago.
pub(crate) fn letter(
    engine: &Engine,
    id: ServiceId,
    news: &CertificateNews,
) -> Result<Option<Letter>> {
    let open = open_proofs(news);
    let is_refused = news.state == CertificateState::Failed && !news.message.is_empty();
    if !engine.has_mail() || open.is_empty() && !is_refused {
        return Ok(None);
    }
    let known = engine.read(move |scope| {
        let Some(row) = certificate::find(scope.tx, id)? else {
            return Ok(None);
        };
        let is_told = row
            .told_at
            .is_some_and(|at| scope.now.seconds_since(at) < AGAIN_SECONDS);
        let Some(found) = service::find(scope.tx, id)?.filter(|_| !is_told) else {
            return Ok(None);
        };
        let request = certificate_request::find(scope.tx, row.request)?;
        let user = user::first_of_account(scope.tx, found.account)?;
        Ok(user.zip(request))
    })?;
    let Some((user, request)) = known else {
        return Ok(None);
    };
    let to = recipient(&user);
    if to.is_empty() {
        return Ok(None);
    }
    let language = Language::parse(&user.language);
    let name = request.names.first().map_or("", String::as_str);
    let mut lines = vec![match language {
        Language::En => format!("The certificate for {name} (service #{id}) waits for you."),
        Language::Ru => format!("Сертификат для {name} (услуга №{id}) ждёт вашего действия."),
    }];
    if !news.message.is_empty() {
        lines.push(news.message.get(language).to_owned());
    }
    lines.extend(open.iter().map(|proof| line(proof, language)));
    let text = Secret::from(lines.join("\r\n\r\n") + "\r\n");
    Ok(Some(Letter::new(engine, to, SUBJECT.get(language), &text)))
}

fn open_proofs(news: &CertificateNews) -> Vec<&Validation> {
    let waits = news.state == CertificateState::Waiting;
    let proofs = news.validations.iter();
    proofs.filter(|proof| waits && !proof.is_valid).collect()
}

/// What is to be done for one name.
fn line(proof: &Validation, language: Language) -> String {
    let Validation {
        name,
        place,
        record,
        value,
        ..
    } = proof;
    match (proof.method, language) {
        (ValidationMethod::Dns, Language::En) => {
            format!("{name}: add the DNS record\r\n{place} {record} {value}")
        }
        (ValidationMethod::Dns, Language::Ru) => {
            format!("{name}: добавьте запись DNS\r\n{place} {record} {value}")
        }
        (ValidationMethod::Http, Language::En) => {
            format!("{name}: put a file at\r\n{place}\r\nwith the content\r\n{value}")
        }
        (ValidationMethod::Http, Language::Ru) => {
            format!("{name}: разместите файл\r\n{place}\r\nс содержимым\r\n{value}")
        }
        (ValidationMethod::Email, Language::En) => {
            format!("{name}: follow the link in the letter to {place}")
        }
        (ValidationMethod::Email, Language::Ru) => {
            format!("{name}: перейдите по ссылке из письма на {place}")
        }
    }
}
