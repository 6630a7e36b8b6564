INSERT INTO coverage (coverage_id, patient_id, payer_id, plan, member_id, group_number, rank, from_day, to_day,
  status)
VALUES (:id, :patient, :payer, :plan, :member_id, :group_number, :rank, :from_day, :to_day, :status)
ON CONFLICT (coverage_id) DO UPDATE
SET patient_id = excluded.patient_id, payer_id = excluded.payer_id, plan = excluded.plan, member_id =
  excluded.member_id, group_number = excluded.group_number, rank = excluded.rank, from_day = excluded.from_day, to_day
  = excluded.to_day, status = excluded.status, version = version + 1
