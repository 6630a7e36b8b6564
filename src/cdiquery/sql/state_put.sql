UPDATE cdi_query SET state = :state, outcome = :outcome, answered_at = :answered, ended_at = :ended, document_id = :document,
  version = version + 1, updated_at = :now, updated_by = :by
WHERE query_id = :id
