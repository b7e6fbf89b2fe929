-- At which module an attempt failed: its service may have another by now. NULL is the service's.
ALTER TABLE operation_error ADD COLUMN module INTEGER REFERENCES processing_module;
CREATE INDEX operation_error_module ON operation_error (module) WHERE module IS NOT NULL;
CREATE INDEX operation_module_module ON operation_module (module);
