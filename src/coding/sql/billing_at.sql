SELECT max(recorded) FROM diagnosis WHERE encounter_id = ?1 AND diagnosis_use = 'billing'
