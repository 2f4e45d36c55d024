/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import io.nameplate.collectors.inventory.Reading;

/** A line of a readings file: a reading, or what is wrong with it. */
public sealed interface Line permits BadLine, Line.Good {

    /** The 1-based number of the line. */
    long line();

    /** A line that is a reading. */
    record Good(long line, Reading reading) implements Line {}
}
