SELECT 1 FROM medication WHERE medication_id = ?1 AND patient_id = ?2
