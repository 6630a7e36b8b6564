SELECT (SELECT count(*) FROM work_item INDEXED BY work_owner
         WHERE owner_user = :me AND owner_user IS NOT NULL AND queue = :queue AND closed_at IS NULL)
     + (SELECT count(*) FROM work_item INDEXED BY work_claim
         WHERE claim_user = :me AND claim_user IS NOT NULL AND queue = :queue AND closed_at IS NULL
           AND claim_until > :now AND owner_user IS NOT :me)
