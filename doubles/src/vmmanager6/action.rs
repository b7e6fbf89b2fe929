//! What is done to a machine that exists.

use serde_json::{Value, json};

use super::work::Work;
use super::{World, catalogue};
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::platform::recipe;
use crate::scenario::{Call, Moment};

const RESOURCES: [&str; 6] = [
    "cpu_number",
    "ram_mib",
    "net_bandwidth_mbitps",
    "firewall_rules",
    "cpu_mode",
    "defer",
];

/// Whether a change waits for a stop; any other reason is not known.
fn is_deferred(body: &Body) -> Result<bool, Fault> {
    let Some(defer) = body.get("defer") else {
        return Ok(false);
    };
    match Body::of(defer, &["action"])?.must_text("action")? {
        "host_stop" => Ok(true),
        other => Err(Fault::property("defer", other)),
    }
}

impl World {
    /// `POST host/{id}/{action}`.
    pub(super) fn act(&mut self, id: i64, action: &str, call: &Call, moment: &Moment) -> Outcome {
        self.host(id)?;
        match action {
            "start" => self.power(id, "host_start", Work::Start, call, moment),
            "stop" => self.power(id, "host_stop", Work::Stop, call, moment),
            "restart" => self.restart(id, call, moment),
            "resource" => self.change_resources(id, call, moment),
            "reinstall" => self.reinstall(id, call, moment),
            "password" => self.set_password(id, &call.body),
            "account" => self.set_owner(id, &call.body),
            "ip" => self.add_addresses(id, call, moment),
            "runrecipe" => self.run_recipe(id, call, moment),
            _ => Err(Fault::no_handler(&call.path)),
        }
    }

    fn power(
        &mut self,
        id: i64,
        name: &'static str,
        work: Work,
        call: &Call,
        moment: &Moment,
    ) -> Outcome {
        Body::of(&call.body, &["force"])?;
        let task = self.begin(id, name, work, moment);
        Ok(json!({ "id": id, "task": task }))
    }

    fn restart(&mut self, id: i64, call: &Call, moment: &Moment) -> Outcome {
        Body::of(&call.body, &["force"])?;
        let stop = self.begin(id, "host_stop", Work::Stop, moment);
        let start = self.begin(id, "host_start", Work::Start, moment);
        Ok(json!({ "id": id, "task": stop, "start_task": start }))
    }

    fn change_resources(&mut self, id: i64, call: &Call, moment: &Moment) -> Outcome {
        let body = Body::of(&call.body, &RESOURCES)?;
        let host = self.host_mut(id)?;
        let (cpu_number, ram_mib) = (body.number("cpu_number")?, body.number("ram_mib")?);
        if let Some(bandwidth) = body.number("net_bandwidth_mbitps")? {
            host.net_bandwidth_mbitps = bandwidth;
        }
        let work = Work::Resources {
            cpu_number: cpu_number.unwrap_or(host.cpu_number),
            ram_mib: ram_mib.unwrap_or(host.ram_mib),
        };
        let task = if is_deferred(&body)? {
            self.begin_deferred(id, "host_change_params", work, moment)
        } else {
            self.begin(id, "host_change_params", work, moment)
        };
        Ok(json!({ "id": id, "task": task }))
    }

    /// `POST disk/{id}`: a disk only grows.
    pub(super) fn resize_disk(&mut self, disk: i64, call: &Call, moment: &Moment) -> Outcome {
        let body = Body::of(&call.body, &["size_mib", "defer"])?;
        let size_mib = body.must_number("size_mib")?;
        let host = self.hosts.iter().find(|host| host.disk == disk);
        let host = host.ok_or_else(|| Fault::no_instance("disk", &disk.to_string()))?;
        if size_mib < host.disk_mib {
            return Err(Fault::property("size_mib", "a disk cannot be made smaller"));
        }
        let (id, work) = (host.id, Work::Resize(size_mib));
        let task = if is_deferred(&body)? {
            self.begin_deferred(id, "disk_resize", work, moment)
        } else {
            self.begin(id, "disk_resize", work, moment)
        };
        Ok(json!({ "id": disk, "task": task }))
    }

    fn reinstall(&mut self, id: i64, call: &Call, moment: &Moment) -> Outcome {
        let known = [
            "os",
            "image",
            "password",
            "recipe",
            "recipe_params",
            "recipe_list",
            "send_email_mode",
        ];
        let body = Body::of(&call.body, &known)?;
        let os = body.must_number("os")?;
        if catalogue::template(os).is_none() {
            return Err(Fault::no_instance("os", &os.to_string()));
        }
        let password = body.must_text("password")?.to_owned();
        let recipes = recipe::named(&body, catalogue::tags(os), &catalogue::RECIPES)?;
        let task = self.begin(
            id,
            "host_reinstall",
            Work::Reinstall { os, password },
            moment,
        );
        let mut answer = json!({ "id": id, "task": task });
        self.begin_recipes(id, recipes, Some(&task), moment, &mut answer)?;
        Ok(answer)
    }

    fn set_password(&mut self, id: i64, body: &Value) -> Outcome {
        let body = Body::of(body, &["password"])?;
        body.must_text("password")?
            .clone_into(&mut self.host_mut(id)?.password);
        Ok(json!({ "id": id }))
    }

    fn set_owner(&mut self, id: i64, body: &Value) -> Outcome {
        let account = Body::of(body, &["account"])?.must_number("account")?;
        if self.sign_in.user(&account.to_string()).is_none() {
            return Err(Fault::no_instance("account", &account.to_string()));
        }
        self.host_mut(id)?.account = account;
        Ok(json!({ "id": id }))
    }

    /// `POST host/{id}`: name and comment.
    pub(super) fn rename(&mut self, id: i64, call: &Call) -> Outcome {
        let body = Body::of(&call.body, &["name", "comment", "domain"])?;
        let host = self.host_mut(id)?;
        if let Some(name) = body.text("name")? {
            name.clone_into(&mut host.name);
        }
        if let Some(comment) = body.text("comment")? {
            comment.clone_into(&mut host.comment);
        }
        if let Some(domain) = body.text("domain")? {
            domain.clone_into(&mut host.domain);
        }
        Ok(json!({ "id": id }))
    }

    /// `DELETE host/{id}`.
    pub(super) fn delete_host(&mut self, id: i64, moment: &Moment) -> Outcome {
        self.host(id)?;
        let task = self.begin(id, "host_delete", Work::Delete, moment);
        Ok(json!({ "id": id, "task": task }))
    }
}
