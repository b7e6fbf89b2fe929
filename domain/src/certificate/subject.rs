//! What a request says of its owner, by the names of the wire (semantics 6.1).

use super::fault::SubjectFault;
use crate::country::Country;

/// A field of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubjectField {
    /// The host name the certificate is for.
    CommonName,
    /// The country, in two letters (ISO 3166-1).
    Country,
    /// The state or region.
    State,
    /// The city.
    City,
    /// The organization.
    Organization,
    /// The department.
    Unit,
    /// The address of a person to ask.
    Email,
}

impl SubjectField {
    /// Every field, in the order in which a request has them.
    pub const ALL: [Self; 7] = [
        Self::CommonName,
        Self::Country,
        Self::State,
        Self::City,
        Self::Organization,
        Self::Unit,
        Self::Email,
    ];

    /// The name of the parameter on the wire (backends 5.1).
    pub const fn name(self) -> &'static str {
        match self {
            Self::CommonName => "CN",
            Self::Country => "C",
            Self::State => "ST",
            Self::City => "L",
            Self::Organization => "O",
            Self::Unit => "OU",
            Self::Email => "emailAddress",
        }
    }

    /// The most characters it may have (X.520, and RFC 5280 for the address).
    pub const fn chars_max(self) -> usize {
        match self {
            Self::CommonName | Self::Organization | Self::Unit => 64,
            Self::Country => 2,
            Self::State | Self::City => 128,
            Self::Email => 255,
        }
    }
}

/// What stands in the subject; a field that is not given is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// `CN`: the host name, in small letters.
    pub common_name: String,
    /// `C`: the country, in two capital letters.
    pub country: String,
    /// `ST`: the state or region.
    pub state: String,
    /// `L`: the city.
    pub city: String,
    /// `O`: the organization.
    pub organization: String,
    /// `OU`: the department.
    pub unit: String,
    /// `emailAddress`: the address of a person to ask.
    pub email: String,
}

impl Subject {
    /// The names of the fields on the wire with their values.
    pub fn fields(&self) -> [(&'static str, &str); 7] {
        SubjectField::ALL.map(|field| (field.name(), self.get(field)))
    }

    /// What stands in a field.
    pub fn get(&self, field: SubjectField) -> &str {
        match field {
            SubjectField::CommonName => &self.common_name,
            SubjectField::Country => &self.country,
            SubjectField::State => &self.state,
            SubjectField::City => &self.city,
            SubjectField::Organization => &self.organization,
            SubjectField::Unit => &self.unit,
            SubjectField::Email => &self.email,
        }
    }

    /// This, with other words in a field; spaces around them are left out.
    #[must_use]
    pub fn with(mut self, field: SubjectField, words: &str) -> Self {
        let place = match field {
            SubjectField::CommonName => &mut self.common_name,
            SubjectField::Country => &mut self.country,
            SubjectField::State => &mut self.state,
            SubjectField::City => &mut self.city,
            SubjectField::Organization => &mut self.organization,
            SubjectField::Unit => &mut self.unit,
            SubjectField::Email => &mut self.email,
        };
        words.trim().clone_into(place);
        self
    }

    /// Whether every field may stand in a request: Latin letters, digits and the marks of names
    /// and addresses (semantics 6.1), no longer than the field, and a country that exists. An empty
    /// field is fine here; which ones a product needs is the product's business. The common name
    /// is a host name as well, which `certificate_name` checks.
    pub fn check(&self) -> Result<(), SubjectFault> {
        for field in SubjectField::ALL {
            let words = self.get(field);
            if !words.chars().all(is_latin) {
                return Err(SubjectFault::NotLatin(field));
            }
            if words.len() > field.chars_max() {
                return Err(SubjectFault::TooLong(field));
            }
        }
        if !self.country.is_empty() && Country::with_code(&self.country).is_none() {
            return Err(SubjectFault::NoCountry);
        }
        if !self.email.is_empty() && !is_email(&self.email) {
            return Err(SubjectFault::NoEmail);
        }
        Ok(())
    }
}

/// Letters, digits, a space, and the marks that names and addresses are written with.
const fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || matches!(
            letter,
            ' ' | '\''
                | '('
                | ')'
                | '+'
                | ','
                | '-'
                | '.'
                | '/'
                | ':'
                | '='
                | '?'
                | '&'
                | '@'
                | '*'
                | '_'
        )
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(person, host)| {
        !person.is_empty() && !person.contains(' ') && crate::host_name(host).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use SubjectField as F;

    #[test]
    fn fields_are_checked_one_by_one() {
        let check = |field: F, words: &str, expect: Result<(), SubjectFault>| {
            let subject = Subject::default().with(field, words);
            assert_eq!(subject.get(field), words.trim());
            assert_eq!(subject.check(), expect, "{field:?} {words:?}");
        };
        check(F::Organization, "O'Reilly & Sons (Paris), Inc.", Ok(()));
        check(
            F::Organization,
            "ООО Ромашка",
            Err(SubjectFault::NotLatin(F::Organization)),
        );
        check(F::City, "Zürich", Err(SubjectFault::NotLatin(F::City)));
        check(F::City, "a\nb", Err(SubjectFault::NotLatin(F::City)));
        check(F::State, &"a".repeat(128), Ok(()));
        check(
            F::State,
            &"a".repeat(129),
            Err(SubjectFault::TooLong(F::State)),
        );
        check(
            F::Unit,
            &"a".repeat(65),
            Err(SubjectFault::TooLong(F::Unit)),
        );
        check(F::Country, "DE", Ok(()));
        check(F::Country, " ", Ok(()));
        check(F::Country, "XX", Err(SubjectFault::NoCountry));
        check(F::Country, "DEU", Err(SubjectFault::TooLong(F::Country)));
        check(F::Email, "a.b+c@example.org", Ok(()));
        for wrong in ["a", "a@", "@example.org", "a b@example.org", "a@localhost"] {
            check(F::Email, wrong, Err(SubjectFault::NoEmail));
        }
    }

    #[test]
    fn every_field_is_a_place_of_its_own() {
        let subject = SubjectField::ALL
            .into_iter()
            .fold(Subject::default(), |subject, field| {
                subject.with(field, field.name())
            });
        for field in SubjectField::ALL {
            assert_eq!(subject.get(field), field.name());
        }
        for (name, words) in subject.fields() {
            assert_eq!(name, words);
        }
    }
}
