/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The collector as a process: reads as the list of its parts. */
@NullMarked
package io.nameplate.collectors.boot;

import org.jspecify.annotations.NullMarked;
