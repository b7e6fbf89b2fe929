//! How the buyer shall prove that the names are his: `approver_method`, `approver_email_N`.

use std::collections::BTreeMap;

use onsell_domain::Text;
use onsell_domain::certificate::ValidationMethod;

use super::NAMES_MAX;
use crate::{Fault, Params};

const METHOD: &str = "approver_method";
const EMAIL: &str = "approver_email";

/// How the names of a certificate shall be proven.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Approval {
    /// The way for all names; `None` leaves it to the seller, who takes e-mail where addresses are
    /// given.
    pub method: Option<ValidationMethod>,
    /// The address for each name, the common name first and then as the names are listed
    /// (`approver_email_1` …); an empty one is not given.
    pub emails: Vec<String>,
}

impl Approval {
    /// The way for these names, the common name first; addresses go with letters only.
    pub fn of(
        method: ValidationMethod,
        names: &[String],
        approvers: &BTreeMap<String, String>,
    ) -> Self {
        let emails = match method {
            ValidationMethod::Email => {
                let known = names.iter().map(|name| approvers.get(name).cloned());
                known.map(Option::unwrap_or_default).collect()
            }
            _ => Vec::new(),
        };
        Self {
            method: Some(method),
            emails,
        }
    }

    /// The address that was given for each of these names, the common name first.
    pub fn approvers(&self, names: &[String]) -> BTreeMap<String, String> {
        let pairs = names.iter().zip(&self.emails);
        pairs
            .filter(|(_, email)| !email.is_empty())
            .map(|(name, email)| (name.clone(), email.clone()))
            .collect()
    }

    pub(super) fn push(&self, params: &mut Params) {
        if let Some(method) = self.method {
            params.push(METHOD, method.name());
        }
        let given = self.emails.iter().enumerate();
        for (place, email) in given.filter(|(_, email)| !email.is_empty()) {
            params.push(format!("{EMAIL}_{}", place + 1), email);
        }
    }

    /// What a request says. The address of the first name may stand without its number.
    pub(super) fn from_params(params: &Params) -> Result<Self, Fault> {
        let method = match params.text(METHOD) {
            None => None,
            Some(word) => Some(method_of(word).ok_or_else(|| {
                Fault::value_because(
                    METHOD,
                    word,
                    Text {
                        en: "There is no such way to prove a domain",
                        ru: "Такого способа подтверждения домена нет",
                    },
                )
            })?),
        };
        let mut emails = Vec::new();
        if let Some(email) = params.text(EMAIL) {
            emails.push(email.to_owned());
        }
        for (name, value) in params.iter() {
            let Some(place) = place(name) else { continue };
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if place > NAMES_MAX {
                return Err(Fault::value(name, value));
            }
            if emails.len() < place {
                emails.resize(place, String::new());
            }
            value.clone_into(&mut emails[place - 1]);
        }
        Ok(Self { method, emails })
    }
}

/// The method of a word: ours, and the many that sellers have for a record and a file.
pub(super) fn method_of(word: &str) -> Option<ValidationMethod> {
    let word = word.trim().to_ascii_lowercase();
    ValidationMethod::parse(&word).or_else(|| match word.trim_start_matches("auth_") {
        "email" | "mail" => Some(ValidationMethod::Email),
        "dns" | "dnstxt" | "dnscname" | "txt" | "cname" | "cname_csr_hash" => {
            Some(ValidationMethod::Dns)
        }
        "http" | "https" | "file" | "http_csr_hash" | "https_csr_hash" => {
            Some(ValidationMethod::Http)
        }
        _ => None,
    })
}

/// The number in `approver_email_3`.
fn place(name: &str) -> Option<usize> {
    let digits = name.strip_prefix(EMAIL)?.strip_prefix('_')?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|place| is_plain && *place > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Approval, Fault> {
        Approval::from_params(&Params::parse_urlencoded(query).expect(query))
    }

    #[test]
    fn every_method_has_a_word_that_is_understood() {
        for method in ValidationMethod::ALL {
            assert_eq!(method_of(method.name()), Some(method));
        }
        assert_eq!(method_of("DNS"), Some(ValidationMethod::Dns));
        assert_eq!(method_of("https"), Some(ValidationMethod::Http));
        assert_eq!(method_of("fax"), None);
    }

    #[test]
    fn an_approval_arrives_as_it_was_sent() {
        let names = ["x.example", "y.example", "z.example"].map(str::to_owned);
        let emails = [("x.example", "a@x.example"), ("z.example", "b@z.example")];
        let approvers = emails.map(|(name, email)| (name.to_owned(), email.to_owned()));
        let approvers = BTreeMap::from(approvers);
        let approval = Approval::of(ValidationMethod::Email, &names, &approvers);
        let mut params = Params::default();
        approval.push(&mut params);
        assert_eq!(
            params.to_query(),
            "approver_method=auth_email&approver_email_1=a%40x.example\
             &approver_email_3=b%40z.example"
        );
        assert_eq!(approval.approvers(&names), approvers);
        assert_eq!(read(&params.to_query()), Ok(approval));
        let dns = Approval::of(ValidationMethod::Dns, &names, &approvers);
        assert!(dns.emails.is_empty());
    }

    #[test]
    fn addresses_have_places() {
        let check = |query: &str, expect: Option<&[&str]>| {
            let emails = read(query).ok().map(|approval| approval.emails);
            let emails: Option<Vec<&str>> = emails
                .as_ref()
                .map(|emails| emails.iter().map(String::as_str).collect());
            assert_eq!(emails.as_deref(), expect, "{query}");
        };
        check("approver_email=a", Some(&["a"]));
        check("approver_email_2=b&approver_email_1=a", Some(&["a", "b"]));
        check(
            "approver_email_0=a&approver_email_x=b&approver_email_1=",
            Some(&[]),
        );
        check("approver_email_+1=a", Some(&[]));
        check("approver_email_999=a", None);
        check("approver_method=fax", None);
    }
}
