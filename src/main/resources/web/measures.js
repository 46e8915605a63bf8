// What the first page charts, and the CloudWatch metrics whose alarms have their thresholds there.
export const MEASURES = [
  {title: 'CPU', type: 'cpu', names: ['usage_percent'], unit: 'Percent', metrics: ['CPUUtilization']},
  {title: 'Memory', type: 'memory', names: ['used_percent'], unit: 'Percent', metrics: ['MemoryUtilization']},
  {title: 'Disk', type: 'disk', names: ['used_percent'], unit: 'Percent', metrics: ['DiskUtilization']},
  {
    title: 'Network',
    type: 'network',
    names: ['received_bytes_per_second', 'sent_bytes_per_second'],
    unit: 'Bytes/Second',
    metrics: ['NetworkIn', 'NetworkOut'],
  },
];
