/** The hot store: the items of the DynamoDB table. */
@NullMarked
package io.github.inframonitor.hot;

import org.jspecify.annotations.NullMarked;
