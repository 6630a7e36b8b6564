INSERT INTO allergy (allergy_id, patient_id, system, code, display, category, reaction, severity, onset, status)
VALUES (:id, :patient, :system, :code, :display, :category, :reaction, :severity, :onset, :status)
ON CONFLICT (allergy_id) DO UPDATE
SET patient_id = excluded.patient_id, system = excluded.system, code = excluded.code, display = excluded.display,
  category = excluded.category, reaction = excluded.reaction, severity = excluded.severity, onset = excluded.onset,
  status = excluded.status, version = version + 1
