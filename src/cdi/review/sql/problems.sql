SELECT d.code, d.display, d.onset, d.ended, d.status, d.system FROM diagnosis d
WHERE d.patient_id = ?1 AND d.diagnosis_use = 'problem'
ORDER BY d.onset DESC, d.diagnosis_id
LIMIT 200
