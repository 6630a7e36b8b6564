UPDATE cdi_query SET level = :level, version = version + 1, updated_at = :now, updated_by = :by WHERE query_id = :id
