SELECT d.document_id, d.type_code, d.type_text, d.title, d.state, d.author_id, ifnull(p.trainee, 0), d.written_at, d.filed_at,
       d.parent_id, d.parent_kind, NULL
FROM document d
LEFT JOIN practitioner p ON p.practitioner_id = d.author_id
LEFT JOIN encounter e ON e.encounter_id = d.encounter_id
WHERE d.patient_id = :patient AND ifnull(d.written_at, '') BETWEEN :from AND :to
  AND (d.encounter_id IS NULL OR e.class NOT IN ('inpatient', 'observation'))
