//! What a product of certificates can do: its template, a set of flags (backends 5.1).

use std::fmt;

use super::fault::NamesFault;
use super::names::{is_idn, is_wildcard};

/// One thing that a product can do, or that its order needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TemplateFlag {
    /// The first name is a wildcard.
    Wildcard,
    /// `www.` before the first name, or without it, costs nothing.
    Www,
    /// More names than one.
    Multidomain,
    /// Further names may be wildcards.
    MultidomainWildcard,
    /// Names in other letters (`xn--…`).
    Idn,
    /// The order needs the organization.
    OrgInfo,
    /// The certificate is for signing programs; it has no host names.
    CodeSign,
    /// Further names are read from the request.
    CsrAltName,
    /// The right to a name is shown by a letter.
    AuthEmail,
    /// The right to a name is shown by a record of its zone.
    AuthDns,
    /// The right to a name is shown by a file of its site.
    AuthHttp,
}

impl TemplateFlag {
    /// Every flag, in the order in which they are written.
    pub const ALL: [Self; 11] = [
        Self::Wildcard,
        Self::Www,
        Self::Multidomain,
        Self::MultidomainWildcard,
        Self::Idn,
        Self::OrgInfo,
        Self::CodeSign,
        Self::CsrAltName,
        Self::AuthEmail,
        Self::AuthDns,
        Self::AuthHttp,
    ];

    /// The word it is kept and told under.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wildcard => "wildcard",
            Self::Www => "www",
            Self::Multidomain => "multidomain",
            Self::MultidomainWildcard => "multidomain_wildcard",
            Self::Idn => "idn",
            Self::OrgInfo => "orginfo",
            Self::CodeSign => "codesign",
            Self::CsrAltName => "csraltname",
            Self::AuthEmail => "authemail",
            Self::AuthDns => "authdnstxt",
            Self::AuthHttp => "authhttp",
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The flags of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Template(u16);

/// A word is no flag of a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a flag of a certificate's template: {0}")]
pub struct UnknownFlag(pub String);

impl Template {
    /// Reads words separated by spaces.
    pub fn parse(text: &str) -> Result<Self, UnknownFlag> {
        text.split_whitespace()
            .try_fold(Self::default(), |template, word| {
                let mut flags = TemplateFlag::ALL.into_iter();
                let flag = flags.find(|flag| flag.name() == word);
                let flag = flag.ok_or_else(|| UnknownFlag(word.to_owned()))?;
                Ok(template.with(flag))
            })
    }

    /// Whether it has a flag.
    pub const fn has(self, flag: TemplateFlag) -> bool {
        self.0 & flag.bit() != 0
    }

    /// This, with one flag more.
    #[must_use]
    pub const fn with(self, flag: TemplateFlag) -> Self {
        Self(self.0 | flag.bit())
    }

    /// How many of the names count: the first one, and all that do not come with it for nothing.
    pub fn counted(self, names: &[String]) -> usize {
        let Some((first, others)) = names.split_first() else {
            return 0;
        };
        1 + others
            .iter()
            .filter(|name| !self.is_free(first, name))
            .count()
    }

    /// Whether the names, the common name first, fit what the product sells. `names_paid` is how
    /// many names are included and bought, the first one among them; no product has less than one.
    pub fn check(self, names: &[String], names_paid: usize) -> Result<(), NamesFault> {
        if self.has(TemplateFlag::CodeSign) {
            return Ok(());
        }
        let (first, others) = names.split_first().ok_or(NamesFault::NoName)?;
        if !self.has(TemplateFlag::Idn)
            && let Some(name) = names.iter().find(|name| is_idn(name))
        {
            return Err(NamesFault::Idn(name.clone()));
        }
        let sells_stars = self.has(TemplateFlag::Wildcard);
        let sells_more_stars = self.has(TemplateFlag::MultidomainWildcard);
        if is_wildcard(first) && !sells_stars && !sells_more_stars {
            return Err(NamesFault::Wildcard(first.clone()));
        }
        if !is_wildcard(first) && sells_stars && !sells_more_stars {
            return Err(NamesFault::WildcardNeeded(first.clone()));
        }
        for name in others.iter().filter(|name| !self.is_free(first, name)) {
            if !self.is_multidomain() {
                return Err(NamesFault::OneName(name.clone()));
            }
            if is_wildcard(name) && !sells_more_stars {
                return Err(NamesFault::Wildcard(name.clone()));
            }
        }
        let asked = self.counted(names);
        let most = names_paid.max(1);
        if asked > most && self.is_multidomain() {
            return Err(NamesFault::TooMany { asked, most });
        }
        Ok(())
    }

