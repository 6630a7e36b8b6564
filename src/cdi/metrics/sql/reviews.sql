SELECT r.encounter_id AS encounter_id, r.n_reviews * 1.0 AS value, r.discharge_at AS at, r.first_by AS who
FROM cdi_review r
WHERE r.discharge_at >= :from AND r.discharge_at < :to AND r.n_reviews > 0
