/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Says of readings how far they can be trusted, and why: limits, spikes, flat lines, counters, sums, clocks. Flags, and never
 * changes a value or makes one. Pure: the time is an argument.
 */
@NullMarked
package io.nameplate.collectors.validate;

import org.jspecify.annotations.NullMarked;
