//! Signing in: tokens, the older sessions, keys for acting as somebody else (backends 1.1).

use serde_json::{Value, json};

use super::fault::Fault;
use crate::scenario::Call;

/// Seconds without a request after which a token is forgotten; seen: about one hour.
pub const TOKEN_IDLE_SECONDS: i64 = 3600;
/// The role of those who may do everything.
pub(crate) const ADMIN: &str = "@admin";

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The number of the account.
    pub id: i64,
    /// Signs in with this.
    pub email: String,
    /// And with this.
    pub password: String,
    /// `@admin`, `@advanced_user` or `@user`.
    pub role: String,
    /// Whether the account was suspended.
    pub is_suspended: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub text: String,
    user: i64,
    used: i64,
    /// Made to last: it does not end for want of use.
    is_lasting: bool,
}

/// Who may sign in and who has.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Everybody, the administrator first.
    pub users: Vec<User>,
    /// The status of a new token: 201 in newer releases, 200 in older ones.
    pub token_status: u16,
    /// Whether the service has version 4; an old installation has only version 3.
    pub has_v4: bool,
    pub(super) tokens: Vec<Token>,
    pub(super) keys: Vec<(String, i64, i64)>,
    pub(super) made: u64,
}

impl SignIn {
    /// A service with one administrator.
    pub(crate) fn with_administrator(email: &str, password: &str) -> Self {
        Self {
            users: vec![User {
                id: 1,
                email: email.to_owned(),
                password: password.to_owned(),
                role: ADMIN.to_owned(),
                is_suspended: false,
            }],
            token_status: 201,
            has_v4: true,
            tokens: Vec::new(),
            keys: Vec::new(),
            made: 0,
        }
    }

    /// Ends every token and session.
    pub fn expire_tokens(&mut self) {
        self.tokens.clear();
    }

    /// Finds somebody by number or e-mail.
    pub(crate) fn user(&self, id_or_email: &str) -> Option<&User> {
        let mut users = self.users.iter();
        users.find(|user| user.id.to_string() == id_or_email || user.email == id_or_email)
    }

    /// Makes an account; the same e-mail twice is refused.
    pub(crate) fn add(&mut self, email: &str, password: &str, role: &str) -> Result<i64, Fault> {
        if self.user(email).is_some() {
            let message = format!("The account {email} already exists");
            return Err(Fault::conflict(&message));
        }
        let id = 1 + self.users.iter().map(|user| user.id).max().unwrap_or(0);
        self.users.push(User {
            id,
            email: email.to_owned(),
            password: password.to_owned(),
            role: role.to_owned(),
            is_suspended: false,
        });
        Ok(id)
    }

    /// Lets a call in: public paths always, others with a token that is alive.
    pub(crate) fn admit(&mut self, call: &Call, now: i64) -> Result<(), Fault> {
        let is_public = call.path.contains("/public/")
            || call.method == "POST"
                && ["/auth/v3/auth", "/auth/v3/auth_by_key"].contains(&call.path.as_str());
        if is_public {
            return Ok(());
        }
        let user = self.caller(call, now).ok_or_else(Fault::unauthorized)?;
        let is_own = call.path.starts_with("/auth/") && !call.path.ends_with("/key");
        let user = self.user(&user.to_string());
        match user.filter(|user| !user.is_suspended) {
            None => Err(Fault::unauthorized()),
            Some(user) if user.role != ADMIN && !is_own => Err(Fault::forbidden()),
            Some(_) => Ok(()),
        }
    }

    /// Whose token a call brings.
    pub(super) fn caller(&mut self, call: &Call, now: i64) -> Option<i64> {
        self.tokens
            .retain(|token| token.is_lasting || now - token.used <= TOKEN_IDLE_SECONDS);
        let brought = tokens_of(call);
        let mut tokens = self.tokens.iter_mut();
        let token = tokens.find(|token| brought.contains(&token.text.as_str()))?;
        token.used = now;
        Some(token.user)
    }

    /// A new token of somebody.
    pub(super) fn make_token(&mut self, user: i64, used: i64, is_lasting: bool) -> String {
        self.made += 1;
        let text = format!("{}-token-{user}", self.made);
        self.tokens.push(Token {
            text: text.clone(),
            user,
            used,
            is_lasting,
        });
        text
    }
}

impl User {
    /// The account as lists and `whoami` show it.
    pub(crate) fn element(&self) -> Value {
        let state = if self.is_suspended {
            "suspended"
        } else {
            "active"
        };
        json!({
            "id": self.id,
            "email": self.email,
            "state": state,
            "auth_source": "local",
            "roles": [self.role],
        })
    }
}

/// What a call brings: one of the two headers, or the cookie `ses6`.
fn tokens_of(call: &Call) -> Vec<&str> {
    let headers = ["x-xsrf-token", "isp-session"];
    let mut tokens: Vec<&str> = headers
        .iter()
        .filter_map(|name| call.header(name))
        .collect();
    let cookies = call.header("cookie").unwrap_or_default().split(';');
    tokens.extend(cookies.filter_map(|cookie| cookie.trim().strip_prefix("ses6=")));
    tokens
}
