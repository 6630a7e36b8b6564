SELECT class, state, service, admit_at
FROM encounter
WHERE patient_id = ?1 AND state NOT IN ('cancelled', 'void')
ORDER BY admit_at DESC
LIMIT 3
