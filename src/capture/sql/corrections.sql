SELECT c.what, c.other_id, p.mrn, c.reason, c.at, c.by
FROM document_correction c
LEFT JOIN document d ON d.document_id = c.other_id
LEFT JOIN patient p ON p.patient_id = d.patient_id
WHERE c.document_id = :id
ORDER BY c.correction_id
