-- purpose: Each hour's average, highest and 95th percentile of one measure, by resource.
-- parameter: from date first day, such as 2026-11-01 or today-7
-- parameter: to date last day
-- parameter: name string name of the samples, such as usage_percent
WITH chosen AS (
  SELECT resource, type, date_trunc('hour', time) AS hour, value
  FROM samples
  WHERE dt BETWEEN ? AND ? AND name = ?
),
ranked AS (
  SELECT resource, type, hour, value,
    row_number() OVER (PARTITION BY resource, type, hour ORDER BY value) AS place,
    count(*) OVER (PARTITION BY resource, type, hour) AS sample_count
  FROM chosen
)
-- the 95th percentile by nearest rank, in whole numbers: exact, and the same in every engine
SELECT hour, resource, type, count(*) AS sample_count, round(avg(value), 3) AS average,
  round(min(CASE WHEN 100 * place >= 95 * sample_count THEN value END), 3) AS p95,
  round(max(value), 3) AS highest
FROM ranked
GROUP BY hour, resource, type
ORDER BY resource, type, hour