    fn is_multidomain(self) -> bool {
        self.has(TemplateFlag::Multidomain) || self.has(TemplateFlag::MultidomainWildcard)
    }

    /// Whether a name comes with the first one: itself, the name below its star, the `www.` before
    /// it or the name behind its `www.`.
    fn is_free(self, first: &str, name: &str) -> bool {
        let is_www_of = |long: &str, short: &str| long.strip_prefix("www.") == Some(short);
        first == name
            || first.strip_prefix("*.") == Some(name)
            || self.has(TemplateFlag::Www) && (is_www_of(name, first) || is_www_of(first, name))
    }
}

/// Words separated by spaces, always in the same order.
impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = TemplateFlag::ALL.into_iter().filter(|flag| self.has(*flag));
        let names: Vec<&str> = flags.map(TemplateFlag::name).collect();
        formatter.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_flags_and_words_again() {
        let all = TemplateFlag::ALL.map(TemplateFlag::name).join(" ");
        assert_eq!(Template::parse(&all).unwrap().to_string(), all);
        let template = Template::parse("  authemail www\nwww").unwrap();
        assert_eq!(template.to_string(), "www authemail");
        assert!(template.has(TemplateFlag::Www) && !template.has(TemplateFlag::Idn));
        assert_eq!(Template::parse("www x"), Err(UnknownFlag("x".to_owned())));
        assert_eq!(Template::default().to_string(), "");
    }

    #[test]
    fn names_fit_the_product_or_not() {
        let check = |flags: &str, names: &str, paid: usize, expect: Result<(), NamesFault>| {
            let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
            let template = Template::parse(flags).unwrap();
            assert_eq!(template.check(&names, paid), expect, "{flags:?} {names:?}");
        };
        let too_many = |asked, most| Err(NamesFault::TooMany { asked, most });
        check("", "", 1, Err(NamesFault::NoName));
        check("", "a.org", 0, Ok(()));
        check(
            "",
            "a.org www.a.org",
            9,
            Err(NamesFault::OneName("www.a.org".into())),
        );
        check("www", "a.org www.a.org", 1, Ok(()));
        check("www", "www.a.org a.org", 1, Ok(()));
        check(
            "www",
            "a.org www.b.org",
            1,
            Err(NamesFault::OneName("www.b.org".into())),
        );
        check(
            "www",
            "*.a.org",
            1,
            Err(NamesFault::Wildcard("*.a.org".into())),
        );
        check("wildcard", "*.a.org a.org", 1, Ok(()));
        check(
            "wildcard",
            "a.org",
            1,
            Err(NamesFault::WildcardNeeded("a.org".into())),
        );
        check(
            "wildcard",
            "*.a.org b.org",
            1,
            Err(NamesFault::OneName("b.org".into())),
        );
        check("multidomain", "a.org b.org c.org", 3, Ok(()));
        check("multidomain", "a.org b.org c.org", 2, too_many(3, 2));
        check("multidomain www", "a.org www.a.org b.org", 2, Ok(()));
        check(
            "multidomain",
            "a.org *.b.org",
            2,
            Err(NamesFault::Wildcard("*.b.org".into())),
        );
        check("multidomain_wildcard", "a.org *.b.org", 2, Ok(()));
        check("multidomain_wildcard", "*.a.org a.org b.org", 2, Ok(()));
        check(
            "multidomain_wildcard wildcard",
            "a.org *.b.org",
            1,
            too_many(2, 1),
        );
        check(
            "www",
            "xn--e1afmkfd.org",
            1,
            Err(NamesFault::Idn("xn--e1afmkfd.org".into())),
        );
        check("idn", "xn--e1afmkfd.org", 1, Ok(()));
        check("codesign orginfo", "", 1, Ok(()));
    }
}
