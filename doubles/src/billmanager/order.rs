//! What buyers ask for: orders, renewals, re-issues, and the rest.

use onsell_domain::{Amount, Period, Timestamp, Zone};
use onsell_wire::message::certificate::{
    ApproverAnswer, ReissueAnswer, ReissueRequest, RetryRequest, ValidationRequest,
};
use onsell_wire::message::{OrderAnswer, OrderRequest, ProlongAnswer, ProlongRequest};
use onsell_wire::{Document, Fault, Params};
use onsell_x509::request;

use super::shop::price;
use super::{MULTI, NAMES, SINGLE, Sold, World};
use crate::mgr5::{Outcome, done, refused};

impl World {
    fn pay(&mut self, what: &str, amount: Amount) -> Result<(), Fault> {
        if amount > self.balance {
            return Err(refused("not_enough_money", "There is not enough money"));
        }
        self.balance = Amount::new(self.balance.get() - amount.get());
        self.charged.push((what.to_owned(), amount));
        Ok(())
    }

    fn place(&self, id: i64) -> Result<usize, Fault> {
        let place = self.sold.iter().position(|one| one.id == id);
        place.ok_or_else(|| Fault::missed("item", id))
    }

    /// Without `sok` the form with the price.
    pub(super) fn order(&mut self, params: &Params, now: Timestamp) -> Outcome {
        let order = OrderRequest::from_params(params)?;
        let certificate = order.certificate.ok_or_else(|| Fault::value_empty("csr"))?;
        let read = request::read(&certificate.csr);
        let read = read.map_err(|_| Fault::value("csr", ""))?;
        let tariff = order.tariff.get();
        if ![SINGLE, MULTI].contains(&tariff) {
            return Err(Fault::missed("pricelist", tariff));
        }
        let ordered = order.addons.iter().find(|(id, _)| id.get() == NAMES);
        let names = ordered.map_or(0, |(_, value)| *value);
        let further = i64::try_from(certificate.names.len()).unwrap_or(i64::MAX);
        if further > names.max(if tariff == MULTI { 2 } else { 0 }) {
            return Err(Fault::value("altname", certificate.names.join(" ")));
        }
        let cost = price(tariff, order.period, names)?;
        if !params.has("sok") {
            let mut form = Document::form("certificate.order.param");
            form.put(
                "orderinfo",
                format!("Total amount: {} EUR", cost.two_digits()),
            );
            return Ok(form);
        }
        self.pay("order", cost)?;
        self.made += 1;
        self.sold.push(Sold {
            id: self.made,
            reference: order.reference,
            tariff,
            period: order.period,
            status: "5_open".to_owned(),
            state: 3,
            created: now.date_in(&Zone::default()),
            expires: None,
            common_name: read.subject.common_name.clone(),
            names: certificate.names,
            csr: certificate.csr,
            contacts: certificate.contacts,
            approval: certificate.approval,
            country_id: certificate.country_id,
            issued: None,
            former: None,
            key: certificate
                .key
                .map(|key| key.expose().to_owned())
                .unwrap_or_default(),
            since: Some(now),
        });
        let answer = OrderAnswer {
            service: self.made.into(),
            bill_order: None,
            charged: None,
        };
        Ok(answer.to_document("certificate.order.param"))
    }

    pub(super) fn prolong(&mut self, params: &Params, now: Timestamp) -> Outcome {
        let request = ProlongRequest::from_params(params)?;
        let mut place = self.place(request.service)?;
        let one = &self.sold[place];
        if one.status == "4" || one.issued.is_none() {
            return Err(refused("value", "The service cannot be renewed"));
        }
        let cost = price(one.tariff, request.period, 0)?;
        if !params.has("sok") {
            let mut form = Document::form("service.prolong");
            form.put(
                "orderinfo",
                format!("Total amount: {} EUR", cost.two_digits()),
            );
            return Ok(form);
        }
        self.pay("prolong", cost)?;
        let old = self.sold[place].expires;
        let today = now.date_in(&Zone::default());
        let from = old.map_or(today, |end| end.max(today));
        let end = request.period.end(from, from.day(), 0);
        if self.manners.renews_as_another {
            place = self.another(place);
        }
        self.sold[place].expires = end;
        if self.sold[place].status == "3_autosuspend" {
            "2".clone_into(&mut self.sold[place].status);
        }
        self.begin(place, now);
        let answer = ProlongAnswer {
            new_expires: end,
            charged: None,
        };
        let told = ProlongRequest {
            service: self.sold[place].id,
            ..request
        };
        Ok(answer.to_document(&told, old))
    }

    pub(super) fn reissue(&mut self, params: &Params, now: Timestamp) -> Outcome {
        let asked = ReissueRequest::from_params(params)?;
        let mut place = self.place(asked.service)?;
        if self.sold[place].status != "2" {
            return Err(refused("value", "The service is not active"));
        }
        if !asked.csr.is_empty() {
            request::read(&asked.csr).map_err(|_| Fault::value("csr", ""))?;
        }
        if self.manners.reissues_as_another {
            place = self.another(place);
        }
        let one = &mut self.sold[place];
        if !asked.csr.is_empty() {
            one.csr = asked.csr;
        }
        if let Some(names) = asked.names {
            one.names = names;
        }
        one.approval = asked.approval;
        let service = Some(one.id);
        self.begin(place, now);
        let answer = ReissueAnswer {
            service,
            charged: None,
        };
        Ok(answer.to_document())
    }

    pub(super) fn retry(&mut self, params: &Params, now: Timestamp) -> Outcome {
        let place = self.place(RetryRequest::from_params(params)?.service)?;
        if self.sold[place].state != 6 {
            return Err(refused("value", "Nothing has failed"));
        }
        self.begin(place, now);
        Ok(done("certificate.retry", None))
    }

    pub(super) fn delete(&mut self, params: &Params) -> Outcome {
        self.switch(params, "4")
    }

    /// Only the status of the item changes.
    pub(super) fn switch(&mut self, params: &Params, status: &str) -> Outcome {
        let id: i64 = params.required_id("elid")?;
        let place = self.place(id)?;
        status.clone_into(&mut self.sold[place].status);
        Ok(done("certificate", None))
    }

    pub(super) fn validate(&mut self, params: &Params) -> Outcome {
        let asked = ValidationRequest::from_params(params)?;
        let place = self.place(asked.service)?;
        if asked.approval.method.is_some() {
            self.sold[place].approval = asked.approval;
        }
        Ok(done("certificate.send_dv_dns", None))
    }
}

/// Nobody else's names are here, so the list is the same for all.
pub(super) fn approvers(domain: &str) -> ApproverAnswer {
    let emails = onsell_domain::certificate::approver::approvers(domain);
    let domain = domain.to_owned();
    ApproverAnswer {
        domains: vec![onsell_wire::message::certificate::Approvers { domain, emails }],
    }
}

/// Whether a period is sold.
pub(super) fn is_sold(period: Period) -> bool {
    matches!(period, Period::Months(12 | 24))
}
