//! The paths of the service `auth` (backends 1.1).

use serde_json::json;

use super::body::Body;
use super::fault::{Fault, Outcome};
use super::sign_in::SignIn;
use crate::http::Answer;
use crate::scenario::Call;

/// Seconds after which a key is worth nothing; documented: one hour.
const KEY_SECONDS: i64 = 3600;

impl SignIn {
    /// Answers a path of the service `auth`.
    pub(crate) fn answer(&mut self, call: &Call, now: i64) -> Answer {
        let parts: Vec<&str> = call.path.trim_matches('/').split('/').collect();
        let outcome = match (call.method.as_str(), parts.as_slice()) {
            (_, ["auth", "v4", ..]) if !self.has_v4 => Err(Fault::no_handler(&call.path)),
            ("POST", ["auth", "v4", "public", "token"]) => {
                return match self.public_token(call, now) {
                    Ok(body) => Answer::json(self.token_status, &body),
                    Err(fault) => fault.answer(),
                };
            }
            ("POST", ["auth", "v4", "token"]) => self.lasting_token(call, now),
            ("GET", ["auth", "v4", "whoami"]) => self.whoami(call, now),
            ("POST", ["auth", "v4", "user", user, "key"]) => self.key(user, now),
            ("POST", ["auth", "v4", "public", "key"]) => self.token_for_key(call, now),
            ("POST", ["auth", "v3", "auth"]) => self.session(call, now),
            ("POST", ["auth", "v3", "auth_by_key"]) => {
                let token = self.token_for_key(call, now);
                token.map(|body| json!({ "session": body["token"] }))
            }
            ("DELETE", ["auth", "v3", "session", session]) => {
                self.tokens.retain(|token| token.text != *session);
                Ok(json!({}))
            }
            _ => Err(Fault::no_handler(&call.path)),
        };
        super::fault::answer(outcome)
    }

    fn public_token(&mut self, call: &Call, now: i64) -> Outcome {
        let user = self.known(call)?;
        let token = self.make_token(user, now, false);
        Ok(json!({ "id": self.made.to_string(), "token": token, "confirmed": true }))
    }

    fn session(&mut self, call: &Call, now: i64) -> Outcome {
        let user = self.known(call)?;
        Ok(json!({ "session": self.make_token(user, now, false) }))
    }

    fn lasting_token(&mut self, call: &Call, now: i64) -> Outcome {
        let body = Body::of(&call.body, &["description", "expires_at"])?;
        body.must_text("expires_at")?;
        let description = body.text("description")?.unwrap_or_default();
        let user = self.caller(call, now).ok_or_else(Fault::unauthorized)?;
        let token = self.make_token(user, now, true);
        Ok(json!({ "id": self.made.to_string(), "token": token, "description": description }))
    }

    /// Whose e-mail and password these are.
    fn known(&self, call: &Call) -> Result<i64, Fault> {
        let body = Body::of(&call.body, &["email", "password"])?;
        let (email, password) = (body.must_text("email")?, body.must_text("password")?);
        let user = self.user(email).filter(|user| user.email == email);
        let user = user.filter(|user| user.password == password && !user.is_suspended);
        user.map(|user| user.id).ok_or_else(Fault::unauthorized)
    }

    fn whoami(&mut self, call: &Call, now: i64) -> Outcome {
        let id = self.caller(call, now).ok_or_else(Fault::unauthorized)?;
        let user = self.user(&id.to_string()).ok_or_else(Fault::unauthorized)?;
        Ok(user.element())
    }

    fn key(&mut self, user: &str, now: i64) -> Outcome {
        let wanted = onsell_wire::Params::parse_urlencoded(&format!("user={user}"));
        let wanted = wanted.map_err(|fault| Fault::bad(&fault.to_string()))?;
        let wanted = wanted.get("user").unwrap_or_default().to_owned();
        let found = self.user(&wanted).map(|user| user.id);
        let id = found.ok_or_else(|| Fault::no_instance("user", &wanted))?;
        self.made += 1;
        let key = format!("{id}-00000000-0000-4000-8000-{:012}", self.made);
        self.keys.push((key.clone(), id, now));
        Ok(json!({ "id": id.to_string(), "key": key }))
    }

    /// A key is good for one sign-in.
    fn token_for_key(&mut self, call: &Call, now: i64) -> Outcome {
        let body = Body::of(&call.body, &["key"])?;
        let key = body.must_text("key")?;
        self.keys.retain(|(_, _, made)| now - made <= KEY_SECONDS);
        let place = self.keys.iter().position(|(known, _, _)| known == key);
        let place = place.ok_or_else(Fault::unauthorized)?;
        let (_, user, _) = self.keys.remove(place);
        Ok(json!({ "token": self.make_token(user, now, false) }))
    }
}
