INSERT INTO report (report_id, patient_id, encounter_id, system, code, display, category, at, issued, status)
VALUES (:id, :patient, :encounter, :system, :code, :display, :category, :at, :issued, :status)
ON CONFLICT (report_id) DO UPDATE
SET patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, system = excluded.system, code =
  excluded.code, display = excluded.display, category = excluded.category, at = excluded.at, issued = excluded.issued,
  status = excluded.status, version = version + 1
