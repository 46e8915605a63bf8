/** Which of several processes of one pipeline fires. */
@NullMarked
package io.github.inframonitor.leader;

import org.jspecify.annotations.NullMarked;
