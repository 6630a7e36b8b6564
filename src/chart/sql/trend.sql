SELECT * FROM (
  SELECT r.result_id, r.encounter_id, r.system, r.code, r.display, r.panel, r.category, r.at, r.comparator, r.number,
       r.text, r.absent, r.unit, r.range_low, r.range_high, r.range_text, r.flag, r.status
  FROM result r
  WHERE r.patient_id = ?1 AND r.code = ?2 AND r.system = ?3
  ORDER BY r.at DESC
  LIMIT ?4
) ORDER BY at
