//! Bugs on purpose: a seam that is wrapped so that one invariant breaks, to show that its check
//! sees.

use crate::moves::Side;
use onsell_engine::Engine;
use onsell_panel::Panel;
use onsell_wire::{Format, Params};

/// A bug on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deliberate {
    /// The network sends this function a second time, under a fresh key and, where it binds an
    /// address, for another one.
    SentTwice(&'static str),
    /// The network changes answers of this function: every text is replaced by the other.
    AnswerChanged(&'static str, &'static str, &'static str),
    /// The network loses a parameter of this function.
    ParameterLost(&'static str, &'static str),
    /// The network panics when this function is answered.
    Panics(&'static str),
    /// Between the engine and the store somebody runs statements, in one unit, once the first of
    /// them finds a row.
    Statements(Side, &'static [&'static str]),
}

impl Deliberate {
    /// What the network does to a request.
    pub fn before(&self, request: &mut Params) {
        if let Self::ParameterLost(wrong, parameter) = self
            && request.get("func") == Some(wrong)
        {
            request.remove(parameter);
        }
    }

    /// What the network does after the seller answered.
    pub fn after(&self, seller: &Panel, request: &Params, answer: String) -> String {
        let function = request.get("func").unwrap_or_default();
        match self {
            Self::SentTwice(wrong) if function == *wrong => {
                let mut again = request.clone();
                again.set("orderkey", format!("{}-again", fresh_key(request)));
                if again.has("ip") {
                    again.set("ip", "203.0.113.77");
                }
                seller.call_local(again, Format::Xml);
                answer
            }
            Self::AnswerChanged(wrong, from, into) if function == *wrong => {
                answer.replace(from, into)
            }
            Self::Panics(wrong) if function == *wrong => panic!("as the test wants it"),
            _ => answer,
        }
    }

    /// What somebody does to a side's database; whether anything was done.
    pub fn meddle(&self, side: Side, engine: &Engine) -> bool {
        let Self::Statements(wrong, statements) = self else {
            return false;
        };
        if *wrong != side {
            return false;
        }
        let statements = *statements;
        let done = engine.write(None, move |scope| {
            for (index, sql) in statements.iter().enumerate() {
                if scope.tx.exec(sql, &[])? == 0 && index == 0 {
                    return Ok(false);
                }
            }
            Ok(true)
        });
        done.expect("a deliberate bug is written in good SQL")
    }
}

fn fresh_key(request: &Params) -> String {
    request.get("orderkey").unwrap_or("none").to_owned()
}
