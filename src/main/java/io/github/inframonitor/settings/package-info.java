/** The settings: what they may be, where they come from, and what is said when one is wrong. */
@NullMarked
package io.github.inframonitor.settings;

import org.jspecify.annotations.NullMarked;
