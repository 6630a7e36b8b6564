INSERT INTO procedure_done (procedure_id, patient_id, encounter_id, system, code, display, rank, started, ended,
  performer_id, performer_text, status)
VALUES (:id, :patient, :encounter, :system, :code, :display, :rank, :started, :ended, :performer, :performer_text,
  :status)
ON CONFLICT (procedure_id) DO UPDATE
SET patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, system = excluded.system, code =
  excluded.code, display = excluded.display, rank = excluded.rank, started = excluded.started, ended = excluded.ended,
  performer_id = excluded.performer_id, performer_text = excluded.performer_text, status = excluded.status, version =
  version + 1
