//! Who is behind a certificate: contacts and the organization, by the names of the wire
//! (wire 3.12, semantics 6.1).

/// A person who answers for a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// `fname`: given name.
    pub first_name: String,
    /// `lname`: family name.
    pub last_name: String,
    /// `jtitle`: job title.
    pub job_title: String,
    /// `email`.
    pub email: String,
    /// `phone`.
    pub phone: String,
}

/// The organization that a certificate is for, where the product says who it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organization {
    /// `name`.
    pub name: String,
    /// `duns`: its number in the register of Dun & Bradstreet.
    pub duns: String,
    /// `division`.
    pub division: String,
    /// `incorporating_agency`.
    pub agency: String,
    /// `registration_number`.
    pub registration_number: String,
    /// `city`.
    pub city: String,
    /// `state`.
    pub state: String,
    /// `postcode`.
    pub postcode: String,
    /// `address`.
    pub address: String,
    /// `phone`.
    pub phone: String,
}

/// Everybody behind a certificate. Empty is not said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contacts {
    /// Who decides (`adm_*`).
    pub admin: Person,
    /// Who installs (`tech_*`).
    pub tech: Person,
    /// The organization (`org_*`).
    pub organization: Organization,
}

impl Contacts {
    /// The names of every field on the wire, in the order of the forms.
    pub const NAMES: [&'static str; 20] = [
        "adm_fname",
        "adm_lname",
        "adm_jtitle",
        "adm_email",
        "adm_phone",
        "tech_fname",
        "tech_lname",
        "tech_jtitle",
        "tech_email",
        "tech_phone",
        "org_name",
        "org_duns",
        "org_division",
        "org_incorporating_agency",
        "org_registration_number",
        "org_city",
        "org_state",
        "org_postcode",
        "org_address",
        "org_phone",
    ];

    /// The contacts of whatever says a field by its name on the wire.
    pub fn read<'a>(said: impl Fn(&str) -> Option<&'a str>) -> Self {
        let mut contacts = Self::default();
        for (name, field) in Self::NAMES.into_iter().zip(contacts.places()) {
            said(name).unwrap_or_default().trim().clone_into(field);
        }
        contacts
    }

    /// Every field that is said, by its name on the wire.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut copy = self.clone();
        let said = Self::NAMES.into_iter().zip(copy.places());
        said.filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.clone()))
            .collect()
    }

    /// Where each of [`Self::NAMES`] is kept.
    fn places(&mut self) -> [&mut String; 20] {
        let (admin, tech) = (&mut self.admin, &mut self.tech);
        let organization = &mut self.organization;
        [
            &mut admin.first_name,
            &mut admin.last_name,
            &mut admin.job_title,
            &mut admin.email,
            &mut admin.phone,
            &mut tech.first_name,
            &mut tech.last_name,
            &mut tech.job_title,
            &mut tech.email,
            &mut tech.phone,
            &mut organization.name,
            &mut organization.duns,
            &mut organization.division,
            &mut organization.agency,
            &mut organization.registration_number,
            &mut organization.city,
            &mut organization.state,
            &mut organization.postcode,
            &mut organization.address,
            &mut organization.phone,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_come_back_by_the_names_of_their_fields() {
        let contacts =
            Contacts::read(|name| Contacts::NAMES.into_iter().find(|known| *known == name));
        assert_eq!(contacts.admin.first_name, "adm_fname");
        assert_eq!(contacts.tech.phone, "tech_phone");
        assert_eq!(contacts.organization.agency, "org_incorporating_agency");
        let fields = contacts.fields();
        assert!(fields.iter().all(|(name, value)| name == value));
        assert_eq!(fields.len(), Contacts::NAMES.len());
        assert!(Contacts::default().fields().is_empty());
    }
}
