SELECT r.encounter_id AS encounter_id, 1.0 AS value, r.discharge_at AS at, q.author AS who
FROM cdi_review r JOIN cdi_query q ON q.encounter_id = r.encounter_id
WHERE r.discharge_at >= :from AND r.discharge_at < :to AND r.n_reviews > 0 AND q.sent_at IS NOT NULL AND q.outcome <> 'withdrawn'
