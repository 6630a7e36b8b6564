SELECT 1 FROM document WHERE document_id = ?1 AND patient_id = ?2
