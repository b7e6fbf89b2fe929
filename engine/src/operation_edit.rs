//! What staff and scripts do to a running operation by hand (wire 4.1): it is not tried again by
//! itself, an error is noted on it, it gets a task. What a seller works on is left alone until it
//! was taken over.

use crate::journal;
use crate::operate::handling;
use crate::takeover::{must_be_taken, unfinished};
use crate::{Result, Scope};
use onsell_domain::{
    Fault as Words, Handling, OperationId, OperationState as State, TaskId, UserId,
};
use onsell_store::{operation, operation_error, task};
use onsell_wire::{Fault, Node, decode_xml};

/// The longest error that is kept, in characters.
const ERROR_CHARS_MAX: usize = 4096;

/// An operation is not tried again by itself; Start tries it.
///
/// # Errors
/// `access` while a seller works on it, `locked` while it is being sent.
pub fn set_manual(scope: &mut Scope<'_>, id: OperationId, by: Option<UserId>) -> Result<()> {
    let found = unfinished(scope, id)?;
    must_be_taken(&found)?;
    let is_manual = found.taken_at.is_some() || found.state == State::Waiting;
    if !is_manual && !operation::take_over(scope.tx, id, by, "", scope.now)? {
        return Err(Fault::locked(found.service).into());
    }
    note(scope, by, "runningoperation.setmanual", id)
}

/// Notes an error on an operation.
///
/// # Errors
/// `access` while a seller works on it.
pub fn note_error(
    scope: &mut Scope<'_>,
    id: OperationId,
    error: &str,
    by: Option<UserId>,
) -> Result<()> {
    let found = unfinished(scope, id)?;
    must_be_taken(&found)?;
    let words = read_error(error);
    operation::show(scope.tx, id, Some(&words), scope.now)?;
    operation_error::keep(scope.tx, id, found.attempt, found.module, &words, scope.now)?;
    note(scope, by, "runningoperation.edit", id)
}

/// Links a task to an operation, or opens the one it has again.
///
/// # Errors
/// `access` while a seller works on it.
pub fn create_task(scope: &mut Scope<'_>, id: OperationId, by: Option<UserId>) -> Result<TaskId> {
    let found = unfinished(scope, id)?;
    must_be_taken(&found)?;
    if handling(&found) == Handling::Ordinary && found.state != State::Waiting {
        set_manual(scope, id, by)?;
    }
    if let Some(task) = found.task {
        task::open_again(scope.tx, TaskId::new(task))?;
    } else {
        let (service, kind) = (found.service, found.kind);
        task::link(scope.tx, id, service, kind, found.department, scope.now)?;
    }
    note(scope, by, "runningoperation.taskcreate", id)?;
    let after = unfinished(scope, id)?.task;
    Ok(TaskId::new(after.ok_or(onsell_store::Error::Stale)?))
}

/// The error in a document of the usual shape, else the text as it is (wire 4.1: some write none).
fn read_error(text: &str) -> Words {
    let read = decode_xml(text).ok();
    let error = read.as_ref().and_then(first_error);
    let Some(error) = error else {
        return Words::new("error", cut(text));
    };
    let part = |name| cut(error.attribute(name).unwrap_or_default());
    let named = error
        .children_of("param")
        .find(|param| param.attribute("name") == Some("error"));
    let message = named
        .map(|param| param.text.as_str())
        .or(error.text_of("msg"));
    Words {
        kind: part("type"),
        object: part("object"),
        value: part("value"),
        message: cut(message.unwrap_or_default()),
    }
}

fn first_error(node: &Node) -> Option<&Node> {
    if node.tag == "error" {
        return Some(node);
    }
    node.children.iter().find_map(first_error)
}

fn cut(text: &str) -> String {
    text.chars().take(ERROR_CHARS_MAX).collect()
}

fn note(scope: &mut Scope<'_>, by: Option<UserId>, function: &str, id: OperationId) -> Result<()> {
    journal::write(scope, by, function, &id.to_string(), "")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_read_in_every_shape() {
        let check = |text: &str, expect: (&str, &str, &str)| {
            let words = read_error(text);
            let found = (
                words.kind.as_str(),
                words.object.as_str(),
                words.message.as_str(),
            );
            assert_eq!(found, expect, "{text}");
        };
        check(
            r#"<doc><processingmodule id="5"><error type="client" object="o" value="">
               <param name="error" type="msg">no route</param></error></processingmodule></doc>"#,
            ("client", "o", "no route"),
        );
        check(
            r#"<doc><error type="auth"><msg>who are you</msg></error></doc>"#,
            ("auth", "", "who are you"),
        );
        check("Traceback: it broke", ("error", "", "Traceback: it broke"));
        check("<doc><broken", ("error", "", "<doc><broken"));
        check("<doc/>", ("error", "", "<doc/>"));
    }
}
