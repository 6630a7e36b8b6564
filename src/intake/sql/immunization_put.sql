INSERT INTO immunization (immunization_id, patient_id, encounter_id, system, code, display, at, lot, status)
VALUES (:id, :patient, :encounter, :system, :code, :display, :at, :lot, :status)
ON CONFLICT (immunization_id) DO UPDATE
SET patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, system = excluded.system, code =
  excluded.code, display = excluded.display, at = excluded.at, lot = excluded.lot, status = excluded.status, version =
  version + 1
