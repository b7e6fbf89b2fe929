//! What a person or a test in another process may do to a double, under `/__double/`.
//!
//! | request | what it does |
//! |---|---|
//! | `GET state` | everything there is |
//! | `GET journal`, `DELETE journal` | what was asked; forget it |
//! | `GET rules`, `POST rules`, `DELETE rules` | the faults; add one; take all away |
//! | `GET clock`, `POST clock` | the clock and the pace; `{"advance_seconds":60,"pace":{"polls":2}}` |
//! | `POST reset` | everything as in the beginning |

use serde::Deserialize;
use serde_json::{Value, json};

use super::scene::Inside;
use super::{Pace, Product, Rule};
use crate::http::{Answer, Request};

pub(super) const PREFIX: &str = "/__double/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    #[serde(default)]
    advance_seconds: i64,
    pace: Option<Pace>,
}

impl<P: Product> Inside<P> {
    pub(super) fn administer(&mut self, path: &str, request: &Request) -> Answer {
        match (request.method.as_str(), path) {
            ("GET", "state") => Answer::json(200, &self.product.state()),
            ("GET", "journal") => Answer::json(200, &json!(self.journal)),
            ("DELETE", "journal") => {
                self.journal.clear();
                done()
            }
            ("GET", "rules") => {
                let rules: Vec<&Rule> = self.rules.iter().map(|(rule, _)| rule).collect();
                Answer::json(200, &json!(rules))
            }
            ("POST", "rules") => match serde_json::from_slice(&request.body) {
                Ok(rule) => {
                    self.push(rule);
                    done()
                }
                Err(error) => refused(&error),
            },
            ("DELETE", "rules") => {
                self.rules.clear();
                done()
            }
            ("GET", "clock") => self.clock(),
            ("POST", "clock") => match serde_json::from_slice::<Clock>(&request.body) {
                Ok(clock) => {
                    self.now = self.now.saturating_add(clock.advance_seconds);
                    self.pace = clock.pace.unwrap_or(self.pace);
                    self.clock()
                }
                Err(error) => refused(&error),
            },
            ("POST", "reset") => {
                self.product = self.fresh.clone();
                self.rules.clear();
                self.journal.clear();
                self.now = 0;
                self.pace = Pace::default();
                done()
            }
            _ => {
                let paths = ["state", "journal", "rules", "clock", "reset"];
                Answer::json(404, &json!({ "error": "no such path", "paths": paths }))
            }
        }
    }

    fn clock(&self) -> Answer {
        Answer::json(200, &json!({ "now": self.now, "pace": self.pace }))
    }
}

fn done() -> Answer {
    Answer::json(200, &Value::Object(serde_json::Map::new()))
}

fn refused(error: &serde_json::Error) -> Answer {
    Answer::json(400, &json!({ "error": error.to_string() }))
}
