SELECT d.document_id, d.encounter_id, d.type_system, d.type_code, d.type_text, d.title,
       CASE WHEN p.practitioner_id IS NULL THEN d.author_text
            ELSE trim(p.family || ', ' || p.given || ' ' || p.credential, ', ') END,
       d.written_at, d.state, d.available, d.version_no,
       (SELECT max(s.signed_at) FROM signature s WHERE s.document_id = d.document_id),
       d.parent_id, d.parent_kind, d.confidentiality, d.patient_id
FROM document d
LEFT JOIN practitioner p ON p.practitioner_id = d.author_id
WHERE d.encounter_id = ?1 AND (ifnull(d.written_at, ''), d.document_id) < (?2, ?3)
ORDER BY ifnull(d.written_at, '') DESC, d.document_id DESC
LIMIT ?4
