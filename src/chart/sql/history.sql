SELECT at, by, field, old, new
FROM patient_history
WHERE patient_id = ?1
ORDER BY history_id DESC
LIMIT 500
