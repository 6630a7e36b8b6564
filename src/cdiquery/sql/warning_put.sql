INSERT INTO cdi_query_warning (query_id, rule, kind, words, reason, by, at)
VALUES (:id, :rule, :kind, :words, :reason, :by, :now) ON CONFLICT (query_id, rule, kind, words) DO NOTHING
