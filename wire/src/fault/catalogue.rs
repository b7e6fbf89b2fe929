//! The refusals there are, each with its texts (wire 1.6, the error catalogue).

use std::fmt::Display;

use jiff::civil::Date;
use onsell_domain::{Money, Shortage, Text, Words};

use super::Fault;
use crate::is_secret_name;

const VALUE: Text = Text {
    en: "The '__object__' field has invalid value.",
    ru: "Поле '__object__' имеет недопустимое значение.",
};

impl Fault {
    /// The caller may not use this function, or there is no such function for him.
    pub fn access(function: impl Display) -> Self {
        let template = Text {
            en: "Insufficient privileges to perform the '__value__' function",
            ru: "Недостаточно прав для выполнения функции '__value__'",
        };
        Self::new("access", template).with_param("value", function)
    }

    /// The session is unknown or has ended.
    pub fn access_expired() -> Self {
        let template = Text {
            en: "The session has expired. Sign in again",
            ru: "Сессия истекла. Войдите снова",
        };
        Self::new("access", template).with_param("value", "session")
    }

    /// An object that was named does not exist, or not for this caller.
    pub fn missed(object: impl Into<String>, value: impl Display) -> Self {
        let template = Text {
            en: "The object '__object__' with the value '__value__' does not exist",
            ru: "Объект '__object__' со значением '__value__' не существует",
        };
        Self::about("missed", object, value.to_string(), template)
    }

    /// An object that should be new is already there.
    pub fn exists(object: impl Into<String>, value: impl Display) -> Self {
        let template = Text {
            en: "The object '__object__' with the value '__value__' already exists",
            ru: "Объект '__object__' со значением '__value__' уже существует",
        };
        Self::about("exists", object, value.to_string(), template)
    }

    /// A field has a value that cannot be used.
    pub fn value(field: impl Into<String>, value: impl Display) -> Self {
        let reason = Text {
            en: "Correct the value and try again",
            ru: "Исправьте значение и повторите",
        };
        Self::value_because(field, value, reason)
    }

    /// A field has no value and needs one.
    pub fn value_empty(field: impl Into<String>) -> Self {
        let reason = Text {
            en: "The value cannot be empty",
            ru: "Значение не может быть пустым",
        };
        Self::value_because(field, "", reason).with_param("desc", "desck_empty")
    }

    /// A field has a value that cannot be used, and why. The value of a field with a secret is not
    /// repeated.
    pub fn value_because(
        field: impl Into<String>,
        value: impl Display,
        reason: impl Into<Words>,
    ) -> Self {
        let field = field.into();
        let shown = if is_secret_name(&field) {
            String::new()
        } else {
            value.to_string()
        };
        let mut fault = Self::about("value", field, shown, VALUE);
        fault.0.reason = Some(reason.into());
        fault
    }

    /// The account cannot pay for this (wire 1.6, the captured refusal).
    pub fn not_enough_money(shortage: &Shortage) -> Self {
        let template = Text {
            en: "insufficient funds to complete the operation. Required amount __amount__ \
                 __currency__. Available __available__ __currency__, missing __deficit__ \
                 __currency__",
            ru: "недостаточно средств для выполнения операции. Требуется __amount__ __currency__. \
                 Доступно __available__ __currency__, не хватает __deficit__ __currency__",
        };
        Self::new("not_enough_money", template)
            .with_param("amount", shortage.amount)
            .with_param("have", shortage.have)
            .with_param("currency", shortage.currency)
            .with_param("deficit", shortage.deficit)
            .with_param("limit", shortage.limit)
            .with_param("reserved", shortage.reserved)
            .with_param("available", shortage.available)
    }

    /// The price is above what the caller is ready to pay; nothing was ordered (our extension).
    pub fn price_above(price: Money) -> Self {
        let template = Text {
            en: "The price is __value__, which is above the limit of this request",
            ru: "Цена составляет __value__, это выше предела, указанного в запросе",
        };
        Self::about("price", super::PRICE_MAX, price.to_string(), template)
    }

    fn sign_in(object: &'static str, template: Text) -> Self {
        Self::about("auth", object, String::new(), template)
    }

    /// The name or the password is wrong; which of them is not said.
    pub fn bad_password() -> Self {
        let template = Text {
            en: "Invalid username or password",
            ru: "Неверное имя пользователя или пароль",
        };
        Self::sign_in("badpassword", template)
    }

