UPDATE work_item
   SET owner_user = :user, owner_team = :team, version = version + 1,
       claim_seat = CASE WHEN :user IS NULL OR claim_user IS NOT :user THEN '' ELSE claim_seat END,
       claim_at = CASE WHEN :user IS NULL OR claim_user IS NOT :user THEN NULL ELSE claim_at END,
       claim_until = CASE WHEN :user IS NULL OR claim_user IS NOT :user THEN NULL ELSE claim_until END,
       claim_user = CASE WHEN :user IS NULL OR claim_user IS NOT :user THEN NULL ELSE claim_user END
 WHERE item_id = :item
