INSERT INTO user_patient (user_id, kind, patient_id, at) VALUES (?1, 'recent', ?2, ?3)
ON CONFLICT (user_id, kind, patient_id) DO UPDATE SET at = excluded.at
