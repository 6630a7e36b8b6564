SELECT q.encounter_id AS encounter_id, 1.0 AS value, q.sent_at AS at, q.author AS who
FROM cdi_query q
WHERE q.sent_at >= :from AND q.sent_at < :to AND q.outcome = 'withdrawn'
