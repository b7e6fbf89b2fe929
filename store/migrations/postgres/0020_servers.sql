-- Modules that drive servers -------------------------------------------------------------------

-- How such a module is connected; a seller's connection is in seller, which its modules share.
ALTER TABLE processing_module ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE processing_module ADD COLUMN username TEXT NOT NULL DEFAULT '';
ALTER TABLE processing_module ADD COLUMN password BYTEA;
-- What else its kind wants to know: a line NAME=VALUE each.
ALTER TABLE processing_module ADD COLUMN settings TEXT NOT NULL DEFAULT '';
-- Grows with every change of the connection, so that cached clients are renewed.
ALTER TABLE processing_module ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
-- The module of licenses that the control panels of its servers are bought from.
ALTER TABLE processing_module ADD COLUMN license_server BIGINT REFERENCES processing_module;
-- How many services it may open at the same time; NULL any.
ALTER TABLE processing_module ADD COLUMN open_limit BIGINT;
-- Whether a machine of an active service that is found off is switched on.
ALTER TABLE processing_module ADD COLUMN starts_machines BIGINT NOT NULL DEFAULT 0;
-- Set when it refused our credentials: nothing is sent until the probe succeeds.
ALTER TABLE processing_module ADD COLUMN denied_since BIGINT;
ALTER TABLE processing_module ADD COLUMN probe_at BIGINT;
ALTER TABLE processing_module ADD COLUMN problem TEXT;
CREATE INDEX processing_module_license_server ON processing_module (license_server)
    WHERE license_server IS NOT NULL;
CREATE INDEX processing_module_probe ON processing_module (probe_at) WHERE probe_at IS NOT NULL;

-- What such a module offers: templates, recipes, presets.
CREATE TABLE module_offer (
    module BIGINT NOT NULL REFERENCES processing_module,
    kind TEXT NOT NULL,
    intname TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Words separated by spaces; what fits together has one in common.
    tags TEXT NOT NULL,
    installs_panel BIGINT NOT NULL,
    -- Whether the module still offers it, and whether we do.
    is_there BIGINT NOT NULL,
    active BIGINT NOT NULL,
    PRIMARY KEY (module, kind, intname)
);

-- Servers --------------------------------------------------------------------------------------

-- What a server is beside a service.
CREATE TABLE server (
    service BIGINT NOT NULL PRIMARY KEY REFERENCES service,
    domain TEXT NOT NULL,
    template TEXT NOT NULL,
    -- The recipe that was chosen; empty none.
    recipe TEXT NOT NULL,
    -- Whether the chosen recipe waits for its license: it installs the panel.
    installs_panel BIGINT NOT NULL,
    -- The license with whose key the panel was installed; NULL not yet.
    installed_with BIGINT REFERENCES service,
    -- The password of its administrator, sealed; NULL is the one made for an operation.
    password BYTEA,
    password_of BIGINT REFERENCES operation,
    -- What its module calls the machine; NULL before there is one.
    machine TEXT,
    -- Whether its customer wants it to run.
    runs BIGINT NOT NULL
);

-- How far an operation of several steps is, and since when.
ALTER TABLE operation ADD COLUMN progress TEXT NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN step_at BIGINT;
-- What an operation gives a server: template, recipe, password (sealed).
ALTER TABLE operation ADD COLUMN new_template TEXT;
ALTER TABLE operation ADD COLUMN new_recipe TEXT;
ALTER TABLE operation ADD COLUMN new_password BYTEA;

-- Bundled licenses -----------------------------------------------------------------------------

-- The server that a license belongs to: it is the server's addon and no product of its own.
ALTER TABLE service ADD COLUMN parent BIGINT REFERENCES service;
CREATE INDEX service_parent ON service (parent, id) WHERE parent IS NOT NULL;
-- Lists show services that stand on their own: what they pass over is found in these.
DROP INDEX service_account;
DROP INDEX service_of_type;
DROP INDEX service_expires;
DROP INDEX service_status;
CREATE INDEX service_account ON service (account, product_type, id, status, parent);
CREATE INDEX service_of_type ON service (product_type, id, status, parent);
CREATE INDEX service_expires ON service (account, product_type, expires, id, status, parent);
CREATE INDEX service_status ON service (account, product_type, status, id, parent);

CREATE TABLE bundled_license (
    service BIGINT NOT NULL PRIMARY KEY REFERENCES service,
    -- The addon of the server's tariff that it fulfills, and the value it is there for.
    addon BIGINT NOT NULL REFERENCES tariff_addon,
    item BIGINT NOT NULL REFERENCES enumeration_item,
    -- Its place among the values: a higher one is the bigger panel.
    rank BIGINT NOT NULL,
    is_trial BIGINT NOT NULL,
    -- The seller's tariff and the address to which it refused to change this license.
    refused_tariff TEXT,
    refused_ip TEXT,
    -- Upstream addons that it has: ID=VALUE, separated by spaces.
    addons TEXT NOT NULL,
    -- Set when it went without our doing: whether another is bought, a person decides.
    lost BIGINT NOT NULL
);
