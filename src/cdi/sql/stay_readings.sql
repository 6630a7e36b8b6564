SELECT r.result_id, r.encounter_id, r.system, r.code, r.display, r.at, r.comparator, r.number, r.text, r.absent, r.unit,
       r.status, r.range_low, r.range_high
FROM result r
WHERE r.patient_id = ?1
ORDER BY r.result_id
