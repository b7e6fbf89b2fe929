//! What the order of a certificate has beside that of every service: the request, the key, names,
//! contacts, and how the names are proven (wire 3.12).

use crate::declaration::{Parameter, ParameterKind};
use onsell_domain::certificate::{Subject, certificate_name};
use onsell_domain::{Secret, Text};
use onsell_engine::certificate::{
    self, CertificateChoice, generate, read_request, sells_certificates,
};
use onsell_engine::{Engine, Result};
use onsell_wire::message::certificate::{Approval, CertificateOrder};
use onsell_wire::{Fault, Params};
use onsell_x509::KeyKind;

const fn text(name: &'static str, title: Text) -> Parameter {
    Parameter::optional(name, ParameterKind::Text, title)
}

pub(super) const CSR: Parameter = text(
    "csr",
    Text::new(
        "Certificate request (CSR), PEM; empty with crt_type=generate: one is made",
        "Запрос на сертификат (CSR), PEM; пусто и crt_type=generate — создать",
    ),
);
pub(super) const KEY: Parameter = Parameter::optional(
    "key",
    ParameterKind::Secret,
    Text::new(
        "Private key of the request, to keep it here; sealed",
        "Закрытый ключ запроса, чтобы хранить его здесь; шифруется",
    ),
);
pub(super) const SOURCE: Parameter = text(
    "crt_type",
    Text::new(
        "Request: generate, or exists for one of your own",
        "Запрос: generate — создать, exists — готовый",
    ),
);
pub(super) const COUNTRY_NUMBER: Parameter = Parameter::optional(
    "field_country",
    ParameterKind::Id,
    Text::new("Country, by its number", "Страна, номер"),
);
pub(super) const COUNTRY: Parameter =
    text("C", Text::new("Country, two letters", "Страна, две буквы"));
pub(super) const COMMON_NAME: Parameter = text("CN", Text::new("Domain name", "Доменное имя"));
pub(super) const STATE: Parameter = text("ST", Text::new("Region", "Регион"));
pub(super) const CITY: Parameter = text("L", Text::new("City", "Город"));
pub(super) const ORGANIZATION: Parameter = text("O", Text::new("Organization", "Организация"));
pub(super) const UNIT: Parameter = text("OU", Text::new("Department", "Подразделение"));
pub(super) const EMAIL: Parameter = text(
    "emailAddress",
    Text::new("Email in the request", "Email в запросе"),
);
pub(super) const NAMES: Parameter = text(
    "altname",
    Text::new(
        "Further names, separated by spaces",
        "Дополнительные имена через пробел",
    ),
);
pub(super) const METHOD: Parameter = text(
    "approver_method",
    Text::new(
        "How names are proven: auth_dnstxt, auth_http or auth_email",
        "Подтверждение имён: auth_dnstxt, auth_http или auth_email",
    ),
);
pub(super) const APPROVER: Parameter = text(
    "approver_email_N",
    Text::new(
        "Who approves the name of that number by letter",
        "Кто подтверждает имя с этим номером письмом",
    ),
);

macro_rules! contacts {
    ($($constant:ident $name:literal $en:literal $ru:literal;)+) => {
        $(pub(super) const $constant: Parameter = text($name, Text::new($en, $ru));)+
    };
}

contacts! {
    ADM_FNAME "adm_fname" "Administrative contact: given name" "Административный контакт: имя";
    ADM_LNAME "adm_lname" "Administrative contact: family name" "Административный контакт: фамилия";
    ADM_JTITLE "adm_jtitle" "Administrative contact: job title" "Административный контакт: должность";
    ADM_EMAIL "adm_email" "Administrative contact: email" "Административный контакт: email";
    ADM_PHONE "adm_phone" "Administrative contact: phone" "Административный контакт: телефон";
    TECH_FNAME "tech_fname" "Technical contact: given name" "Технический контакт: имя";
    TECH_LNAME "tech_lname" "Technical contact: family name" "Технический контакт: фамилия";
    TECH_JTITLE "tech_jtitle" "Technical contact: job title" "Технический контакт: должность";
    TECH_EMAIL "tech_email" "Technical contact: email" "Технический контакт: email";
    TECH_PHONE "tech_phone" "Technical contact: phone" "Технический контакт: телефон";
    ORG_NAME "org_name" "Organization: name" "Организация: название";
    ORG_DUNS "org_duns" "Organization: D-U-N-S number" "Организация: номер D-U-N-S";
    ORG_DIVISION "org_division" "Organization: division" "Организация: отдел";
    ORG_AGENCY "org_incorporating_agency" "Organization: who registered it" "Организация: кем зарегистрирована";
    ORG_NUMBER "org_registration_number" "Organization: registration number" "Организация: регистрационный номер";
    ORG_CITY "org_city" "Organization: city" "Организация: город";
    ORG_STATE "org_state" "Organization: region" "Организация: регион";
    ORG_POSTCODE "org_postcode" "Organization: postcode" "Организация: индекс";
    ORG_ADDRESS "org_address" "Organization: address" "Организация: адрес";
    ORG_PHONE "org_phone" "Organization: phone" "Организация: телефон";
}

