//! The page for whoever opens the address in a browser.

use super::escaped;
use onsell_domain::{Language, Text};

const TEMPLATE: &str = include_str!("welcome.html");

const WHAT: Text = Text::new(
    "This is a hosting-billing system. Customers order services here, and other billing systems \
     resell them.",
    "Это биллинговая система хостинга. Клиенты заказывают здесь услуги, а другие биллинговые \
     системы их перепродают.",
);
const WHERE: Text = Text::new(
    "Programs call the API at",
    "Программы обращаются к API по адресу",
);
const TRY: Text = Text::new("The price list is public:", "Прайс-лист открыт для всех:");
const MORE: Text = Text::new(
    "A transcript with curl, from signing in to a license key, is in the README that comes with \
     the program.",
    "Пример работы через curl, от входа до ключа лицензии, есть в файле README из поставки \
     программы.",
);

/// The page in a language, for the address under which it was opened.
pub(crate) fn page(language: Language, address: &str) -> String {
    let (other, other_name) = match language {
        Language::En => ("ru", "Русский"),
        Language::Ru => ("en", "English"),
    };
    // The address comes from the caller, so it is put in last and cannot be a placeholder.
    TEMPLATE
        .replace("{language}", language.code())
        .replace("{what}", WHAT.get(language))
        .replace("{where}", WHERE.get(language))
        .replace("{try}", TRY.get(language))
        .replace("{more}", MORE.get(language))
        .replace("{other}", other)
        .replace("{other_name}", other_name)
        .replace("{address}", &escaped(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_complete_in_both_languages() {
        for language in [Language::En, Language::Ru] {
            let page = page(language, "https://b.example");
            assert!(page.contains("<code>https://b.example/billmgr</code>"));
            assert!(page.contains(&format!("<html lang=\"{}\">", language.code())));
            assert!(page.contains(WHAT.get(language)));
            let body = page.split_once("<body>").map_or("", |(_, body)| body);
            assert!(!body.contains('{'), "{body}");
        }
    }

    #[test]
    fn a_host_cannot_write_markup() {
        let page = page(Language::En, "http://<script>'\"{what}");
        assert!(page.contains("http://&lt;script&gt;&#39;&quot;{what}/billmgr"));
        assert!(!page.contains("<script>"));
    }
}
