UPDATE captured_document
SET state = 'indexed', patient_id = :patient, encounter_id = :encounter, type_code = :type, title = :title,
    author_id = :author, author_text = :author_text, written_at = :written, doc_state = :doc_state, problem = '',
    indexed_at = :now, indexed_by = :by, version = version + 1
WHERE captured_id = :id
