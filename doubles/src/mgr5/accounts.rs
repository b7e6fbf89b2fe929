//! Users and how they sign in: `authinfo`, sessions, and keys for acting as somebody else.

use onsell_wire::{Document, Fault, Node, Params, split_authinfo};

use super::{Outcome, done, list, must, row};
use crate::scenario::Call;

/// Seconds without a request after which a session is forgotten; documented for the family.
const SESSION_SECONDS: i64 = 3600;
/// Characters of a key; documented for the family.
const KEY_LENGTH_MIN: usize = 16;

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The number.
    pub id: i64,
    /// Signs in with this name.
    pub name: String,
    /// And with this password.
    pub password: String,
    /// Whether it may do everything.
    pub is_administrator: bool,
}

/// Everybody, and who is signed in.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// The administrator first.
    pub all: Vec<Account>,
    /// Session, account, and when it was used last.
    sessions: Vec<(String, i64, i64)>,
    keys: Vec<(String, String)>,
    made: u64,
}

impl Accounts {
    pub(crate) fn with_administrator(name: &str, password: &str) -> Self {
        Self {
            all: vec![Account {
                id: 1,
                name: name.to_owned(),
                password: password.to_owned(),
                is_administrator: true,
            }],
            sessions: Vec::new(),
            keys: Vec::new(),
            made: 0,
        }
    }

    /// Ends every session.
    pub fn expire_sessions(&mut self) {
        self.sessions.clear();
    }

    /// Finds somebody by number or name.
    pub(crate) fn find(&self, id_or_name: &str) -> Option<&Account> {
        let mut all = self.all.iter();
        all.find(|account| account.id.to_string() == id_or_name || account.name == id_or_name)
    }

    /// Lets a call in: `auth` always, everything else for administrators.
    pub(crate) fn admit(&mut self, call: &Call, now: i64) -> Result<(), Fault> {
        if call.params.get("func") == Some("auth") {
            return Ok(());
        }
        let account = self.caller(&call.params, now)?;
        if account.is_administrator {
            Ok(())
        } else {
            Err(Fault::access(call.params.get("func").unwrap_or_default()))
        }
    }

    fn caller(&mut self, params: &Params, now: i64) -> Result<&Account, Fault> {
        if let Some(credentials) = params.get("authinfo") {
            let (name, password) = split_authinfo(credentials).ok_or_else(Fault::bad_password)?;
            let password = password.expose().to_owned();
            let mut all = self.all.iter();
            let known = all.find(|account| account.name == name && account.password == password);
            return known.ok_or_else(Fault::bad_password);
        }
        self.sessions
            .retain(|(_, _, used)| now - used <= SESSION_SECONDS);
        let session = params.get("auth").unwrap_or_default();
        let mut sessions = self.sessions.iter_mut();
        let known = sessions.find(|(known, _, _)| known == session);
        let (_, id, used) = known.ok_or_else(Fault::access_expired)?;
        *used = now;
        let id = *id;
        let account = self.all.iter().find(|account| account.id == id);
        account.ok_or_else(Fault::access_expired)
    }

    /// Answers a function about accounts; none where it is about something else.
    pub(crate) fn answer(&mut self, call: &Call, now: i64, level: &str) -> Option<Outcome> {
        let params = &call.params;
        Some(match call.path.trim_end_matches("+sok") {
            "auth" => self.sign_in(params, now),
            "whoami" => self.whoami(params, now),
            "session.newkey" => self.new_key(params),
            "user" => Ok(self.list()),
            "user.edit" if params.is_on("sok") => self.add(params, level),
            "user.delete" => self.remove(params),
            _ => return None,
        })
    }

    fn sign_in(&mut self, params: &Params, now: i64) -> Outcome {
        let name = must(params, "username")?;
        let account = self.find(name).filter(|account| account.name == name);
        let account = account.ok_or_else(Fault::bad_password)?;
        let id = account.id;
        let is_known = match params.get("key") {
            Some(key) => {
                let offered = (name.to_owned(), key.to_owned());
                let place = self.keys.iter().position(|known| *known == offered);
                place.map(|place| self.keys.remove(place)).is_some()
            }
            None => params.get("password") == Some(account.password.as_str()),
        };
        if !is_known {
            return Err(Fault::bad_password());
        }
        self.made += 1;
        let session = format!("{:024x}", 0x5e55_1000 + self.made);
        self.sessions.push((session.clone(), id, now));
        let auth = Node::leaf("auth", session.clone()).attr("id", session);
        Ok(Document::result("auth").with(auth))
    }

    fn whoami(&mut self, params: &Params, now: i64) -> Outcome {
        let account = self.caller(params, now)?;
        let level = if account.is_administrator { "30" } else { "16" };
        let user = Node::new("user")
            .attr("name", account.name.clone())
            .attr("level", level);
        Ok(Document::result("whoami").with(user))
    }

    fn new_key(&mut self, params: &Params) -> Outcome {
        let (name, key) = (must(params, "username")?, must(params, "key")?);
        if key.len() < KEY_LENGTH_MIN {
            return Err(Fault::value("key", key));
        }
        let account = self.find(name).ok_or_else(|| Fault::missed("user", name))?;
        self.keys.push((account.name.clone(), key.to_owned()));
        Ok(done("session.newkey", None))
    }

    fn list(&self) -> Document {
        let element = |account: &Account| {
            let level = if account.is_administrator { "30" } else { "16" };
            row(&[
                ("id", &account.id.to_string()),
                ("name", &account.name),
                ("level", level),
            ])
        };
        list("user", self.all.iter().map(element))
    }

    fn add(&mut self, params: &Params, level: &str) -> Outcome {
        if let Some(id) = params.get("elid").filter(|id| !id.is_empty()) {
            let place = self
                .all
                .iter()
                .position(|account| account.id.to_string() == id);
            let place = place.ok_or_else(|| Fault::missed("user", id))?;
            must(params, "passwd")?.clone_into(&mut self.all[place].password);
            return Ok(done("user.edit", None));
        }
        if must(params, "level")? != level {
            return Err(Fault::value(
                "level",
                params.get("level").unwrap_or_default(),
            ));
        }
        let (name, password) = (must(params, "name")?, must(params, "passwd")?);
        if self.find(name).is_some() {
            return Err(Fault::exists("user", name));
        }
        let id = 1 + self.all.iter().map(|account| account.id).max().unwrap_or(0);
        self.all.push(Account {
            id,
            name: name.to_owned(),
            password: password.to_owned(),
            is_administrator: false,
        });
        Ok(done("user.edit", Some(id)))
    }

    fn remove(&mut self, params: &Params) -> Outcome {
        let id = must(params, "elid")?;
        let place = self
            .all
            .iter()
            .position(|account| account.id.to_string() == id);
        let place = place.ok_or_else(|| Fault::missed("user", id))?;
        self.all.remove(place);
        Ok(done("user.delete", None))
    }
}
