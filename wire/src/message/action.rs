//! Stopping, starting and closing a service: `<type>.suspend`, `.resume`, `.delete` (wire 3.11).
//!
//! All three may be sent twice. Their answer is an `ok`; that to a deletion may say what was given
//! back (our extension).

use onsell_domain::Money;

use super::field;
use crate::{Document, Fault, Node, Params};

/// What is to be done with a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Stop it.
    Suspend,
    /// Start it again.
    Resume,
    /// Close it for good.
    Delete,
}

impl Action {
    const ALL: [Self; 3] = [Self::Suspend, Self::Resume, Self::Delete];

    /// The part of the function's name behind the product type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Delete => "delete",
        }
    }
}

/// One action on one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRequest {
    /// The internal name of the product type, such as `soft`.
    pub product_type: String,
    /// What is to be done.
    pub action: Action,
    /// The seller's id of the service.
    pub service: i64,
}

impl ActionRequest {
    /// The function that does this.
    pub fn func(&self) -> String {
        format!("{}.{}", self.product_type, self.action.name())
    }

    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", self.func());
        params.push("elid", self.service.to_string());
        params.push("sok", "ok");
        params
    }

    /// The action in a request; `sok` is not needed (wire 3.11).
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let func = params.text("func").unwrap_or_default();
        let verb = func.rsplit_once('.').map(|(_, verb)| verb);
        let action = Action::ALL
            .into_iter()
            .find(|action| Some(action.name()) == verb);
        let action = action.ok_or_else(|| Fault::access(func))?;
        Ok(Self {
            product_type: field::product_type(params, &format!(".{}", action.name()))?,
            action,
            service: params.required_id("elid")?,
        })
    }
}

/// What came of an action: it is done or on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionAnswer {
    /// What was given back to the balance, where the seller says so (our extension).
    pub returned: Option<Money>,
}

impl ActionAnswer {
    /// The answer of the function `func`.
    pub fn to_document(&self, func: &str) -> Document {
        let mut document = Document::result(func).with(Node::new("ok"));
        field::put_returned(&mut document.root, self.returned);
        document
    }

    /// Reads an answer that is no refusal.
    pub fn from_node(root: &Node) -> Self {
        Self {
            returned: field::returned(root),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_arrives_as_it_was_sent() {
        for action in Action::ALL {
            let request = ActionRequest {
                product_type: "soft".to_owned(),
                action,
                service: 100_501,
            };
            let query = request.to_params().to_query();
            assert_eq!(
                query,
                format!("func=soft.{}&elid=100501&sok=ok", action.name())
            );
            let params = Params::parse_urlencoded(&query).expect("readable");
            assert_eq!(ActionRequest::from_params(&params), Ok(request));
        }
    }

    #[test]
    fn other_functions_are_no_actions() {
        let check = |query: &str, kind: &str| {
            let params = Params::parse_urlencoded(query).expect(query);
            assert_eq!(
                ActionRequest::from_params(&params).expect_err(query).kind(),
                kind
            );
        };
        check("func=soft.edit&elid=1", "access");
        check("func=suspend&elid=1", "access");
        check("func=.suspend&elid=1", "access");
        check("elid=1", "access");
        check("func=soft.suspend", "value");
        check("func=soft.suspend&elid=x", "value");
    }

    #[test]
    fn the_answer_is_ok() {
        let check = |returned: Option<Money>, expect: Document| {
            let answer = ActionAnswer { returned };
            let document = answer.to_document("soft.delete");
            assert_eq!(document, expect);
            assert_eq!(ActionAnswer::from_node(&document.root), answer);
        };
        let plain = Document::result("soft.delete").with(Node::new("ok"));
        check(None, plain.clone());
        check(
            Money::parse("2.50 EUR").ok(),
            plain.with(Node::leaf("returned", "2.50 EUR")),
        );
    }
}
