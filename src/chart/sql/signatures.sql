SELECT CASE WHEN p.practitioner_id IS NULL THEN s.signer_text
            ELSE trim(p.family || ', ' || p.given || ' ' || p.credential, ', ') END,
       s.signed_at
FROM signature s
LEFT JOIN practitioner p ON p.practitioner_id = s.practitioner_id
WHERE s.document_id = ?1
ORDER BY s.signature_no
