//! Why a subject or the names of a certificate cannot be, said to whoever entered them.

use std::fmt;

use super::subject::SubjectField;
use crate::language::Words;

/// The subject cannot stand in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectFault {
    /// A field has other letters than Latin ones.
    NotLatin(SubjectField),
    /// A field is longer than it may be.
    TooLong(SubjectField),
    /// The country is none.
    NoCountry,
    /// The mail address is none.
    NoEmail,
}

impl SubjectFault {
    /// The field it is about.
    pub const fn field(self) -> SubjectField {
        match self {
            Self::NotLatin(field) | Self::TooLong(field) => field,
            Self::NoCountry => SubjectField::Country,
            Self::NoEmail => SubjectField::Email,
        }
    }

    /// What to say.
    pub fn words(self) -> Words {
        let name = self.field().name();
        let most = self.field().chars_max();
        match self {
            Self::NotLatin(_) => Words::new(
                format!("Only Latin letters and digits may stand in {name}"),
                format!("В поле {name} допустимы только латинские буквы и цифры"),
            ),
            Self::TooLong(_) => Words::new(
                format!("{name} is longer than {most} characters"),
                format!("Поле {name} длиннее {most} символов"),
            ),
            Self::NoCountry => Words::new(
                "The country (C) is two letters, for instance DE",
                "Страна (C) указывается двумя буквами, например RU",
            ),
            Self::NoEmail => Words::new(
                "emailAddress is not a mail address",
                "Поле emailAddress не содержит адреса электронной почты",
            ),
        }
    }
}

/// A text is no name that a certificate can be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFault {
    /// It has other letters than Latin ones; registries write it as `xn--…`.
    NotLatin(String),
    /// The star stands elsewhere than alone in the first place.
    Star(String),
    /// It is no host name.
    NotHost(String),
    /// There are more names than a certificate can carry.
    TooMany,
}

impl NameFault {
    /// What to say.
    pub fn words(&self) -> Words {
        match self {
            Self::NotLatin(name) => Words::new(
                format!("Enter {name} as its registry writes it (xn--…)"),
                format!("Укажите имя {name} в записи реестра (xn--…)"),
            ),
            Self::Star(name) => Words::new(
                format!("{name}: a star may stand only in the first place, as in *.example.org"),
                format!("{name}: звёздочка допустима только в начале, как в *.example.org"),
            ),
            Self::NotHost(name) => Words::new(
                format!("{name} is not a domain name"),
                format!("{name} не является доменным именем"),
            ),
            Self::TooMany => Words::new(
                "There are more names than one certificate can carry",
                "Имён больше, чем помещается в один сертификат",
            ),
        }
    }
}

/// The names do not fit what the product sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamesFault {
    /// There is no name at all.
    NoName,
    /// The product has no wildcards, or none in this place.
    Wildcard(String),
    /// The product is a wildcard, and the first name is none.
    WildcardNeeded(String),
    /// The product has no names in other letters.
    Idn(String),
    /// The product is for one name, and this is another one.
    OneName(String),
    /// More names than are included and bought.
    TooMany {
        /// How many are asked for.
        asked: usize,
        /// How many there may be.
        most: usize,
    },
}

impl NamesFault {
    /// What to say.
    pub fn words(&self) -> Words {
        match self {
            Self::NoName => Words::new("No domain name is given", "Не указано доменное имя"),
            Self::Wildcard(name) => Words::new(
                format!("This product cannot protect {name}: it has no wildcard names there"),
                format!(
                    "Этот продукт не защищает {name}: имена со звёздочкой здесь не допускаются"
                ),
            ),
            Self::WildcardNeeded(name) => Words::new(
                format!("This product protects *.{name}; enter the name with the star"),
                format!("Этот продукт защищает *.{name}; укажите имя со звёздочкой"),
            ),
            Self::Idn(name) => Words::new(
                format!("This product cannot protect {name}: it has no internationalized names"),
                format!("Этот продукт не защищает {name}: национальные имена не поддерживаются"),
            ),
            Self::OneName(name) => Words::new(
                format!("This product protects one name, and {name} is another one"),
                format!("Этот продукт защищает одно имя, а {name} — другое"),
            ),
            Self::TooMany { asked, most } => Words::new(
                format!("{asked} names are asked for, and {most} are paid for"),
                format!("Запрошено имён: {asked}, оплачено: {most}"),
            ),
        }
    }
}

impl fmt::Display for SubjectFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().en)
    }
}

impl fmt::Display for NameFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().en)
    }
}

impl fmt::Display for NamesFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().en)
    }
}

impl std::error::Error for SubjectFault {}
impl std::error::Error for NameFault {}
impl std::error::Error for NamesFault {}
