/**
 * The stand-ins of the local profile: small implementations of the AWS SDK's client interfaces that
 * keep AWS's rules, a directory for S3 and DuckDB for the rest. They are left out of the jar.
 */
@NullMarked
package io.github.inframonitor.local;

import org.jspecify.annotations.NullMarked;
