UPDATE cdi_query SET state = 'open', sent_at = :now, sent_by = :by, due_at = :due, due_rule = :rule, remind_at = :remind,
  peer_at = :peer, advisor_at = :advisor, version = version + 1, updated_at = :now, updated_by = :by
WHERE query_id = :id
