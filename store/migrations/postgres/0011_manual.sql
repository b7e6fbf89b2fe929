-- What whoever works on a task found out; it becomes the service's when the task is closed.
ALTER TABLE task ADD COLUMN found_name TEXT;
ALTER TABLE task ADD COLUMN found_ip TEXT;
ALTER TABLE task ADD COLUMN found_key TEXT;
ALTER TABLE task ADD COLUMN found_expires TEXT;
CREATE INDEX task_service ON task (service, id);

-- Whatever else is kept with a service, by name.
CREATE TABLE service_param (
    service BIGINT NOT NULL REFERENCES service,
    name TEXT NOT NULL,
    -- Empty where it is sealed.
    value TEXT NOT NULL,
    sealed BYTEA,
    -- Whether only staff see it.
    hidden BIGINT NOT NULL,
    PRIMARY KEY (service, name)
);
