SELECT encounter_id, class, visit_number, service, admit_at, discharge_at
FROM encounter
WHERE patient_id = :id AND state NOT IN ('cancelled', 'void')
ORDER BY admit_at DESC
LIMIT 50
