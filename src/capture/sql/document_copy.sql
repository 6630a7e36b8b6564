INSERT INTO document (patient_id, encounter_id, type_system, type_code, type_text, title, author_id, author_text, written_at,
                      state, available, was_available, confidentiality, version_no, parent_id, parent_kind, mime, fact_at,
                      filed_at, filed_by)
SELECT :patient, :encounter, type_system, type_code, type_text, title, author_id, author_text, written_at,
       state, 1, 1, confidentiality, 1, NULL, '', mime, :now, :now, :by
FROM document
WHERE document_id = :id
