//! One type per kind of number that names a row, so that a tariff never stands where a service is
//! meant. The numbers are given by the store and travel on the wire as bare decimal digits.

use std::fmt;
use std::str::FromStr;

/// The text is no id: it must be decimal digits, above zero, within 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: a number above zero is expected")]
pub struct BadId;

fn parse(text: &str) -> Result<i64, BadId> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadId);
    }
    text.parse().ok().filter(|number| *number > 0).ok_or(BadId)
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident,)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The id with this number, which the store or a partner gave.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The bare number, as it is stored.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                parse(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A client firm (`account`).
    AccountId,
    /// A person who signs in (`user`).
    UserId,
    /// A brand that sells (`project`).
    ProviderId,
    /// A place where services run (`datacenter`).
    DataCenterId,
    /// A group of staff that works on tasks (`department`).
    DepartmentId,
    /// What kind of thing is sold (`itemtype`).
    ProductTypeId,
    /// A tariff plan (`pricelist`).
    TariffId,
    /// An addon of a tariff (`pricelist.detail`).
    AddonId,
    /// A closed list that customers choose from (`enumeration`).
    EnumerationId,
    /// A value of a closed list (`enumerationitem`).
    EnumerationItemId,
    /// What is ordered at a seller together with a value (`enumeration.item.addon`).
    ItemAddonId,
    /// What one currency costs in another (`currencyrate`).
    CurrencyRateId,
    /// Which period is ordered at a seller for one that is sold here (`processing.customparam`).
    PeriodRuleId,
    /// A configured link to the system that does the work (`processing`).
    ModuleId,
    /// A seller that several modules may share.
    SellerId,
    /// One thing a customer has (`item`).
    ServiceId,
    /// Work on one service that must come to an end (`runningoperation`).
    OperationId,
    /// What a person should know or do about an operation (`task`).
    TaskId,
    /// What staff should know about (`problems`).
    ProblemId,
    /// An account's money in one currency at one provider (`subaccount`).
    WalletId,
    /// What was ordered and is paid together (`billorder`).
    BillOrderId,
    /// Money that came in (`payment`).
    PaymentId,
    /// Who pays, as bills name him (`profile`).
    ProfileId,
    /// Money that was charged (`expense`).
    ExpenseId,
    /// A certificate request of a service.
    CertificateRequestId,
    /// A certificate in the history of its service.
    IssuedCertificateId,
    /// The seller's own number of a service that we resell.
    UpstreamId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_positive_digits_are_ids() {
        let check = |text: &str, expect: Option<i64>| {
            assert_eq!(
                text.parse::<ServiceId>().ok().map(ServiceId::get),
                expect,
                "{text:?}"
            );
        };
        check("1", Some(1));
        check("9223372036854775807", Some(i64::MAX));
        for text in [
            "",
            "0",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1.0",
            "9223372036854775808",
            "٣",
            "0x1",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn an_id_prints_as_its_number() {
        assert_eq!(TariffId::new(55227).to_string(), "55227");
        assert_eq!(format!("{:>4}", TariffId::from(7)), "   7");
        assert_eq!(format!("{:?}", TariffId::new(7)), "TariffId(7)");
    }
}
