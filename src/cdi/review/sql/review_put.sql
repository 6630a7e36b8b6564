INSERT INTO cdi_review (encounter_id, patient_id, on_list, service, attending_id, discharge_at, eligible_at, score, n_open, weighed_on)
VALUES (:encounter, :patient, 1, :service, :attending, :discharge, :now, :score, :n_open, :today)
ON CONFLICT (encounter_id) DO UPDATE SET patient_id = :patient, on_list = 1, service = :service, attending_id = :attending,
  discharge_at = :discharge, score = :score, n_open = :n_open, weighed_on = :today
