SELECT e.encounter_id
FROM encounter e
WHERE e.encounter_id > ?1 AND e.class = 'inpatient' AND e.state IN ('open', 'discharged')
ORDER BY e.encounter_id
LIMIT ?2
