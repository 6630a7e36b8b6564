INSERT INTO document (patient_id, encounter_id, type_system, type_code, type_text, title, author_id, author_text, written_at,
                      state, available, was_available, version_no, mime, fact_at, filed_at, filed_by)
VALUES (:patient, :encounter, :type_system, :type_code, :type_text, :title, :author, :author_text, :written,
        :state, 1, 1, 1, :mime, :now, :now, :by)
