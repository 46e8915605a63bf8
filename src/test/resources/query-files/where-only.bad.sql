-- purpose: breaks one rule
-- parameter: from date first day
-- parameter: to date last day
-- parameter: most integer how many rows
SELECT value FROM samples WHERE dt BETWEEN ? AND ? LIMIT ?
