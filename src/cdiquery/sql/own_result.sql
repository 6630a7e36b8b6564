SELECT 1 FROM result WHERE result_id = ?1 AND patient_id = ?2
