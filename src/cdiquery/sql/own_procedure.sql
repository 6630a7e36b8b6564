SELECT 1 FROM procedure_done WHERE procedure_id = ?1 AND patient_id = ?2
