SELECT state, reviewed, closed_at <> '', discharge_at, n_open, level, look_at, delinquent_since, patient_id, class, service, attending_id
FROM chart_completion WHERE encounter_id = ?1
