/** What is said to people by SNS, and how often. */
@NullMarked
package io.github.inframonitor.alert;

import org.jspecify.annotations.NullMarked;
