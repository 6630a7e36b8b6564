INSERT INTO document (patient_id, encounter_id, type_system, type_code, type_text, title, author_id, author_text, written_at,
                      state, available, was_available, confidentiality, version_no, parent_id, parent_kind, mime, fact_at,
                      filed_at, filed_by)
VALUES (:patient, :encounter, :type_system, :type_code, :type_text, :title, :author, :author_text, :written,
        :state, :available, :available, :confidentiality, :version_no, :parent, :parent_kind, :mime, :fact_at,
        :now, :by)
