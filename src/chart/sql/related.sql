-- Up to the first version, then down to all that hang on it: a chain of versions is short.
WITH RECURSIVE
up (id, depth) AS (
  SELECT ?1, 0
  UNION ALL
  SELECT d.parent_id, up.depth + 1 FROM up JOIN document d ON d.document_id = up.id
  WHERE d.parent_id IS NOT NULL AND up.depth < 50
),
family (id, depth) AS (
  SELECT (SELECT id FROM up ORDER BY depth DESC LIMIT 1), 0
  UNION ALL
  SELECT d.document_id, family.depth + 1 FROM family JOIN document d ON d.parent_id = family.id
  WHERE family.depth < 50
)
SELECT d.document_id, d.encounter_id, d.type_system, d.type_code, d.type_text, d.title,
       CASE WHEN p.practitioner_id IS NULL THEN d.author_text
            ELSE trim(p.family || ', ' || p.given || ' ' || p.credential, ', ') END,
       d.written_at, d.state, d.available, d.version_no,
       (SELECT max(s.signed_at) FROM signature s WHERE s.document_id = d.document_id),
       d.parent_id, d.parent_kind, d.confidentiality, d.patient_id
FROM family
JOIN document d ON d.document_id = family.id
LEFT JOIN practitioner p ON p.practitioner_id = d.author_id
WHERE d.document_id <> ?1
ORDER BY d.written_at, d.document_id
LIMIT 100
