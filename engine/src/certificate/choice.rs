//! What an order says of its certificate: the request, further names, who is behind it, and how the
//! names are proven.

use crate::{Result, Scope};
use onsell_domain::certificate::approver::may_approve;
use onsell_domain::certificate::{Contacts, Template, TemplateFlag, ValidationMethod, is_wildcard};
use onsell_domain::{
    AddonId, AddonPurpose, CertificateState, Progress, ServiceId, TariffId, Text, Words,
};
use onsell_store::certificate::{self, Certificate};
use onsell_store::certificate_request::{self, CertificateRequest};
use onsell_store::service::Service;
use onsell_store::{certificate_tariff, tariff};
use onsell_wire::Fault;
use onsell_x509::{Request, request};
use std::collections::BTreeMap;

/// The fields of contacts that a certificate of an organization needs.
pub const ORGANIZATION_NEEDS: [&str; 8] = [
    "org_name",
    "org_address",
    "org_city",
    "org_phone",
    "adm_fname",
    "adm_lname",
    "adm_email",
    "adm_phone",
];

/// What an order or a re-issue says of its certificate.
#[derive(Debug, Clone, Default)]
pub struct CertificateChoice {
    /// The request; an order needs one.
    pub request: Option<Request>,
    /// The private key of the request, sealed, where it is kept here.
    pub private_key: Option<Vec<u8>>,
    /// Names to issue for beside those of the request.
    pub names: Vec<String>,
    /// Who is behind it.
    pub contacts: Contacts,
    /// How the names are proven; none is the first way that the product knows.
    pub method: Option<ValidationMethod>,
    /// Who approves the names by letter, in the order of the names; a missing one is the one before
    /// it, where that may approve the name.
    pub approvers: Vec<String>,
}

/// A certificate as it is ordered.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub request: Request,
    pub private_key: Option<Vec<u8>>,
    pub names: Vec<String>,
    pub contacts: Contacts,
    pub method: ValidationMethod,
    pub approvers: BTreeMap<String, String>,
}

/// Reads a request as a customer brings it.
///
/// # Errors
/// `value` with object `csr` and what is wrong with it.
pub fn read_request(text: &str) -> std::result::Result<Request, Fault> {
    request::read(text).map_err(|fault| refused("csr", fault.words()))
}

pub(super) fn refused(field: &str, words: Words) -> Fault {
    Fault::value_because(field, "", words)
}

/// The ways to prove a name that a product knows, the preferred one first; all of them where it
/// says nothing.
pub fn methods(template: Template) -> Vec<ValidationMethod> {
    let flags = [
        (TemplateFlag::AuthDns, ValidationMethod::Dns),
        (TemplateFlag::AuthHttp, ValidationMethod::Http),
        (TemplateFlag::AuthEmail, ValidationMethod::Email),
    ];
    let known = flags.into_iter().filter(|(flag, _)| template.has(*flag));
    let known: Vec<_> = known.map(|(_, method)| method).collect();
    if known.is_empty() {
        return flags.map(|(_, method)| method).to_vec();
    }
    known
}

/// The flags of a tariff's product. Words that nobody knows any more are left out.
pub fn template(text: &str) -> Template {
    let words = text.split_whitespace();
    words.fold(Template::default(), |template, word| {
        let flag = TemplateFlag::ALL
            .into_iter()
            .find(|flag| flag.name() == word);
        flag.map_or(template, |flag| template.with(flag))
    })
}

/// How many names a service of a tariff may have.
fn names_paid(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    addons: &[(AddonId, i64)],
) -> Result<(Template, usize)> {
    let sells = certificate_tariff::find(scope.tx, tariff)?;
    let known = tariff::addons(scope.tx, tariff)?;
    let counts = known
        .iter()
        .find(|addon| addon.purpose == AddonPurpose::Names);
    let bought = counts.and_then(|addon| {
        let value = addons.iter().find(|(id, _)| *id == addon.id);
        value.map(|(_, value)| *value)
    });
    let paid = bought.unwrap_or(sells.names_included).max(1);
    Ok((
        template(&sells.template),
        usize::try_from(paid).unwrap_or(1),
    ))
}

