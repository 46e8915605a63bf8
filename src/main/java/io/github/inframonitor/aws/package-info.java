/** The AWS clients of production, and what their errors mean. */
@NullMarked
package io.github.inframonitor.aws;

import org.jspecify.annotations.NullMarked;
