//! Addresses of servers.

use onsell_wire::{Fault, Node, Params};

use super::World;
use crate::mgr5::{self, Outcome, done, list, must, must_number, refused, row};

impl World {
    pub(super) fn address_list(&mut self, params: &Params) -> Outcome {
        let machine = self.machine(params, "plid")?;
        let first = machine.addresses.first().map(|(id, _)| *id);
        let element = |(id, address): &(i64, String)| {
            let is_main = first == Some(*id);
            let domain = &machine.hostname;
            let mut row = row(&[("id", &id.to_string()), ("ip", address), ("domain", domain)]);
            if is_main {
                row.push(Node::new("is_main"));
            }
            row
        };
        Ok(list("iplist", machine.addresses.iter().map(element)))
    }

    /// `iplist.edit`: without `elid` one address more, with it the domain of an address.
    pub(super) fn edit_address(&mut self, params: &Params) -> Outcome {
        if params.has("elid") {
            let (id, domain) = (must_number(params, "elid")?, must(params, "domain")?);
            let machine = self.machine(params, "plid")?;
            return match machine.addresses.iter().position(|(known, _)| *known == id) {
                None => Err(Fault::missed("iplist", id)),
                Some(place) => {
                    if place == 0 {
                        domain.clone_into(&mut machine.hostname);
                    }
                    Ok(done("iplist.edit", Some(id)))
                }
            };
        }
        let family = must(params, "family")?;
        if family != "ipv4" {
            return Err(Fault::value("family", family));
        }
        mgr5::one_of(params, "iptype", &["public", "private"])?;
        self.machine(params, "plid")?;
        let address = self.free.pop_front();
        let address = address.ok_or_else(|| refused("noip", "There is no free IP address"))?;
        self.addresses_made += 1;
        let id = self.addresses_made;
        self.machine(params, "plid")?
            .addresses
            .push((id, address.clone()));
        let mut answer = done("iplist.edit", Some(id));
        answer.put("ip", address);
        Ok(answer)
    }

    pub(super) fn delete_address(&mut self, params: &Params) -> Outcome {
        let id = must_number(params, "elid")?;
        let machine = self.machine(params, "plid")?;
        let place = machine.addresses.iter().position(|(known, _)| *known == id);
        let place = place.ok_or_else(|| Fault::missed("iplist", id))?;
        if place == 0 {
            return Err(refused("mainip", "The main IP address cannot be deleted"));
        }
        let (_, address) = machine.addresses.remove(place);
        self.free.push_back(address);
        Ok(done("iplist.delete", None))
    }
}
