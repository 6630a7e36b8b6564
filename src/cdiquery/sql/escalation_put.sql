INSERT INTO cdi_query_escalation (query_id, level, to_id, to_words, reason, by, at)
VALUES (:id, :level, :to, :words, :reason, :by, :now)
