SELECT DISTINCT coalesce(p.merged_into, p.patient_id)
FROM patient_identifier i JOIN patient p USING (patient_id)
WHERE i.digits = ?1 AND i.value = ?2 AND i.system = ?3
LIMIT 2
