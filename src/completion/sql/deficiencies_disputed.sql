SELECT d.deficiency_id, d.encounter_id, d.patient_id, ifnull(p.family || ', ' || p.given, ''), ifnull(p.mrn, ''), d.rule, d.lack,
       d.doc_type, d.name, d.document_id, d.responsible_id, ifnull(r.family || ', ' || r.given, ''), d.reason, d.note, d.state,
       d.start_at, d.due_at, d.due_rule, d.level, d.letter, d.delinquent, d.assigned_at, d.assigned_by, d.dispute_reason,
       d.ended_at, d.ended_by, d.ended_how, d.version, e.class, e.service, e.discharge_at
FROM deficiency d JOIN encounter e ON e.encounter_id = d.encounter_id JOIN patient p ON p.patient_id = d.patient_id
LEFT JOIN practitioner r ON r.practitioner_id = d.responsible_id
WHERE d.state = 'disputed' AND d.state IN ('open', 'disputed') AND d.deficiency_id > :id
ORDER BY d.deficiency_id LIMIT :limit
