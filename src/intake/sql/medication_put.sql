INSERT INTO medication (medication_id, patient_id, encounter_id, given, system, code, display, directions, started,
  ended, prescriber_id, prescriber_text, status)
VALUES (:id, :patient, :encounter, :given, :system, :code, :display, :directions, :started, :ended, :prescriber,
  :prescriber_text, :status)
ON CONFLICT (medication_id) DO UPDATE
SET patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, given = excluded.given, system =
  excluded.system, code = excluded.code, display = excluded.display, directions = excluded.directions, started =
  excluded.started, ended = excluded.ended, prescriber_id = excluded.prescriber_id, prescriber_text =
  excluded.prescriber_text, status = excluded.status, version = version + 1
