//! What the order of a certificate asks for besides: the request, who is behind it, and how the
//! names are proven.

use super::contacts::{self, Filled};
use super::fields::{self, ORGANIZATION, PERSON};
use crate::faces::choices::Choice;
use crate::faces::field::{Control, Field};
use crate::faces::pages::certificate::is_own;
use crate::faces::pages::certificate::proof::{self, Ways};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::certificate::{certificate_name, certificate_names};
use onsell_engine::certificate::{ORGANIZATION_NEEDS, read_request};
use onsell_wire::{Document, Fault, Params};

/// The part of the form.
#[derive(Template)]
#[template(path = "certificate/order.html")]
struct Part {
    words: Words,
    /// Whether a request is brought, and none is made.
    brings: bool,
    name: Field,
    subject: Vec<Field>,
    csr: Field,
    /// Further names, where the product has any.
    further: Option<Field>,
    payers: Vec<Choice>,
    admin: Vec<Field>,
    tech: Vec<Field>,
    organization: Vec<Field>,
    /// How the names are proven, in HTML.
    ways: String,
}

/// It in HTML, with what was refused at its fields.
pub(in crate::faces::pages::customer) async fn part(
    visit: &Visit,
    document: &Document,
) -> Result<String, Fault> {
    let words = visit.words;
    let sold = document.root.text_of("template").unwrap_or_default();
    let has = |flag: &str| sold.split_whitespace().any(|word| word == flag);
    let is_of_organization = has("orginfo");
    let Filled { payers, known } = contacts::read(visit).await;
    let typed = |name: &str, label: &str, control: Control| {
        fields::typed(visit, &known, name, words.say(label), control)
    };
    let mut name = typed("CN", "certificate-common-name", Control::Text);
    name.hint = words.say(if has("wildcard") {
        "certificate-star-hint"
    } else {
        "certificate-common-name-hint"
    });
    let mut csr = typed("csr", "certificate-csr", Control::Lines);
    csr.hint = words.say("certificate-csr-hint");
    let takes_more = has("multidomain") || has("multidomain_wildcard") || has("www");
    let further = takes_more.then(|| {
        let mut field = typed("altname", "certificate-further", Control::Lines);
        let included = document.root.text_of("namesincluded").unwrap_or_default();
        field.hint = words.about("certificate-further-hint", included);
        field
    });
    let asked = asked(visit);
    let mut ways = Ways::read(visit, document, asked).await;
    let organization = if is_of_organization {
        fields::all(visit, &known, "", &ORGANIZATION)
    } else {
        Vec::new()
    };
    let mut part = Part {
        words,
        brings: visit.params.text("crt_type") == Some("exists"),
        name,
        subject: fields::subject(visit, &known, document),
        csr,
        further,
        payers,
        admin: fields::all(visit, &known, "adm_", &PERSON),
        tech: fields::all(visit, &Params::default(), "tech_", &PERSON),
        organization,
        ways: String::new(),
    };
    if is_of_organization {
        let needed = |field: &&mut Field| ORGANIZATION_NEEDS.contains(&field.name.as_str());
        for field in part.fields().filter(needed) {
            field.is_required = true;
        }
    }
    for (object, message) in refused(visit) {
        ways.refuse(&object, &message);
        if let Some(field) = part.fields().find(|field| field.name == object) {
            field.error = message;
        }
    }
    part.ways = ways.html()?;
    part.render().map_err(|error| {
        tracing::error!(error = %error, "a part of a page could not be written");
        Fault::internal()
    })
}

impl Part {
    /// Whether anything is said of the technical contact.
    fn has_tech(&self) -> bool {
        let says = |field: &Field| !field.value.is_empty() || !field.error.is_empty();
        self.tech.iter().any(says)
    }

    /// Whether what the request says of its owner matters.
    fn opens_subject(&self) -> bool {
        let is_wrong = |field: &Field| !field.error.is_empty();
        !self.organization.is_empty() || self.subject.iter().any(is_wrong)
    }

