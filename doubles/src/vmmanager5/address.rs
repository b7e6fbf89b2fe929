//! Addresses of machines.

use onsell_wire::{Fault, Params};

use super::World;
use crate::mgr5::{Outcome, done, list, must, must_number, refused, row};

impl World {
    /// The next free address, with a number of its own.
    pub(super) fn take_address(&mut self, params: &Params) -> Result<(i64, String), Fault> {
        let family = params.get("family").unwrap_or("ipv4");
        if family != "ipv4" {
            return Err(Fault::value("family", family));
        }
        let address = self.free.pop_front();
        let address = address.ok_or_else(|| refused("noip", "There is no free IP address"))?;
        self.addresses_made += 1;
        Ok((self.addresses_made, address))
    }

    pub(super) fn address_list(&self, params: &Params) -> Outcome {
        let machine = &self.machines[self.place(params, "plid")?];
        let element = |(id, address): &(i64, String)| {
            row(&[
                ("id", &id.to_string()),
                ("ip", address),
                ("domain", &machine.domain),
            ])
        };
        Ok(list("iplist", machine.addresses.iter().map(element)))
    }

    pub(super) fn add_address(&mut self, params: &Params) -> Outcome {
        let place = self.place(params, "plid")?;
        must(params, "domain")?;
        let (id, address) = self.take_address(params)?;
        self.machines[place].addresses.push((id, address.clone()));
        let mut answer = done("iplist.edit", Some(id));
        answer.put("ip", address);
        Ok(answer)
    }

    pub(super) fn delete_address(&mut self, params: &Params) -> Outcome {
        let place = self.place(params, "plid")?;
        let id = must_number(params, "elid")?;
        let addresses = &mut self.machines[place].addresses;
        let found = addresses.iter().position(|(known, _)| *known == id);
        let found = found.ok_or_else(|| Fault::missed("iplist", id))?;
        if found == 0 {
            return Err(refused("mainip", "The main IP address cannot be deleted"));
        }
        let (_, address) = addresses.remove(found);
        self.free.push_back(address);
        Ok(done("iplist.delete", None))
    }
}
