-- purpose: Each day's lines, errors and latency by service, from its logs.
-- parameter: from date first day, such as yesterday-6
-- parameter: to date last day
WITH chosen AS (
  SELECT dt, resource, name, value
  FROM samples
  WHERE dt BETWEEN ? AND ? AND type = 'logs'
),
counted AS (
  SELECT dt, resource,
    sum(CASE WHEN name = 'line_count' THEN value ELSE 0E0 END) AS line_count,
    sum(CASE WHEN name = 'error_count' THEN value ELSE 0E0 END) AS error_count,
    sum(CASE WHEN name = 'status_4xx_count' THEN value ELSE 0E0 END) AS status_4xx_count,
    sum(CASE WHEN name = 'status_5xx_count' THEN value ELSE 0E0 END) AS status_5xx_count,
    max(CASE WHEN name = 'latency_p95_milliseconds' THEN value END) AS worst_p95
  FROM chosen
  GROUP BY dt, resource
)
SELECT dt AS day, resource AS service, line_count, error_count,
  round(100E0 * error_count / nullif(line_count, 0E0), 2) AS error_percent,
  status_4xx_count, status_5xx_count, round(worst_p95, 1) AS worst_p95_milliseconds
FROM counted
ORDER BY dt, resource
