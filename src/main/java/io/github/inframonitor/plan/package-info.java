/** What runs would ask of AWS and cost, by runs that store nothing. */
@NullMarked
package io.github.inframonitor.plan;

import org.jspecify.annotations.NullMarked;