/// What an order wants of its certificate, once it is checked.
///
/// # Errors
/// `value` with object `csr`, `altname`, `approver_method`, `approver_email_N` or the name of a
/// contact's field.
pub(crate) fn wanted(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    addons: &[(AddonId, i64)],
    choice: &CertificateChoice,
    service: Option<ServiceId>,
) -> Result<Wish> {
    let request = choice.request.clone();
    let request = request.ok_or_else(|| Fault::value_empty("csr"))?;
    let (template, paid) = names_paid(scope, tariff, addons)?;
    let mut names = request.names.clone();
    for name in &choice.names {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let fits = template.check(&names, paid);
    fits.map_err(|fault| refused("altname", fault.words()))?;
    check_contacts(template, &choice.contacts)?;
    let method = method(template, choice, &names)?;
    let approvers = match method {
        ValidationMethod::Email => approvers(&names, &choice.approvers)?,
        ValidationMethod::Dns | ValidationMethod::Http => BTreeMap::new(),
    };
    check_key(scope, &request.key.fingerprint, service)?;
    Ok(Wish {
        request,
        private_key: choice.private_key.clone(),
        names,
        contacts: choice.contacts.clone(),
        method,
        approvers,
    })
}

/// A key that another certificate has is nobody's secret any more.
fn check_key(scope: &mut Scope<'_>, print: &str, service: Option<ServiceId>) -> Result<()> {
    let own = service.unwrap_or(ServiceId::new(0));
    if certificate_request::other_of_key(scope.tx, print, own)?.is_none() {
        return Ok(());
    }
    let reason = Text::new(
        "The key of this request was used before for another certificate; make a new key",
        "Ключ этого запроса уже использован для другого сертификата; создайте новый ключ",
    );
    Err(Fault::value_because("csr", "", reason).into())
}

fn check_contacts(template: Template, contacts: &Contacts) -> std::result::Result<(), Fault> {
    let said = contacts.fields();
    let value = |name: &str| {
        let field = said.iter().find(|(known, _)| *known == name);
        field.map(|(_, value)| value.as_str())
    };
    for name in ["adm_email", "tech_email"] {
        if let Some(address) = value(name).filter(|address| !is_address(address)) {
            return Err(Fault::value(name, address));
        }
    }
    if template.has(TemplateFlag::OrgInfo)
        && let Some(missing) = ORGANIZATION_NEEDS.iter().find(|name| value(name).is_none())
    {
        return Err(Fault::value_empty(*missing));
    }
    Ok(())
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
}

fn method(
    template: Template,
    choice: &CertificateChoice,
    names: &[String],
) -> std::result::Result<ValidationMethod, Fault> {
    let known = methods(template);
    let has_star = names.iter().any(|name| is_wildcard(name));
    // No file of a site proves a name below which everything is meant.
    let fits = |method: &ValidationMethod| !(has_star && *method == ValidationMethod::Http);
    let said = match choice.method {
        None if !choice.approvers.is_empty() => Some(ValidationMethod::Email),
        said => said,
    };
    match said {
        Some(said) if !known.contains(&said) => Err(Fault::value("approver_method", said.name())),
        Some(said) if !fits(&said) => {
            let reason = Text::new(
                "A name with a star is proven by a record of its zone or by a letter",
                "Имя со звёздочкой подтверждается записью DNS или письмом",
            );
            Err(Fault::value_because("approver_method", said.name(), reason))
        }
        Some(said) => Ok(said),
        None => {
            let first = known.into_iter().find(|method| fits(method));
            first.ok_or_else(|| Fault::value_empty("approver_method"))
        }
    }
}

/// Who approves which name, checked against who may.
pub(super) fn approvers(
    names: &[String],
    said: &[String],
) -> std::result::Result<BTreeMap<String, String>, Fault> {
    let mut approvers = BTreeMap::new();
    let mut before: Option<&String> = None;
    for (place, name) in names.iter().enumerate() {
        let field = format!("approver_email_{}", place + 1);
        let said = said.get(place).filter(|address| !address.is_empty());
        let chosen = said.or_else(|| before.filter(|address| may_approve(address, name)));
        let address = chosen.ok_or_else(|| Fault::value_empty(&field))?;
        if !may_approve(address, name) {
            let reason = Words::new(
                format!("This address cannot approve {name}: choose one of the list"),
                format!("Этот адрес не может подтвердить {name}: выберите один из списка"),
            );
            return Err(Fault::value_because(field, address, reason));
        }
        approvers.insert(name.clone(), address.trim().to_ascii_lowercase());
        before = Some(address);
    }
    Ok(approvers)
}

/// Writes what a service is as a certificate.
pub(crate) fn write(scope: &mut Scope<'_>, service: &Service, wish: &Wish) -> Result<()> {
    let request = write_request(scope, service.id, wish)?;
    let certificate = Certificate {
        service: service.id,
        request,
        issued: None,
        contacts: wish.contacts.clone(),
        method: wish.method,
        approvers: wish.approvers.clone(),
        state: CertificateState::Requested,
        message: Words::default(),
        kept: Progress::default(),
        reissue_at: None,
        failures: 0,
        must_act_since: None,
        told_at: None,
        failed_at: None,
        suggested_from: None,
        suggested_until: None,
        asked_at: None,
    };
    Ok(certificate::put(scope.tx, &certificate)?)
}

/// Writes the request of a wish, and gives its number.
pub(super) fn write_request(
    scope: &mut Scope<'_>,
    service: ServiceId,
    wish: &Wish,
) -> Result<onsell_domain::CertificateRequestId> {
    let row = CertificateRequest {
        id: onsell_domain::CertificateRequestId::new(0),
        service,
        pem: wish.request.pem.clone(),
        key_print: wish.request.key.fingerprint.clone(),
        private_key: wish.private_key.clone(),
        names: wish.names.clone(),
        subject: wish.request.subject.clone(),
        created_at: scope.now,
    };
    Ok(certificate_request::insert(scope.tx, &row)?)
}
