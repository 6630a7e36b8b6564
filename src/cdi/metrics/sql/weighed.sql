SELECT r.encounter_id AS encounter_id, 1.0 AS value, r.discharge_at AS at, r.first_by AS who
FROM cdi_review r
JOIN cdi_reconciliation q ON q.encounter_id = r.encounter_id
JOIN cdi_drg b ON b.drg_id = (SELECT x.drg_id FROM cdi_drg x WHERE x.encounter_id = r.encounter_id AND x.stage = 'baseline'
                              ORDER BY x.drg_id DESC LIMIT 1)
WHERE r.discharge_at >= :from AND r.discharge_at < :to AND q.state = 'settled' AND q.final_weight IS NOT NULL AND b.weight IS NOT NULL
