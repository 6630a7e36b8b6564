SELECT system, code, display, onset, status
FROM diagnosis
WHERE patient_id = ?1 AND diagnosis_use = 'problem' AND status IN ('active', 'recurrence', 'relapse', '')
ORDER BY onset DESC
LIMIT 30
