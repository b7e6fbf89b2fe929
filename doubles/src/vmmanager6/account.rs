//! Accounts of those who own machines.

use serde_json::{Value, json};

use super::World;
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::platform::list;
use crate::platform::sign_in::User;
use crate::scenario::Call;

const FIELDS: [&str; 6] = ["id", "email", "state", "auth_source", "host_count", "roles"];

impl World {
    pub(super) fn account_list(&self, call: &Call) -> Outcome {
        let row = |user: &User| {
            let mut row = user.element();
            let owned = self.hosts.iter().filter(|host| host.account == user.id);
            row["host_count"] = json!(owned.count());
            row
        };
        let rows: Vec<Value> = self.sign_in.users.iter().map(row).collect();
        list::list(&call.params, &FIELDS, rows)
    }

    pub(super) fn create_account(&mut self, call: &Call) -> Outcome {
        let body = Body::of(&call.body, &["email", "password", "role"])?;
        let role = body.text("role")?.unwrap_or("@user");
        if !["@admin", "@advanced_user", "@user"].contains(&role) {
            return Err(Fault::property("role", "no such role"));
        }
        let (email, password) = (body.must_text("email")?, body.must_text("password")?);
        Ok(json!({ "id": self.sign_in.add(email, password, role)? }))
    }

    /// Suspends or resumes a user; a suspended one cannot sign in.
    pub(super) fn set_suspended(&mut self, id: i64, is_suspended: bool) -> Outcome {
        let user = self.sign_in.users.iter_mut().find(|user| user.id == id);
        let user = user.ok_or_else(|| Fault::no_instance("user", &id.to_string()))?;
        user.is_suspended = is_suspended;
        Ok(json!({ "id": id }))
    }

    /// An owner of machines is not deleted: a guess.
    pub(super) fn delete_user(&mut self, id: i64) -> Outcome {
        let place = self.sign_in.users.iter().position(|user| user.id == id);
        let place = place.ok_or_else(|| Fault::no_instance("user", &id.to_string()))?;
        if self.hosts.iter().any(|host| host.account == id) {
            return Err(Fault::conflict("The user has virtual machines"));
        }
        self.sign_in.users.remove(place);
        Ok(json!({ "id": id }))
    }
}
