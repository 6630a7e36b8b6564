DELETE FROM user_patient
WHERE user_id = ?1 AND kind = ?2 AND patient_id IN (
  SELECT patient_id FROM user_patient WHERE user_id = ?1 AND kind = ?2 ORDER BY at DESC LIMIT -1 OFFSET ?3)
