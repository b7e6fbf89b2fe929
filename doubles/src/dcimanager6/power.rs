//! Power: what may be asked, and when it shows.

use serde_json::json;

use super::World;
use super::machine::Power;
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::scenario::{Call, Moment, Progress};

impl World {
    /// `power_on` when it is off or unknown, `power_off` when it is on, `power_reset` always:
    /// documented. The status follows later, as the devices are asked only now and then.
    pub(super) fn power(&mut self, id: i64, action: &str, call: &Call, moment: &Moment) -> Outcome {
        Body::of(&call.body, &[])?;
        let machine = self.machine(id)?;
        let power = match (action, machine.power) {
            ("power_on", Power::Off | Power::Unknown) | ("power_reset", _) => Power::On,
            ("power_off", Power::On) => Power::Off,
            (_, power) => {
                let message = format!("The power of the server is {}", power.word());
                return Err(Fault::conflict(&message));
            }
        };
        machine.power_change = Some((power, Progress::begin(moment, action, true)));
        Ok(json!({ "id": id }))
    }
}
