INSERT INTO cdi_touched (encounter_id, not_before) VALUES (:encounter, :until)
ON CONFLICT (encounter_id) DO UPDATE SET not_before = :until
