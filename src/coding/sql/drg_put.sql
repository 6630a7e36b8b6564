INSERT OR REPLACE INTO coding_drg (account_id, stage, drg, title, mdc, weight, grouper, by, at)
VALUES (:account, :stage, :drg, :title, :mdc, :weight, :grouper, :by, :now)
