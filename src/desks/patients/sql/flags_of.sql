SELECT f.flag, f.note, other.mrn, f.set_at, f.set_by
FROM patient_flag f
LEFT JOIN patient other ON other.patient_id = f.other_id
WHERE f.patient_id = ?1
ORDER BY f.flag
