UPDATE document
SET encounter_id = coalesce(:encounter, encounter_id),
    type_system = CASE WHEN :type_code || :type_text = '' THEN type_system ELSE :type_system END,
    type_text = CASE WHEN :type_code || :type_text = '' THEN type_text ELSE :type_text END,
    type_code = CASE WHEN :type_code || :type_text = '' THEN type_code ELSE :type_code END,
    title = CASE :title WHEN 'Document' THEN title ELSE :title END,
    author_id = CASE WHEN :author_text = '' AND :author IS NULL THEN author_id ELSE :author END,
    author_text = CASE WHEN :author_text = '' AND :author IS NULL THEN author_text ELSE :author_text END,
    written_at = coalesce(:written, written_at),
    state = CASE WHEN state = 'superseded' THEN state ELSE :state END,
    available = :available, was_available = max(was_available, :available),
    confidentiality = CASE :confidentiality WHEN '' THEN confidentiality ELSE :confidentiality END,
    fact_at = max(fact_at, :fact_at), version = version + 1
WHERE document_id = :id
