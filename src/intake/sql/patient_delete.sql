UPDATE patient SET state = 'deleted', version = version + 1, updated_at = ?2, updated_by = ?3
WHERE patient_id = ?1 AND state IN ('active', 'inactive')
