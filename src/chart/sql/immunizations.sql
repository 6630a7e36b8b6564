SELECT system, code, display, at, lot, status
FROM immunization
WHERE patient_id = ?1
ORDER BY at DESC
LIMIT 500
