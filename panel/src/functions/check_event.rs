//! `checkevent`: every seller is asked once for what is new (wire part 5, semantics 1.7).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind};
use crate::fields::done;
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_engine::check_event::{Report, check_all};
use onsell_wire::{Document, Fault, Node};

/// `checkevent`, the job that the documentation runs every five minutes. The sellers that could
/// not be asked are named in the answer; the others were.
pub(super) struct CheckEvent;

impl Function for CheckEvent {
    type Caller = Staff;
    type Input = ();
    type Output = Report;

    const DECLARATION: Declaration = Declaration {
        name: "checkevent",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Ask sellers for changes", "Запросить изменения у продавцов"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Outside(|engine, _, ()| check_all(engine))
    }

    fn render(report: &Report, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("sellers", report.sellers.to_string());
        document.put("events", report.events.to_string());
        document.put("changed", report.changed.to_string());
        for problem in &report.problems {
            document.push(Node::leaf("problem", problem.clone()));
        }
        document
    }
}
