//! The two languages of the house and texts that exist in both.

/// A language that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English, also for whoever asks for a language that is not here.
    #[default]
    En,
    /// Russian.
    Ru,
}

impl Language {
    /// Reads what a browser or an API client sends (`ru`, `ru-RU`, `RU_ru`); anything else is
    /// English.
    pub fn parse(text: &str) -> Self {
        match text.trim_start().as_bytes() {
            [r, u, ..] if r.eq_ignore_ascii_case(&b'r') && u.eq_ignore_ascii_case(&b'u') => {
                Self::Ru
            }
            _ => Self::En,
        }
    }

    /// The two letters used on the wire and in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }
}

/// A fixed text in every language of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Text {
    /// The English words.
    pub en: &'static str,
    /// The Russian words.
    pub ru: &'static str,
}

impl Text {
    /// A text from its English and its Russian words.
    pub const fn new(en: &'static str, ru: &'static str) -> Self {
        Self { en, ru }
    }

    /// The words in one language.
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Ru => self.ru,
        }
    }
}

/// A sentence about what was found, in every language of the house.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Words {
    /// The English words.
    pub en: String,
    /// The Russian words.
    pub ru: String,
}

impl Words {
    /// A sentence from its English and its Russian words.
    pub fn new(en: impl Into<String>, ru: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            ru: ru.into(),
        }
    }

    /// What somebody else said, which stays as it was said in whatever language is asked for.
    pub fn quoted(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(text.clone(), text)
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.ru.is_empty()
    }

    /// The words in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ru => &self.ru,
        }
    }
}

impl From<Text> for Words {
    fn from(text: Text) -> Self {
        Self::new(text.en, text.ru)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_russian_prefix_means_russian() {
        for text in ["ru", "RU", "ru-RU", "russian", " ru"] {
            assert_eq!(Language::parse(text), Language::Ru, "{text:?}");
        }
        for text in ["", "r", "en", "de", "en-RU", "р"] {
            assert_eq!(Language::parse(text), Language::En, "{text:?}");
        }
        for language in [Language::En, Language::Ru] {
            assert_eq!(Language::parse(language.code()), language);
        }
    }

    #[test]
    fn a_text_speaks_the_language_asked_for() {
        let text = Text::new("Day", "День");
        assert_eq!(text.get(Language::En), "Day");
        assert_eq!(text.get(Language::Ru), "День");
    }

    #[test]
    fn what_others_said_stays_as_it_is() {
        let words = Words::quoted("no such record");
        for language in [Language::En, Language::Ru] {
            assert_eq!(words.get(language), "no such record");
        }
        assert!(Words::default().is_empty() && !words.is_empty());
        assert!(!Words::new("", "День").is_empty());
    }
}
