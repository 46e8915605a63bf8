/** The application: settings, routes, and how the process starts and ends. */
@NullMarked
package io.github.inframonitor;

import org.jspecify.annotations.NullMarked;
