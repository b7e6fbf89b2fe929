//! The texts of the face itself, in Fluent files: `locales/en.ftl` and `locales/ru.ftl`. What
//! functions are called is in their declarations.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use onsell_domain::Language;
use std::borrow::Borrow;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

const ENGLISH: &str = include_str!("../../locales/en.ftl");
const RUSSIAN: &str = include_str!("../../locales/ru.ftl");

type Bundle = FluentBundle<FluentResource>;

/// The texts in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    language: Language,
}

impl Words {
    /// The texts in a language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    pub fn language(self) -> Language {
        self.language
    }

    /// A text; its own name where there is none, which a test forbids.
    pub fn say(self, name: &str) -> String {
        self.told(name, None)
    }

    /// A text, if there is one of that name: some names are made of words that are only known at
    /// run time, such as the verb of a function.
    pub fn find(self, name: &str) -> Option<String> {
        bundle(self.language)
            .has_message(name)
            .then(|| self.say(name))
    }

    /// A text with a number in it.
    pub fn count(self, name: &str, count: impl Borrow<i64>) -> String {
        let mut args = FluentArgs::new();
        args.set("count", *count.borrow());
        self.told(name, Some(&args))
    }

    /// A text with something else in it.
    pub fn about(self, name: &str, what: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("what", what.to_owned());
        self.told(name, Some(&args))
    }

    fn told(self, name: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = bundle(self.language);
        let pattern = bundle.get_message(name).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            return name.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        text.into_owned()
    }
}

fn bundle(language: Language) -> &'static Bundle {
    static ENGLISH_BUNDLE: OnceLock<Bundle> = OnceLock::new();
    static RUSSIAN_BUNDLE: OnceLock<Bundle> = OnceLock::new();
    match language {
        Language::En => ENGLISH_BUNDLE.get_or_init(|| read("en", ENGLISH)),
        Language::Ru => RUSSIAN_BUNDLE.get_or_init(|| read("ru", RUSSIAN)),
    }
}

/// A file with a mistake in one message loses that message, which a test forbids.
fn read(language: &str, text: &str) -> Bundle {
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let language: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Marks of direction around values would be copied along with them.
    bundle.set_use_isolating(false);
    let _ = bundle.add_resource(resource);
    bundle
}

#[cfg(test)]
mod tests;
