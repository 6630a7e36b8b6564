SELECT EXISTS (SELECT 1 FROM deficiency INDEXED BY deficiency_owed
  WHERE responsible_id = :id AND level > 0 AND state IN ('open', 'disputed') AND state = 'open')
