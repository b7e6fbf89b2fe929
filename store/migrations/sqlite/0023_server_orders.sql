-- Orders of servers ------------------------------------------------------------------------------

-- What an order gets that names no template or no recipe, by internal name; empty none.
ALTER TABLE tariff ADD COLUMN default_template TEXT NOT NULL DEFAULT '';
ALTER TABLE tariff ADD COLUMN default_recipe TEXT NOT NULL DEFAULT '';
-- Templates and recipes of its modules that it does not sell: internal names, a line each.
ALTER TABLE tariff ADD COLUMN offers_off TEXT NOT NULL DEFAULT '';
-- The data center that its customer chose; NULL any.
ALTER TABLE server ADD COLUMN data_center INTEGER REFERENCES data_center;
-- What is typed on a server to install the panel of a value; __KEY__ stands for the license key.
ALTER TABLE enumeration_item ADD COLUMN install TEXT NOT NULL DEFAULT '';

-- Which module gets an order ---------------------------------------------------------------------

-- The services that a module is opening: how many it may is limited.
CREATE INDEX service_opening ON service (module, id) WHERE status = 5;
-- The modules at which an order failed: each is tried once.
CREATE TABLE operation_module (
    operation INTEGER NOT NULL REFERENCES operation,
    module INTEGER NOT NULL REFERENCES processing_module,
    PRIMARY KEY (operation, module)
) STRICT;
