-- purpose: The share of each day's runs in which each branch gave samples of a host.
-- parameter: from date first day, such as yesterday-6
-- parameter: to date last day
WITH chosen AS (
  SELECT dt, run_id, type
  FROM samples
  WHERE dt BETWEEN ? AND ? AND resource_type = 'host'
),
-- a run of which no branch gave anything leaves no object, and is not among these
days AS (
  SELECT dt, count(DISTINCT run_id) AS runs
  FROM chosen
  GROUP BY dt
),
branches AS (
  SELECT DISTINCT type AS branch
  FROM chosen
),
given AS (
  SELECT dt, type AS branch, count(DISTINCT run_id) AS with_samples
  FROM chosen
  GROUP BY dt, type
)
SELECT days.dt AS day, branches.branch, days.runs, coalesce(given.with_samples, 0) AS with_samples,
  round(100E0 * coalesce(given.with_samples, 0) / days.runs, 1) AS reliability_percent
FROM days
CROSS JOIN branches
LEFT JOIN given ON given.dt = days.dt AND given.branch = branches.branch
ORDER BY days.dt, branches.branch
