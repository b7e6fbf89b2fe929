//! A person without a mouse: keys go where the keyboard is, and nowhere else.

use crate::browser::Browser;
use serde_json::{Value, json};

/// The key that goes to the next field.
pub const TAB: &str = "\u{E004}";
/// The key that sends.
pub const ENTER: &str = "\u{E007}";
/// The key that ticks.
pub const SPACE: &str = " ";
/// The key that closes.
pub const ESCAPE: &str = "\u{E00C}";
/// The key that goes down a list.
pub const DOWN: &str = "\u{E015}";
/// How many elements of a page are passed by.
const STEPS_MAX: usize = 150;

/// What has the keyboard, and whether a person sees that it does.
const FOCUSED: &str = "const it = document.activeElement; \
    if (!it || it === document.body) return null; \
    const style = getComputedStyle(it); \
    const label = it.labels && it.labels.length ? it.labels[0].textContent : ''; \
    return { name: it.name || '', value: String(it.value || ''), \
        text: (it.getAttribute('aria-label') || it.textContent || '').trim(), \
        label: label.trim(), \
        seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };";

/// Whether a text is the one, or begins with it: an explanation may follow.
fn says(told: &Value, wanted: &str) -> bool {
    let told = told.as_str().unwrap_or_default();
    let words: Vec<&str> = told.split_whitespace().collect();
    words.join(" ").starts_with(wanted)
}

impl Browser {
    /// Presses and releases keys, one after the other.
    ///
    /// # Panics
    /// Where the browser has no keyboard.
    #[track_caller]
    pub fn type_keys(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })))
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        let done = self
            .session()
            .post("/actions", &json!({ "actions": [keyboard] }));
        done.unwrap_or_else(|error| panic!("{error}"));
    }

    /// Goes on until the keyboard is at a field of this name, or a button or link whose text begins
    /// like this.
    ///
    /// # Panics
    /// Where there is none, or where somebody looking could not tell what has the keyboard.
    #[track_caller]
    pub fn tab_to(&self, wanted: &str) {
        let mut passed = Vec::new();
        for _ in 0..STEPS_MAX {
            self.type_keys(TAB);
            let it = self.run(FOCUSED);
            if it.is_null() {
                continue;
            }
            assert_eq!(it["seen"], true, "nobody sees where the keyboard is: {it}");
            let is_meant = ["name", "text", "label"]
                .iter()
                .any(|part| says(&it[*part], wanted));
            if is_meant {
                return;
            }
            passed.push(it);
        }
        panic!(
            "{wanted} is not reached by keyboard at {}: {passed:?}",
            self.path()
        );
    }
}
