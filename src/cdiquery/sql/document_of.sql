SELECT d.encounter_id = q.encounter_id, d.patient_id = q.patient_id, ifnull(d.written_at, d.filed_at) >= substr(q.answered_at, 1, 10), d.title
FROM document d, cdi_query q WHERE d.document_id = :document AND q.query_id = :id