    /// The user may not sign in from this address.
    pub fn bad_address() -> Self {
        let template = Text {
            en: "Access from this IP denied",
            ru: "Доступ с этого IP-адреса запрещён",
        };
        Self::sign_in("badip", template)
    }

    /// Too many failures; signing in is closed for a moment.
    pub fn blocked_sign_in() -> Self {
        let template = Text {
            en: "Signing in is blocked for a short time after several failures. Try again later",
            ru: "Вход временно заблокирован после нескольких неудачных попыток. Повторите позже",
        };
        Self::sign_in("blocklogon", template)
    }

    /// The user is asked for a second factor, which a single call cannot give.
    pub fn second_factor() -> Self {
        let template = Text {
            en: "Two-factor authentication is on for this user, so authinfo cannot be used. Sign in \
                 with auth, or use a user for the API only",
            ru: "Для этого пользователя включена двухфакторная аутентификация, поэтому authinfo \
                 недоступен. Войдите через auth или используйте пользователя только для API",
        };
        Self::sign_in("totp", template)
    }

    /// The user only calls the API and cannot open a session.
    pub fn api_only() -> Self {
        let template = Text {
            en: "This user may only use the API with authinfo and cannot sign in",
            ru: "Этому пользователю доступен только API через authinfo, вход невозможен",
        };
        Self::sign_in("apionly", template)
    }

    /// Another operation on this service has not come to its end.
    pub fn locked(item: impl Display) -> Self {
        let template = Text {
            en: "Another operation on the service '__value__' is running. Try again when it is done",
            ru: "Для услуги '__value__' выполняется другая операция. Повторите после её завершения",
        };
        Self::about("locked", "item", item.to_string(), template)
    }

    /// The panel is locked for its customers; nothing was begun.
    pub fn maintenance() -> Self {
        let template = Text {
            en: "Maintenance is under way. The request was not carried out, try again later",
            ru: "Идут технические работы. Запрос не выполнен, повторите его позже",
        };
        Self::from_text("locked", "panel", template)
    }

    /// Too much to do at the moment; nothing was begun. Sent with HTTP status 503.
    pub fn overload() -> Self {
        let template = Text {
            en: "The server is busy. The request was not carried out, send it again in a moment",
            ru: "Сервер перегружен. Запрос не выполнен, повторите его через несколько секунд",
        };
        Self::new("overload", template)
    }

    /// A renewal comes too early.
    pub fn renew_only_after(date: Date) -> Self {
        let template = Text {
            en: "The service can be renewed only after __value__",
            ru: "Услугу можно продлить только после __value__",
        };
        Self::about("value", "expiredate", date.to_string(), template)
    }

    /// A trial cannot be renewed (semantics 5.3).
    pub fn trial_not_renewable() -> Self {
        let template = Text {
            en: "A service in its trial period cannot be renewed",
            ru: "Услугу с пробным периодом нельзя продлить",
        };
        Self::about("value", "period", String::new(), template)
    }

    /// This installation, type or module cannot do that.
    pub fn not_supported(what: impl Into<String>) -> Self {
        let template = Text {
            en: "'__object__' is not supported here",
            ru: "'__object__' здесь не поддерживается",
        };
        Self::about("not_supported", what, String::new(), template)
    }

    /// The other billing system could not be reached or understood; the text says how.
    pub fn connection(text: impl Display) -> Self {
        let template = Text {
            en: "The billing system does not answer as it should: __error__",
            ru: "Биллинговая система не отвечает должным образом: __error__",
        };
        Self::about("client", "open", "billmgr".to_owned(), template).with_param("error", text)
    }

    /// Something broke on our side; what it was stands in the log and not here.
    pub fn internal() -> Self {
        let template = Text {
            en: "Internal error. The log of the server says more",
            ru: "Внутренняя ошибка. Подробности в журнале сервера",
        };
        Self::about("process", "error", String::new(), template)
    }
}

#[cfg(test)]
mod tests {
    use onsell_domain::{Amount, Currency, Language, Level};

    use super::*;
    use crate::Stack;

    fn shortage() -> Shortage {
        let amount = |text| Amount::parse(text).expect("amount");
        Shortage {
            amount: amount("10.00"),
            have: amount("3.00"),
            currency: Currency::parse("EUR").expect("currency"),
            deficit: amount("7.00"),
            limit: amount("0"),
            reserved: amount("0"),
            available: amount("3.00"),
        }
    }

