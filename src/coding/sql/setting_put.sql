INSERT INTO coding_setting (name, value, updated_at, updated_by) VALUES (:name, :value, :now, :by)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = version + 1,
  updated_at = excluded.updated_at, updated_by = excluded.updated_by
