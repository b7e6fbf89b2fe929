//! Servers: what a service that is a machine has beside what every service has.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Arg, Result, RowReader, Select, Tx, TxExt};
use onsell_domain::{DataCenterId, OperationId, ServiceId};

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its service.
    pub service: ServiceId,
    /// The host name the customer chose.
    pub domain: String,
    /// The internal name of the template it was installed from.
    pub template: String,
    /// The internal name of the recipe that was chosen; empty none.
    pub recipe: String,
    /// Whether that recipe installs the control panel, so that it waits for the license.
    pub installs_panel: bool,
    /// The license with whose key the panel was installed.
    pub installed_with: Option<ServiceId>,
    /// The password of its administrator, sealed; none is the one made for an operation.
    pub password: Option<Vec<u8>>,
    /// The operation that the present password was made for.
    pub password_of: Option<OperationId>,
    /// What its module calls the machine.
    pub machine: Option<String>,
    /// Whether its customer wants it to run.
    pub runs: bool,
    /// The data center that its customer chose; none is any.
    pub data_center: Option<DataCenterId>,
}

impl FromRow for Server {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            domain: row.next()?,
            template: row.next()?,
            recipe: row.next()?,
            installs_panel: row.next()?,
            installed_with: row.next()?,
            password: row.next()?,
            password_of: row.next()?,
            machine: row.next()?,
            runs: row.next()?,
            data_center: row.next()?,
        })
    }
}

const BY_SERVICE: &str = "
    SELECT service, domain, template, recipe, installs_panel, installed_with, password,
           password_of, machine, runs, data_center
    FROM server WHERE service = $1";

/// The server behind a service; none where it is no machine.
pub fn find(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<Server>> {
    read_first(tx.rows(BY_SERVICE, &[service.into()])?)
}

const PUT: &str = "
    INSERT INTO server (service, domain, template, recipe, installs_panel, installed_with,
        password, password_of, machine, runs, data_center)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (service) DO UPDATE SET
        domain = excluded.domain, template = excluded.template, recipe = excluded.recipe,
        installs_panel = excluded.installs_panel, installed_with = excluded.installed_with,
        password = excluded.password, password_of = excluded.password_of,
        machine = excluded.machine, runs = excluded.runs,
        data_center = excluded.data_center";

/// Writes a server.
pub fn put(tx: &mut dyn Tx, server: &Server) -> Result<()> {
    tx.exec_one(
        PUT,
        &[
            server.service.into(),
            server.domain.as_str().into(),
            server.template.as_str().into(),
            server.recipe.as_str().into(),
            server.installs_panel.into(),
            server.installed_with.into(),
            server.password.as_deref().into(),
            server.password_of.into(),
            server.machine.as_deref().into(),
            server.runs.into(),
            server.data_center.into(),
        ],
    )
}

/// What the row of a server in a list tells beside what every service has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerLine {
    /// Its service.
    pub service: ServiceId,
    /// Its host name.
    pub domain: String,
    /// The internal name of its template.
    pub template: String,
    /// The name of the control panel that was chosen for it; empty where there is none to choose.
    pub panel: String,
    /// The same in Russian.
    pub panel_ru: String,
}

impl FromRow for ServerLine {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            domain: row.next()?,
            template: row.next()?,
            panel: row.next()?,
            panel_ru: row.next()?,
        })
    }
}

const LINES: &str = "
    SELECT v.service, v.domain, v.template, COALESCE(i.name, ''), COALESCE(i.name_ru, '')
    FROM server v
    JOIN service s ON s.id = v.service
    LEFT JOIN tariff_addon a ON a.tariff = s.tariff AND a.purpose = 'control_panel'
    LEFT JOIN service_addon c ON c.service = s.id AND c.addon = a.id
    LEFT JOIN enumeration_item i ON i.id = COALESCE(c.value, a.default_item)
    WHERE v.service IN";
/// How many servers one statement reads.
const LINES_MAX: usize = 500;

/// What the rows of these servers tell, by their numbers; what is no server is missing.
pub fn lines(tx: &mut dyn Tx, services: &[ServiceId]) -> Result<Vec<ServerLine>> {
    let mut found = Vec::with_capacity(services.len());
    for part in services.chunks(LINES_MAX) {
        let mut select = Select::new(LINES, 0);
        select.push(" ").in_list(part.len());
        let args: Vec<Arg<'_>> = part.iter().map(|id| Arg::from(*id)).collect();
        found.extend(read_all::<ServerLine>(tx.select(&select, &args)?)?);
    }
    found.sort_unstable_by_key(|line| line.service);
    Ok(found)
}
