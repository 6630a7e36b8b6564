SELECT c.captured_id, c.version, c.capture_batch_id, c.name, c.mime, c.n_bytes, c.standing, c.no_text, c.hints, c.patient_id,
       p.family, p.given, p.mrn, c.encounter_id, e.visit_number, c.type_code, c.title, c.author_id, c.author_text,
       c.written_at, c.doc_state, c.problem, c.indexed_by, c.checked_by, c.document_id, c.duplicate_of, b.text, c.at
FROM captured_document c
LEFT JOIN patient p ON p.patient_id = c.patient_id
LEFT JOIN encounter e ON e.encounter_id = c.encounter_id
JOIN captured_body b ON b.captured_id = c.captured_id
WHERE c.captured_id = :id
