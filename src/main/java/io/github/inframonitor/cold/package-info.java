/** The cold store: one Parquet object a run, in the layout that Athena reads. */
@NullMarked
package io.github.inframonitor.cold;

import org.jspecify.annotations.NullMarked;
