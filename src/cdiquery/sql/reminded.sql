UPDATE cdi_query SET n_reminders = n_reminders + 1, version = version + 1, updated_at = :now, updated_by = :by
WHERE query_id = :id