    #[test]
    fn phrases_that_programs_match_on() {
        let check = |fault: Fault, phrase: &str| {
            assert!(fault.to_string().contains(phrase), "{fault}");
        };
        check(
            Fault::access("account"),
            "Insufficient privileges to perform the 'account' function",
        );
        check(Fault::bad_address(), "Access from this IP denied");
        check(Fault::bad_password(), "Invalid username or password");
        check(Fault::missed("item", 7), "does not exist");
        check(Fault::exists("ip", "1.2.3.4"), "already exists");
        check(
            Fault::value_empty("ip"),
            "The 'ip' field has invalid value. The value cannot be empty",
        );
        check(
            Fault::renew_only_after(jiff::civil::date(2026, 2, 10)),
            "The service can be renewed only after 2026-02-10",
        );
        check(
            Fault::not_enough_money(&shortage()),
            "insufficient funds to complete the operation. Required amount 10.00 EUR.",
        );
    }

    fn all() -> Vec<Fault> {
        let text = Text {
            en: "en",
            ru: "рус",
        };
        vec![
            Fault::access("f"),
            Fault::access_expired(),
            Fault::missed("item", 7),
            Fault::exists("ip", "1.2.3.4"),
            Fault::value("ip", "x"),
            Fault::value_empty("ip"),
            Fault::value_because("ip", "x", text),
            Fault::not_enough_money(&shortage()),
            Fault::price_above(Money::parse("9.00 EUR").expect("money")),
            Fault::bad_password(),
            Fault::bad_address(),
            Fault::blocked_sign_in(),
            Fault::second_factor(),
            Fault::api_only(),
            Fault::locked(7),
            Fault::maintenance(),
            Fault::overload(),
            Fault::renew_only_after(jiff::civil::date(2026, 2, 10)),
            Fault::trial_not_renewable(),
            Fault::not_supported("f"),
            Fault::connection("reset"),
            Fault::internal(),
            Fault::from_text("limit", "", text),
        ]
    }

    #[test]
    fn every_refusal_is_complete_in_both_languages() {
        for fault in all() {
            for language in [Language::En, Language::Ru] {
                let document = fault.to_document(language, None);
                let error = document.root.child("error").expect("error");
                let message = error.text_of("msg").expect("always there");
                assert!(!message.is_empty() && !message.contains("__"), "{message}");
                let is_russian = message.contains(|c: char| ('а'..='я').contains(&c));
                assert_eq!(is_russian, language == Language::Ru, "{message}");
                assert_eq!(error.attribute("type"), Some(fault.kind()));
                assert_eq!(error.attribute("object"), fault.object());
                assert_eq!(error.attribute("lang"), Some(language.code()));
                assert_eq!(error.attribute("code"), Some("1"));
            }
        }
    }

    #[test]
    fn the_document_has_the_captured_shape() {
        let stack = Stack {
            level: Level::Customer,
            user: "client@example.com",
            func: "soft.order.param",
        };
        let document = Fault::not_enough_money(&shortage()).to_document(Language::En, Some(stack));
        let mut out = String::new();
        crate::xml::write_node(&document.root, &mut out);
        assert_eq!(
            out,
            "<doc><error type=\"not_enough_money\" lang=\"en\" code=\"1\">\
             <param name=\"amount\">10.00</param><param name=\"have\">3.00</param>\
             <param name=\"currency\">EUR</param><param name=\"deficit\">7.00</param>\
             <param name=\"limit\">0.00</param><param name=\"reserved\">0.00</param>\
             <param name=\"available\">3.00</param>\
             <stack><action level=\"16\" user=\"client@example.com\">soft.order.param</action></stack>\
             <group>insufficient funds to complete the operation. Required amount __amount__ \
             __currency__. Available __available__ __currency__, missing __deficit__ \
             __currency__</group>\
             <msg>insufficient funds to complete the operation. Required amount 10.00 EUR. \
             Available 3.00 EUR, missing 7.00 EUR</msg></error></doc>"
        );
    }

    #[test]
    fn a_secret_is_not_repeated() {
        assert_eq!(Fault::value("password", "hush").param("value"), Some(""));
        assert_eq!(Fault::value("ip", "x").param("value"), Some("x"));
    }
}
