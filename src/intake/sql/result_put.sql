INSERT INTO result (result_id, patient_id, encounter_id, report_id, system, code, display, panel, category, at,
  comparator, number, text, absent, unit, range_low, range_high, range_text, flag, status)
VALUES (:id, :patient, :encounter, :report, :system, :code, :display, :panel, :category, :at, :comparator, :number,
  :text, :absent, :unit, :range_low, :range_high, :range_text, :flag, :status)
ON CONFLICT (result_id) DO UPDATE
SET patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, report_id = coalesce(excluded.report_id,
  report_id), system = excluded.system, code = excluded.code, display = excluded.display, panel = excluded.panel,
  category = excluded.category, at = excluded.at, comparator = excluded.comparator, number = excluded.number, text =
  excluded.text, absent = excluded.absent, unit = excluded.unit, range_low = excluded.range_low, range_high =
  excluded.range_high, range_text = excluded.range_text, flag = excluded.flag, status = excluded.status, version =
  version + 1
