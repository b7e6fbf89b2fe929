-- What lists are filtered and sorted by.
CREATE INDEX account_name ON account (name, id);
CREATE INDEX account_created ON account (created_at, id);
CREATE INDEX account_provider ON account (provider, id);
CREATE INDEX payment_status ON payment (status, id);
CREATE INDEX payment_created ON payment (created_at);
CREATE INDEX expense_charged ON expense (charged_at);
