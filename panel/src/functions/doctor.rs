//! `doctor`: how the installation is, a line for each thing looked at.

use super::processing::{LOOKED, looked};
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind};
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_engine::check::CheckReport;
use onsell_engine::doctor::examine;
use onsell_wire::{Document, Fault};

/// `doctor`.
pub(super) struct Doctor;

impl Function for Doctor {
    type Caller = Administrator;
    type Input = ();
    type Output = CheckReport;

    const DECLARATION: Declaration = Declaration {
        name: "doctor",
        kind: Kind::List(&LOOKED),
        level: Level::Administrator,
        title: Text::new("Look at everything", "Проверка системы"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Outside(|engine, _, ()| examine(engine))
    }

    fn render(report: &CheckReport, ask: &Ask) -> Document {
        looked(report, ask)
    }
}
