//! How a service is put to use: `service.instruction.html` (wire 3.8).

use super::card;
use super::service::visible;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::faces::escaped;
use crate::fields::SERVICE;
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_store::service::Service;
use onsell_wire::{Document, Fault};

/// The types whose services are licenses of the panel that this line installs.
const INSTALLED: [&str; 1] = ["soft"];
const COMMAND: &str = "wget https://download.ispmanager.com/install.sh && sh install.sh";

/// `service.instruction.html`: a page for the customer, in `body`.
pub(super) struct Instruction;

impl Function for Instruction {
    type Caller = Anyone;
    type Input = ServiceId;
    type Output = Service;

    const DECLARATION: Declaration = Declaration {
        name: "service.instruction.html",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("Instruction", "Инструкция"),
        parameters: &[SERVICE],
    };

    fn parse(ask: &Ask) -> Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, id: &ServiceId| visible(scope, caller, *id))
    }

    fn render(service: &Service, ask: &Ask) -> Document {
        let mut document = Document::form(&ask.function);
        document.put("elid", service.id.to_string());
        document.put("body", page(service, ask));
        document
    }
}

/// What is typed on a server to install the panel that a license is for.
pub(super) fn install_line(service: &Service) -> Option<&'static str> {
    let is_ready = !service.license_key.is_empty();
    (is_ready && INSTALLED.contains(&service.type_name.as_str())).then_some(COMMAND)
}

fn page(service: &Service, ask: &Ask) -> String {
    const KEY: Text = Text::new("License key:", "Ключ лицензии:");
    const NO_KEY: Text = Text::new(
        "The license key is not there yet. Come back when the service is active.",
        "Ключа лицензии ещё нет. Он появится, когда услуга станет активной.",
    );
    const ADDRESS: Text = Text::new("The license is bound to", "Лицензия привязана к адресу");
    const INSTALL: Text = Text::new(
        "Run this on your server as root and enter the key when you are asked for it:",
        "Выполните на сервере от имени root и введите ключ, когда он будет запрошен:",
    );
    let language = ask.language;
    let code = |text: &str| format!("<code>{}</code>", escaped(text));
    let title = escaped(&card::title(service, language));
    let mut parts = vec![format!("<h1>{title}</h1>")];
    if service.license_key.is_empty() {
        parts.push(format!("<p>{}</p>", NO_KEY.get(language)));
        return parts.concat();
    }
    let key = code(&service.license_key);
    parts.push(format!("<p>{} {key}</p>", KEY.get(language)));
    if !service.ip.is_empty() && service.ip != "0.0.0.0" {
        let address = code(&service.ip);
        parts.push(format!("<p>{} {address}</p>", ADDRESS.get(language)));
    }
    if let Some(command) = install_line(service) {
        let command = escaped(command);
        parts.push(format!(
            "<p>{}</p><pre>{command}</pre>",
            INSTALL.get(language)
        ));
    }
    parts.concat()
}
