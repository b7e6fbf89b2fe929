//! What the faults say, in both languages.

use std::fmt;

use onsell_domain::{Text, Words};

use super::{AuthorityFault, CertificateFault, IssuedFault, KeyFault, RequestFault};

impl RequestFault {
    /// What to say to whoever brought the request.
    pub fn words(&self) -> Words {
        let text = match self {
            Self::Subject(fault) => return fault.words(),
            Self::Name(fault) => return fault.words(),
            Self::WeakKey { bits, least } => {
                return Words::new(
                    format!(
                        "The key of the request is too weak: it has {bits} bits, at least {least} are needed"
                    ),
                    format!("Ключ запроса слишком слабый: {bits} бит, нужно не меньше {least}"),
                );
            }
            Self::LongKey { bits, most } => {
                return Words::new(
                    format!("The key of the request has {bits} bits, at most {most} are taken"),
                    format!("Ключ запроса слишком длинный: {bits} бит, допустимо не больше {most}"),
                );
            }
            Self::OtherName(name) => {
                return Words::new(
                    format!("The request asks for {name}; only domain names can be protected"),
                    format!("В запросе указано {name}; защитить можно только доменные имена"),
                );
            }
            Self::NoPem => Text::new(
                "This is no certificate request: the line -----BEGIN CERTIFICATE REQUEST----- is missing, or the text is cut off",
                "Это не запрос на сертификат: нет строки -----BEGIN CERTIFICATE REQUEST-----, или текст обрезан",
            ),
            Self::PrivateKey => Text::new(
                "This is a private key. Keep it to yourself, and enter the certificate request only",
                "Это закрытый ключ. Никому его не передавайте и укажите только запрос на сертификат",
            ),
            Self::TooLarge => Text::new(
                "The text is too long for a certificate request",
                "Текст слишком длинный для запроса на сертификат",
            ),
            Self::Unreadable => Text::new(
                "The certificate request is damaged; make it anew and copy it whole",
                "Запрос на сертификат повреждён; создайте его заново и скопируйте целиком",
            ),
            Self::BadSignature => Text::new(
                "The signature of the certificate request is wrong; make it anew",
                "Подпись запроса на сертификат неверна; создайте его заново",
            ),
            Self::UnknownSignature => Text::new(
                "The certificate request is signed in an unknown way; use SHA-256",
                "Запрос на сертификат подписан неизвестным способом; используйте SHA-256",
            ),
            Self::WeakExponent => Text::new(
                "The RSA key of the request has a weak exponent; use 65537",
                "У ключа RSA в запросе слабая экспонента; используйте 65537",
            ),
            Self::UnknownKey => Text::new(
                "The key of the request is of an unknown kind; use RSA, ECDSA P-256 or ECDSA P-384",
                "Неизвестный вид ключа в запросе; используйте RSA, ECDSA P-256 или ECDSA P-384",
            ),
            Self::NoName => Text::new(
                "The certificate request has no domain name",
                "В запросе на сертификат нет доменного имени",
            ),
        };
        text.into()
    }
}

impl CertificateFault {
    /// What to say.
    pub fn words(&self) -> Words {
        let text = match self {
            Self::NoPem => Text::new(
                "This is no certificate: the line -----BEGIN CERTIFICATE----- is missing, or the text is cut off",
                "Это не сертификат: нет строки -----BEGIN CERTIFICATE-----, или текст обрезан",
            ),
            Self::TooLarge => Text::new(
                "The text is too long for certificates",
                "Текст слишком длинный для сертификатов",
            ),
            Self::Unreadable => Text::new("The certificate is damaged", "Сертификат повреждён"),
        };
        text.into()
    }
}

impl IssuedFault {
    /// What to say.
    pub fn words(&self) -> Words {
        match self {
            Self::Unreadable(fault) => fault.words(),
            Self::NotOfRequest => Words::new(
                "The certificate does not belong to the request: their keys differ",
                "Сертификат не относится к запросу: их ключи различаются",
            ),
            Self::NamesMissing(names) => {
                let names = names.join(", ");
                Words::new(
                    format!("The certificate is not for all names: {names} is missing"),
                    format!("Сертификат выпущен не для всех имён: нет {names}"),
                )
            }
            Self::ChainBroken { after, left } => Words::new(
                format!(
                    "The chain is broken after “{after}”: its issuer is missing, and “{left}” does not belong there"
                ),
                format!(
                    "Цепочка обрывается после «{after}»: издателя нет, а «{left}» к ней не относится"
                ),
            ),
            Self::ChainAmbiguous { after } => Words::new(
                format!("The chain is not clear: “{after}” may have more than one issuer"),
                format!("Цепочка неоднозначна: у «{after}» может быть несколько издателей"),
            ),
            Self::BadSignature { of } => Words::new(
                format!("The signature of “{of}” is not its issuer's"),
                format!("Подпись «{of}» не принадлежит издателю"),
            ),
        }
    }
}

impl KeyFault {
    /// What to say to whoever brought the key.
    pub fn words(&self) -> Words {
        let text = match self {
            Self::NoPem => Text::new(
                "This is no private key: the line -----BEGIN PRIVATE KEY----- is missing, or the text is cut off",
                "Это не закрытый ключ: нет строки -----BEGIN PRIVATE KEY-----, или текст обрезан",
            ),
            Self::TooLarge => Text::new(
                "The text is too long for a private key",
                "Текст слишком длинный для закрытого ключа",
            ),
            Self::Encrypted => Text::new(
                "The private key is locked with a password; enter it without one",
                "Закрытый ключ защищён паролем; укажите его без пароля",
            ),
            Self::Unreadable => Text::new(
                "The private key is damaged or of an unknown kind",
                "Закрытый ключ повреждён или неизвестного вида",
            ),
            Self::NotOfRequest => Text::new(
                "The private key does not belong to the request",
                "Закрытый ключ не относится к запросу",
            ),
            Self::NotMade => Text::new(
                "The key or its file could not be made",
                "Не удалось создать ключ или его файл",
            ),
        };
        text.into()
    }
}

impl AuthorityFault {
    /// What to say to staff.
    pub fn words(&self) -> Words {
        match self {
            Self::Certificate(fault) => fault.words(),
            Self::Key(fault) => fault.words(),
            Self::OtherKey => Words::new(
                "The private key is not the one of the authority's certificate",
                "Закрытый ключ не относится к сертификату центра",
            ),
            Self::NoAuthority => Words::new(
                "The certificate is none of an authority (CA:TRUE is missing)",
                "Это не сертификат удостоверяющего центра (нет CA:TRUE)",
            ),
            Self::NotMade(why) => Words::new(
                format!("The certificate could not be made: {why}"),
                format!("Не удалось создать сертификат: {why}"),
            ),
        }
    }
}

/// Faults are shown in English to whoever reads the log.
macro_rules! shown {
    ($($fault:ty),*) => {$(
        impl fmt::Display for $fault {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.words().en)
            }
        }

        impl std::error::Error for $fault {}
    )*};
}

shown!(
    RequestFault,
    CertificateFault,
    IssuedFault,
    KeyFault,
    AuthorityFault
);
