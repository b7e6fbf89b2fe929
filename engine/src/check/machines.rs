//! The check of a module that drives servers: whether it answers and takes our credentials, and
//! where the licenses of its control panels come from.

use super::{CheckReport, Finding};
use crate::{Engine, Result, module_probe};
use onsell_domain::{ModuleId, Words};
use onsell_modules::CheckFault;
use onsell_store::module_connection;
use onsell_wire::Fault;

/// Asks without changing anything; one that was refused before is used again when it answers.
pub(super) fn check(engine: &Engine, id: ModuleId) -> Result<CheckReport> {
    let (row, rules) = engine.read(move |scope| {
        let row = module_connection::find(scope.tx, id)?;
        Ok((row, module_connection::rules(scope.tx, id)?))
    })?;
    let row = row.ok_or_else(|| Fault::missed("processingmodule", id))?;
    let mut report = CheckReport::default();
    match engine.driven_client(&row)?.check() {
        Ok(who) => {
            let words = Words::new(
                format!("{} answers: {who}", row.url),
                format!("{} отвечает: {who}", row.url),
            );
            report.line("connection", Finding::Well, words);
            engine.write(None, move |scope| module_probe::trust(scope, id))?;
        }
        Err(fault) => {
            let text = fault.to_string();
            report.line(
                "connection",
                Finding::Problem,
                Words::new(text.clone(), text),
            );
            if let CheckFault::Denied(fault) = fault {
                engine.write(None, move |scope| module_probe::deny(scope, id, &fault))?;
            }
        }
    }
    let (finding, words) = if let Some(module) = rules.license_server {
        let words = Words::new(
            format!("control panels are bought by the module {module}"),
            format!("панели управления покупает обработчик {module}"),
        );
        (Finding::Well, words)
    } else {
        let words = Words::new(
            "none: no control panel can be sold with a server",
            "нет: панели управления с сервером не продаются",
        );
        (Finding::Unknown, words)
    };
    report.line("licenseserver", finding, words);
    Ok(report)
}