/// What an order says of its certificate.
#[derive(Clone, Default)]
pub(super) struct CertificateInput {
    /// What the engine takes; without a request where one is to be made.
    pub choice: CertificateChoice,
    /// The private key of the request, where the customer gave it.
    key: Option<Secret>,
    /// What the request that is to be made says.
    made: Option<(Subject, Vec<String>)>,
}

impl CertificateInput {
    /// Whether a key is to be made or sealed before the order is written.
    pub fn has_key(&self) -> bool {
        self.key.is_some() || self.made.is_some()
    }

    /// This with its key made and sealed.
    pub fn sealed(&self, engine: &Engine) -> Result<Self> {
        let mut done = self.clone();
        let key = match (&self.made, &self.key) {
            (Some((subject, names)), _) => {
                let made = generate(subject, names, KeyKind::P256)?;
                done.choice.request = Some(made.request);
                Some(made.key)
            }
            (None, Some(key)) => Some(key.clone()),
            (None, None) => None,
        };
        if let (Some(key), Some(request)) = (key, &done.choice.request) {
            done.choice.private_key = Some(certificate::seal(engine, &key, request)?);
        }
        done.key = None;
        done.made = None;
        Ok(done)
    }
}

/// What a request says of a certificate; of other things nothing is read.
pub(super) fn choice(
    params: &Params,
    type_name: &str,
) -> std::result::Result<CertificateInput, Fault> {
    if !sells_certificates(type_name) {
        return Ok(CertificateInput::default());
    }
    let order = CertificateOrder::from_params(params)?;
    let names = names(&order.names)?;
    let brings = !order.csr.trim().is_empty();
    let made = !brings && order.is_generated && !order.subject.common_name.is_empty();
    Ok(CertificateInput {
        made: made
            .then(|| subject(order.subject).map(|subject| (subject, names.clone())))
            .transpose()?,
        choice: CertificateChoice {
            request: brings.then(|| read_request(&order.csr)).transpose()?,
            private_key: None,
            names,
            contacts: order.contacts,
            method: order.approval.method,
            approvers: order.approval.emails,
        },
        key: order.key.filter(|_| brings),
    })
}

/// What a re-issue says; without a request the present one holds.
pub(super) fn of_reissue(
    csr: &str,
    key: Option<Secret>,
    said: &[String],
    approval: Approval,
) -> std::result::Result<CertificateInput, Fault> {
    let brings = !csr.trim().is_empty();
    Ok(CertificateInput {
        made: None,
        choice: CertificateChoice {
            request: brings.then(|| read_request(csr)).transpose()?,
            names: names(said)?,
            method: approval.method,
            approvers: approval.emails,
            ..CertificateChoice::default()
        },
        key: key.filter(|_| brings),
    })
}

fn name(text: &str, field: &str) -> std::result::Result<String, Fault> {
    certificate_name(text).map_err(|fault| Fault::value_because(field, text, fault.words()))
}

/// Further names, each a name.
pub(super) fn names(said: &[String]) -> std::result::Result<Vec<String>, Fault> {
    said.iter().map(|text| name(text, "altname")).collect()
}

/// A subject whose main name is a name.
pub(super) fn subject(said: Subject) -> std::result::Result<Subject, Fault> {
    let common_name = name(&said.common_name, "CN")?;
    Ok(Subject {
        common_name,
        ..said
    })
}
