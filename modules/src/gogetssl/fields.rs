//! What an order, a renewal and a re-issue say of a certificate (backends 5.3).

use super::method_name;
use crate::certificate::CertificateWork;
use onsell_domain::Period;
use onsell_domain::certificate::{Person, ValidationMethod};

/// Families of authorities that want to know the web server; 18 is *other*.
const DIGICERT: [&str; 5] = ["digicert", "geotrust", "thawte", "rapidssl", "symantec"];

/// What the shop says of a product.
#[derive(Debug, Clone, Default)]
pub(super) struct Product {
    /// Its number.
    pub id: String,
    /// Whose it is, in small letters.
    pub brand: String,
    /// Whether it has more names than one.
    pub has_names: bool,
    /// Whether the organization is checked.
    pub needs_organization: bool,
}

type Fields = Vec<(&'static str, String)>;

/// What proves the names, and for whom.
pub(super) fn of_names(work: &CertificateWork, product: &Product) -> Fields {
    let others = work.names.iter().skip(1).filter(|_| product.has_names);
    let approver = |name: &String| work.approvers.get(name).cloned().unwrap_or_default();
    let mut fields = vec![
        ("csr", work.request.clone()),
        ("dcv_method", method_name(work.method).to_owned()),
        ("dns_names", joined(others.clone().cloned())),
        ("webserver_type", web_server(product).to_owned()),
        ("signature_hash", "SHA2".to_owned()),
    ];
    if work.method == ValidationMethod::Email {
        fields.push((
            "approver_email",
            work.names.first().map(approver).unwrap_or_default(),
        ));
        fields.push(("approver_emails", joined(others.map(approver))));
    }
    fields
}

/// A whole order, under a code that is its alone.
pub(super) fn of_order(work: &CertificateWork, product: &Product, code: &str) -> Fields {
    let mut fields = of_names(work, product);
    fields.extend([
        ("product_id", product.id.clone()),
        ("period", months(work.period).to_string()),
        ("server_count", "-1".to_owned()),
        ("unique_code", code.to_owned()),
    ]);
    let contacts = &work.contacts;
    fields.extend(person(
        [
            "admin_firstname",
            "admin_lastname",
            "admin_title",
            "admin_email",
            "admin_phone",
        ],
        &contacts.admin,
    ));
    fields.extend(person(
        [
            "tech_firstname",
            "tech_lastname",
            "tech_title",
            "tech_email",
            "tech_phone",
        ],
        &contacts.tech,
    ));
    if product.needs_organization {
        let organization = &contacts.organization;
        fields.extend([
            ("org_name", organization.name.clone()),
            ("org_duns", organization.duns.clone()),
            ("org_division", organization.division.clone()),
            ("org_addressline1", organization.address.clone()),
            ("org_city", organization.city.clone()),
            ("org_region", organization.state.clone()),
            ("org_postalcode", organization.postcode.clone()),
            ("org_phone", organization.phone.clone()),
            ("org_country", work.subject.country.clone()),
        ]);
    }
    fields.retain(|(_, value)| !value.is_empty());
    fields
}

fn person(names: [&'static str; 5], person: &Person) -> [(&'static str, String); 5] {
    let [first, last, title, email, phone] = names;
    [
        (first, person.first_name.clone()),
        (last, person.last_name.clone()),
        (title, person.job_title.clone()),
        (email, person.email.clone()),
        (phone, person.phone.clone()),
    ]
}

/// A period in months; the shop sells by the year, and takes twelve where nothing is said.
fn months(period: Option<Period>) -> i64 {
    period
        .map(Period::code)
        .filter(|months| *months > 0)
        .unwrap_or(12)
}

fn web_server(product: &Product) -> &'static str {
    if DIGICERT.contains(&product.brand.as_str()) {
        "18"
    } else {
        "-1"
    }
}

fn joined(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(",")
}
