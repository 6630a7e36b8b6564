SELECT system, code, display, category, reaction, severity, onset, status
FROM allergy
WHERE patient_id = ?1
ORDER BY status, display
LIMIT 500
