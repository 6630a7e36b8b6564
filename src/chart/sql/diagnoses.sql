SELECT encounter_id, diagnosis_use, system, code, display, rank, poa, onset, ended, recorded, status
FROM diagnosis
WHERE patient_id = ?1
ORDER BY onset DESC
LIMIT ?2
