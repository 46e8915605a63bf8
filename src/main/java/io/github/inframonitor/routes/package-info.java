/** The route files as a whole: whether they are right, and how an edit takes effect. */
@NullMarked
package io.github.inframonitor.routes;

import org.jspecify.annotations.NullMarked;
