-- A page of the tasks that are not closed is found by its order.
CREATE INDEX task_unclosed ON task (id) WHERE status <> 2;
