-- purpose: breaks one rule
-- parameter: from date first day
-- parameter: to date last day
SELECT value FROM samples WHERE dt BETWEEN ? AND ? QUALIFY row_number() OVER (ORDER BY time) = 1
