SELECT r.encounter_id AS encounter_id, 1.0 AS value, r.discharge_at AS at, r.first_by AS who
FROM cdi_review r
WHERE r.discharge_at >= :from AND r.discharge_at < :to AND r.n_reviews > 0
  AND EXISTS (SELECT 1 FROM cdi_query q WHERE q.encounter_id = r.encounter_id AND q.sent_at IS NOT NULL AND q.outcome <> 'withdrawn')
