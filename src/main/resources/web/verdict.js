// Whether all is well, in one sentence.
import {ago, amount, count, long, now, time} from './format.js';

const WORDS = {
  CPUUtilization: ['CPU', 'Percent'],
  MemoryUtilization: ['Memory', 'Percent'],
  DiskUtilization: ['Disk', 'Percent'],
  NetworkIn: ['Network in', 'Bytes/Second'],
  NetworkOut: ['Network out', 'Bytes/Second'],
  CollectorErrors: ['Failed branches', 'Count'],
  ProcessorErrors: ['Failed logs', 'Count'],
  HotStoreThrottles: ['Store throttles', 'Count'],
  CollectionDuration: ['Slowest branch', 'Milliseconds'],
  RunSuccess: ['Complete runs', 'Count'],
};

const COMPARISONS = {
  GreaterThanThreshold: 'above',
  GreaterThanOrEqualToThreshold: 'at or above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};

/** What an alarm watches, such as CPU. */
export const watched = alarm => WORDS[alarm.metric]?.[0] ?? alarm.metric;

/** When it fires, such as above 80 %. */
export const condition = alarm =>
  `${COMPARISONS[alarm.comparison] ?? alarm.comparison} ${amount(alarm.threshold, WORDS[alarm.metric]?.[1])}`;

const failures = outcomes => outcomes.filter(outcome => outcome.result !== 'OK').map(outcome => outcome.name);

function ofRun(run) {
  const parts = [...failures(run.branches), ...failures(run.stores).map(name => `${name} store`)];
  return `last run ${run.status}${parts.length ? `: ${parts.join(', ')} failed` : ''}, ${ago(run.scheduledTime)}`;
}

/** How long the pipeline usually rests between two runs; nothing of fewer than three. */
function restMillis(runs) {
  const rests = runs
    .slice(1)
    .map((run, i) => Date.parse(runs[i].scheduledTime) - Date.parse(run.scheduledTime));
  return rests.length < 2 ? null : rests.sort((a, b) => a - b)[rests.length >> 1];
}

const sentence = text => text.replace(/\.?$/, '.');

export function verdict({pipeline, alarms, runs, runsLost, awaySince, problem}) {
  if (!pipeline) {
    return awaySince
      ? ['bad', `${sentence(problem.message)} Trying again`]
      : ['unknown', 'Asking the pipeline'];
  }
  if (awaySince) {
    return [
      'bad',
      `No answer since ${time(awaySince)}: ${sentence(problem.message)} ` +
        'What is shown is older. Trying again',
    ];
  }
  const bad = [];
  const warn = [];
  const firing = alarms.alarms.filter(alarm => alarm.state === 'ALARM');
  if (firing.length) {
    bad.push(
      `${count(firing.length, 'alarm')}: ${firing.map(alarm => `${watched(alarm)} ${condition(alarm)}`).join(', ')}`,
    );
  }
  if (runsLost) {
    bad.push(`the runs could not be read: ${runsLost.replace(/\.$/, '')}`);
  }
  const last = runs.find(run => run.status !== 'RUNNING');
  if (last && last.status === 'FAILED') {
    bad.push(ofRun(last));
  } else if (last && last.status === 'PARTIAL') {
    warn.push(ofRun(last));
  }
  const rest = restMillis(runs);
  const since = runs.length ? now() - Date.parse(runs[0].scheduledTime) : 0;
  if (rest && since > 2.5 * rest && !pipeline.running) {
    bad.push(`no run for ${long(since / 1000)}, though one is due every ${long(rest / 1000)}`);
  }
  if (pipeline.spool.runs) {
    warn.push(`${count(pipeline.spool.runs, 'run')} kept to be sent again`);
  }
  if (alarms.error) {
    warn.push('alarms could not be read');
  }
  const next = pipeline.running
    ? 'a run is going on'
    : pipeline.nextRun
      ? `next at ${time(pipeline.nextRun)}`
      : 'none is scheduled';
  if (bad.length || warn.length) {
    // of the pipeline too, where nothing is said of it yet
    const well = last && !['FAILED', 'PARTIAL'].includes(last.status) ? [ofRun(last)] : [];
    const text = [...bad, ...warn, ...well].join('; ');
    return [bad.length ? 'bad' : 'warn', text[0].toUpperCase() + text.slice(1)];
  }
  return last
    ? ['good', `All well: last run ${ago(last.scheduledTime)}, ${next}`]
    : ['unknown', `No run in the last seven days: ${next}`];
}
