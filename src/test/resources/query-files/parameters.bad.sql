-- purpose: breaks one rule
-- parameter: from date first day
-- parameter: to date last day
SELECT value FROM samples WHERE dt BETWEEN ? AND ? AND name = ?