    /// Every field of it.
    fn fields(&mut self) -> impl Iterator<Item = &mut Field> {
        [&mut self.name, &mut self.csr]
            .into_iter()
            .chain(&mut self.further)
            .chain(&mut self.subject)
            .chain(&mut self.admin)
            .chain(&mut self.tech)
            .chain(&mut self.organization)
    }
}

/// What was refused, or would be as far as it is typed: the field, and why.
fn refused(visit: &Visit) -> Vec<(String, String)> {
    if let Some(fault) = &visit.fault {
        let object = meant(visit, fault).to_owned();
        return vec![(object, told(visit, fault))];
    }
    let language = visit.language();
    let text = |name: &str| visit.params.text(name).unwrap_or_default();
    let mut refused = Vec::new();
    let mut put = |name: &str, words: onsell_domain::Words| {
        refused.push((name.to_owned(), words.get(language).to_owned()));
    };
    if brings(visit) {
        if !text("csr").is_empty()
            && let Err(fault) = read_request(text("csr"))
        {
            let message = fault.message(language);
            refused.push(("csr".to_owned(), message));
            return refused;
        }
    } else if !text("CN").is_empty()
        && let Err(fault) = certificate_name(text("CN"))
    {
        put("CN", fault.words());
    }
    if let Err(fault) = certificate_names(text("altname")) {
        put("altname", fault.words());
    }
    refused
}

fn brings(visit: &Visit) -> bool {
    visit.params.text("crt_type") == Some("exists")
}

/// The field that a refusal is about: without a name no request can be made.
fn meant<'a>(visit: &Visit, fault: &'a Fault) -> &'a str {
    match fault.object().unwrap_or_default() {
        "csr" if !brings(visit) => "CN",
        object => object,
    }
}

/// Why the order was refused, in the words of the page.
pub(in crate::faces::pages::customer) fn told(visit: &Visit, fault: &Fault) -> String {
    let words = visit.words;
    match fault.object().unwrap_or_default() {
        "csr" if !brings(visit) => words.say("certificate-no-name"),
        object if object.starts_with("approver_email_") && is_empty(fault) => {
            words.say("certificate-no-approver")
        }
        _ => visit.told(fault),
    }
}

/// Whether nothing was entered at all.
pub(super) fn is_empty(fault: &Fault) -> bool {
    fault.param("desc") == Some("desck_empty")
}

/// Whose addresses are asked for: those of the names in the request, and of the further ones.
fn asked(visit: &Visit) -> Vec<Params> {
    let text = |name: &str| visit.params.text(name).unwrap_or_default();
    let of = |name: &str, value: &str| -> Params {
        let tariff = ("pricelist".to_owned(), text("pricelist").to_owned());
        let names = (name.to_owned(), value.to_owned());
        [tariff, names].into_iter().collect()
    };
    let first = if brings(visit) {
        of("csr", text("csr"))
    } else {
        of("domain", text("CN"))
    };
    let further = of("domain", text("altname"));
    let says = |params: &Params| {
        let names = params.text("csr").or(params.text("domain"));
        names.is_some_and(|names| !names.trim().is_empty())
    };
    [first, further].into_iter().filter(says).collect()
}

/// What changes what an order costs, and nothing of its certificate.
pub(in crate::faces::pages::customer) fn without(params: &Params) -> Params {
    let others = params.iter().filter(|(name, _)| !is_own(name));
    others
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// What is sent: only what belongs to the kind of request that was chosen. Whoever is not named
/// to be asked about technical matters is the one who decides.
pub(in crate::faces::pages::customer) fn only_meant(params: &mut Params) {
    if params.text("crt_type") == Some("exists") {
        params.remove("CN");
        for (name, _) in fields::SUBJECT {
            params.remove(name);
        }
    } else {
        params.set("crt_type", "generate");
        params.remove("csr");
    }
    proof::only_meant(params);
    let is_said = |field: &(&str, &str)| params.has(&format!("tech_{}", field.0));
    if !PERSON.iter().any(is_said) {
        for (name, _) in PERSON {
            let value = params.get(&format!("adm_{name}")).unwrap_or_default();
            params.set(&format!("tech_{name}"), value.to_owned());
        }
    }
    for name in ["payer", "fillin"] {
        params.remove(name);
    }
}
