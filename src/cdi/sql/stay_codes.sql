SELECT d.system, d.code, d.display, d.diagnosis_use, d.poa
FROM diagnosis d
WHERE d.encounter_id = ?1 AND d.code <> ''
ORDER BY d.rank
