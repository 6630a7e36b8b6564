SELECT encounter_id, patient_id, provider_id, state, outcome, level, version, updated_by, updated_at, title, text_no, sent_at, service
FROM cdi_query WHERE query_id = ?1
