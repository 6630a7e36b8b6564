SELECT d.document_id, d.encounter_id, d.type_system, d.type_code, d.type_text, d.title,
       CASE WHEN p.practitioner_id IS NULL THEN d.author_text
            ELSE trim(p.family || ', ' || p.given || ' ' || p.credential, ', ') END,
       d.written_at, d.state, d.available, d.version_no,
       (SELECT max(s.signed_at) FROM signature s WHERE s.document_id = d.document_id),
       d.parent_id, d.parent_kind, d.confidentiality, d.patient_id,
       d.version, d.mime, ifnull(b.text, ''), ifnull(length(b.bytes), 0), d.filed_at, d.filed_by
FROM document d
LEFT JOIN document_body b ON b.document_id = d.document_id
LEFT JOIN practitioner p ON p.practitioner_id = d.author_id
WHERE d.document_id = ?1
