//! Whether a page can be used by everybody: axe-core, run in the page. It is not part of the
//! product; `./test` gets it from the registry of npm and names the file.

use crate::browser::Browser;
use serde_json::{Value, json};

/// Names the file of axe-core; `./test` sets it where it gets one.
const VARIABLE: &str = "ONSELL_TEST_AXE";
/// What axe-core calls findings that keep people out.
const GRAVE: [&str; 2] = ["serious", "critical"];

/// The script of axe-core.
pub struct Audit(String);

impl Audit {
    /// The audit of the tests; none where axe-core could not be had, which `./test` has said.
    ///
    /// # Panics
    /// Where its file is named and cannot be read.
    pub fn of_tests() -> Option<Self> {
        let path = std::env::var(VARIABLE).ok()?;
        let script = std::fs::read_to_string(&path);
        Some(Self(
            script.unwrap_or_else(|error| panic!("{path}: {error}")),
        ))
    }

    /// The grave findings of the page that is shown, a line each: the rule, the element, and why.
    ///
    /// # Panics
    /// Where the audit does not run.
    pub fn findings(&self, browser: &Browser) -> Vec<String> {
        let session = browser.session();
        let here = browser.path();
        if browser.run("return typeof axe") == "undefined" {
            let loaded = session.run(&self.0, json!([]));
            loaded.unwrap_or_else(|error| panic!("{here}: {error}"));
        }
        let run = "const told = arguments[arguments.length - 1]; \
            axe.run(document, { resultTypes: ['violations'] }) \
            .then(found => told(found.violations), error => told(String(error)));";
        let found = session.run_until_told(run);
        let found = found.unwrap_or_else(|error| panic!("{here}: {error}"));
        let violations = found
            .as_array()
            .unwrap_or_else(|| panic!("{here}: no audit: {found}"));
        let grave = violations.iter().filter(|violation| is_grave(violation));
        grave
            .flat_map(|violation| lines(&here, violation))
            .collect()
    }
}

fn is_grave(violation: &Value) -> bool {
    violation["impact"]
        .as_str()
        .is_some_and(|impact| GRAVE.contains(&impact))
}

fn lines(here: &str, violation: &Value) -> Vec<String> {
    let rule = violation["id"].as_str().unwrap_or_default();
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    nodes
        .map(|node| {
            let (html, why) = (&node["html"], &node["failureSummary"]);
            format!("{here}: {rule}: {html}: {why}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_keeps_people_out_is_grave() {
        let check = |impact: &str, expect: bool| {
            assert_eq!(is_grave(&json!({ "impact": impact })), expect, "{impact}");
        };
        check("critical", true);
        check("serious", true);
        check("moderate", false);
        check("minor", false);
        assert!(!is_grave(&json!({ "impact": null })));
    }
}
