/**
 * Reads a fleet: the EC2 instances and RDS databases of many regions and accounts, by CloudWatch.
 */
@NullMarked
package io.github.inframonitor.fleet;

import org.jspecify.annotations.NullMarked;
