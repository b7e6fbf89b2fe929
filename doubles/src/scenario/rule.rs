//! Faults by rule: which request, how often, and what happens to it instead.

use super::When;
use serde::{Deserialize, Serialize};

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// Nothing is done, and this is answered.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body, sent as it is.
        #[serde(default)]
        body: String,
    },
    /// Nothing is done, and the connection is cut.
    Drop,
    /// The work is done, and the connection is cut: the answer is lost.
    DropAfterEffect,
    /// The work is done, and the answer comes this many milliseconds later.
    Delay(u64),
    /// A task that the request begins runs and never ends.
    StuckTask {
        /// The name of the task; empty for the one that the request is about.
        #[serde(default)]
        task: String,
    },
    /// A task that the request begins fails.
    FailedTask {
        /// The name of the task; empty for the one that the request is about.
        #[serde(default)]
        task: String,
        /// What it says.
        message: String,
    },
    /// The list is answered without its rows.
    EmptyList,
    /// The answer is what it had been when the rule was made; what it would change is lost.
    Stale,
}

/// One rule: a fault, and the requests that meet it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `GET`, `POST`, `DELETE`, or `*` for any.
    #[serde(default = "any")]
    pub(super) method: String,
    /// The path without a prefix such as `/api`. `{id}` stands for one segment, a `*` at the end
    /// for whatever follows. Where functions are parameters it is the function: `vm.edit` shows the
    /// form, `vm.edit+sok` performs.
    pub(super) path: String,
    /// The request has this text in its query or body.
    #[serde(default)]
    pub(super) containing: String,
    /// The first request that is meant, counted from one.
    #[serde(default = "one")]
    pub(super) nth: u32,
    /// How many requests are meant, beginning with that one.
    #[serde(default = "one")]
    pub(super) times: u32,
    /// What happens to them.
    pub(super) then: Then,
    /// How many such requests there were since the rule was made.
    #[serde(default, skip_deserializing)]
    pub(super) seen: u32,
}

fn any() -> String {
    "*".to_owned()
}

const fn one() -> u32 {
    1
}

impl Rule {
    /// Begins a rule about requests with this method and path.
    pub fn on(method: &str, path: &str) -> When {
        When(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            containing: String::new(),
            nth: 1,
            times: 1,
            then: Then::Drop,
            seen: 0,
        })
    }

    /// Begins a rule about a function that is a parameter.
    pub fn on_function(function: &str) -> When {
        Self::on("*", function)
    }

    /// Begins a rule about every request.
    pub fn on_any() -> When {
        Self::on("*", "*")
    }

    /// Counts a request that is meant, and says what happens to it where its turn has come.
    pub(crate) fn meets(&mut self, method: &str, path: &str, text: &str) -> bool {
        let is_meant = (self.method == "*" || self.method == method)
            && path_matches(&self.path, path)
            && text.contains(&self.containing);
        if !is_meant {
            return false;
        }
        self.seen = self.seen.saturating_add(1);
        self.seen >= self.nth && self.seen - self.nth < self.times
    }

    pub(crate) fn then(&self) -> &Then {
        &self.then
    }
}

/// Whether a path is one of those that a pattern means.
pub(crate) fn path_matches(pattern: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for wanted in pattern.split('/') {
        if wanted == "*" {
            return true;
        }
        let is_any = wanted.starts_with('{') && wanted.ends_with('}');
        match parts.next() {
            Some(part) if part == wanted || is_any && !part.is_empty() => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_whole_paths() {
        let check = |pattern: &str, path: &str, expect: bool| {
            assert_eq!(path_matches(pattern, path), expect, "{pattern} {path}");
        };
        check("/vm/v3/host", "/vm/v3/host", true);
        check("/vm/v3/host", "/vm/v3/host/1", false);
        check("/vm/v3/host/{id}/start", "/vm/v3/host/12/start", true);
        check("/vm/v3/host/{id}/start", "/vm/v3/host/12/stop", false);
        check("/vm/v3/host/{id}", "/vm/v3/host/", false);
        check("/vm/*", "/vm/v3/host/12", true);
        check("/vm/*", "/auth/v4/whoami", false);
        check("*", "vm.edit", true);
        check("vm.edit", "vm.edit+sok", false);
    }

    #[test]
    fn a_rule_has_its_turns() {
        let turns = |mut rule: Rule| -> Vec<bool> {
            let meets = |_| rule.meets("POST", "/a", "where=x");
            (0..4).map(meets).collect()
        };
        let on = || Rule::on("POST", "/a");
        assert_eq!(
            turns(on().drop_before_effect()),
            [true, false, false, false]
        );
        assert_eq!(
            turns(on().nth(2).times(2).stale()),
            [false, true, true, false]
        );
        assert_eq!(turns(on().always().stale()), [true; 4]);
        assert_eq!(turns(on().containing("=x").always().stale()), [true; 4]);
        assert_eq!(turns(on().containing("=y").always().stale()), [false; 4]);
        assert_eq!(turns(Rule::on("GET", "/a").always().stale()), [false; 4]);
        assert_eq!(turns(Rule::on_any().always().stale()), [true; 4]);
    }

    #[test]
    fn a_rule_is_written_as_people_write_it() {
        let written =
            r#"{"method":"POST","path":"/vm/v3/host","times":3,"then":{"answer":{"status":503}}}"#;
        let rule: Rule = serde_json::from_str(written).unwrap();
        assert_eq!(
            rule,
            Rule::on("POST", "/vm/v3/host").times(3).answer(503, "")
        );
        let short: Rule =
            serde_json::from_str(r#"{"path":"*","then":"drop_after_effect"}"#).unwrap();
        assert_eq!(short, Rule::on_any().drop_after_effect());
        serde_json::from_str::<Rule>(r#"{"path":"*","then":"drop","time":3}"#).unwrap_err();
    }
}
