//! What is done inside a machine that runs: its password, and recipes.
//!
//! A command leaves its end in a file there, as LXD forgets an operation some seconds after it
//! ended and a restart of ours takes longer.

use super::Lxd;
use super::client::Task;
use crate::Answer;
use crate::server::ServerWork;
use crate::server::call::{Stop, changed, failed, may_begin, pending, step, text_of};
use ring::digest;
use serde_json::{Value, json};

/// How long a recipe may work, in seconds.
const RECIPE_SECONDS_MAX: i64 = 2 * 3600;
/// What a file says while its command works.
const AT_WORK: &str = "running";

/// Gives the administrator of the machine a password. Safe to repeat.
const SET_PASSWORD: &str = "printf 'root:%s\\n' \"$ONSELL_PASSWORD\" | chpasswd";

/// One command inside a machine.
struct Command<'a> {
    /// The step it is, under which its end is kept.
    step: &'static str,
    /// What it is called in a message.
    title: &'a str,
    /// Where its end is written inside the machine.
    file: String,
    /// Whether it is just begun anew where nobody knows whether it was; the others tell by their
    /// file, which is of these inputs alone.
    is_repeatable: bool,
    text: String,
    environment: Value,
}

impl Lxd {
    /// Sets the password, unless this operation has done so; none when it is done.
    pub(super) fn set_password(
        &self,
        work: &ServerWork,
        machine: &str,
        ended: Option<&Value>,
    ) -> Result<Option<Answer>, Stop> {
        if work.password.is_empty() {
            return Ok(None);
        }
        let command = Command {
            step: "password",
            title: "setting the password",
            file: "/etc/onsell-password".to_owned(),
            is_repeatable: true,
            text: SET_PASSWORD.to_owned(),
            environment: json!({"ONSELL_PASSWORD": work.password.expose()}),
        };
        self.run(work, machine, ended, &command)
    }

    /// Runs the recipe, unless this operation has done so; none when it is done.
    pub(super) fn run_recipe(
        &self,
        work: &ServerWork,
        machine: &str,
        ended: Option<&Value>,
    ) -> Result<Option<Answer>, Stop> {
        let Some(recipe) = &work.recipe else {
            return Ok(None);
        };
        if work.progress.get("recipe") == Some("done") {
            return Ok(None);
        }
        let profile = self
            .client
            .find(&format!("/1.0/profiles/{}", recipe.name))?;
        let script = profile.map(|profile| text_of(&profile["config"], super::RECIPE));
        let script = script.filter(|script| !script.is_empty()).ok_or_else(|| {
            let (name, key) = (&recipe.name, super::RECIPE);
            let text = format!("no profile {name} with a script under {key} is there");
            crate::server::call::refused("missed", text)
        })?;
        let mut environment = json!({"ONSELL_RECIPE": script});
        let mut inputs = digest::Context::new(&digest::SHA256);
        inputs.update(recipe.name.as_bytes());
        for (name, value) in &recipe.params {
            environment[environment_name(name)] = json!(value);
            inputs.update(name.as_bytes());
            inputs.update(value.as_bytes());
        }
        let inputs: Vec<String> = inputs.finish().as_ref()[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let command = Command {
            step: "recipe",
            title: &recipe.name,
            file: format!("/etc/onsell-recipe-{}", inputs.concat()),
            is_repeatable: false,
            text: "sh -c \"$ONSELL_RECIPE\"".to_owned(),
            environment,
        };
        self.run(work, machine, ended, &command)
    }

    /// One beat of a command: begins it, or looks what became of it.
    fn run(
        &self,
        work: &ServerWork,
        machine: &str,
        ended: Option<&Value>,
        command: &Command<'_>,
    ) -> Result<Option<Answer>, Stop> {
        if work.progress.get(command.step) == Some("done") {
            return Ok(None);
        }
        let is_begun = work.progress.get(command.step) == Some("begun");
        if is_begun || work.sent_before.is_some() && !command.is_repeatable {
            if let Some(code) = ended.and_then(|ended| ended["return"].as_i64()) {
                return end(work, command, &code.to_string()).map(Some);
            }
            match self.client.file(machine, &command.file)? {
                Some(text) if text.trim() == AT_WORK => {
                    return pending(work, command.title, RECIPE_SECONDS_MAX).map(Some);
                }
                Some(code) => return end(work, command, code.trim()).map(Some),
                None => {}
            }
        }
        may_begin(work)?;
        let Command { file, text, .. } = command;
        let text =
            format!("echo {AT_WORK} >{file}; ({text}); code=$?; echo $code >{file}; exit $code");
        let environment = command.environment.clone();
        let operation = changed(self.client.exec(machine, &text, environment))?;
        if let Ok(Task::Complete(ended)) = self.client.wait(&operation) {
            let code = ended["return"].as_i64().unwrap_or(0);
            return end(work, command, &code.to_string()).map(Some);
        }
        let progress = work.progress.clone().with("task", operation);
        Ok(Some(step(progress.with(command.step, "begun"))))
    }
}

/// What a script is told the parameter as.
fn environment_name(name: &str) -> String {
    name.to_ascii_uppercase()
}

fn end(work: &ServerWork, command: &Command<'_>, code: &str) -> Result<Answer, Stop> {
    if code == "0" {
        let progress = work.progress.clone().without("task");
        return Ok(step(progress.with(command.step, "done")));
    }
    let text = format!("{} ended with the code {code} there", command.title);
    Err(failed(work, text, &[command.step]))
}
