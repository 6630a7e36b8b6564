INSERT INTO document (patient_id, encounter_id, type_system, type_code, type_text, title, author_id, author_text, written_at,
                      state, available, was_available, confidentiality, version_no, parent_id, parent_kind, mime, fact_at,
                      filed_at, filed_by)
SELECT patient_id, encounter_id, type_system, type_code, type_text, :title, :author, :author_text, :now,
       :state, 1, 1, confidentiality, 1, document_id, 'addendum', 'text/plain', :now, :now, :by
FROM document
WHERE document_id = :id
