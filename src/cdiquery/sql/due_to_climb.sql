SELECT query_id, level FROM cdi_query
WHERE state = 'open' AND due_at IS NOT NULL AND ((level = 0 AND peer_at <= :now) OR (level = 1 AND advisor_at <= :now))
ORDER BY due_at, query_id LIMIT 500
