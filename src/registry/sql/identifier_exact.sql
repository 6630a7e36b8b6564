SELECT kind, patient_id FROM patient_identifier WHERE digits = ?1 ORDER BY kind, patient_id LIMIT 100
