SELECT a.amendment_id, a.version, a.patient_id, p.family, p.given, p.mrn, a.document_id, d.title, a.what, a.received_on,
       w.due_at, a.extended_at IS NOT NULL, a.extension_reason, a.state, a.basis, a.decision, a.informed, a.decided_at,
       a.decided_by, a.disagreement, a.rebuttal, a.with_disclosures, a.updated_by, a.updated_at, w.due_rule, w.item_id,
       a.extended_at
FROM amendment a
JOIN patient p ON p.patient_id = a.patient_id
LEFT JOIN work_item w ON w.subject_kind = 'amendment' AND w.subject_id = a.amendment_id
LEFT JOIN document d ON d.document_id = a.document_id
WHERE a.state = 'open'
ORDER BY w.due_key, a.amendment_id
LIMIT 2000
