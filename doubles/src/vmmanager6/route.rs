//! Which path is answered where.

use super::address::Pool;
use super::{World, address, catalogue};
use crate::platform::fault::{Fault, Outcome};
use crate::platform::{list, recipe};
use crate::scenario::{Call, Moment};

impl World {
    pub(super) fn route(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let parts: Vec<&str> = call.path.trim_matches('/').split('/').collect();
        let ["vm", "v3", rest @ ..] = parts.as_slice() else {
            return Err(Fault::no_handler(&call.path));
        };
        match (call.method.as_str(), rest) {
            ("GET", ["host"]) => self.host_list(call, moment),
            ("POST", ["host"]) => self.create_host(call, moment),
            ("GET", ["host", id]) => self.host_alone(number("host", id)?),
            ("POST", ["host", id]) => self.rename(number("host", id)?, call),
            ("DELETE", ["host", id]) => self.delete_host(number("host", id)?, moment),
            ("GET", ["host", id, "ipv4"]) => self.host_addresses(number("host", id)?, call),
            ("POST", ["host", id, action]) => self.act(number("host", id)?, action, call, moment),
            ("POST", ["disk", id]) => self.resize_disk(number("disk", id)?, call, moment),
            ("POST", ["ip", id, "ptr"]) => self.set_ptr(number("ip", id)?, call),
            ("DELETE", ["ip", id]) => self.delete_address(number("ip", id)?, moment),
            ("GET", ["task"]) => self.task_list(call, moment),
            ("GET", ["account"]) => self.account_list(call),
            ("POST", ["account"]) => self.create_account(call),
            ("DELETE", ["user", id]) => self.delete_user(number("user", id)?),
            ("POST", ["user", id, "suspend"]) => self.set_suspended(number("user", id)?, true),
            ("POST", ["user", id, "resume"]) => self.set_suspended(number("user", id)?, false),
            ("GET", catalogue) => self.catalogue(catalogue, call),
            _ => Err(Fault::no_handler(&call.path)),
        }
    }

    fn catalogue(&self, path: &[&str], call: &Call) -> Outcome {
        let (fields, rows): (&[&str], _) = match path {
            ["os"] => (&catalogue::TEMPLATE_FIELDS, catalogue::template_rows()),
            ["recipe"] => (&recipe::FIELDS, recipe::rows(&catalogue::RECIPES)),
            ["preset"] => (&catalogue::PRESET_FIELDS, catalogue::preset_rows()),
            ["cluster"] => (&catalogue::CLUSTER_FIELDS, catalogue::cluster_rows()),
            ["node"] => (&catalogue::NODE_FIELDS, catalogue::node_rows()),
            ["ippool"] => (
                &address::POOL_FIELDS,
                self.pools.iter().map(Pool::row).collect(),
            ),
            ["recipe", id, "params"] => {
                return recipe::params(&catalogue::RECIPES, number("recipe", id)?);
            }
            _ => return Err(Fault::no_handler(&call.path)),
        };
        list::list(&call.params, fields, rows)
    }
}

fn number(kind: &str, text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| Fault::no_instance(kind, text))
}
