//! What a double is made of: a product, rules, a journal and a clock, and how they meet.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Call, Entry, Moment, Pace, Plan, Product, Rule, Then, admin};
use crate::http::{Answer, Reply, Request};

/// Everything of a double, for one request or one look at a time.
pub(super) struct Scene<P>(pub Mutex<Inside<P>>);

/// What is inside.
pub(super) struct Inside<P> {
    pub product: P,
    /// The product as it began, for a reset.
    pub fresh: P,
    /// Each with a copy of the product where it answers from one.
    pub rules: Vec<(Rule, Option<P>)>,
    pub journal: Vec<Entry>,
    pub now: i64,
    pub pace: Pace,
}

impl<P> Scene<P> {
    pub fn lock(&self) -> MutexGuard<'_, Inside<P>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P: Product> Inside<P> {
    pub fn push(&mut self, rule: Rule) {
        let copy = (*rule.then() == Then::Stale).then(|| self.product.clone());
        self.rules.push((rule, copy));
    }

    pub fn reply(&mut self, request: &Request) -> Reply {
        if let Some(path) = request.path.strip_prefix(admin::PREFIX) {
            return at_once(self.administer(path, request));
        }
        let call = match self.product.read(request) {
            Ok(call) => call,
            Err(answer) => return at_once(answer),
        };
        let text = format!(
            "{}\n{}",
            request.query,
            String::from_utf8_lossy(&request.body)
        );
        let then = self.rule_for(&call, &text);
        let (answer, reply) = self.carry_out(&call, then.as_ref());
        self.journal.push(Entry {
            method: call.method,
            path: call.path,
            query: request.query.clone(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
            status: reply.answer.as_ref().map(|answer| answer.status),
            answer: answer.body,
            by_rule: then.is_some(),
        });
        reply
    }

    /// Every rule that means a request counts it; the oldest whose turn it is has its way.
    fn rule_for(&mut self, call: &Call, text: &str) -> Option<(Then, Option<P>)> {
        let mut found = None;
        for (rule, copy) in &mut self.rules {
            if rule.meets(&call.method, &call.path, text) && found.is_none() {
                found = Some((rule.then().clone(), copy.clone()));
            }
        }
        found
    }

    /// What is noted as the answer, and what leaves.
    fn carry_out(&mut self, call: &Call, then: Option<&(Then, Option<P>)>) -> (Answer, Reply) {
        let mut moment = Moment {
            now: self.now,
            pace: self.pace,
            plan: Plan::Complete,
            planned: String::new(),
        };
        let nothing = Answer {
            status: 0,
            content_type: "",
            body: String::new(),
        };
        let mut pause = Duration::ZERO;
        let answer = match then {
            None | Some((Then::DropAfterEffect, _)) => self.product_answers(call, &moment),
            Some((Then::Answer { status, body }, _)) => Answer {
                status: *status,
                content_type: content_type_of(body),
                body: body.clone(),
            },
            Some((Then::Drop, _)) => nothing,
            Some((Then::Delay(ms), _)) => {
                pause = Duration::from_millis(*ms);
                self.product_answers(call, &moment)
            }
            Some((Then::StuckTask { task }, _)) => {
                moment.plan = Plan::Stuck;
                moment.planned.clone_from(task);
                self.product_answers(call, &moment)
            }
            Some((Then::FailedTask { task, message }, _)) => {
                moment.plan = Plan::Fail(message.clone());
                moment.planned.clone_from(task);
                self.product_answers(call, &moment)
            }
            Some((Then::EmptyList, _)) => P::without_rows(self.product_answers(call, &moment)),
            Some((Then::Stale, copy)) => match (self.product.admit(call, &moment), copy) {
                (Ok(()), Some(copy)) => copy.clone().answer(call, &moment),
                (Ok(()), None) => self.product.answer(call, &moment),
                (Err(refusal), _) => refusal,
            },
        };
        let is_cut = matches!(then, Some((Then::Drop | Then::DropAfterEffect, _)));
        let leaves = (!is_cut).then(|| answer.clone());
        let reply = Reply {
            answer: leaves,
            pause,
        };
        (answer, reply)
    }

    fn product_answers(&mut self, call: &Call, moment: &Moment) -> Answer {
        match self.product.admit(call, moment) {
            Ok(()) => self.product.answer(call, moment),
            Err(refusal) => refusal,
        }
    }
}

fn at_once(answer: Answer) -> Reply {
    Reply {
        answer: Some(answer),
        pause: Duration::ZERO,
    }
}

/// What a body made by hand most likely is.
fn content_type_of(body: &str) -> &'static str {
    match body.trim_start().get(..1) {
        Some("{" | "[") => "application/json",
        Some("<") if body.contains("<html") => "text/html",
        Some("<") => "text/xml",
        _ => "text/plain",
    }
}
