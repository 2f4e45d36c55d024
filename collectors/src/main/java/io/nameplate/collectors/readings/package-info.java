/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The readings format: lines of JSON into readings, and for every line that is none the reason. */
@NullMarked
package io.nameplate.collectors.readings;

import org.jspecify.annotations.NullMarked;
